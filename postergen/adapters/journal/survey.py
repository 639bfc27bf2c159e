"""Say what waits in the journals of a machine and what is wrong with them, without changing any of them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from postergen.adapters.journal.journal import DAMAGED, backlog_of, has_no_events
from postergen.adapters.journal.journal_directory import family_of
from postergen.adapters.journal.set_aside import REJECTED
from postergen.adapters.untouched import damage_in, looking_into
from postergen.errors import Unavailable

READING = 1.0  # seconds in which one journal is read


@dataclass(frozen=True, slots=True)
class JournalState:
    """One journal: whether it belongs to the database that is set, how many events wait in it and for how many seconds
    the oldest has; ``damage`` and ``problem`` (it cannot be looked into now) are empty when all is well.
    """

    path: Path
    is_ours: bool
    waiting: int = 0
    age: float = 0.0
    damage: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SetAside:
    """Files that a person has to look at."""

    damaged: tuple[Path, ...]
    rejected: tuple[Path, ...]


def journal_states(folder: Path, database_url: str) -> list[JournalState]:
    """Every journal in this folder, those of other databases, too."""
    ours = f"{family_of(database_url)}-"
    states = [_state(path, path.name.startswith(ours)) for path in sorted(folder.glob("*-*.journal"))]
    return [state for state in states if state is not None]


def set_aside_in(folder: Path) -> SetAside:
    """What was set aside in this folder."""
    return SetAside(*(tuple(sorted(folder.glob(f"*-*{ending}"))) for ending in (DAMAGED, REJECTED)))


def _state(path: Path, is_ours: bool) -> JournalState | None:
    """None of one that was removed a moment ago, its events being in the database."""
    try:
        with looking_into(path, READING) as connection:
            if damage := damage_in(connection):
                return JournalState(path, is_ours, damage=damage)
            return JournalState(path, is_ours, *backlog_of(connection))
    except (sqlite3.Error, OSError) as exc:
        if isinstance(exc, sqlite3.Error) and has_no_events(path, exc):
            return None
        if type(exc) is sqlite3.DatabaseError:  # a lock or a full disk is an OperationalError
            return JournalState(path, is_ours, damage=str(exc))
        return JournalState(path, is_ours, problem=str(exc))
    except Unavailable as exc:
        return JournalState(path, is_ours, problem=exc.reason)

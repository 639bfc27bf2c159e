"""Let one process fold at a time, and remember how far each journal is folded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, select

from postergen.adapters.sql.database import alone
from postergen.adapters.sql.schema import journal_mark

PRUNED = "scans were pruned"  # a mark that belongs to no journal
BETWEEN_SLICES = 0.1  # seconds in which others get their turn: on SQLite whoever waits looks that seldom
_FOLD_LOCK = 0x666F6C64


def insert_into(connection: Connection, table: Table) -> Any:
    """An INSERT that may say what to do on a conflict, in the dialect of this connection."""
    dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
    return dialect.insert(table)


@contextmanager
def folding(engine: Engine) -> Iterator[Connection]:
    """A transaction during which nobody else folds: an event and the one that it waits for cannot miss each other."""
    with alone(engine, _FOLD_LOCK) as connection:
        yield connection


def mark_of(connection: Connection, journal: str) -> int:
    """How far this journal is folded."""
    return connection.scalar(select(journal_mark.c.seq).where(journal_mark.c.journal == journal)) or 0


def set_mark(connection: Connection, journal: str, seq: int, now: datetime) -> None:
    row = {"journal": journal, "seq": seq, "folded_at": now}
    statement = insert_into(connection, journal_mark).values(row)
    kept = {"seq": statement.excluded.seq, "folded_at": statement.excluded.folded_at}
    connection.execute(statement.on_conflict_do_update(index_elements=["journal"], set_=kept))


def next_mark(connection: Connection, name: str) -> int:
    """Set a mark that belongs to no journal to a number that it never had; returns that."""
    number = mark_of(connection, name) + 1
    set_mark(connection, name, number, datetime.now(UTC))
    return number


def pruned_mark(connection: Connection, until: datetime) -> None:
    """Remember that single scans before this midnight (UTC) are gone, so that counters of before are not made anew."""
    connection.execute(delete(journal_mark).where(journal_mark.c.journal == PRUNED))
    connection.execute(journal_mark.insert().values(journal=PRUNED, seq=0, folded_at=until))


def pruned_until(connection: Connection) -> datetime | None:
    """The midnight before which single scans are gone; None while all are there."""
    return connection.scalar(select(journal_mark.c.folded_at).where(journal_mark.c.journal == PRUNED))

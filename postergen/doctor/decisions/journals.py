"""Whether what happened comes from the journals into the database, and none of it is in danger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postergen.adapters.journal.journal import DAMAGED
from postergen.adapters.journal.survey import JournalState, SetAside
from postergen.doctor.values import Remark, error, note, ok, warning

LONG = 600.0  # seconds after which an event should be in the database, many times over
MUCH = 0.5  # of the room of a journal


@dataclass(frozen=True, slots=True)
class Journals:
    """All that lies in the folder of journals; ``room`` as POSTERGEN_JOURNAL_ROOM says."""

    journals: tuple[JournalState, ...]
    aside: SetAside
    room: int


def judge_journals(found: Journals) -> Sequence[Remark]:
    ours = [one for one in found.journals if one.is_ours]
    waiting, age = sum(one.waiting for one in ours), max((one.age for one in ours), default=0.0)
    remarks = [_damaged(one) for one in found.journals if one.damage]
    remarks += [note(f"{one.path} cannot be looked into now: {one.problem}", _OPEN) for one in ours if one.problem]
    remarks += _aside(found.aside)
    fullest = max((one.waiting for one in ours), default=0)
    if fullest >= MUCH * found.room:
        said = f"{fullest:,} events of one process wait, and there is room for {found.room:,}"
        remarks.append((error if fullest >= found.room else warning)(said, _FOLD))
    if age > LONG:
        remarks.append(warning(f"{waiting:,} events wait for the database, the oldest for {_long(age)}", _FOLD))
    strange = sum(one.waiting for one in found.journals if not one.is_ours)
    if strange:
        said = f"{strange:,} events wait in journals of another POSTERGEN_DATABASE_URL"
        remarks.append(warning(said, _STRANGE))
    return remarks or [ok(f"{waiting:,} events wait for the database" if waiting else "nothing waits for the database")]


_FOLD = (
    "Start postergen serve, which brings them into the database; if it runs, its log says after “cannot fold” what "
    "keeps it. Do not delete the journals."
)
_OPEN = "Start postergen serve, which takes it up."
_STRANGE = (
    "If both addresses are the same database, write the address as before; else start postergen serve once with that "
    "address, which brings them there."
)


def _damaged(journal: JournalState) -> Remark:
    mend = (
        f"Keep a copy of it, and save what can be read: sqlite3 {journal.path} .recover > events.sql; the next start "
        f"sets it aside as {journal.path.stem}{DAMAGED} and goes on without it. Look at the disk: it may be failing."
    )
    return error(f"{journal.path} is damaged: {journal.damage}", mend)


def _aside(aside: SetAside) -> list[Remark]:
    remarks = []
    if aside.damaged:
        mend = (
            f"Save what can be read, sqlite3 {aside.damaged[0]} .recover > events.sql, and delete the file then; "
            "after 30 days it is deleted by itself."
        )
        remarks.append(warning(f"damaged journals were set aside: {_named(aside.damaged)}", mend))
    if aside.rejected:
        mend = "Read the reason in each line, and delete the file when that is settled; after 30 days it is by itself."
        remarks.append(warning(f"events that no table can hold were set aside: {_named(aside.rejected)}", mend))
    return remarks


def _named(paths: Sequence[object]) -> str:
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"{paths[0]}{more}"


def _long(seconds: float) -> str:
    for unit, length in (("days", 86_400), ("hours", 3600)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds / 60:.0f} minutes"

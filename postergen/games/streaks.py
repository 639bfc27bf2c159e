"""Count days in a row, lay out a month, and say which missing day may still be filled in."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from collections.abc import Set as Days
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from postergen.games.hand import Refusal

DAY = timedelta(days=1)
MILESTONES = (7, 30, 100)  # days in a row that have a sentence of their own
WEEK = 7


class Mark(StrEnum):
    """How a day of the calendar stands."""

    KEPT = "kept"
    REPAIRED = "repaired"
    MISSED = "missed"  # after their first day, and not kept
    OPEN = "open"  # today, not kept yet
    NONE = "none"  # before their first day, or still to come


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of a calendar; ``why_not`` says why it cannot be filled in, and is None where it can."""

    day: date
    mark: Mark
    is_today: bool
    why_not: Refusal | None


def streak(days: Days[date], today: date) -> int:
    """Days in a row until today, or until yesterday while today is not over."""
    last = today if today in days else today - DAY
    return run_until(days, last)


def run_until(days: Days[date], last: date) -> int:
    """Days in a row of which this is the last; 0 where it is none of them."""
    count = 0
    while last - count * DAY in days:
        count += 1
    return count


def longest(days: Days[date]) -> int:
    """The most days in a row there ever were."""
    return max((run_until(days, day) for day in days if day + DAY not in days), default=0)


def missed_since(days: Days[date], today: date) -> int:
    """Days without anything since the last one, today not counted; 0 before the first."""
    earlier = [day for day in days if day < today]
    return (today - max(earlier)).days - 1 if earlier else 0


def why_no_repair(kept: Mapping[date, bool], day: date, today: date, per_month: int) -> Refusal | None:
    """Why a day cannot be filled in; None where it can.

    A repair belongs to the month of the day that it fills in. It is for a day of this month, or for yesterday: else
    nobody could mend the last day of a month.

    Args:
        kept: their days; True for one that was filled in.
    """
    if not kept or day in kept or not min(kept) < day < today:
        return Refusal.NOT_MISSING
    if month_of(day) != month_of(today) and day != today - DAY:
        return Refusal.OTHER_MONTH
    return None if repairs_left(kept, day, per_month) else Refusal.NO_REPAIRS


def repairs_left(kept: Mapping[date, bool], month: date, per_month: int) -> int:
    """How many days of this month may still be filled in."""
    used = sum(repaired for day, repaired in kept.items() if month_of(day) == month_of(month))
    return max(0, per_month - used)


def month_of(day: date) -> date:
    """Its first day."""
    return day.replace(day=1)


def calendar(kept: Mapping[date, bool], month: date, today: date, per_month: int) -> Sequence[Sequence[Cell | None]]:
    """The weeks of a month, from Monday; None stands for days of the months beside it."""
    first = month_of(month)
    days = [first + n * DAY for n in range(monthrange(first.year, first.month)[1])]
    cells: list[Cell | None] = [None] * first.weekday()
    cells += [
        Cell(day, _mark(kept, day, today), day == today, why_no_repair(kept, day, today, per_month)) for day in days
    ]
    cells += [None] * (-len(cells) % WEEK)
    return [cells[start : start + WEEK] for start in range(0, len(cells), WEEK)]


def dots(kept: Mapping[date, bool], day: date) -> str:
    """The month of a day as one sign for each day, from the Monday of its first week: ``x`` kept, ``r`` filled in,
    ``o`` missed, ``.`` before the first day or after this one, ``_`` of the month before.
    """
    signs = {Mark.KEPT: "x", Mark.REPAIRED: "r", Mark.MISSED: "o"}
    until = {one: repaired for one, repaired in kept.items() if one <= day}
    cells = [cell for week in calendar(until, day, day, 0) for cell in week]
    told = "".join(signs.get(cell.mark, ".") if cell else "_" for cell in cells)
    return told.rstrip("_")


def _mark(kept: Mapping[date, bool], day: date, today: date) -> Mark:
    if day in kept:
        return Mark.REPAIRED if kept[day] else Mark.KEPT
    if day == today:
        return Mark.OPEN
    return Mark.MISSED if kept and min(kept) < day < today else Mark.NONE

"""What the API takes and answers, of diaries. Made of the OpenAPI document by `make clients`: change it there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Required, TypedDict

from postergen.client.values.shared import (
    GameRefusal,
)


@dataclass(frozen=True, slots=True)
class GameCalendar:
    """A day of the month."""

    day: date
    # `open` is today while it is not kept, `none` before the first day or later
    mark: Mark
    # why it cannot be filled in; null where it can
    why_not: GameRefusal | None


class GameCheckIn(TypedDict, total=False):
    """A check-in: what was picked of what today asks, and a line of one's own."""

    # the id of an option that this game asks for
    option: Required[str]
    # at most 40 characters, or none
    line: str
    # the language of the poster
    locale: str
    # the day that is meant: refused when it is over
    day: date | str | None
    # the id of the scan that led here, so that the poster is its child
    scan: str


@dataclass(frozen=True, slots=True)
class GameDayPoster:
    """The poster of a day."""

    day: date
    code: str
    image_url: str
    share_url: str
    scan_url: str


@dataclass(frozen=True, slots=True)
class GameDiary:
    """What somebody has of a diary, and what they can do."""

    game: str
    # their number in the record; null before their first day
    player: int | None
    today: date
    # when the next day begins
    ends: datetime
    # days in a row, until today or yesterday
    streak: int
    longest: int
    # days without anything since the last one, today not counted
    missed: int
    # all days, the first first
    entries: tuple[GameEntry, ...]
    # the days of the month that was asked for, or of this
    month: tuple[GameCalendar, ...]
    # days of that month that may still be filled in
    repairs_left: int
    # why today cannot be kept; null where it can
    why_not: GameRefusal | None


@dataclass(frozen=True, slots=True)
class GameEntry:
    """A day that was kept, or filled in: that one has no option, and no poster."""

    # the number of the line of the record that keeps it
    serial: int
    day: date
    is_repaired: bool
    option: str | None
    line: str
    # of its poster, once that was made
    code: str | None


class GameRepairIn(TypedDict, total=False):
    # that was missed
    day: Required[date | str]


Mark = Literal["kept", "repaired", "missed", "open", "none"]

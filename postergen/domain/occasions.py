"""Decide which occasion a day is: fixed dates, ranges, lunar dates and birthdays, as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from postergen.domain.localized import Localized

MonthDay = tuple[int, int]


@dataclass(frozen=True, slots=True)
class FixedRule:
    """Every year from one date to another (the same one for a single day); may span the turn of the year."""

    first: MonthDay
    last: MonthDay


@dataclass(frozen=True, slots=True)
class LunarRule:
    """A date of the Chinese lunar calendar, with so many days before and after it."""

    month: int
    day: int
    before: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class NamedRule:
    """Never by the calendar: on a person's birthday, or only when it is asked for by its name."""

    kind: Literal["birthday", "asked"]


Rule = FixedRule | LunarRule | NamedRule


@dataclass(frozen=True, slots=True)
class Occasion:
    """A date or life event that changes naming, copy and look.

    ``naming`` is a Jinja2 text over ``nickname``: how a poster calls its person; ``called`` how a sentence does, where
    that is another. ``template`` is the look when none is asked for. One that is ``retired`` comes no more by itself.
    """

    id: str
    name: Localized
    rule: Rule
    naming: Localized | None = None
    called: Localized | None = None
    template: str | None = None
    retired: bool = False


def occasion_of(occasions: Iterable[Occasion], day: date, birthday: date | None = None) -> Occasion | None:
    """The occasion of this day; a person's own birthday comes before the calendar, and data order decides the rest."""
    falling = [one for one in occasions if not one.retired and falls_on(one.rule, day, birthday)]
    return min(falling, key=lambda o: not isinstance(o.rule, NamedRule), default=None)


def falls_on(rule: Rule, day: date, birthday: date | None = None) -> bool:
    """Whether the rule covers this day."""
    match rule:
        case FixedRule(first, last):
            today = (day.month, day.day)
            return first <= today <= last if first <= last else today >= first or today <= last
        case LunarRule():
            return any(
                -rule.before <= (day - _solar(year, rule)).days <= rule.after for year in (day.year - 1, day.year)
            )
        case NamedRule(kind="birthday"):
            return birthday is not None and _anniversary(birthday, day.year) == day
    return False


@lru_cache(maxsize=256)  # the library seeks the year's new moons each time, which takes longer than to draw a poster
def _solar(lunar_year: int, rule: LunarRule) -> date:
    from lunar_python import Lunar  # only here: few days ask for the moon

    solar = Lunar.fromYmd(lunar_year, rule.month, rule.day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


@lru_cache(maxsize=64)
def lunar_day(day: date) -> str:
    """A day as the Chinese lunar calendar calls it, such as 十月廿一."""
    from lunar_python import Solar

    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return f"{lunar.getMonthInChinese()}月{lunar.getDayInChinese()}"


def _anniversary(birthday: date, year: int) -> date:
    """The day of this year; who was born on 29 February has it on 1 March in common years."""
    try:
        return birthday.replace(year=year)
    except ValueError:
        return date(year, 2, 28) + timedelta(days=1)

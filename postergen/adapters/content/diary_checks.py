"""What the parts of a diary's file say of each other: every day has something to ask, and one day asks one thing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from postergen.adapters.content.game_checks import Mistake, ids, repeated
from postergen.adapters.content.game_parts import Parts


def diary_mistakes(parts: Parts) -> Iterator[Mistake]:
    """All that can be told of the parts that are right by themselves."""
    for check in (ids, _turns, _days, _options):
        yield from check(parts)


def _turns(parts: Parts) -> Iterator[Mistake]:
    dated = parts.each_has("asks", "day")
    if dated and all(dated):
        problem = "each of them has its day, so other days ask nothing"
        yield Mistake(("asks",), problem, "leave day out of one at least", "all_dated")


def _days(parts: Parts) -> Iterator[Mistake]:
    opens, closes, first = parts.value("opens"), parts.value("closes"), dict[object, int]()
    for i, day in enumerate(parts.each("asks", "day")):
        where = ("asks", i, "day")
        if day is None:
            continue
        if day in first:
            problem = f"{day} has item {first[day] + 1} of asks already"
            yield Mistake(where, problem, "one for each day", "day_twice", (("number", first[day] + 1),))
        elif opens is not None and day < opens.date():
            problem = f"{day} is before the game opens, on {opens:%Y-%m-%d}"
            yield Mistake(where, problem, kind="day_outside")
        elif closes is not None and day > (closes - timedelta(microseconds=1)).date():
            problem = f"{day} is after the game closes, on {closes:%Y-%m-%d %H:%M}"
            yield Mistake(where, problem, kind="day_outside")
        first.setdefault(day, i)


def _options(parts: Parts) -> Iterator[Mistake]:
    for i, options in enumerate(parts.each("asks", "options")):
        for twice in repeated(options or ()):
            problem = f"the option {twice!r} stands twice"
            yield Mistake(("asks", i, "options"), problem, "each option once", "id_twice", (("name", twice),))

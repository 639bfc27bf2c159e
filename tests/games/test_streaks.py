"""Days in a row, the calendar of a month, and which missing day may be filled in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postergen.games.hand import Refusal
from postergen.games.streaks import (
    Mark,
    calendar,
    dots,
    longest,
    missed_since,
    repairs_left,
    run_until,
    streak,
    why_no_repair,
)

TODAY = date(2026, 11, 30)
DAYS = st.sets(st.integers(0, 80).map(lambda n: TODAY - timedelta(days=n)))


def days(*numbers: int) -> dict[date, bool]:
    """Days of November, none of them filled in."""
    return {date(2026, 11, number): False for number in numbers}


@pytest.mark.parametrize(
    ("kept", "found"),
    [
        ((), 0),
        ((30,), 1),
        ((29,), 1),  # today is not over
        ((28,), 0),
        ((28, 29, 30), 3),
        ((27, 28, 30), 1),
        ((26, 27, 28, 29), 4),
    ],
)
def test_a_streak_lives_until_a_day_is_over_without_a_check_in(kept: tuple[int, ...], found: int) -> None:
    assert streak(set(days(*kept)), TODAY) == found


@given(DAYS)
def test_the_longest_streak_is_no_shorter_than_any(kept: set[date]) -> None:
    assert longest(kept) == max((run_until(kept, day) for day in kept), default=0)
    assert longest(kept) >= streak(kept, TODAY)


@given(DAYS)
def test_whoever_keeps_every_day_has_missed_none(kept: set[date]) -> None:
    missed = missed_since(kept, TODAY)
    since = {TODAY - timedelta(days=n) for n in range(1, missed + 1)}
    assert not since & kept
    assert (streak(kept, TODAY) > 0) >= (missed == 0 and bool(kept - {TODAY}))


def test_a_streak_goes_over_the_ends_of_months_and_years() -> None:
    kept = {date(2026, 12, 30) + timedelta(days=n) for n in range(65)}
    assert streak(kept, date(2027, 3, 4)) == 65


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 11, 12), None),
        (date(2026, 11, 29), None),
        (date(2026, 11, 11), Refusal.NOT_MISSING),  # kept
        (date(2026, 11, 9), Refusal.NOT_MISSING),  # before their first day
        (TODAY, Refusal.NOT_MISSING),
        (TODAY + timedelta(days=1), Refusal.NOT_MISSING),
    ],
)
def test_a_day_that_is_missing_can_be_filled_in_and_no_other(day: date, reason: Refusal | None) -> None:
    assert why_no_repair(days(10, 11, 13), day, TODAY, 1) == reason


def test_a_month_has_so_many_repairs_and_no_more() -> None:
    kept = days(10, 11) | {date(2026, 11, 12): True}
    assert repairs_left(kept, TODAY, 1) == 0
    assert why_no_repair(kept, date(2026, 11, 14), TODAY, 1) == Refusal.NO_REPAIRS
    assert why_no_repair(kept, date(2026, 11, 14), TODAY, 2) is None
    assert why_no_repair(kept, date(2026, 12, 2), date(2026, 12, 5), 1) is None


def test_the_last_day_of_a_month_can_be_mended_on_the_first_of_the_next_and_no_later() -> None:
    kept, day = days(20, 29), TODAY
    assert why_no_repair(kept, day, date(2026, 12, 1), 1) is None
    assert why_no_repair(kept, day, date(2026, 12, 2), 1) == Refusal.OTHER_MONTH
    used = kept | {date(2026, 11, 25): True}  # it is one of the month that it belongs to
    assert why_no_repair(used, day, date(2026, 12, 1), 1) == Refusal.NO_REPAIRS


def test_nobody_fills_in_a_day_before_their_first() -> None:
    assert why_no_repair({}, date(2026, 11, 29), TODAY, 1) == Refusal.NOT_MISSING


def test_a_calendar_has_every_day_of_its_month_under_its_weekday() -> None:
    weeks = calendar(days(3, 4) | {date(2026, 11, 6): True}, TODAY, TODAY, 1)
    cells = [cell for week in weeks for cell in week if cell]
    assert [cell.day.day for cell in cells] == list(range(1, 31))
    assert all(week[n] is None or week[n].day.weekday() == n for week in weeks for n in range(7))  # type: ignore[union-attr]
    marks = {cell.day.day: cell.mark for cell in cells}
    assert [marks[n] for n in (2, 3, 5, 6, 7, 30)] == [
        Mark.NONE,
        Mark.KEPT,
        Mark.MISSED,
        Mark.REPAIRED,
        Mark.MISSED,
        Mark.OPEN,
    ]
    assert [cell.day for cell in cells if cell.is_today] == [TODAY]


def test_a_poster_is_told_its_month_as_it_was_on_that_day() -> None:
    kept = days(3, 4, 7) | {date(2026, 11, 6): True}
    assert dots(kept, date(2026, 11, 7)) == "_" * 6 + "..xxorx" + "." * 23
    assert dots(kept, date(2026, 11, 4)) == "_" * 6 + "..xx" + "." * 26

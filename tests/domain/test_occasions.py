"""Which occasion a day is."""

from __future__ import annotations

from datetime import date

import pytest

from postergen.domain.campaign import Campaign
from postergen.domain.occasions import FixedRule, LunarRule, NamedRule, falls_on, occasion_of


@pytest.mark.parametrize(
    ("day", "occasion"),
    [
        # the lunar dates are those of the Hong Kong Observatory's conversion tables
        (date(2026, 2, 17), "spring-festival"),
        (date(2027, 2, 6), "spring-festival"),
        (date(2027, 1, 30), "spring-festival"),
        (date(2027, 1, 29), None),
        (date(2026, 9, 25), "mid-autumn"),
        (date(2025, 10, 6), "mid-autumn"),
        (date(2026, 9, 27), None),
        (date(2026, 6, 1), "childrens-day"),
        (date(2026, 6, 30), "graduation"),
        (date(2026, 12, 31), "year-in-review"),
        (date(2027, 1, 2), "year-in-review"),
        (date(2026, 11, 3), None),
    ],
)
def test_the_shipped_occasions_fall_on_their_days(campaign: Campaign, day: date, occasion: str | None) -> None:
    found = occasion_of(campaign.occasions, day)
    assert (found.id if found else None) == occasion


def test_a_birthday_comes_before_the_calendar(campaign: Campaign) -> None:
    found = occasion_of(campaign.occasions, date(2026, 6, 1), date(1990, 6, 1))
    assert found is not None
    assert found.id == "birthday"


def test_who_was_born_on_a_leap_day_has_a_birthday_every_year() -> None:
    rule, born = NamedRule("birthday"), date(2000, 2, 29)
    assert falls_on(rule, date(2028, 2, 29), born)
    assert falls_on(rule, date(2027, 3, 1), born)
    assert not falls_on(rule, date(2028, 3, 1), born)


def test_a_range_may_span_the_turn_of_the_year() -> None:
    rule = FixedRule((12, 20), (1, 5))
    assert [falls_on(rule, day) for day in (date(2026, 12, 19), date(2026, 12, 20), date(2027, 1, 5))] == [
        False,
        True,
        True,
    ]


def test_a_lunar_date_late_in_the_year_is_found_in_the_next_one() -> None:
    assert falls_on(LunarRule(12, 23), date(2027, 1, 30))


def test_what_has_to_be_asked_for_never_comes_by_itself() -> None:
    assert not falls_on(NamedRule("asked"), date(2026, 6, 1), date(2026, 6, 1))

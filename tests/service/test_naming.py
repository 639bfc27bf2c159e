"""A person is called by the word of the occasion, everywhere, and by their name alone on other days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from postergen.domain.campaign import Campaign
from postergen.domain.localized import LOCALES, Localized
from postergen.domain.occasions import NamedRule, Occasion
from postergen.domain.poster import Brief
from postergen.rendering.bidi import isolated
from postergen.service.naming import called, occasion_at, signed

CALLED = {
    "childrens-day": ("小明宝宝", "Little 小明"),
    "birthday": ("寿星小明", "Birthday star 小明"),
    "graduation": ("毕业生小明", "Graduate 小明"),
    "spring-festival": ("来拜年的小明", "Home-again 小明"),
    "mid-autumn": ("小明", "小明"),
}
BEFORE_MIDNIGHT, AFTER = datetime(2027, 5, 31, 15, 59, tzinfo=UTC), datetime(2027, 5, 31, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("occasion", CALLED)
def test_a_sentence_calls_people_by_the_word_of_the_day(campaign: Campaign, occasion: str) -> None:
    day = campaign.occasion_by_id[occasion]
    assert tuple(called("小明", day, locale) for locale in ("zh-CN", "en")) == CALLED[occasion]


def test_a_poster_is_signed_with_a_line_of_its_own(campaign: Campaign) -> None:
    new_year = campaign.occasion_by_id["spring-festival"]
    assert signed("小明", new_year, "zh-CN") == "小明给您拜年"


@pytest.mark.parametrize("locale", LOCALES)
def test_who_gave_no_name_is_called_nothing(campaign: Campaign, locale: str) -> None:
    for day in (None, *campaign.occasions):
        assert (called("", day, locale), signed("", day, locale)) == ("", "")


def test_an_occasion_that_says_it_once_is_taken_at_its_word() -> None:
    day = Occasion("name-day", Localized({}), NamedRule("asked"), Localized({"en": "dear {{ nickname }}"}))
    assert called("Ann", day, "en") == signed("Ann", day, "en") == "dear Ann"


def test_a_name_is_never_read_as_a_template_and_turns_nothing_around_it(campaign: Campaign) -> None:
    day = campaign.occasion_by_id["childrens-day"]
    assert called("{{ 7 * 7 }}", day, "zh-CN") == "{{ 7 * 7 }}宝宝"
    assert called("أحمد", day, "en") == f"Little {isolated('أحمد')}"


def test_a_page_speaks_by_the_day_in_the_zone_of_the_campaign(campaign: Campaign) -> None:
    brief = Brief(campaign.id, (), "zh-CN", "receipt", nickname="小明")
    assert occasion_at(brief, campaign, BEFORE_MIDNIGHT) is None
    assert occasion_at(brief, campaign, AFTER) is campaign.occasion_by_id["childrens-day"]
    own = replace(brief, occasion="birthday")
    assert occasion_at(own, campaign, AFTER) is campaign.occasion_by_id["birthday"], "a poster's own goes before it"
    gone = replace(brief, occasion="no-longer-there")
    assert occasion_at(gone, campaign, BEFORE_MIDNIGHT) is None

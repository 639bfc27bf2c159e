"""A wish in a person's own words has a pictogram by what it means."""

from __future__ import annotations

import pytest

from postergen.domain.campaign import Campaign
from postergen.domain.poster import ERASED_WISH, NONE_OF_THESE, Brief
from postergen.service.pictograms import ANY, wish_pictogram


def brief(wish: str, locale: str = "zh-CN", means: str = "") -> Brief:
    return Brief("better-life", (), locale, "ticket", wish=wish, wish_means=means)


@pytest.mark.parametrize(
    ("wish", "locale", "option"),
    [
        ("带爸妈去青岛看海", "zh-CN", "parents-qingdao-sea"),
        ("get my teeth cleaned", "en", "health-teeth-cleaning"),
    ],
)
def test_a_wish_that_is_surely_an_option_has_its_pictogram(
    wish: str, locale: str, option: str, campaign: Campaign
) -> None:
    wanted = campaign.catalogue.option_by_id[option].pictogram
    assert wish_pictogram(brief(wish, locale), campaign) == wanted != ANY


def test_what_the_person_says_that_it_means_comes_first(campaign: Campaign) -> None:
    option = campaign.catalogue.option_by_id["health-teeth-cleaning"]
    assert wish_pictogram(brief("带爸妈去青岛看海", means=option.id), campaign) == option.pictogram
    assert wish_pictogram(brief("带爸妈去青岛看海", means=NONE_OF_THESE), campaign) == ANY


def test_where_only_a_theme_is_known_it_is_that_of_the_theme(campaign: Campaign) -> None:
    found = wish_pictogram(brief("hot soup", "en"), campaign)
    assert found == campaign.catalogue.theme_by_id["food"].pictogram != ANY


def test_of_what_was_erased_and_of_words_that_nobody_knows_nothing_is_told(campaign: Campaign) -> None:
    assert wish_pictogram(brief(ERASED_WISH), campaign) == ANY
    assert wish_pictogram(brief("xyzzy", "en"), campaign) == ANY

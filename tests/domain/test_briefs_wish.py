"""A wish of a person's own is checked as the options are."""

from __future__ import annotations

import pytest

from postergen.domain.briefs import BriefRequest, Look, check_brief, width_of
from postergen.domain.campaign import Campaign
from postergen.domain.poster import Brief
from postergen.errors import InvalidBrief
from tests.conftest import NOON

SIX = ("wuhan-hot-dry-noodles", "parents-medical-check-up", "home-sun-the-quilt", "self-parked-car")


def checked(campaign: Campaign, **request: object) -> Brief:
    looks = {name: Look(("story",)) for name in campaign.templates}
    return check_brief(BriefRequest(**{"options": (), "locale": "zh-CN", **request}), campaign, looks, NOON.date())  # type: ignore[arg-type]


def test_a_wish_alone_makes_a_poster(campaign: Campaign) -> None:
    brief = checked(campaign, wish="  教外公　用手机挂号 ")
    assert (brief.wish, brief.picks) == ("教外公 用手机挂号", 1)


def test_nothing_at_all_does_not(campaign: Campaign) -> None:
    with pytest.raises(InvalidBrief, match="a wish included"):
        checked(campaign)


def test_a_wish_counts_among_the_picks(campaign: Campaign) -> None:
    six = tuple(option.id for option in campaign.catalogue.options[:6])
    with pytest.raises(InvalidBrief, match="6 entries and a wish"):
        checked(campaign, options=six, wish="再睡一会")


@pytest.mark.parametrize(
    ("locale", "wish"), [("zh-CN", "一二三四五六七八九十一二三四"), ("en", "x" * 42), ("zh-CN", "x" * 28)]
)
def test_a_wish_may_be_as_wide_as_an_option(campaign: Campaign, locale: str, wish: str) -> None:
    assert checked(campaign, wish=wish, locale=locale).wish == wish
    with pytest.raises(InvalidBrief, match="letters wide"):
        checked(campaign, wish=wish + "了", locale=locale)


def test_what_cannot_be_printed_is_named(campaign: Campaign) -> None:
    with pytest.raises(InvalidBrief) as caught:
        checked(campaign, wish="a\x00b\ue000c")
    assert [finding.where for finding in caught.value.findings] == ["wish"]
    assert "U+0000, U+E000" in str(caught.value)


def test_an_emoji_of_many_parts_is_as_wide_as_one_character() -> None:
    assert width_of("👨‍👩‍👧‍👦") == 2
    assert width_of("é") == 1

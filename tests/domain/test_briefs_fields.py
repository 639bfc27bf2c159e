"""What a look asks of a person is checked by its kind."""

from __future__ import annotations

import pytest

from postergen.domain.briefs import BriefRequest, Field, Look, check_brief
from postergen.domain.campaign import Campaign
from postergen.errors import InvalidBrief
from tests.conftest import NOON
from tests.ranking.small_campaigns import both

ASKED = (Field("streak", "number", 999, both("Days")), Field("motto", "text", 5, both("Motto")))


def checked(campaign: Campaign, fields: tuple[tuple[str, str | int], ...], asked: tuple[Field, ...] = ASKED) -> object:
    request = BriefRequest(("wuhan-hot-dry-noodles",), "zh-CN", fields=fields)
    looks = {name: Look(("story",), asked) for name in campaign.templates}
    return check_brief(request, campaign, looks, NOON.date()).fields


def test_what_was_asked_for_is_kept_in_the_order_of_names(campaign: Campaign) -> None:
    assert checked(campaign, (("streak", 3), ("motto", "慢慢来"))) == (("motto", "慢慢来"), ("streak", 3))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("streak", 1000),
        ("streak", -1),
        ("streak", "3"),
        ("streak", True),
        ("motto", "六个字太长了"),
        ("motto", "a\0b"),
        ("colour", "red"),
    ],
)
def test_what_does_not_fit_is_named(campaign: Campaign, name: str, value: str | int) -> None:
    with pytest.raises(InvalidBrief) as caught:
        checked(campaign, ((name, value),))
    assert [finding.where for finding in caught.value.findings] == [f"fields/{name}"]


def test_a_look_that_asks_for_nothing_takes_nothing(campaign: Campaign) -> None:
    with pytest.raises(InvalidBrief, match="asks for nothing"):
        checked(campaign, (("streak", 3),), ())

"""A wish of a person's own stands beside the options, and is as much theirs as their name."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from postergen.bootstrap import Product
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
        checked(campaign, wish="a\x00b\u202ec")
    assert [finding.where for finding in caught.value.findings] == ["wish"]
    assert "U+0000, U+202E" in str(caught.value)


def test_an_emoji_of_many_parts_is_as_wide_as_one_character() -> None:
    assert width_of("👨‍👩‍👧‍👦") == 2
    assert width_of("é") == 1


def test_a_wish_stands_on_the_poster_and_in_the_answer(client: FlaskClient, product: Product) -> None:
    made = client.post("/api/v1/posters", json={"options": SIX[:2], "wish": "教外公用手机挂号"}).get_json()
    assert made["wish"] == "教外公用手机挂号"
    content = product.pictures.content(product.posters.get(made["code"]))
    assert [option.text for option in content.options][-1] == "教外公用手机挂号"
    assert content.options[-1].number == 3
    product.fold_worker.fold_now()
    assert product.posters.get(made["code"]).brief.wish == "教外公用手机挂号"


def test_a_wish_changes_the_words(client: FlaskClient) -> None:
    def best(wish: str) -> str:
        ranked = client.post("/api/v1/rank", json={"wish": wish, "locale": "zh-CN", "count": 1}).get_json()
        assert ranked["wish_reading"] in ("borrowed", "lexical")
        return str(ranked["candidates"][0]["variant"]["id"])

    assert best("想吃热干面").startswith("wuhan-hot-dry-noodles")
    assert best("带爸妈去医院体检").startswith("parents-medical-check-up")


@pytest.mark.parametrize("folded_before", [True, False])
def test_an_erased_wish_leaves_its_line_and_none_of_its_words(
    client: FlaskClient, product: Product, folded_before: bool
) -> None:
    made = client.post("/api/v1/posters", json={"options": SIX[:1], "wish": "告诉他我还在"}).get_json()
    if folded_before:
        product.fold_worker.fold_now()
    token = {"Postergen-Erase-Token": made["erase_token"]}
    assert client.delete(f"/api/v1/posters/{made['code']}", headers=token).status_code == 204
    product.fold_worker.fold_now()
    poster = product.posters.get(made["code"])
    content = product.pictures.content(poster)
    assert [option.text for option in content.options][-1] == "藏在心里的一样"
    assert product.pictures.picture(poster).data.startswith(b"\xff\xd8")
    assert "告诉" not in client.get(f"/api/v1/posters/{made['code']}").text

"""The lives on the campaign page are written once, and each reader finds their own picks among them."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from postergen.bootstrap import Product

PHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"}
LIFE = re.compile(r'<input type="checkbox" name="option" value="([\w-]+)"([^>]*)>')
PICKED = ["wuhan-hot-dry-noodles", "parents-qingdao-sea"]


def lives_of(page: str) -> dict[str, str]:
    """What each life on the page has beside its id."""
    found = LIFE.findall(page)
    assert len(found) == len(dict(found))
    return dict(found)


def test_each_reader_finds_what_they_picked_and_nobody_elses(client: FlaskClient, product: Product) -> None:
    offered = {option.id for option in product.library.campaign("better-life").catalogue.offered}
    for picks in ([], PICKED, PICKED[:1], []):
        lives = lives_of(client.get("/c/better-life", query_string={"option": picks}).text)
        assert lives.keys() == offered
        assert {life for life, own in lives.items() if own == " checked"} == set(picks)
        assert set(lives.values()) <= {"", " checked"}


def test_a_friends_lives_can_be_pointed_at(client: FlaskClient) -> None:
    made = client.post("/c/better-life", data={"option": PICKED})
    code = made.headers["Location"].split("/p/")[1].partition("?")[0]
    lives = lives_of(client.get(client.get(f"/s/{code}", headers=PHONE).headers["Location"]).text)
    assert {life: own for life, own in lives.items() if own} == {life: f' id="life-{life}"' for life in PICKED}


def test_they_are_in_the_language_of_the_page(client: FlaskClient, product: Product) -> None:
    life = product.library.campaign("better-life").catalogue.option_by_id["parents-call-home"]
    for _ in range(2):
        for language, other in (("zh-CN", "en"), ("en", "zh-CN")):
            page = client.get(f"/c/better-life?lang={language}").text.replace("<wbr>", "")
            assert f"<b>{life.text.in_locale(language)}</b>" in re.sub(r"</?(?:span|bdi)[^>]*>", "", page)
            assert f"<b>{life.text.in_locale(other)}</b>" not in page

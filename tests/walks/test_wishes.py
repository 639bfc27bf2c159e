"""A wish of a person's own stands beside the options, and is as much theirs as their name."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from postergen.bootstrap import Product

SIX = ("wuhan-hot-dry-noodles", "parents-medical-check-up", "home-sun-the-quilt", "self-parked-car")


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
        assert ranked["wish_reading"] == "lexical"
        assert ranked["wish_read_as"]["is_sure"]
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

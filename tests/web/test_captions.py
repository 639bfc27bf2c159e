"""The words that go with a poster are the poster's own, in its language, and ask for nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from postergen.bootstrap import Product
from postergen.web.captions import caption

LINK = "https://life.example.com/p/BT0"
TWO = ["wuhan-hot-dry-noodles", "parents-medical-check-up"]


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_a_caption_has_the_line_the_wishes_and_the_link(
    client: FlaskClient, app: Flask, product: Product, locale: str
) -> None:
    made = client.post("/api/v1/posters", json={"options": TWO, "wish": "下棋", "locale": locale}).get_json()
    content = product.pictures.content(product.posters.get(made["code"]))
    with app.test_request_context("/?lang=en"):
        said = caption(content, "", LINK)
    assert said.startswith(content.headline)
    assert all(option.text in said for option in content.options)
    assert "下棋" in said
    assert said.endswith(LINK)
    assert ("你呢" in said) == (locale == "zh-CN"), "a poster speaks its own language, whoever looks at it"

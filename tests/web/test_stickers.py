"""A page lists the stickers of a campaign, and shows each; nothing is drawn twice."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from postergen.rendering.moving import measured
from tests.products import PUBLIC_URL

STICKERS = "/api/v1/campaigns/better-life/stickers"


def test_stickers_are_listed_in_their_language_with_the_addresses_of_their_pictures(client: FlaskClient) -> None:
    listed = client.get(STICKERS, query_string={"locale": "en"})
    told = listed.get_json()
    assert (listed.status_code, told["name"], told["locale"]) == (200, "The Mug and Company", "en")
    first = told["stickers"][0]
    assert (first["id"], first["text"], first["figure"]) == ("en-after-tea", "to be continued after tea", "mug")
    assert list(first["files"]) == ["png", "gif", "webp", "apng"]
    assert first["files"]["gif"].startswith(f"{PUBLIC_URL}{STICKERS}/en-after-tea.gif?v=")
    assert client.get(STICKERS).get_json()["stickers"][0]["text"] == "我先喝口热的"


@pytest.mark.parametrize(("extension", "frames"), [("png", 1), ("gif", 8), ("webp", 8), ("apng", 8)])
def test_a_sticker_comes_as_a_picture_that_may_be_kept(client: FlaskClient, extension: str, frames: int) -> None:
    address = client.get(STICKERS).get_json()["stickers"][0]["files"][extension].removeprefix(PUBLIC_URL)
    shown = client.get(address)
    found = measured(shown.data)
    assert (shown.status_code, shown.mimetype) == (200, f"image/{extension}")
    assert (found.width, found.height, found.frames) == (240, 240, frames)
    assert shown.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    again = client.get(address, headers={"If-None-Match": shown.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    old = client.get(address.partition("?")[0])
    assert (old.data, old.headers["Cache-Control"]) == (shown.data, "public, max-age=60")


def test_it_has_two_sizes_and_no_others(client: FlaskClient) -> None:
    large = client.get(f"{STICKERS}/zh-hot-sip.png", query_string={"size": 512})
    assert measured(large.data).width == 512
    assert client.get(f"{STICKERS}/zh-hot-sip.png", query_string={"size": 513}).status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/zh-hot-sip.jpg", 404),
        ("/zh-nothing.png", 404),
        ("?locale=fr", 422),
    ],
)
def test_what_there_is_not_is_a_problem(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(f"{STICKERS}{path}")
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_a_campaign_that_nobody_knows_has_none(client: FlaskClient) -> None:
    assert client.get("/api/v1/campaigns/nothing/stickers").status_code == 404
    assert client.get("/api/v1/campaigns/nothing/stickers/zh-hot-sip.png").status_code == 404

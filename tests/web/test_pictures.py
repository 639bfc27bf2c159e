"""A picture that is asked for again costs a look-up, and never shows a person who was erased."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from postergen.config import Settings
from postergen.web.app import create_app
from tests.products import product_for
from tests.web.test_api import BRIEF
from tests.web.test_metrics import scrape, value


@pytest.fixture
def other(settings: Settings) -> Iterator[FlaskClient]:
    """Another server process over the same database and journals."""
    product = product_for(settings)
    yield create_app(product).test_client()
    product.close()


def drawings(client: FlaskClient) -> float:
    return value(scrape(client), "postergen_render_seconds_count", extension="jpg")


def test_a_picture_is_drawn_once(client: FlaskClient) -> None:
    code = client.post("/api/v1/posters", json=BRIEF).json["code"]
    first, again = client.get(f"/p/{code}.jpg"), client.get(f"/p/{code}.jpg")
    assert first.data == again.data
    assert drawings(client) == 1
    etag = first.headers["ETag"]
    for known in (etag, f"W/{etag}", f'"other", W/{etag}', "*"):
        assert client.get(f"/p/{code}.jpg", headers={"If-None-Match": known}).status_code == 304
    assert client.get(f"/p/{code}.jpg", headers={"If-None-Match": 'W/"other"'}).status_code == 200
    assert drawings(client) == 1


def test_no_process_shows_a_person_who_was_erased_in_another(client: FlaskClient, other: FlaskClient) -> None:
    made = client.post("/api/v1/posters", json={**BRIEF, "nickname": "小明"}).json
    address = f"/p/{made['code']}.jpg"
    shown = other.get(address)
    assert "小明" in other.get(f"/p/{made['code']}").text

    erased = client.delete(
        f"/api/v1/posters/{made['code']}", headers={"Postergen-Erase-Token": str(made["erase_token"])}
    )

    assert erased.status_code == 204
    for process in (client, other):
        after = process.get(address, headers={"If-None-Match": shown.headers["ETag"]})
        assert (after.status_code, after.headers["ETag"] == shown.headers["ETag"]) == (200, False)
        assert after.data != shown.data
        assert "小明" not in process.get(f"/p/{made['code']}").text

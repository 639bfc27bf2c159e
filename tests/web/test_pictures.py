"""Pictures of posters: one that is asked for again costs a look-up, and never shows a person who was erased."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from PIL import Image

from postergen.bootstrap import Product
from postergen.config import Settings
from postergen.rendering.samples import sample_avatar
from postergen.web.app import create_app
from tests.products import product_for
from tests.web.test_api import BRIEF, make, problem, stored_posters
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


@pytest.mark.parametrize(("extension", "media_type"), [("jpg", "jpeg"), ("png", "png"), ("webp", "webp")])
def test_the_picture_itself_comes_back_when_it_is_asked_for(
    client: FlaskClient, extension: str, media_type: str
) -> None:
    made = client.post("/api/v1/posters", json=BRIEF, headers={"Accept": f"image/{media_type}"})
    assert (made.status_code, made.mimetype) == (201, f"image/{media_type}")
    again = client.get(f"/p/{made.headers['Postergen-Code']}.{extension}")
    assert again.data == made.data


def test_a_picture_is_immutable_and_known_without_drawing_it(client: FlaskClient) -> None:
    code = make(client).get_json()["code"]
    first = client.get(f"/p/{code}.jpg")
    assert "immutable" in first.headers["Cache-Control"]
    assert not first.headers["ETag"].startswith("W/")
    second = client.get(f"/p/{code}.jpg", headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.data) == (304, b"")
    assert client.get(f"/p/{code}.png").headers["ETag"] != first.headers["ETag"]


def test_a_page_sends_a_picture_as_it_has_it(client: FlaskClient, product: Product) -> None:
    """A canvas gives a ``data:`` address; a part with a type of its own is a file to a browser."""
    face = base64.b64encode(sample_avatar()).decode()
    brief = (io.BytesIO(json.dumps(BRIEF).encode()), "blob", "application/json")
    parts = {"brief": brief, "avatar": (io.BytesIO(sample_avatar()), "blob")}
    for made in (
        make(client, avatar=f"data:image/webp;base64,{face}"),
        client.post("/api/v1/posters", data=parts),
    ):
        assert made.status_code == 201
        assert product.pictures.content(product.posters.get(made.get_json()["code"])).avatar is not None


def test_a_picture_of_the_person_is_taken_in(client: FlaskClient, product: Product) -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "orange").save(out, "PNG")
    encoded = base64.b64encode(out.getvalue()).decode()
    shown = make(client, avatar=encoded, template="ticket").get_json()
    assert shown["warnings"] == []
    by_json = shown["code"]
    parts = {"brief": json.dumps(BRIEF), "avatar": (io.BytesIO(out.getvalue()), "me.png")}
    by_form = client.post("/api/v1/posters", data=parts).get_json()["code"]
    for code in (by_json, by_form):
        avatar = product.pictures.content(product.posters.get(code)).avatar
        assert avatar is not None
        assert Image.open(io.BytesIO(avatar)).format == "WEBP"
    body = problem(make(client, avatar=base64.b64encode(b"no picture").decode()), 422, "invalid-request")
    assert body["errors"][0]["pointer"] == "#/avatar"
    assert stored_posters(product) == 2


@pytest.mark.parametrize(("extension", "magic"), [("avif", b"ftypavif"), ("pdf", b"%PDF-")])
def test_a_poster_comes_as_avif_and_pdf_too(client: FlaskClient, extension: str, magic: bytes) -> None:
    code = make(client).get_json()["code"]
    first = client.get(f"/p/{code}.{extension}")
    assert magic in first.data[:32]
    assert client.get(f"/p/{code}.{extension}").data == first.data


def test_another_pixel_format_is_a_parameter_away(client: FlaskClient) -> None:
    code = make(client, template="receipt").get_json()["code"]
    square = client.get(f"/p/{code}.jpg?format=square")
    assert Image.open(io.BytesIO(square.data)).size == (1080, 1080)
    problem(client.get(f"/p/{code}.jpg?format=billboard"), 404, "not-found")

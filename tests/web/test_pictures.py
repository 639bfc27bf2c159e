"""Pictures of posters: one that is asked for again costs a look-up, and never shows a person who was erased."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from PIL import Image

from postergen.bootstrap import Product
from postergen.config import Settings
from postergen.domain.poster import ERASED_WISH, without_person
from postergen.errors import Unavailable
from postergen.rendering.samples import sample_avatar
from postergen.web.app import create_app
from tests.products import PUBLIC_URL, product_for
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


def test_a_picture_is_kept_for_long_at_an_address_that_an_erasure_changes(client: FlaskClient) -> None:
    """Whoever asks at the old one, or at one without a version, sees who was erased for a minute, if they had asked
    before, and no longer."""
    made = make(client, nickname="小明").get_json()
    code, old = made["code"], made["image_url"].removeprefix(PUBLIC_URL)
    shown = client.get(old)
    assert shown.headers["Cache-Control"] == "public, max-age=31536000, s-maxage=300, immutable"
    assert client.get(f"/p/{code}.jpg").headers["Cache-Control"] == "public, max-age=60"
    not_modified = client.get(old, headers={"If-None-Match": shown.headers["ETag"]})
    assert (not_modified.status_code, not_modified.headers["Cache-Control"]) == (304, shown.headers["Cache-Control"])
    page = client.get(f"/p/{code}").text
    version = old.partition("?v=")[2]
    assert page.count(f".jpg?v={version}") == 3  # on the page, and in two tags for previews of links

    client.delete(f"/api/v1/posters/{code}", headers={"Postergen-Erase-Token": made["erase_token"]})

    new = client.get(f"/api/v1/posters/{code}").get_json()["image_url"].removeprefix(PUBLIC_URL)
    assert new != old
    bare = client.get(new)
    assert bare.headers["Cache-Control"] == shown.headers["Cache-Control"]
    for address in (old, f"/p/{code}.jpg"):
        again = client.get(address)
        assert again.headers["Cache-Control"] == "public, max-age=60"
        assert again.data == bare.data != shown.data
    assert version not in client.get(f"/p/{code}").text


def test_a_version_says_nothing_of_the_person(client: FlaskClient, product: Product) -> None:
    poster = product.posters.get(make(client, nickname="小明").get_json()["code"])
    other = replace(poster, brief=replace(poster.brief, nickname="阿紫", wish="看看大海"))
    assert product.pictures.version(poster) == product.pictures.version(
        replace(other, brief=replace(other.brief, wish=""))
    )
    assert product.pictures.version(poster) != product.pictures.version(
        replace(poster, brief=without_person(poster.brief))
    )


@pytest.mark.parametrize("folded_before", [True, False])
def test_nobody_is_shown_while_the_database_does_not_hear_of_their_erasure(
    client: FlaskClient, other: FlaskClient, product: Product, monkeypatch: pytest.MonkeyPatch, folded_before: bool
) -> None:
    made = make(client, nickname="小明", wish="看看小明的海").get_json()
    address = f"/api/v1/posters/{made['code']}"
    if folded_before:
        product.fold_worker.fold_now()
    assert other.get(address).get_json()["nickname"] == "小明"

    def busy() -> None:
        raise Unavailable("the database", "is locked")

    monkeypatch.setattr(product.posters._log, "_on_erase", busy)
    token = {"Postergen-Erase-Token": made["erase_token"]}
    assert client.delete(address, headers=token).status_code == 204
    for process in (client, other):
        shown = process.get(address).get_json()
        assert (shown["nickname"], shown["wish"]) == ("", ERASED_WISH)
        assert "小明" not in process.get(f"/p/{made['code']}").text
        assert process.get(f"/p/{made['code']}.jpg").status_code == 200
    product.fold_worker.fold_now()
    assert other.get(address).get_json()["nickname"] == ""


def test_a_picture_is_known_without_drawing_it(client: FlaskClient) -> None:
    code = make(client).get_json()["code"]
    first = client.get(f"/p/{code}.jpg")
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

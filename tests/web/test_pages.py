"""The pages, without a script, as an old phone sees them."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient

from postergen.bootstrap import Product
from postergen.rendering.samples import sample_avatar

PHONE = {
    "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0.50",
    "Accept": "text/html",
}
FORM = {"option": ["wuhan-hot-dry-noodles", "parents-medical-check-up"], "nickname": "小明", "template": "receipt"}


def test_the_campaign_page_offers_every_life_and_every_look(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept-Language": "zh-CN"}).text
    assert page.count('name="option"') == 105
    assert page.count('name="template"') == 9
    assert '<html lang="zh-CN">' in page
    assert '<html lang="en">' in client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"}).text
    assert '<html lang="en">' in client.get("/?lang=en", headers={"Accept-Language": "zh-CN"}).text


def test_the_form_makes_a_poster_and_shows_it(client: FlaskClient) -> None:
    made = client.post("/c/better-life", data=FORM)
    assert made.status_code == 303
    page = client.get(made.headers["Location"], headers=PHONE).text
    code = made.headers["Location"].split("/p/")[1].partition("?")[0]
    assert f'<img class="poster" src="/p/{code}.jpg"' in page
    assert f"https://life.example.com/p/{code}" in page


def test_a_picture_and_the_numbers_of_a_look_come_with_the_form(client: FlaskClient, product: Product) -> None:
    picture = (io.BytesIO(sample_avatar()), "me.webp")
    given = {**FORM, "template": "passbook", "avatar": picture, "passbook.streak": "12", "passbook.kept": ""}
    made = client.post("/c/better-life", data=given)
    assert made.status_code == 303
    poster = product.posters.get(made.headers["Location"].split("/p/")[1].partition("?")[0])
    assert poster.brief.fields == (("streak", 12),)
    assert product.posters.content(poster).avatar is not None
    empty = client.post("/c/better-life", data={**FORM, "avatar": (io.BytesIO(b""), "")})
    assert empty.status_code == 303
    wrong = client.post("/c/better-life", data={**given, "passbook.streak": "-1", "avatar": (io.BytesIO(b"no"), "x")})
    assert wrong.status_code == 422


def test_a_poster_made_from_a_scan_knows_its_parent(client: FlaskClient) -> None:
    parent = client.post("/c/better-life", data=FORM).headers["Location"].split("/p/")[1].partition("?")[0]
    click = client.get(f"/s/{parent}", headers=PHONE).headers["Location"].partition("click=")[2]
    page = client.get(f"/c/better-life?click={click}", headers=PHONE).text
    assert f'name="click" value="{click}"' in page
    assert "小明" in page
    made = client.post("/c/better-life", data={**FORM, "click": click}).headers["Location"]
    child = client.get("/api/v1/posters/" + made.split("/p/")[1].partition("?")[0]).get_json()
    assert child["lineage"]["parent"] == parent


def test_mistakes_come_back_with_the_form_as_it_was(client: FlaskClient) -> None:
    page = client.post("/c/better-life", data={**FORM, "nickname": "x" * 31})
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert 'value="parents-medical-check-up" checked' in page.text
    assert "x" * 31 in page.text


def test_a_hostile_nickname_stays_text(client: FlaskClient) -> None:
    hostile = '"><script>alert(1)'
    made = client.post("/c/better-life", data={**FORM, "nickname": hostile})
    for path in (made.headers["Location"], made.headers["Location"].partition("?")[0]):
        assert "<script>alert" not in client.get(path, headers=PHONE).text


def test_a_friend_sees_the_way_to_a_poster_of_their_own(client: FlaskClient) -> None:
    code = client.post("/c/better-life", data=FORM).headers["Location"].split("/p/")[1].partition("?")[0]
    page = client.get(f"/p/{code}", headers=PHONE).text
    assert f'href="/s/{code}"' in page
    for tag in ("og:title", "og:image", "og:image:width", "twitter:card"):
        assert tag in page


@pytest.mark.parametrize("path", ["/", "/docs", "/p/BT0000000000000"])
def test_pages_run_no_foreign_and_no_inline_script(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers=PHONE)
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "<script>" not in page.text
    assert "style=" not in page.text


def test_a_person_who_mistypes_a_code_sees_a_page(client: FlaskClient) -> None:
    page = client.get("/s/BT0000000000000", headers={**PHONE, "Accept-Language": "zh-CN"})
    assert page.status_code == 404
    assert page.mimetype == "text/html"
    assert "这里什么也没有" in page.text


def test_looks_are_shown_as_small_pictures(client: FlaskClient) -> None:
    small = client.get("/c/better-life/looks/ticket.webp")
    assert small.mimetype == "image/webp"
    assert len(small.data) < 40_000
    assert client.get("/c/better-life/looks/nope.webp").status_code == 404

"""The pages, without a script, as an old phone sees them."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import Markup
from PIL import Image

from postergen.bootstrap import Product, build_product
from postergen.config import Settings
from postergen.rendering.samples import sample_avatar
from postergen.web.app import create_app
from postergen.web.pages import phrases
from tests.adapters.content.test_pack_files import pack

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


def test_the_dial_counts_the_lives_of_its_own_campaign(settings: Settings, tmp_path: Path) -> None:
    for file, data in pack({}).items():
        (tmp_path / "packs/small" / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "packs/small" / file).write_bytes(data)
    product = build_product(replace(settings, campaigns_dir=tmp_path / "packs", campaign="small"))
    client = create_app(product).test_client()
    assert 'aria-label="2 small lives, on a dial"' in client.get("/?lang=en").text
    assert 'aria-label="2 种小日子，转着挑"' in client.get("/?lang=zh-CN").text
    product.close()


def test_the_form_makes_a_poster_and_shows_it(client: FlaskClient) -> None:
    made = client.post("/c/better-life", data=FORM)
    assert made.status_code == 303
    page = client.get(made.headers["Location"], headers=PHONE).text
    code = made.headers["Location"].split("/p/")[1].partition("?")[0]
    assert f'<img class="poster" src="/p/{code}.jpg?v=' in page
    assert f"https://life.example.com/p/{code}" in page


def test_a_picture_and_the_numbers_of_a_look_come_with_the_form(client: FlaskClient, product: Product) -> None:
    picture = (io.BytesIO(sample_avatar()), "me.webp")
    given = {**FORM, "template": "passbook", "avatar": picture, "passbook.streak": "12", "passbook.kept": ""}
    made = client.post("/c/better-life", data=given)
    assert made.status_code == 303
    poster = product.posters.get(made.headers["Location"].split("/p/")[1].partition("?")[0])
    assert poster.brief.fields == (("streak", 12),)
    assert product.pictures.content(poster).avatar is not None
    empty = client.post("/c/better-life", data={**FORM, "avatar": (io.BytesIO(b""), "")})
    assert empty.status_code == 303
    wrong = client.post("/c/better-life", data={**given, "passbook.streak": "-1", "avatar": (io.BytesIO(b"no"), "x")})
    assert wrong.status_code == 422


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_a_preview_says_what_is_not_as_it_was_written(client: FlaskClient, lang: str) -> None:
    def notes(**more: object) -> list[str]:
        answer = client.post("/c/better-life/preview", data={**FORM, "lang": lang, **more})
        found: list[str] = json.loads(unquote(answer.headers["Postergen-Notes"]))
        return found

    assert notes() == []
    (missing,) = notes(nickname="小\N{LINEAR A SIGN AB001}明")
    assert "\N{LINEAR A SIGN AB001}" in missing


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


def test_a_friend_sees_the_way_to_a_poster_of_their_own(client: FlaskClient, app: Flask) -> None:
    code = client.post("/c/better-life", data=FORM).headers["Location"].split("/p/")[1].partition("?")[0]
    page = app.test_client().get(f"/p/{code}", headers=PHONE).text
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


def test_a_preview_shows_what_would_be_made_and_makes_nothing(client: FlaskClient, product: Product) -> None:
    picture = client.post("/c/better-life/preview", data=FORM)
    assert (picture.status_code, picture.mimetype) == (200, "image/jpeg")
    assert picture.headers["Cache-Control"] == "no-store"
    with Image.open(io.BytesIO(picture.data)) as opened:
        assert opened.size == (540, 960)
    face = client.post("/c/better-life/preview", data={**FORM, "avatar": (io.BytesIO(sample_avatar()), "me.webp")})
    assert face.data != picture.data
    assert product.fold_worker.fold_now() == 0
    mistake = client.post("/c/better-life/preview", data={**FORM, "option": []}, headers={"Accept": "image/webp"})
    assert (mistake.status_code, mistake.mimetype) == (422, "application/problem+json")


def test_the_code_of_a_preview_leads_to_the_campaign(client: FlaskClient, stats_client: FlaskClient) -> None:
    scanned = client.get("/S/BTSPEC1MEN00000", headers=PHONE)
    assert (scanned.status_code, scanned.headers["Location"]) == (302, "/c/better-life")


def test_a_link_may_fill_in_the_form_beforehand(client: FlaskClient) -> None:
    page = client.get("/c/better-life?option=wuhan-hot-dry-noodles&place=hubei/wuhan&template=ticket").text
    assert 'value="wuhan-hot-dry-noodles" checked' in page
    assert '<option value="hubei/wuhan" selected>' in page
    assert 'value="ticket" checked' in page


def test_the_day_of_a_birthday_is_asked_for_and_no_date(client: FlaskClient, product: Product) -> None:
    made = client.post("/c/better-life", data={**FORM, "birthday": "on"})
    poster = product.posters.get(made.headers["Location"].split("/p/")[1].partition("?")[0])
    assert poster.brief.occasion == "birthday"
    assert 'type="date"' not in client.get("/").text


def test_a_wish_of_ones_own_is_enough(client: FlaskClient, product: Product) -> None:
    made = client.post("/c/better-life", data={"wish": "和爷爷下一盘棋"})
    assert made.status_code == 303
    poster = product.posters.get(made.headers["Location"].split("/p/")[1].partition("?")[0])
    assert "和爷爷下一盘棋" in [option.text for option in product.pictures.content(poster).options]


def test_after_a_scan_the_friends_lives_can_be_picked_and_their_city_is_asked_for(client: FlaskClient) -> None:
    made = client.post("/c/better-life", data={**FORM, "place": "hubei/wuhan"})
    parent = made.headers["Location"].split("/p/")[1].partition("?")[0]
    page = client.get(client.get(f"/s/{parent}", headers=PHONE).headers["Location"], headers=PHONE).text
    assert 'for="life-wuhan-hot-dry-noodles"' in page
    assert 'data-friend-place="hubei/wuhan"' in page
    assert "我也在武汉" in page
    assert '<option value="hubei/wuhan">' in page
    assert re.search(rf"/p/{parent}\.webp\?v=\w+&amp;format=portrait&amp;width=540", page)


def test_a_poster_comes_at_half_its_width_and_at_no_other(client: FlaskClient) -> None:
    code = client.post("/c/better-life", data=FORM).headers["Location"].split("/p/")[1].partition("?")[0]
    whole, half = client.get(f"/p/{code}.webp"), client.get(f"/p/{code}.webp?width=540")
    assert whole.headers["ETag"] != half.headers["ETag"]
    assert len(half.data) < len(whole.data)
    assert client.get(f"/p/{code}.webp?width=541").status_code == 404


def test_the_share_page_offers_formats_of_the_same_poster(client: FlaskClient) -> None:
    made = client.post("/c/better-life", data=FORM).headers["Location"]
    code = made.split("/p/")[1].partition("?")[0]
    page = client.get(f"/p/{code}?mine=1&format=square", headers=PHONE).text
    assert re.search(rf'src="/p/{code}\.jpg\?v=\w+&amp;format=square" width="1080" height="1080"', page)
    assert re.search(rf'content="https://life\.example\.com/p/{code}\.jpg\?v=\w+&amp;format=card"', page)
    assert client.get(f"/p/{code}?format=nope", headers=PHONE).status_code == 404


def test_the_makers_browser_is_known_and_a_friends_is_not(client: FlaskClient, app: Flask) -> None:
    made = client.post("/c/better-life", data=FORM, base_url="https://life.example.com")
    code = made.headers["Location"].split("/p/")[1].partition("?")[0]
    assert "data-known" in client.get(f"/p/{code}", headers=PHONE, base_url="https://life.example.com").text
    assert "data-link" not in app.test_client().get(f"/p/{code}", headers=PHONE).text


def test_nobody_is_asked_for_consent_where_no_cookie_would_be_set(client: FlaskClient) -> None:
    assert "data-consent" not in client.get("/").text


@pytest.mark.parametrize(
    ("back", "leads"),
    [("/?lang=en", "/?lang=en"), ("//evil.example", "/"), ("https://evil.example", "/"), ("/\\evil", "/")],
)
def test_an_answer_leads_back_to_our_own_pages_only(client: FlaskClient, back: str, leads: str) -> None:
    assert client.post("/consent", data={"answer": "no", "back": back}).headers["Location"] == leads


def test_no_other_site_answers_for_a_visitor(client: FlaskClient) -> None:
    foreign = client.post("/consent", data={"answer": "yes"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert "Set-Cookie" not in foreign.headers


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("打个没事儿的电话回家", "打个|没事儿的|电话|回家"),
        (
            "给我爸换双不磨脚的鞋",
            "给我爸换|双不磨脚的|鞋",
        ),  # a phrase of nine letters that a narrow line has no room for
        ("See the sea", "See |the |sea"),
    ],
)
def test_a_line_may_end_after_a_phrase_and_within_a_long_one(text: str, lines: str) -> None:
    assert phrases(text).replace(Markup("<wbr>"), "|") == lines

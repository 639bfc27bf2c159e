"""A year is told by what a browser shows to be its own, or by figures that a program gives; its pages are posters."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from postergen.bootstrap import Product
from postergen.domain.briefs import BriefRequest
from postergen.domain.poster import LOOK_BACK
from postergen.service.orders import Issued, Order
from postergen.web.app import create_app
from postergen.web.visitors import COOKIE, ERASE_COOKIE
from tests.products import product_for, settings_for, small_pack, with_look_back
from tests.web.test_api import problem

HOME = "/c/better-life/look-back"
API = "/api/v1/look-backs/small-days"
FIGURES = {"posters": 7, "friends": 12, "generations": 2, "theme": "food", "hour": 5}
PERSON = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1"


@pytest.fixture(scope="module")
def remembering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The look back that ships, on a server that asks for consent to its cookie."""
    folder = tmp_path_factory.mktemp("year")
    packs = with_look_back(small_pack(folder))
    product = product_for(settings_for(folder, campaigns_dir=packs, visitor_cookie=True))
    yield product
    product.close()


@pytest.fixture(scope="module")
def server(remembering: Product) -> Flask:
    return create_app(remembering)


@pytest.fixture
def browser(server: Flask) -> FlaskClient:
    client = server.test_client()
    client.environ_base |= {"HTTP_ACCEPT_LANGUAGE": "en", "HTTP_USER_AGENT": PERSON}
    return client


def poster(product: Product, option: str = "wuhan-hot-dry-noodles", **more: Any) -> Issued:
    issued = product.posters.issue(Order("better-life", BriefRequest((option,), "en"), **more))
    product.take_in()
    return issued


def said(answer: TestResponse) -> str:
    """What the page says, without the places where its lines may end."""
    return answer.text.replace("<wbr>", "")


def codes_of(answer: TestResponse) -> list[str]:
    return re.findall(r"/look-back/([0-9A-Z]{15})/page\.webp", answer.text)


def own_line(client: FlaskClient, issued: Issued) -> str:
    """What the server signs for the browser that has the poster's cookie."""
    code = issued.poster.code
    client.set_cookie(ERASE_COOKIE, issued.erase_token or "", path=f"/p/{code}")
    told: str = client.get(f"/p/{code}/friends").get_json()["own"]
    return told


def scanned_by_a_friend(server: Flask, product: Product, code: str, who: str) -> str:
    """The click id of a person of their own."""
    friend = server.test_client()
    friend.environ_base |= {"HTTP_USER_AGENT": f"{PERSON} {who}", "REMOTE_ADDR": f"203.0.113.{len(who)}"}
    click: str = friend.get(f"/s/{code}").headers["Location"].partition("click=")[2]
    product.take_in()
    return click


def test_before_there_is_anything_the_page_says_what_will_be_there(browser: FlaskClient) -> None:
    page = browser.get(HOME)
    assert page.status_code == 200
    for words in ("A year of small days", "how many posters you made", "Open the year"):
        assert words in said(page)
    assert HOME in browser.get("/c/better-life").text, "the campaign page leads there"
    empty = browser.post(HOME, data={"key": "k"})
    assert empty.status_code == 200
    assert "There is no poster of yours in this browser this year" in said(empty)


def test_posters_that_a_browser_shows_to_be_its_own_tell_its_year(
    browser: FlaskClient, server: Flask, remembering: Product
) -> None:
    mine, other = poster(remembering), poster(remembering, "parents-medical-check-up")
    click = scanned_by_a_friend(server, remembering, mine.poster.code, "ab")
    scanned_by_a_friend(server, remembering, mine.poster.code, "abc")
    child = poster(remembering, scan=click)
    poster(remembering, scan=scanned_by_a_friend(server, remembering, child.poster.code, "abcd"))
    lines = [own_line(browser, mine), own_line(browser, other), "BTNOTHINGOFOURS." + "0" * 32, "no line"]
    sent = browser.post(HOME, data={"own": lines, "key": "once", "nickname": "Ming"})
    assert sent.status_code == 303
    shown = browser.get(sent.headers["Location"])
    codes = codes_of(shown)
    assert len(codes) == 7
    assert "Ming’s year" in said(shown)
    sites = [remembering.posters.get(code).brief.site.split("/")[1:] for code in codes]
    assert [tuple(site) for site in sites] == [
        ("cover", "all"),
        ("posters", "few"),
        ("friends", "few"),
        ("passed-on", "two"),
        ("drawer", "home"),
        ("window", "day"),
        ("new-one", "all"),
    ]
    figures = [dict(remembering.posters.get(code).brief.fields).get("figure") for code in codes]
    assert figures == [None, "2", "2", "2", "Mum and Dad", "noon", None]
    again = browser.post(HOME, data={"own": lines, "key": "once", "nickname": "Ming"})
    assert again.headers["Location"] == sent.headers["Location"], "a form that is sent twice makes one look back"
    remembering.take_in()
    after = browser.post(HOME, data={"own": lines, "key": "later", "nickname": "Ming"})
    counted = codes_of(browser.get(after.headers["Location"]))
    assert dict(remembering.posters.get(counted[1]).brief.fields)["figure"] == "2", "its pages are no posters of theirs"


def test_whoever_said_yes_to_the_cookie_needs_no_script(browser: FlaskClient, remembering: Product) -> None:
    browser.set_cookie(COOKIE, "a-cookie-of-some-length")
    made = browser.post("/c/better-life", data={"option": "wuhan-hot-dry-noodles"})
    assert made.status_code == 303
    remembering.take_in()
    sent = browser.post(HOME, data={"key": "mine"})
    assert sent.status_code == 303
    pages = sent.headers["Location"].partition("look-back/")[2].partition("?")[0].split("-")
    assert {remembering.posters.get(code).brief.channel for code in pages} == {LOOK_BACK}
    assert {f"Path=/p/{code}" in " ".join(sent.headers.getlist("Set-Cookie")) for code in pages} == {True}
    objecting = browser.post(HOME, data={"key": "mine"}, headers={"Sec-GPC": "1"})
    assert "There is no poster of yours" in said(objecting)


def test_a_page_of_another_site_cannot_open_a_year(browser: FlaskClient) -> None:
    assert browser.post(HOME, data={"key": "k"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_name_that_is_too_long_comes_back_with_the_form(browser: FlaskClient, remembering: Product) -> None:
    line = own_line(browser, poster(remembering))
    answer = browser.post(HOME, data={"own": line, "key": "k2", "nickname": "\N{GRINNING FACE}" * 60})
    assert answer.status_code == 422
    assert "At most 30 characters" in said(answer)


def made(browser: FlaskClient, key: str, **more: Any) -> dict[str, Any]:
    answer = browser.post(API, json={"figures": FIGURES, "locale": "en", **more}, headers={"Idempotency-Key": key})
    assert answer.status_code in (200, 201), answer.text
    told: dict[str, Any] = answer.get_json()
    return told


def test_a_program_gives_figures_and_the_same_key_gives_the_same_pages(browser: FlaskClient) -> None:
    first = made(browser, "a", nickname="Ming")
    assert [page["page"] for page in first["pages"]] == [
        "cover",
        "posters",
        "friends",
        "passed-on",
        "drawer",
        "window",
        "new-one",
    ]
    assert {page["propensity"] for page in first["pages"]} == {1 / 3}
    assert "12" in first["pages"][2]["headline"]
    again = made(browser, "a", nickname="Ming")
    assert [page["code"] for page in again["pages"]] == [page["code"] for page in first["pages"]]
    other = browser.post(
        API, json={"figures": FIGURES | {"posters": 8}, "locale": "en"}, headers={"Idempotency-Key": "a"}
    )
    problem(other, 422, "idempotency-key-reused")


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_made(browser: FlaskClient, remembering: Product) -> None:
    figures = {"posters": -1, "friends": 10**12, "theme": "fodo", "hour": 24, "steps": 1}
    told = problem(browser.post(API, json={"figures": figures}), 422, "invalid-request")
    assert [one["pointer"] for one in told["errors"]] == [
        f"#/figures/{name}" for name in ("steps", "posters", "friends", "generations", "theme", "hour")
    ]
    not_a_number = browser.post(API, data='{"figures": {"posters": NaN}}', content_type="application/json")
    assert not_a_number.status_code == 422
    assert browser.post(API, json={"figures": FIGURES, "nickname": "\N{GRINNING FACE}" * 60}).status_code == 422
    assert browser.post("/api/v1/look-backs/none", json={"figures": {}}).status_code == 404


def test_the_long_picture_and_the_moving_cover_are_files_with_a_validator(browser: FlaskClient) -> None:
    told = made(browser, "files")
    long = browser.get(told["long_url"])
    with Image.open(io.BytesIO(long.data)) as image:
        assert image.width == 1080
        assert 6000 < image.height <= 12_000
    assert browser.get(told["long_url"], headers={"If-None-Match": long.headers["ETag"]}).status_code == 304
    moving = browser.get(told["cover_url"])
    with Image.open(io.BytesIO(moving.data)) as image:
        assert (image.width, getattr(image, "n_frames", 1)) == (540, 8)
    assert browser.get(told["long_url"].replace(".jpg", ".pdf")).status_code == 404


def test_whose_person_was_erased_stays_with_dots_and_the_others_with_their_figures(
    browser: FlaskClient, remembering: Product
) -> None:
    told = made(browser, "erased", nickname="Ming")
    friends = told["pages"][2]
    before = browser.get(told["long_url"]).headers["ETag"]
    remembering.posters.erase(friends["code"], friends["erase_token"])
    remembering.take_in()
    page = browser.get(told["url"])
    assert page.status_code == 200
    assert "\N{HORIZONTAL ELLIPSIS}" in page.text
    assert "12 " not in page.text
    after = browser.get(told["long_url"])
    assert (after.status_code, after.headers["ETag"] == before) == (200, False)


def test_pages_that_do_not_belong_together_are_no_look_back(browser: FlaskClient, remembering: Product) -> None:
    one, other = made(browser, "x")["pages"], poster(remembering).poster.code
    for pages in (other, f"{one[0]['code']}-{other}", f"{one[0]['code']}-{one[0]['code']}", "nothing"):
        assert browser.get(f"{HOME}/{pages}").status_code == 404
    assert browser.get(f"{HOME}/{one[0]['code']}-{one[1]['code']}").status_code == 200


def test_a_scan_of_a_page_counts_for_its_sentence_and_leads_to_a_poster_of_ones_own(
    browser: FlaskClient, server: Flask, remembering: Product
) -> None:
    page = made(browser, "scanned")["pages"][1]
    click = scanned_by_a_friend(server, remembering, page["code"], "abcdef")
    rows = {
        (row.value, row.revision): row for row in remembering.reports.breakdown("better-life", "variants") if row.scans
    }
    found = rows[page["variant"], page["revision"]]
    assert (found.posters_scanned, found.variant is not None) == (1, True)
    sites = {row.value: row for row in remembering.reports.breakdown("better-life", "sites")}
    assert sites["small-days/posters/some"].posters_scanned == 1
    landed = browser.get(f"/c/better-life?click={click}")
    assert landed.status_code == 200
    assert 'name="option"' in landed.text
    child = poster(remembering, scan=click)
    assert child.poster.lineage.parent == page["code"]


def test_the_draws_of_pages_are_what_the_policy_says(browser: FlaskClient, remembering: Product) -> None:
    for number in range(12):
        made(browser, f"draw-{number}")
    remembering.take_in()
    checked = remembering.sample_ratio.check("better-life")
    assert checked.disagreeing == 0


def test_a_look_back_that_is_not_open_yet_says_when(tmp_path: Path) -> None:
    packs = with_look_back(small_pack(tmp_path))
    file = packs / "better-life/look-backs/small-days.yaml"
    file.write_text(file.read_text("utf-8").replace("opens: 2026-01-01", "opens: 2026-12-01"), encoding="utf-8")
    product = product_for(settings_for(tmp_path, campaigns_dir=packs))
    client = create_app(product).test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "Come back on 1 Dec" in said(client.get(HOME))
    told = problem(client.post(API, json={"figures": FIGURES}), 422, "invalid-request")
    assert told["errors"][0]["detail"] == "opens 2026-12-01 00:00 (Asia/Shanghai)"
    assert client.get("/api/v1/look-backs").get_json()["look_backs"][0]["state"] == "early"
    assert HOME not in client.get("/c/better-life").text
    product.close()


def test_own_posters_tell_a_year_of_fewer_figures_too(tmp_path: Path) -> None:
    packs = with_look_back(small_pack(tmp_path))
    file = packs / "better-life/look-backs/small-days.yaml"
    text = file.read_text("utf-8")
    begin, end = text.index("  - id: passed-on"), text.index("  - id: drawer")
    file.write_text(text[:begin] + text[end:], encoding="utf-8")
    product = product_for(settings_for(tmp_path, campaigns_dir=packs))
    client = create_app(product).test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    sent = client.post(HOME, data={"own": own_line(client, poster(product)), "key": "k"})
    assert sent.status_code == 303
    assert len(codes_of(client.get(sent.headers["Location"]))) == 6
    product.close()

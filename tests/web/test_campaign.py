"""Whatever is typed into the page's form, little is done before its length is known, and little of it comes back."""

from __future__ import annotations

import io
import json
import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from postergen.bootstrap import Product
from postergen.domain.policies import Slice
from postergen.domain.poster import Poster

OPTION = "wuhan-hot-dry-noodles"
MARKS = "a" + "\u0301\u0316" * 30_000  # NFC sorts a run of marks in time by the square of its length
MOST = 200_000  # bytes of a page with a form
SHORT = 0.5  # seconds of a processor


@pytest.mark.parametrize("field", ["nickname", "wish", "wish_means", "place", "template", "click", "receipt.streak"])
@pytest.mark.parametrize("text", [MARKS, "ab" * 25_000, "9" * 50_000], ids=["marks", "letters", "digits"])
def test_a_long_text_takes_no_time_and_does_not_come_back(client: FlaskClient, field: str, text: str) -> None:
    client.post("/c/better-life", data={"option": "nobody-knows-this"})  # whatever is done once only
    began = time.process_time()
    answer = client.post(
        "/c/better-life", data={"option": OPTION, field: text}, content_type="multipart/form-data; boundary=b"
    )
    assert time.process_time() - began < SHORT
    assert answer.status_code in (303, 413, 422)
    assert len(answer.data) < MOST


def test_many_options_are_one_mistake(client: FlaskClient) -> None:
    answer = client.post("/c/better-life", data={"option": [f"o{n}" for n in range(3000)]})
    assert answer.status_code == 422
    assert len(answer.data) < MOST


def test_a_form_of_megabytes_is_refused(client: FlaskClient) -> None:
    for given in ({"nickname": "a" * 1_000_000}, {f"n{n}": "1" for n in range(40_000)}):
        answer = client.post("/c/better-life", data={"option": OPTION, **given})
        assert answer.status_code == 413
        assert len(answer.data) < MOST


def test_a_photo_that_is_too_large_is_said_on_a_page_that_leads_back(client: FlaskClient) -> None:
    photo = FileStorage(io.BytesIO(b"x" * 9_000_000), "me.jpg")
    boundary, body = encode_multipart({"option": OPTION, "avatar": photo})
    reader = {"Accept": "text/html", "Accept-Language": "zh-CN"}
    form = f"multipart/form-data; boundary={boundary}"
    with client.post("/c/better-life", data=body, content_type=form, headers=reader) as answer:
        page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Content-Language"]) == (413, "zh-CN")
    assert "回到上一页，换一张小一点的照片" in page.replace("<wbr>", "")


def test_what_stands_in_the_address_is_cut_too(client: FlaskClient) -> None:
    page = client.get("/c/better-life", query_string={"nickname": "n" * 100_000, "click": "c" * 100_000})
    assert page.status_code == 200
    assert len(page.data) < MOST


@pytest.mark.parametrize("side", [200, 400, 700, 1100])
def test_a_photo_comes_through_both_doors(client: FlaskClient, side: int) -> None:
    """Of noise, which takes up to some megabytes as a PNG: photos were refused for how they fell into chunks."""
    out = io.BytesIO()
    Image.effect_noise((side, side), 80).convert("RGB").save(out, "PNG")
    brief = json.dumps({"options": [OPTION], "locale": "zh-CN"})
    for address, fields, status in (
        ("/api/v1/posters", {"brief": brief}, 201),
        ("/c/better-life", {"option": OPTION, "nickname": "小明"}, 303),
    ):
        boundary, body = encode_multipart({**fields, "avatar": FileStorage(io.BytesIO(out.getvalue()), "me.png")})
        form = f"multipart/form-data; boundary={boundary}"
        with client.post(address, data=body, content_type=form) as answer:
            assert answer.status_code == status


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def told(answer: TestResponse) -> dict[str, Any]:
    """Which line the page is told that its preview shows."""
    line: dict[str, Any] = json.loads(unquote(answer.headers["Postergen-Line"]))
    return line


def made_poster(product: Product, answer: TestResponse) -> Poster:
    return product.posters.get(answer.headers["Location"].split("/")[-1].split("?")[0])


def test_the_poster_has_the_line_that_the_page_showed_whatever_was_typed_since(
    client: FlaskClient, product: Product
) -> None:
    opened = client.get("/?lang=en").text
    assert hidden(opened, "page") != hidden(client.get("/?lang=en").text, "page")
    form = {"option": OPTION, "page": hidden(opened, "page"), "line": "", "lang": "en"}
    first = told(client.post("/c/better-life/preview", data=form))
    assert first["at"] == 0
    form |= {"line": first["line"], "nickname": "Ann", "template": "receipt"}
    assert told(client.post("/c/better-life/preview", data=form)) == {**first, "called": "Little Ann"}
    refused = client.post("/c/better-life", data={**form, "nickname": "call 13800138000"})
    assert (refused.status_code, hidden(refused.text, "line")) == (422, first["line"])
    poster = made_poster(product, client.post("/c/better-life", data=form))
    assert product.pictures.content(poster).headline == first["headline"]
    assert poster.choice.lot
    assert 0 < poster.choice.propensity < 1
    assert poster.choice.slice is Slice.BEFORE


def test_another_line_can_be_asked_for_without_a_script(client: FlaskClient, product: Product) -> None:
    form = {"option": OPTION, "page": hidden(client.get("/?lang=en").text, "page"), "lang": "en", "nickname": "Ann"}
    headlines = []
    line = ""
    for _ in range(3):
        page = client.post("/c/better-life", data={**form, "line": line, "turn": "next"})
        assert (page.status_code, hidden(page.text, "page")) == (200, form["page"])
        line = hidden(page.text, "line")
        said = re.search(r"Your line: ([^<]+)<", page.text)
        assert said
        headlines.append(unescape(said[1]))
    assert len(set(headlines)) == 3
    poster = made_poster(product, client.post("/c/better-life", data={**form, "line": line}))
    assert product.pictures.content(poster).headline == headlines[-1]
    assert poster.choice.slice is Slice.CHOSEN
    assert poster.choice.leafed
    assert len(poster.choice.leafed.shown) == 3
    assert client.post("/c/better-life", data={"turn": "next", "lang": "en"}).status_code == 422


def test_a_forged_line_is_no_draw(client: FlaskClient, product: Product) -> None:
    """Whoever writes their own probability, or bends what was signed, has chosen; and their own page gives no draw."""
    form = {"option": OPTION, "page": hidden(client.get("/?lang=en").text, "page"), "lang": "en"}
    token = told(client.post("/c/better-life/preview", data=form))["line"]
    payload, _, mac = token.partition(".")
    line = json.loads(urlsafe_b64decode(payload))
    line[1][3] = 0.001
    bent = urlsafe_b64encode(json.dumps(line).encode()).decode()
    for forged in (f"{bent}.{mac}", f"{payload}.{'0' * 32}", f"{payload}.é"):
        choice = made_poster(product, client.post("/c/better-life", data={**form, "line": forged})).choice
        assert (choice.variant, choice.slice, choice.propensity) == (line[1][0], Slice.CHOSEN, 1.0)
        assert (choice.lot, choice.leafed) == (None, None)
    for nonsense in ("x", ".", "!.!", f"{urlsafe_b64encode(b'[' * 3000).decode()}.", f"{'e30='}.", "A" * 9000):
        assert client.post("/c/better-life/preview", data={**form, "line": nonsense}).status_code == 200
    own = f"{'0' * 16}-{'0' * 32}"
    drawn = [told(client.post("/c/better-life/preview", data={**form, "page": own}))["line"] for _ in range(2)]
    assert drawn[0] != drawn[1]  # a page of one's own making decides nothing


@pytest.mark.parametrize(
    ("lang", "wish", "first"),
    [
        ("zh-CN", "带爸妈看海", "带爸妈去青岛看一次海"),
        ("en", "get mum to a doctor", "Go with my parents for their check-up"),
    ],
)
def test_the_page_says_what_a_wish_is_read_as_as_the_api_does(
    client: FlaskClient, lang: str, wish: str, first: str
) -> None:
    said = client.post("/c/better-life/reading", data={"lang": lang, "wish": wish})
    assert said.headers["Cache-Control"] == "no-store"
    assert (
        said.get_json() == client.post("/api/v1/rank", json={"locale": lang, "wish": wish}).get_json()["wish_read_as"]
    )
    assert said.get_json()["is_sure"]
    assert said.get_json()["options"][0]["text"] == first


def test_what_is_like_nothing_is_read_as_nothing(client: FlaskClient) -> None:
    assert client.post("/c/better-life/reading", data={"wish": "……"}).get_json()["options"] == []
    assert client.post("/c/better-life/reading", data={"option": OPTION}).status_code == 204
    assert client.post("/c/better-life/reading", data={"wish": "很长" * 40}).status_code == 422
    assert client.post("/c/nowhere/reading", data={"wish": "看海"}).status_code == 404


def test_a_search_answers_ids_that_a_browser_may_keep_and_nobody_else(client: FlaskClient) -> None:
    answer = client.get("/c/better-life/search", query_string={"q": "noodels", "lang": "en"})
    assert answer.get_json()["options"][0] in {OPTION, "lanzhou-beef-noodles"}
    assert answer.headers["Cache-Control"].startswith("private, max-age=")
    assert client.get("/c/better-life/search?lang=zh-CN&q=%E9%9D%A2").get_json()["options"]
    assert client.get("/c/better-life/search").get_json() == {"options": []}
    assert client.get("/c/nobody-knows/search?q=dog").status_code == 404

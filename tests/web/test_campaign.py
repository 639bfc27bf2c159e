"""Whatever is typed into the page's form, little is done before its length is known, and little of it comes back."""

from __future__ import annotations

import io
import json
import re
import time

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from postergen.bootstrap import Product

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


def test_the_poster_has_the_words_that_the_page_previewed(client: FlaskClient, product: Product) -> None:
    page = client.get("/?lang=en").text
    salt = re.search(r'name="draw" value="(\w+)"', page)
    assert salt
    assert salt[1] not in client.get("/?lang=en").text
    form = {"option": OPTION, "draw": salt[1], "lang": "en"}
    made = client.post("/c/better-life", data=form)
    poster = product.posters.get(made.headers["Location"].split("/")[-1].split("?")[0])
    assert poster.choice == product.posters.specimen(poster.brief, salt=salt[1]).choice
    refused = client.post("/c/better-life", data={"draw": salt[1], "lang": "en"})
    assert f'name="draw" value="{salt[1]}"' in refused.text


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

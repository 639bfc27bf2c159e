"""The board lays the variants of any brief side by side, on posters that are not kept."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from postergen.adapters.sql.schema import poster
from postergen.bootstrap import Product
from postergen.domain.accounts import Role
from postergen.domain.briefs import BriefRequest
from postergen.service.orders import Order
from tests.web.studio.conftest import SignIn, whole_pack

NOODLES = "wuhan-hot-dry-noodles"


@pytest.fixture
def writer(sign_in: SignIn) -> FlaskClient:
    client = sign_in(Role.WRITER)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def pictures(page: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'<img src="(/studio/poster\.webp[^"]*)"', page)]


def test_a_first_visit_shows_an_example(writer: FlaskClient) -> None:
    page = writer.get("/studio/")
    assert page.status_code == 200
    assert "This is an example" in page.text
    assert len(pictures(page.text)) == 6


def test_every_variant_has_its_poster_and_says_why_it_is_there(writer: FlaskClient) -> None:
    page = writer.get("/studio/", query_string={"option": NOODLES, "locale": "en", "count": 3, "look": "receipt"}).text
    shown = pictures(page)
    assert len(shown) == 3
    answers = [writer.get(address) for address in shown]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"private, max-age=3600"}
    assert len({answer.data for answer in answers}) == 3
    image = Image.open(BytesIO(answers[0].data))
    assert (image.format, image.width) == ("WEBP", 480)
    assert "written for" in page
    assert "/studio/edit/wuhan-hot-dry-noodles.en-" in page
    assert "This is an example" not in page


@pytest.mark.parametrize(
    ("locale", "wish", "told"),
    [
        ("zh-CN", "带爸妈看海", "was read as: <b>Take my parents to the sea at Qingdao</b>"),
        ("en", "take mum to the doctor for a check-up", "was read as: <b>Go with my parents for their check-up</b>"),
        ("en", "learn french", "was not understood, so texts for any wish stand in. Nearest: <b>"),
        ("zh-CN", "……", "Nothing here is like the wish"),
    ],
)
def test_the_board_says_what_a_wish_was_read_as(writer: FlaskClient, locale: str, wish: str, told: str) -> None:
    page = writer.get("/studio/", query_string={"wish": wish, "locale": locale, "count": 1}).text
    assert told in page
    assert "Read by its words alone" in page


def test_every_word_of_a_text_can_be_read_beside_its_poster(writer: FlaskClient, product: Product) -> None:
    page = unescape(writer.get("/studio/", query_string={"option": NOODLES, "locale": "en", "count": 24}).text)
    named = unescape(
        writer.get("/studio/", query_string={"option": NOODLES, "locale": "en", "count": 24, "nickname": "Zoë"}).text
    )
    texts = product.library.campaign("better-life").variant_by_id
    shown = [texts[name] for name in re.findall(r'name="text" value="([^"]+)"', named)]
    assert len(shown) > 5
    for text in shown:
        for words in (text.body, text.call_to_action):
            assert words.replace("{nickname}", "Zoë") in named
    assert "{nickname}" not in named.partition('class="posters')[2]
    assert shown[0].body in page


def test_looking_keeps_nothing(writer: FlaskClient, product: Product) -> None:
    for address in pictures(writer.get("/studio/").text)[:2]:
        assert writer.get(address).status_code == 200
    product.fold_worker.fold_now()
    with product.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(poster)) == 0


@whole_pack
def test_another_look_or_format_keeps_the_brief(writer: FlaskClient) -> None:
    asked = {"option": NOODLES, "nickname": "Zoë & 小明", "locale": "en", "look": "ticket", "format": "square"}
    page = writer.get("/studio/", query_string=asked).text
    to_menu = unescape(re.findall(r'href="(/studio/\?[^"]*look=menu[^"]*)"', page)[0])
    other = writer.get(to_menu).text
    assert 'value="Zoë &amp; 小明"' in other
    assert all("format=square" in address and "look=menu" in address for address in pictures(other))


def test_numbers_stand_beneath_the_words_that_earned_them(writer: FlaskClient, product: Product) -> None:
    made = [
        product.posters.issue(Order("better-life", BriefRequest((NOODLES,), "en", nickname=f"Ann {i}")))
        for i in range(4)
    ]
    product.fold_worker.fold_now()
    drawn = made[0].poster.choice.variant
    page = writer.get("/studio/", query_string={"option": NOODLES, "locale": "en", "nickname": "Ann", "count": 12}).text
    card = next(part for part in page.split('<li class="poster-card"') if f"variant={drawn}" in unescape(part))
    assert re.search(r"[1-4] posters? · 0 scanned", card)
    assert "No poster has used it yet" in page


@pytest.mark.parametrize(
    ("asked", "en", "zh"),
    [
        ({"option": "no-such-life"}, "Small life: ", "小日子：你挑的有一样已经没有了"),
        ({"option": [NOODLES] * 2}, "Small life: ", "小日子：有一样挑了两次"),
        ({"count": "3"}, "Small life: ", "小日子：先挑一样"),
        ({"option": NOODLES, "look": "nope"}, "Look: ", "样式：这个样式已经没有了"),
        ({"option": NOODLES, "format": "nope"}, "Format: ", "版式：这个样式没有这种版式"),
        ({"option": NOODLES, "place": "nope"}, "Place: ", "地方：没找到这座城"),
        ({"option": NOODLES, "occasion": "nope"}, "Occasion: ", "时机：没有这个时机"),
        ({"option": NOODLES, "nickname": "x" * 99}, "Nickname: ", "称呼：太长了"),
        ({"option": NOODLES, "nickname": "加微信领红包"}, "Nickname: ", "称呼："),
        ({"wish": "长" * 90, "locale": "zh-CN"}, "Wishes: ", "心愿：太长了"),
    ],
)
def test_what_is_wrong_with_a_brief_is_said_in_the_language_of_the_page_and_the_form_is_as_it_was(
    writer: FlaskClient, asked: dict[str, str], en: str, zh: str
) -> None:
    for lang, said in (("en", en), ("zh-CN", zh)):
        page = writer.get("/studio/", query_string=asked, headers={"Accept-Language": lang})
        assert page.status_code == 422
        told = page.text.partition('role="alert"')[2].partition("</div>")[0]
        assert said in told
        assert any("一" <= letter <= "鿿" for letter in told) == (lang == "zh-CN")
        assert 'id="brief"' in page.text


def test_hostile_words_are_words(writer: FlaskClient) -> None:
    evil = "<script>alert(1)</script>"
    page = writer.get("/studio/", query_string={"option": NOODLES, "nickname": evil, "wish": '"><b>x'})
    assert evil not in page.text
    assert '"><b>' not in page.text


@whole_pack
def test_a_picture_is_for_people_of_the_studio(client: FlaskClient, writer: FlaskClient) -> None:
    assert client.get(f"/studio/poster.webp?option={NOODLES}&variant=x").status_code == 303
    assert writer.get(f"/studio/poster.webp?option={NOODLES}&variant=x").status_code == 404
    missing = writer.get("/studio/poster.webp?option=nope&variant=wuhan-hot-dry-noodles.en-2")
    assert missing.status_code == 422

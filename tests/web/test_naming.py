"""On Children's Day every page calls people by name with the one word more, and nothing that they typed becomes markup."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from postergen.bootstrap import Product
from postergen.config import Settings
from postergen.rendering.bidi import isolated
from tests.products import product_for

CHILDRENS_DAY = datetime(2027, 6, 1, 4, tzinfo=UTC)
PHONE = {
    "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"
}
ROBOT = {"User-Agent": "WhatsApp/2.23.20.0", "Accept": "text/html"}
CALLED = {"zh-CN": "小明宝宝", "en": "Little 小明"}


@pytest.fixture
def product(settings: Settings) -> Iterator[Product]:
    """One whose day is Children's Day."""
    product = product_for(settings, clock=lambda: CHILDRENS_DAY)
    yield product
    product.close()


def made(client: FlaskClient, **brief: Any) -> dict[str, Any]:
    asked = {"options": ["wuhan-hot-dry-noodles"], "nickname": "小明", "locale": "zh-CN", "occasion": "today", **brief}
    answer: dict[str, Any] = client.post("/api/v1/posters", json=asked).get_json()
    return answer


def after_scan(client: FlaskClient, code: str, language: str) -> str:
    headers = PHONE | {"Accept": "text/html", "Accept-Language": language}
    return unescape(client.get(client.get(f"/s/{code}", headers=headers).headers["Location"], headers=headers).text)


@pytest.mark.parametrize("language", CALLED)
@pytest.mark.parametrize("occasion", ["today", None])
def test_the_pages_of_a_poster_and_after_its_scan(client: FlaskClient, language: str, occasion: str | None) -> None:
    code, who = made(client, occasion=occasion)["code"], CALLED[language]
    shown = client.get(f"/p/{code}?lang={language}").text
    assert f"<strong><bdi>{who}</bdi></strong>" in shown
    assert {"zh-CN": f"<h1>{who}，你的海报", "en": f"<h1>{who}, your poster"}[language] in client.get(
        f"/p/{code}?mine=1&lang={language}"
    ).text
    landed = after_scan(client, code, language)
    assert f"<bdi>{who}</bdi>" in landed
    assert {"zh-CN": f'alt="{who}的海报"', "en": f'alt="{who}’s poster"'}[language] in landed
    assert {"zh-CN": f"跟{who}惦记到一块儿了？", "en": f"what {who} longs for</h2>"}[language] in landed


@pytest.mark.parametrize("locale", CALLED)
def test_what_stays_with_a_poster_is_of_its_own_occasion_and_language(client: FlaskClient, locale: str) -> None:
    poster, plain = made(client, locale=locale), made(client, locale=locale, occasion=None)
    other = next(language for language in CALLED if language != locale)
    seen = unescape(client.get(f"/p/{poster['code']}?mine=1&lang={other}").text)
    title = {
        "zh-CN": f"小明宝宝：{poster['variant']['headline']}",
        "en": f"Little 小明: {poster['variant']['headline']}",
    }
    assert f'<meta property="og:title" content="{title[locale]}">' in seen
    assert f"<title>{title[locale]} · " in seen
    assert {"zh-CN": "小明宝宝最近惦记这几样：", "en": "Lately Little 小明 longs for:"}[locale] in seen
    assert (poster["called"], plain["called"]) == (CALLED[locale], "小明")
    without = unescape(client.get(f"/p/{plain['code']}?mine=1&lang={other}").text)
    assert {"zh-CN": "\n最近惦记这几样：", "en": "\nLately I long for:"}[locale] in without
    assert {"zh-CN": '"小明：', "en": '"小明: '}[locale] in without


def test_the_preview_of_a_link_has_the_name_in_its_title(client: FlaskClient) -> None:
    poster = made(client)
    answer = unescape(client.get(f"/s/{poster['code']}", headers=ROBOT).text)
    assert f'<meta property="og:title" content="小明宝宝：{poster["variant"]["headline"]}">' in answer


@pytest.mark.parametrize(("language", "title"), [("zh-CN", "小明宝宝，先挑个样式"), ("en", "Try it on, Little 小明")])
def test_the_campaign_page_says_whose_poster_it_is_going_to_be(client: FlaskClient, language: str, title: str) -> None:
    form = {"option": "wuhan-hot-dry-noodles", "nickname": "小明", "lang": language}
    answer = client.post("/c/better-life/preview", data=form)
    assert json.loads(unquote(answer.headers["Postergen-Line"]))["called"] == CALLED[language]
    assert f">{title}</h2>" in client.post("/c/better-life", data={**form, "turn": "next"}).text


@pytest.mark.parametrize("language", CALLED)
def test_who_gave_no_name_is_spoken_of_without_one(client: FlaskClient, language: str) -> None:
    poster = made(client, nickname="")
    assert poster["called"] == ""
    shown = client.get(f"/p/{poster['code']}?lang={language}").text
    landed = after_scan(client, poster["code"], language)
    for page in (shown, landed):
        assert {"zh-CN": "<bdi>有人</bdi>", "en": "<bdi>Someone</bdi>"}[language] in page
    assert {"zh-CN": "顺着这些念想", "en": "If you long for these too"}[language] in landed
    mine = client.get(f"/p/{poster['code']}?mine=1&lang={language}").text
    assert {"zh-CN": "<h1>你的海报</h1>", "en": "<h1>Your poster</h1>"}[language] in mine


@pytest.mark.parametrize("name", ["<b>“小\"明'</b>", "{{ 7*7 }}", "{who}{0}", "أحمد <i>"])
def test_a_hostile_name_is_a_name(client: FlaskClient, name: str) -> None:
    poster = made(client, nickname=name, locale="en")
    pages = [client.get(f"/p/{poster['code']}{query}").text for query in ("?lang=en", "?mine=1&lang=en")]
    headers = PHONE | {"Accept": "text/html", "Accept-Language": "en"}
    pages.append(
        client.get(client.get(f"/s/{poster['code']}", headers=headers).headers["Location"], headers=headers).text
    )
    for page in pages:
        assert f"Little {isolated(name)}" in unescape(page)
        assert f"Little {isolated(name)}" not in page or not set(name) & set("<'\"")

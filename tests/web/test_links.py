"""What came of a poster is told to the browser that made it; what a page offers works where it is read."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from postergen.bootstrap import Product
from postergen.web.visitors import ERASE_COOKIE

FORM = {"option": ["wuhan-hot-dry-noodles"], "nickname": "小明", "lang": "zh-CN"}
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"
WECHAT = f"{PHONE} MicroMessenger/8.0.50"


@pytest.fixture
def code(client: FlaskClient) -> str:
    made = client.post("/c/better-life", data=FORM, headers={"User-Agent": PHONE})
    return str(made.headers["Location"].split("/p/")[1].partition("?")[0])


def scan(client: FlaskClient, code: str, agent: str) -> str:
    """The click id of somebody's scan."""
    headers = {"User-Agent": agent, "Accept": "text/html", "Accept-Language": "zh-CN"}
    return str(client.get(f"/s/{code}", headers=headers).headers["Location"].split("click=")[1])


def test_the_browser_that_made_a_poster_hears_who_came(
    client: FlaskClient, app: Flask, product: Product, code: str
) -> None:
    friend = app.test_client()
    nobody = client.get(f"/p/{code}/friends")
    assert {name: nobody.get_json()[name] for name in ("visits", "made")} == {"visits": 0, "made": 0}
    click = scan(friend, code, PHONE.replace("18", "17"))
    scan(client, code, PHONE)  # the maker tries it
    scan(friend, code, "Googlebot/2.1 (+http://www.google.com/bot.html)")
    friend.post("/c/better-life", data={**FORM, "click": click}, headers={"User-Agent": PHONE.replace("18", "17")})
    product.fold_worker.fold_now()
    came = client.get(f"/p/{code}/friends")
    assert {name: came.get_json()[name] for name in ("visits", "made")} == {"visits": 1, "made": 1}
    assert came.headers["Cache-Control"] == "no-store"
    assert came.get_json()["since"].startswith(product.posters.get(code).created_at.isoformat()[:10])


def test_nobody_else_hears_anything(client: FlaskClient, app: Flask, code: str) -> None:
    stranger = app.test_client()
    assert stranger.get(f"/p/{code}/friends").status_code == 403
    stranger.set_cookie(ERASE_COOKIE, "0" * 25, path=f"/p/{code}")
    refused = stranger.get(f"/p/{code}/friends")
    assert refused.status_code == 403
    assert "visits" not in refused.text
    assert stranger.get("/p/BT0000000000000/friends").status_code == 404
    client.post(f"/p/{code}/forget")
    assert client.get(f"/p/{code}/friends").status_code == 403, "who forgot has no more to do with it"


def test_in_wechat_nothing_is_offered_that_does_nothing_there(client: FlaskClient, code: str) -> None:
    page = {
        agent: client.get(f"/p/{code}?mine=1&lang=zh-CN", headers={"User-Agent": agent}).text
        for agent in (PHONE, WECHAT)
    }
    assert '<p class="press">' in page[WECHAT]
    assert "长按图片保存" in page[WECHAT]
    assert ".pdf" not in page[WECHAT]
    assert 'quiet" hidden href' in page[WECHAT]
    assert '<p class="press">' not in page[PHONE]
    assert f"/p/{code}.pdf" in page[PHONE]


def test_formats_are_called_by_where_they_go(client: FlaskClient, code: str) -> None:
    for language, names in {
        "zh-CN": ("朋友圈", "小红书", "九宫格", "打印"),
        "en": ("Story", "Feed", "Group chat", "To print"),
    }.items():
        page = client.get(f"/p/{code}?mine=1&lang={language}").text
        assert [name for name in names if f"</svg>{name}</a>" not in page] == []

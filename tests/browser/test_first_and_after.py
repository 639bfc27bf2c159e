"""What a person sees first, and what becomes of their poster: kept, sent on, come back to."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Phone, code_of, faults, posted, settled
from tests.servers import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.long]

WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.50"
)
ANOTHER = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1"
LOOK = "document.querySelector('.promise img:not(.going)').getAttribute('src')"


def test_the_promise_moves_until_it_is_stopped_and_not_at_all_for_who_wants_no_motion(
    phone: Phone, server: str
) -> None:
    page = phone()
    page.goto(server)
    first = page.evaluate(LOOK)
    wait_until(lambda: page.evaluate(LOOK) != first, "another look is shown")
    page.get_by_role("button", name="停下，不换了").click()
    shown = page.evaluate(LOOK)
    page.wait_for_timeout(4000)
    assert page.evaluate(LOOK) == shown
    assert faults(settled(page)) == []
    page.get_by_role("button", name="接着换").click()
    wait_until(lambda: page.evaluate(LOOK) != shown, "it goes on")

    quiet = phone(reduced_motion="reduce")
    quiet.goto(server)
    first = quiet.evaluate(LOOK)
    quiet.wait_for_timeout(4000)
    assert quiet.evaluate(LOOK) == first
    expect(quiet.get_by_role("button", name="接着换")).to_be_visible()


def test_a_poster_lights_up_is_told_of_in_its_own_words_and_come_back_to(phone: Phone, server: str) -> None:
    page = phone(permissions=["clipboard-read", "clipboard-write"])
    page.add_init_script(
        "addEventListener('animationend', (event) => { (window.ended ||= []).push(event.animationName); });"
    )
    page.goto(f"{server}/?option=wuhan-hot-dry-noodles&nickname=小明")
    page.locator("[data-next]").click()
    page.get_by_role("button", name="就要这张").click()
    page.wait_for_url("**/p/*")
    wait_until(lambda: "lit" in (page.evaluate("window.ended") or []), "it lights up")
    assert page.locator("img.poster").get_attribute("class") == "poster"
    code = code_of(page)
    page.get_by_role("button", name="复制这几句").click()
    expect(page.get_by_role("button", name="复制好了")).to_be_visible()
    said = page.evaluate("navigator.clipboard.readText()")
    assert "把热干面拌开，边走边吃" in said
    assert said.endswith(f"{server}/p/{code}")
    assert faults(settled(page)) == []

    friend = phone(user_agent=ANOTHER)  # with the same phone at the same address it would be the maker again
    friend.goto(f"{server}/S/{code}")
    expect(friend.locator(".friend")).to_be_visible()
    page.goto(server)
    page.get_by_role("link", name="我的海报").click()

    def is_told() -> bool:
        page.reload()
        page.locator("[data-made-list]").scroll_into_view_if_needed()
        line = page.locator("[data-made-list] b")
        expect(line).not_to_be_empty()
        return line.inner_text() == "朋友来看过 1 次"

    wait_until(is_told, "the scan is folded")
    assert faults(settled(page)) == []
    page.goto(f"{server}/p/{code}")
    with page.expect_navigation():
        page.get_by_role("button", name="删掉我的名字和照片").click()
    page.goto(server)
    expect(page.locator("[data-made-list]")).to_be_hidden()


def test_what_a_friend_longs_for_is_taken_over_where_it_stands(phone: Phone, server: str) -> None:
    page = phone()
    brief = {"options": ["wuhan-hot-dry-noodles"], "wish": "和爷爷下棋", "place": "hubei/wuhan", "nickname": "小明"}
    code = posted(page, f"{server}/api/v1/posters", brief)["code"]
    page.goto(f"{server}/S/{code}")
    place, wish = page.locator("[name=place]"), page.locator("[name=wish]")
    expect(place).to_have_value("")
    for name in ("热干面", "和爷爷下棋", "我也在武汉"):
        page.locator(".friend").get_by_role("button", name=name).click()
    expect(wish).to_have_value("和爷爷下棋")
    expect(place).to_have_value("hubei/wuhan")
    expect(page.locator("[data-count]")).to_have_text("已挑 2 / 6")
    assert page.locator(".friend [aria-pressed=true]").count() == 3
    page.get_by_role("button", name="我也在武汉").click()
    expect(place).to_have_value("")
    dial, offers = page.locator(".dial").bounding_box(), page.locator("[aria-labelledby='offers']").bounding_box()
    assert dial
    assert offers
    assert dial["y"] < offers["y"]
    assert faults(settled(page)) == []
    page.get_by_role("link", name="就用这几样").click()
    expect(page.get_by_role("button", name="就要这张")).to_be_visible()


def test_in_wechat_the_long_press_stands_first(phone: Phone, server: str) -> None:
    page = phone(user_agent=WECHAT)
    code = posted(page, f"{server}/api/v1/posters", {"options": ["home-sun-the-quilt"]})["code"]
    page.goto(f"{server}/p/{code}?mine=1")
    press = page.get_by_text("长按图片保存", exact=True)
    box, poster = press.bounding_box(), page.locator("img.poster").bounding_box()
    assert box
    assert poster
    assert box["y"] < poster["y"]
    assert page.locator("[download]:visible").count() == 0
    assert faults(settled(page)) == []

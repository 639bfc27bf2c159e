"""What a typed wish was read as stands under it, and one tap says what it means."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.browser.conftest import Phone

pytestmark = [pytest.mark.browser, pytest.mark.long]

SEA, QINGDAO = "带爸妈看海", "带爸妈去青岛看一次海"
CHESS = "和爷爷下一盘棋"
READING = "**/c/better-life/reading"
A_FRAME = "() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))"


def wish(page: Page, words: str) -> None:
    page.fill("[name=wish]", words)
    page.keyboard.press("Enter")


def line(page: Page) -> Locator:
    return page.locator("[data-read-as]")


def chips(page: Page) -> Locator:
    return page.locator("[data-readings] button:visible")


def said(request: Request, field: str) -> str | None:
    """What the form of this request says of a field; None where it says nothing of it."""
    _, name, after = (request.post_data_buffer or b"").decode().partition(f'name="{field}"')
    return after.split("\r\n")[2] if name else None


def test_a_wish_is_read_once_typing_pauses_and_one_tap_says_that_it_is_none_of_these(phone: Phone, server: str) -> None:
    page = phone()
    page.goto(server)
    page.locator("[name=wish]").press_sequentially(SEA)
    expect(line(page)).to_have_text(f"我们读到的是：{QINGDAO}")
    expect(page.locator("[name=wish_means]")).to_have_value("")
    page.locator("[data-next]").click()
    none = page.get_by_role("button", name="都不是")
    with page.expect_request(
        lambda request: said(request, "wish_means") == "none" and request.url.endswith("/preview")
    ):
        none.click()
    expect(none).to_have_attribute("aria-pressed", "true")
    expect(line(page)).to_have_text("那就配一句什么心愿都合适的话")
    with page.expect_request(lambda request: request.url.endswith("/c/better-life")) as made:
        page.get_by_role("button", name="就要这张").click()
    assert said(made.value, "wish_means") == "none"
    page.wait_for_url("**/p/*")


def test_what_was_tapped_can_be_taken_back_and_ends_with_another_wish(phone: Phone, server: str) -> None:
    page = phone()
    page.goto(server)
    wish(page, SEA)
    page.get_by_role("button", name="都不是").click()
    page.get_by_role("button", name=QINGDAO).click()
    expect(line(page)).to_have_text(f"你写的是：{QINGDAO}")
    expect(page.locator("[name=wish_means]")).to_have_value("parents-qingdao-sea")
    page.get_by_role("button", name=QINGDAO).click()
    expect(line(page)).to_have_text(f"我们读到的是：{QINGDAO}")
    page.get_by_role("button", name="都不是").click()
    page.fill("[name=wish]", f"{SEA}吧")
    expect(page.locator("[name=wish_means]")).to_have_value("")
    wish(page, "……")
    page.fill("[name=wish]", "")
    expect(chips(page)).to_have_count(0)
    expect(line(page)).to_be_empty()


def unsure(route: Route) -> None:
    """What the server answers, when it is less sure."""
    route.fulfill(json={**route.fetch().json(), "is_sure": False})


@pytest.mark.parametrize(("lang", "words", "asks"), [("zh-CN", SEA, "你想的是："), ("en", "go to bed", "Do you mean:")])
def test_a_narrow_phone_and_the_keyboard_are_enough(
    phone: Phone, server: str, lang: str, words: str, asks: str
) -> None:
    page = phone(320, 560, locale=lang)
    page.route(READING, unsure)
    page.goto(f"{server}/?embed=1")
    wish(page, words)
    expect(line(page)).to_have_text(asks)
    expect(page.locator("[data-readings] [aria-pressed=true]")).to_have_count(0)
    expect(page.locator("[name=wish_means]")).to_have_value("")
    sizes = chips(page).evaluate_all("chips => chips.map((chip) => [chip.offsetWidth, chip.offsetHeight])")
    assert all(width >= 44 and height >= 44 for width, height in sizes)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator("[name=wish]").focus()
    page.keyboard.press("Tab")
    expect(chips(page).first).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("[data-readings] [aria-pressed=true]")).to_be_focused()
    expect(page.locator("[name=wish_means]")).not_to_have_value("")


def test_one_request_at_a_time_and_the_last_wish_wins(phone: Phone, server: str) -> None:
    page = phone()
    asked: list[str] = []
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        asked.append(said(route.request, "wish") or "")
        if held:
            route.continue_()
        held.append(route)

    page.route(READING, hold_the_first)
    page.goto(server)
    with page.expect_request(READING):
        wish(page, CHESS)
    wish(page, "撸串")
    wish(page, SEA)
    assert asked == [CHESS]
    held[0].continue_()
    expect(line(page)).to_have_text(f"我们读到的是：{QINGDAO}")
    assert asked == [CHESS, SEA]


def test_nothing_is_said_of_what_is_like_nothing_or_cannot_be_read(phone: Phone, server: str) -> None:
    page = phone()
    page.goto(server)
    for words in ("……", "中彩票"):
        with page.expect_response(READING) as answer:
            wish(page, words)
        answer.value.finished()
        page.evaluate(A_FRAME)
        expect(chips(page)).to_have_count(0)
        expect(line(page)).to_be_empty()
    page.route(READING, lambda route: route.fulfill(body="no JSON"))
    with page.expect_response(READING):
        wish(page, SEA)
    page.unroute(READING)
    expect(line(page)).to_be_empty()
    page.locator("[name=wish]").dispatch_event("change")
    expect(line(page)).to_have_text(f"我们读到的是：{QINGDAO}")


def test_without_scripts_nothing_is_said_of_what_a_wish_means(phone: Phone, server: str) -> None:
    page = phone(scripts=False)
    page.goto(f"{server}/?wish_means=none")
    page.fill("[name=wish]", SEA)
    with page.expect_request(lambda request: request.method == "POST") as made:
        page.get_by_role("button", name="就要这张").click()
    assert said(made.value, "wish_means") is None
    page.wait_for_url("**/p/*")

"""What a person needs next stands in view, on whatever screen they hold."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Phone, posted, settled
from tests.browser.photos import halves

pytestmark = [pytest.mark.browser, pytest.mark.long]

COVERED = """(selectors) => selectors.filter((selector) => {
    const { left, top, width, height } = document.querySelector(selector).getBoundingClientRect();
    const there = document.elementFromPoint(left + width / 2, top + height / 2);
    return top + height > innerHeight || !there?.closest(selector);
})"""
OFF_CENTRE = """() => {
    const { left, width } = document.querySelector(".look:has(:checked)").getBoundingClientRect();
    return Math.abs(left + width / 2 - document.documentElement.clientWidth / 2);
}"""
NEEDED = [".now .face", ".wish", "[data-next]"]
SCREENS = [
    (375, 760, "en"),
    (667, 375, "zh-CN"),
    (760, 360, "en"),
    (844, 340, "en"),
    (1280, 800, "zh-CN"),
    (1280, 800, "en"),
    (1920, 1080, "en"),
]


@pytest.mark.parametrize(("width", "height", "lang"), SCREENS)
def test_the_life_the_wish_and_the_button_stand_in_the_first_view(
    phone: Phone, server: str, width: int, height: int, lang: str
) -> None:
    page = phone(width, height, locale=lang, has_touch=width < 1000)
    page.route("**/preview", lambda route: route.fulfill(body=halves(54, 96), content_type="image/jpeg"))
    page.goto(server)
    settled(page)
    assert page.evaluate(COVERED, NEEDED) == []
    page.locator(".now .face").click()
    settled(page)
    assert page.evaluate(COVERED, ["[data-next]"]) == [], "nor does what is picked push it away"
    page.locator("[data-next]").click()
    settled(page)
    assert page.evaluate(OFF_CENTRE) < 2
    after = page.locator("[data-leaf='1']")
    if width < 1000:
        expect(after).to_be_hidden()
        return
    after.click()
    settled(page)
    assert page.locator(".look:has(:checked)").evaluate("look => look.parentNode.children[1] === look")
    assert page.evaluate(OFF_CENTRE) < 2


FIVE = [
    "wuhan-hot-dry-noodles",
    "parents-medical-check-up",
    "guangzhou-tea-thanks",
    "parents-dads-shoes",
    "home-sun-the-quilt",
]


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_after_a_scan_the_dial_begins_in_the_first_view(phone: Phone, server: str, lang: str) -> None:
    page = phone(locale=lang)
    brief = {"options": FIVE, "nickname": "小明", "place": "hubei/wuhan", "locale": lang}
    page.goto(f"{server}/s/{posted(page, f'{server}/api/v1/posters', brief)['code']}")
    settled(page)
    dial, bar = page.locator(".dial").bounding_box(), page.locator("#lives .bar").bounding_box()
    assert dial
    assert bar
    assert bar["y"] - dial["y"] > 150, "so much of it that a life is whole"
    last = page.locator(".friend .wants button").last
    last.click()  # those that stand beyond the window come into it
    expect(last).to_have_attribute("aria-pressed", "true")


def test_where_there_is_little_room_the_newest_pick_is_seen_and_why_there_is_none_more(
    phone: Phone, server: str
) -> None:
    page = phone(760, 360, locale="en")
    page.goto(f"{server}/?" + "&".join(f"option={life}" for life in [*FIVE, "parents-call-home"]))
    settled(page)
    expect(page.locator(".slot.lit")).to_have_count(6)
    expect(page.locator(".slot.lit").last).to_be_in_viewport(ratio=0.9)
    page.locator(".life:not(:has(:checked)) input").first.evaluate("box => box.click()")
    expect(page.locator("[data-count]")).to_have_text("6 are picked already: put one back first")
    expect(page.locator("[data-count]")).to_be_in_viewport()
    assert page.evaluate(COVERED, ["[data-count]", "[data-next]"]) == []


def test_an_envelope_has_the_whole_width_whatever_stands_above_it(phone: Phone, server: str) -> None:
    page = phone(locale="en")
    page.goto(f"{server}/c/better-life/games/hidden-beans")
    assert page.locator(".envelopes .envelope").first.evaluate("envelope => envelope.offsetWidth") > 330

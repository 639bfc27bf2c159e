"""What a person needs next stands in view, on whatever screen they hold."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Phone, settled
from tests.browser.photos import halves

pytestmark = pytest.mark.browser

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
SCREENS = [(375, 760, "en"), (667, 375, "zh-CN"), (844, 390, "en"), (1280, 800, "zh-CN"), (1920, 1080, "en")]


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

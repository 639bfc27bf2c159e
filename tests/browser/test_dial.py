"""The dial of lives, turned by thumb, by theme and by word."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Phone, settled
from tests.servers import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.long]

GROUP = "document.querySelector('.now').closest('[data-group]').dataset.group"


def test_a_thumb_turns_the_dial_and_it_rests_on_a_life(phone: Phone, server: str) -> None:
    page = phone()
    page.goto(server)
    settled(page)
    before = page.locator(".now b").inner_text()
    box = page.locator("[data-wheel]").bounding_box()
    assert box is not None
    x, middle = box["x"] + box["width"] - 60, box["y"] + box["height"] / 2
    thumb = page.context.new_cdp_session(page)
    thumb.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": middle}]})
    for way in range(0, 170, 10):
        thumb.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": middle - way}]})
        page.wait_for_timeout(16)
    thumb.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator(".now b")).not_to_have_text(before)
    wheel = page.locator("[data-wheel]")
    wait_until(lambda: abs((wheel.evaluate("wheel => wheel.scrollTop") + 38) % 76 - 38) < 1, "it rests on a life")
    settled(page)
    assert page.locator("[data-wheel]").evaluate("wheel => wheel.scrollTop % 76") == pytest.approx(0, abs=1)
    face = page.locator(".now .face").bounding_box()
    assert face is not None
    assert face["y"] + face["height"] / 2 == pytest.approx(middle, abs=3)


def test_what_is_tapped_beside_the_middle_is_picked_and_turned_to(phone: Phone, server: str) -> None:
    page = phone()
    page.goto(server)
    settled(page)
    below = page.locator(".life .face").nth(5)
    text = below.locator("b").inner_text()
    below.click()
    expect(page.locator(".now b")).to_have_text(text)
    settled(page)
    assert page.locator("[name=option]:checked").count() == 1


def test_whoever_wants_no_motion_has_a_straight_dial(phone: Phone, server: str) -> None:
    page = phone(reduced_motion="reduce")
    page.goto(server)
    settled(page)
    assert page.locator(".now .face").evaluate("face => face.style.transform") == ""
    page.locator("[data-theme=food]").click()
    wait_until(lambda: page.evaluate(GROUP) == "food", "the dial is at food")


def test_the_dial_turns_by_theme_place_and_word(phone: Phone, server: str) -> None:
    page = phone()
    page.goto(server)
    page.locator("[data-theme=travel]").click()
    wait_until(lambda: page.evaluate(GROUP) == "travel", "the dial is at travel")
    settled(page)
    assert page.evaluate(GROUP) == "travel"
    assert page.locator("[data-question]").inner_text() == page.locator("#theme-travel legend").inner_text()
    assert page.locator(".chip.on").inner_text() == "出门"
    page.locator("[data-search-toggle]").click()
    page.select_option("[data-place]", "hubei")
    assert page.locator(".life:visible").count() < 20
    page.fill("[data-search]", "不会有的东西")
    page.locator(".nothing").wait_for()

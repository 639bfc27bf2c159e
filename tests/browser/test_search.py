"""Looking for a life with a word of one's own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Phone, faults, settled
from tests.servers import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.long]

FOUND = ".life:visible input"


def look_for(page: Page, words: str) -> None:
    if page.locator("#narrow").is_hidden():
        page.locator("[data-search-toggle]").click()
    page.locator("[data-search]").fill(words)


def test_a_word_finds_what_is_about_it_and_what_is_not_there_is_written(phone: Phone, server: str) -> None:
    page = phone()
    page.goto(server)
    for words, life in {
        "狗": "foam-box-cat-house",
        "mian": "lanzhou-beef-noodles",
        "提检": "parents-medical-check-up",
    }.items():
        look_for(page, words)
        expect(page.locator(FOUND).first).to_have_value(life)
        expect(page.locator(".now input")).to_have_value(life)
    look_for(page, "面")
    expect(page.locator(FOUND).first).to_have_value("lanzhou-beef-noodles")
    page.locator("[data-view-toggle]").click()
    expect(page.locator(FOUND).first).to_have_value("lanzhou-beef-noodles")
    look_for(page, "")
    expect(page.locator(FOUND).first).to_have_value("parents-medical-check-up")
    page.locator("[data-view-toggle]").click()
    look_for(page, "比特币")
    write = page.get_by_role("button", name="写上“比特币”")
    expect(write).to_be_visible()
    assert faults(settled(page)) == []
    write.click()
    expect(page.locator("[name=wish]")).to_have_value("比特币")
    expect(page.locator("[name=wish]")).to_be_focused()
    expect(page.locator("[data-count]")).to_have_text("已挑 1 / 6")
    assert page.locator(".life:visible").count() > 100


def test_an_answer_that_comes_late_changes_nothing_and_without_any_there_are_the_words(
    phone: Phone, server: str
) -> None:
    page = phone(locale="en-GB")
    held: list[Route] = []
    page.route("**/search?*q=coffee", lambda route: held.append(route))
    page.goto(server)
    look_for(page, "coffee")
    page.wait_for_timeout(400)
    assert held
    look_for(page, "telescope")
    expect(page.locator(FOUND)).to_have_count(1)
    held[0].continue_()
    page.wait_for_timeout(400)
    assert page.locator(FOUND).first.get_attribute("value") == "ideals-saturn-rings"
    look_for(page, "coffee")
    expect(page.locator(FOUND).first).to_have_value("health-sit-down-breakfast")
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('there is no network')); }")
    look_for(page, "mahjong")
    expect(page.locator(FOUND)).to_have_value("friends-chengdu-mahjong")


def test_an_answer_moves_nothing_under_a_finger(phone: Phone, server: str) -> None:
    page = phone()
    held: list[Route] = []
    page.route("**/search?*", lambda route: held.append(route))
    page.goto(server)
    look_for(page, "早饭")
    wait_until(lambda: bool(held or page.wait_for_timeout(20)), "the server is asked")
    box = page.locator(".now .face").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    with page.expect_response("**/search?*"):
        held[0].continue_()
    page.wait_for_timeout(300)
    assert page.locator(FOUND).count() == 2, "what the finger is on stays where it is"
    page.mouse.up()
    expect(page.locator(".slot.lit")).to_have_count(1)
    expect(page.locator(FOUND)).not_to_have_count(2)

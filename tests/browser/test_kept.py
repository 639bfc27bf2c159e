"""Nothing that a person typed is lost on the way back, and all of it goes when they ask to be forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Phone, pick, settled
from tests.browser.photos import halves
from tests.servers import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.long]

DRAWN = halves(54, 96)  # in place of previews, which say nothing of what is kept
SAID = """() => {
    const form = document.getElementById("picker");
    const photo = form.elements.avatar.files[0];
    return [...new FormData(form)].filter(([name, value]) => value && name in {option: 1, wish: 1, nickname: 1,
        place: 1, birthday: 1, template: 1, "passbook.streak": 1}).concat([["photo", photo ? photo.size : 0]]);
}"""
STORED = "() => JSON.stringify(sessionStorage)"


def take(phone: Phone, **more: Any) -> Page:
    page = phone(**more)
    page.route("**/preview", lambda route: route.fulfill(body=DRAWN, content_type="image/jpeg"))
    return page


def said(page: Page) -> list[list[object]]:
    """What the form would send of what its person said."""
    settled(page)
    found: list[list[object]] = page.evaluate(SAID)
    return found


def test_back_reload_another_language_and_another_poster_lose_nothing(phone: Phone, server: str) -> None:
    page = take(phone)
    page.goto(server)
    pick(page, "热干面")
    page.fill("[name=wish]", "和爷爷下一盘棋")
    page.keyboard.press("Enter")
    page.locator("[data-next]").click()
    page.fill("[name=nickname]", "小明")
    page.check("[value=passbook]", force=True)
    page.fill("[name='passbook.streak']", "12")
    page.locator("details.more summary").click()
    page.select_option("[name=place]", "hubei/wuhan")
    page.check("[name=birthday]")
    page.set_input_files("[name=avatar]", {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": halves(900, 800)})
    expect(page.locator("[data-crop]")).to_be_visible()
    wait_until(lambda: "letters" in page.evaluate(STORED), "the photo is kept")
    before = said(page)
    assert {str(name) for name, _ in before} == {
        "option",
        "wish",
        "nickname",
        "place",
        "birthday",
        "template",
        "passbook.streak",
        "photo",
    }
    assert before[-1][1]

    page.reload()
    assert said(page) == before
    expect(page.locator("[data-crop]")).to_be_visible()
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**lang=en")
    assert said(page) == before
    page.get_by_role("button", name="Keep this one").click()
    page.wait_for_url("**/p/*")
    page.go_back()
    page.wait_for_selector("#picker")
    assert said(page) == before
    page.go_forward()
    page.get_by_role("link", name="Change it, make another").click()
    page.wait_for_selector("#picker")
    assert said(page) == before

    page.go_back()
    page.wait_for_selector("form.forget")
    assert "小明" in page.evaluate(STORED)
    with page.expect_navigation():
        page.get_by_role("button", name="Forget my name and picture").click()
    for gone in ("小明", "letters", "和爷爷下一盘棋"):
        assert gone not in page.evaluate(STORED)
    page.get_by_role("link", name="Change it, make another").click()
    page.wait_for_selector("#picker")
    assert said(page) == [["option", "wuhan-hot-dry-noodles"], ["template", "passbook"], ["photo", 0]]


def test_a_mistake_keeps_the_photo_and_an_address_says_what_it_fills_in(phone: Phone, server: str) -> None:
    page = take(phone)
    page.route("**/c/better-life", lambda route: route.fulfill(body=route.fetch().text(), content_type="text/html"))
    page.goto(f"{server}/?option=wuhan-hot-dry-noodles")
    page.locator("[data-next]").click()
    page.locator("details.more summary").click()
    page.set_input_files("[name=avatar]", {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": halves(900, 800)})
    wait_until(lambda: "letters" in page.evaluate(STORED), "the photo is kept")
    page.fill("[name=nickname]", "\N{ZERO WIDTH SPACE}")
    page.locator("[data-making]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("[data-crop]")).to_be_visible()
    page.goto(f"{server}/c/better-life?option=parents-medical-check-up")
    assert [name for name, value in said(page) if name == "photo" and value] == ["photo"]
    assert page.locator("[name=option]:checked").evaluate_all("boxes => boxes.map((box) => box.value)") == [
        "parents-medical-check-up"
    ]


def test_without_a_script_the_form_itself_comes_along(phone: Phone, server: str) -> None:
    page = phone(scripts=False)
    page.goto(server)
    page.locator(".life").nth(3).click()
    page.fill("[name=wish]", "和爷爷下棋")
    page.fill("[name=nickname]", "小明")
    page.get_by_role("button", name="English").click()
    page.wait_for_url("**/again?lang=en")
    assert page.locator("[name=nickname]").input_value() == "小明"
    page.get_by_role("button", name="Keep this one").click()
    page.wait_for_url("**/p/*")
    page.get_by_role("button", name="Change it, make another").click()
    assert page.locator("[name=nickname]").input_value() == "小明"
    assert page.locator("[name=wish]").input_value() == "和爷爷下棋"
    assert page.locator("[name=option]:checked").count() == 1


@pytest.mark.parametrize("width", [375, 1280])
def test_at_six_the_wish_says_why_it_is_closed_and_every_slot_can_be_emptied(
    phone: Phone, server: str, width: int
) -> None:
    page = phone(width)
    lives = [f"parents-{life}" for life in ("call-home", "dads-shoes", "grab-rail", "voice-notes", "qingdao-sea")]
    page.goto(f"{server}/?" + "&".join(f"option={life}" for life in [*lives, "wuhan-hot-dry-noodles"]))
    wish, clears = page.locator("[name=wish]"), page.locator(".clear")
    assert not wish.is_editable()
    expect(page.locator("#wish-hint")).to_contain_text("放下一样")
    assert clears.count() == 6
    for box in clears.evaluate_all("them => them.map((it) => [it.offsetWidth, it.offsetHeight])"):
        assert min(box) >= 44
    clears.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-count]")).to_have_text("已挑 5 / 6")
    assert page.evaluate("document.activeElement.matches('.clear')"), "the next one can be put back at once"
    expect(page.locator("#wish-hint")).to_be_hidden()
    wish.fill("和爷爷下棋")
    expect(page.locator("[data-count]")).to_have_text("已挑 6 / 6")
    page.get_by_role("button", name="放下：和爷爷下棋").click()
    assert wish.input_value() == ""
    page.get_by_role("button", name="放下：把热干面拌开，边走边吃").click()
    expect(page.locator("[data-count]")).to_have_text("已挑 4 / 6")
    assert page.locator("[value=wuhan-hot-dry-noodles]").is_checked() is False
    if width < 900:
        expect(page.locator(".now b")).to_have_text("把热干面拌开，边走边吃")

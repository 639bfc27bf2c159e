"""Three people answer one another with stickers, each in a browser of their own, one of them without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Phone, faults, settled

pytestmark = [pytest.mark.browser, pytest.mark.long]


def code_of(page: Page) -> str:
    page.wait_for_url("**/b/**")
    return page.url.split("/b/")[1].partition("?")[0]


def scan(page: Page, server: str, code: str) -> None:
    page.goto(f"{server}/s/{code}")
    page.wait_for_url("**/b/**click=**")


def test_three_people_answer_one_another(phone: Phone, server: str) -> None:
    ann, bob, eve = phone(), phone(scripts=False), phone(1280, 800, locale="en", refused=True)
    ann.goto(server)
    ann.get_by_role("link", name="今天不做海报？发一句表情，等人来接").click()
    ann.get_by_role("button", name="发这句：面坨了，快来").click()
    first = code_of(ann)
    assert ann.locator("[data-link]").input_value() == f"{server}/s/{first}"
    expect(ann.get_by_role("status")).to_have_text("还没人接，先去倒杯水")
    assert faults(settled(ann)) == []
    assert "mine" not in ann.url, "who sends the page's own address sends no page of a maker"

    scan(bob, server, first)
    expect(bob.get_by_role("img", name="面坨了，快来")).to_be_visible()
    answers = bob.locator(".answers button")
    expect(answers).to_have_count(3)
    answers.first.click()
    second = code_of(bob)
    expect(bob.get_by_role("link", name="存小卡")).to_be_visible()

    scan(eve, server, second)
    expect(eve.get_by_role("heading", level=1)).to_have_text("That is line 2. Your turn")
    assert faults(settled(eve)) == []
    own = eve.get_by_label("None of these? Write your own")
    own.fill("far too many letters for any sticker")
    eve.get_by_role("button", name="Answer with mine").click()
    expect(eve.get_by_text("It is too long. At most 24 letters, or 10 Chinese characters.")).to_be_visible()
    expect(own).to_have_value("far too many letters for any sticker")
    assert faults(settled(eve)) == []
    own.fill("kettle says wait")
    eve.get_by_role("radio", name="The cat on the radiator").check()
    eve.get_by_role("button", name="Answer with mine").click()
    eve.wait_for_url("**mine=1**")
    third = code_of(eve)
    expect(eve.get_by_role("img", name="kettle says wait")).to_be_visible()
    assert faults(settled(eve)) == []

    told = ann.context.request.get(f"{server}/api/v1/battles/{third}").json()["lineage"]
    assert (told["parent"], told["root"], told["generation"]) == (second, first, 2)
    scan(ann, server, third)
    expect(ann.get_by_role("heading", level=1)).to_have_text("接到第 3 句了，轮到你")
    assert faults(settled(ann)) == []

    eve.get_by_role("button", name="Take back the line I wrote").click()
    expect(eve.get_by_role("heading", level=1)).to_have_text("This line was taken back")
    ann.reload()
    expect(ann.get_by_role("heading", level=1)).to_have_text("这一句被收回去了")
    expect(ann.locator(".answers button")).to_have_count(3)


@pytest.mark.parametrize(("lang", "scripts"), [("zh-CN", True), ("en", False)])
def test_nothing_of_a_battle_scrolls_sideways_on_a_narrow_phone(
    phone: Phone, server: str, lang: str, scripts: bool
) -> None:
    page = phone(320, 560, locale=lang, scripts=scripts)
    page.goto(f"{server}/c/better-life/stickers")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator(".answers button").last.click()
    code = code_of(page)
    for path in (f"/b/{code}?mine=1", f"/b/{code}?in=en"):
        page.goto(server + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320

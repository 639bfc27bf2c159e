"""A line that somebody likes stays while they type, until they ask for another; and it can be found again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Phone, code_of
from tests.browser.photos import halves

pytestmark = [pytest.mark.browser, pytest.mark.long]


def said(page: Page) -> str:
    """The line as the page says it."""
    expect(page.locator("[data-headline]")).not_to_be_empty()
    return page.locator("[data-headline]").inner_text()


def ask(page: Page, button: str, before: str) -> str:
    """Press a button, and wait for what comes."""
    page.locator(button).click()
    expect(page.locator("[data-headline]")).not_to_have_text(before)
    return said(page)


def with_new_picture(page: Page, do: Callable[[], object]) -> None:
    """Wait until the look in the middle shows what was done."""
    middle = page.locator(".look:has(input:checked) img")
    before = middle.get_attribute("src") or ""
    do()
    expect(middle).not_to_have_attribute("src", before)
    expect(page.locator(".look:has(input:checked)")).not_to_have_class(re.compile("drawing"))


NAMED = {"zh-CN": "：", "en": ": "}


@pytest.mark.parametrize(("language", "width", "kept"), [("zh-CN", 375, False), ("en", 1280, True)])
def test_the_line_that_was_shown_is_the_line_that_is_made(
    phone: Phone, server: str, language: str, width: int, kept: bool
) -> None:
    page = phone(width, 800, locale=language)
    page.goto(f"{server}/?lang={language}&option=wuhan-hot-dry-noodles&option=parents-check-up")
    expect(page.locator("[data-line]")).to_be_hidden()
    page.locator("[data-next]").click()
    line = said(page)
    page.locator("details.more summary").click()
    photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": halves(200, 200)}
    for what_comes_later in (
        lambda: page.fill("[name=nickname]", "Ann"),
        lambda: page.set_input_files("[name=avatar]", photo),  # type: ignore[arg-type]
        lambda: page.select_option("[name=place]", index=2),
    ):
        with_new_picture(page, what_comes_later)
        assert said(page) == line
    page.locator(".look input").nth(1).check(force=True)
    expect(page.locator(".look").nth(1)).to_have_class(re.compile("own"))
    assert said(page) == line
    if not kept:
        shown = [line]
        for _ in range(3):
            shown.append(ask(page, "[data-line-next]", shown[-1]))
        assert len(set(shown)) == 4
        line = ask(page, "[data-line-back]", shown[-1])
        assert line == shown[-2]
    page.locator("[data-making]").click()
    page.wait_for_url("**/p/*")
    code = code_of(page)
    expect(page.locator("meta[property='og:title']")).to_have_attribute("content", f"Ann{NAMED[language]}{line}")
    made = page.request.get(f"{server}/api/v1/posters/{code}").json()
    assert (made["propensity"] == 1.0) is not kept


def test_whoever_comes_back_to_what_they_had_chosen_finds_the_line_they_left_there(phone: Phone, server: str) -> None:
    page = phone(375, 760)
    page.goto(f"{server}/?option=wuhan-hot-dry-noodles&option=parents-medical-check-up")
    page.locator("[data-next]").click()
    line = ask(page, "[data-line-next]", ask(page, "[data-line-next]", said(page)))
    with_new_picture(page, lambda: tap(page, "home-stairwell-cat"))
    other = said(page)
    if other == line:  # it may be drawn for these lives, too
        other = ask(page, "[data-line-next]", line)
    page.locator("details.more summary").click()
    with_new_picture(page, lambda: page.fill("[name=nickname]", "小明"))
    assert said(page) == other
    with_new_picture(page, lambda: tap(page, "home-stairwell-cat"))
    assert said(page) == line
    with_new_picture(page, lambda: (tap(page, "wuhan-hot-dry-noodles"), tap(page, "wuhan-hot-dry-noodles")))
    assert said(page) == line, "picked in another order"
    ask(page, "[data-line-back]", line)
    with_new_picture(page, lambda: tap(page, "home-stairwell-cat"))
    assert said(page) == other


def tap(page: Page, option: str) -> None:
    """Pick a life, or take it off."""
    page.locator(f"[name=option][value={option}]").dispatch_event("click")

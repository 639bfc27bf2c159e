"""No short text of the public pages ends with a word alone on its last line, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Phone, code_of, posted, settled

pytestmark = [pytest.mark.browser, pytest.mark.long]

LONE = (Path(__file__).parent / "lone.js").read_text(encoding="utf-8")
UNBALANCED = """() => { const plain = new CSSStyleSheet(); document.adoptedStyleSheets = [plain];
    plain.replaceSync("* { text-wrap: wrap !important; }"); }"""
CAMPAIGN = "/c/better-life"
GAMES = ("going-home", "one-small-thing", "hidden-beans")
KEEP = {"zh-CN": "就要这张", "en": "Keep this one"}


def views(page: Page, server: str, lang: str) -> Iterator[str]:
    """What somebody sees from the first view to the poster, after a friend's scan, and in games; each by its name."""
    page.goto(server)
    yield "first"
    page.locator(".now .face").click()
    page.locator("[data-view-toggle]").click()
    yield "list"
    page.locator("[data-next]").click()
    page.locator("details.more summary").first.click()
    yield "looks"
    page.get_by_role("button", name=KEEP[lang]).click()
    page.wait_for_url("**/p/*")
    yield "poster"
    brief = {"options": ["parents-medical-check-up", "wuhan-hot-dry-noodles"], "locale": lang}
    theirs = posted(page, f"{server}/api/v1/posters", brief)["code"]
    assert theirs != code_of(page)
    addresses = [f"/p/{theirs}", f"/s/{theirs}", *(f"{CAMPAIGN}/games/{game}" for game in GAMES)]
    for address in (*addresses, f"{CAMPAIGN}/look-back", f"{CAMPAIGN}/stickers"):
        answer = page.goto(server + address)
        assert answer
        assert answer.ok, address
        yield address


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_no_short_text_leaves_a_word_alone_on_its_last_line(phone: Phone, server: str, lang: str) -> None:
    page = phone(locale=lang, reduced_motion="reduce")
    lone = {view: settled(page).evaluate(LONE) for view in views(page, server, lang)}
    assert {view: texts for view, texts in lone.items() if texts} == {}
    page.goto(server)
    page.evaluate(UNBALANCED)
    assert settled(page).evaluate(LONE), "where lines are broken anyhow, one is found"

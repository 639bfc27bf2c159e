"""Letters twice as large, wide spacing, a narrow window: nothing is lost (WCAG 2.2, 1.4.4, 1.4.10 and 1.4.12)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page

from postergen.bootstrap import build_product
from postergen.config import Settings
from postergen.domain.accounts import Role
from tests.browser.conftest import Phone, posted, sign_in
from tests.products import cache_dir
from tests.servers import serve
from tests.small_pack import test_pages
from tests.web.studio.conftest import PASSWORD
from tests.web.studio.editing import CAMPAIGN, propose, text
from tests.web.studio.month import NOODLES, live_a_month

pytestmark = [pytest.mark.browser, pytest.mark.long]

LOST = (Path(__file__).parent / "lost.js").read_text(encoding="utf-8")
NO_PAGE = re.compile(
    r"/api/|\.webp|\.csv|\.json|\.zip|card\.jpg|<extension>|/static/|z$|/metrics|robots|/search|/friends|<action>|^/[sSr]/"
)
# what the small pack has, and the campaign has instead: its texts are longer, and there are more of them
INSTEAD = {
    test_pages.NAME: CAMPAIGN,
    "walk-home.zh-1/0": f"{NOODLES}.zh-w1/1",
    "walk-home": NOODLES,
    "evening.en-1": f"{NOODLES}.zh-1",
    "options/evening.yaml": "options/food.yaml",
}
LINES = f"/studio/results/variants?option={NOODLES}&locale=zh-CN&pair={NOODLES}.zh-2&pair={NOODLES}.zh-3"
PLAY = [f"/c/{CAMPAIGN}/games/{game}" for game in ("going-home", "one-small-thing")]
TWICE, USUAL = 32, 16  # px of a letter of 1 rem
# WCAG 2.2, 1.4.12: at least these
SPACED = """() => { const wide = new CSSStyleSheet(); document.adoptedStyleSheets = [wide]; wide.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
    p { margin-block-end: 2em !important; }`); }"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server after a quiet month, with an admin and a text that waits."""
    folder = tmp_path_factory.mktemp("house")
    product = build_product(
        Settings(database_url=f"sqlite:///{folder}/server.db", embed_wishes=False, cache_dir=cache_dir())
    )
    live_a_month(product, datetime.now(UTC), posters=150, texts=2)
    product.accounts.create("ann", PASSWORD, Role.ADMIN)
    propose(product, text(f"{NOODLES}.zh-w1"))
    product.close()
    product.engine.dispose()
    with serve(folder, 1, RATE_LIMITS="off", EMBED_WISHES="no") as url:
        yield url


def addresses(page: Page, house: str) -> list[str]:
    """Every page that the table of the small pack names, and what of them is hard to set."""
    brief = {"options": [NOODLES, "parents-medical-check-up"], "nickname": "小明", "place": "hubei/wuhan"}
    code = posted(page, f"{house}/api/v1/posters", brief)["code"]
    landing = page.request.get(f"{house}/s/{code}", max_redirects=0).headers["location"]
    click = landing.partition("click=")[2]
    sticker = {"locale": "zh-CN", "line": "zh-noodles-clump"}
    sent = posted(page, f"{house}/api/v1/battles", sticker)["code"]
    found = [
        address.format(code=code, click=click, signed="", sent=sent)
        for rule, asked in test_pages.PAGES.items()
        if not NO_PAGE.search(rule)
        for address, _ in asked
    ]
    for theirs, ours in INSTEAD.items():
        found = [address.replace(theirs, ours) for address in found]
    return list(dict.fromkeys([*found, LINES, *PLAY]))


def lost(page: Page, fonts: int, width: int, height: int) -> list[str]:
    """What of the page is lost where a letter of 1 rem has these px, in a window of this size."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("Page.setFontSizes", {"fontSizes": {"standard": fonts, "fixed": fonts * 13 // 16}})
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    found: list[str] = page.evaluate(LOST)
    return [f"{fonts} px, {width} x {height}: {one}" for one in found]


def lost_anyhow(page: Page) -> list[str]:
    """Letters twice as large on a phone and on a desk; then wide spacing on the narrowest phone."""
    found = lost(page, TWICE, 375, 760) + lost(page, TWICE, 1280, 800)
    page.evaluate(SPACED)
    return found + lost(page, USUAL, 320, 568)


def test_no_page_loses_anything_to_large_letters_or_wide_spacing(phone: Phone, house: str) -> None:
    page = sign_in(phone(locale="en", reduced_motion="reduce"), house, "/studio/password")
    wrong: dict[str, list[str]] = {}
    for address in addresses(page, house):
        answer = page.goto(house + address, wait_until="load")
        assert answer is not None
        assert answer.ok, address
        assert "html" in answer.headers["content-type"], address
        wrong[address] = lost_anyhow(page)
    assert {address: found for address, found in wrong.items() if found} == {}


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_a_poster_is_made_with_letters_twice_as_large(phone: Phone, house: str, lang: str) -> None:
    page = phone(locale=lang, reduced_motion="reduce")
    page.goto(house)
    wrong = {"dial": lost(page, TWICE, 375, 760)}
    page.locator(".now .face").click()
    page.locator("[data-view-toggle]").click()
    wrong["list"] = lost(page, TWICE, 375, 760) + lost(page, TWICE, 1280, 800)
    page.locator("[data-next]").click()
    page.locator("details.more summary").click()
    wrong["looks"] = lost(page, TWICE, 1280, 800) + lost(page, TWICE, 375, 760)
    page.locator(".try button[type=submit]").click()
    page.wait_for_url("**/p/*")
    wrong["made"] = lost(page, TWICE, 375, 760)
    assert {name: found for name, found in wrong.items() if found} == {}

"""The page of the API: read, folded out and tried by somebody with a phone, a keyboard, or no script."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from postergen.bootstrap import build_product
from tests.browser.conftest import ONE_SCHEME, Phone, faults
from tests.products import settings_for
from tests.servers import serve
from tests.stores import sqlite_file

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_it_opens_as_short_as_its_contents(phone: Phone, server: str, lang: str) -> None:
    page = phone(locale=lang)
    page.goto(f"{server}/docs")
    assert page.evaluate("document.documentElement.scrollHeight") < 7500  # it was more than four times as long
    page.goto(f"{server}/docs#problem-busy")
    expect(page.locator("#problem-busy")).to_be_in_viewport()


@pytest.mark.parametrize(("lang", "width"), [("zh-CN", 375), ("en", 1280)])
def test_the_api_is_read_and_tried_on_its_own_page(phone: Phone, server: str, lang: str, width: int) -> None:
    page = phone(width, locale=lang)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server}/docs#PosterOut")
    expect(page.locator("#PosterOut")).to_be_visible()
    route = page.locator("[data-route=post-posters]")
    route.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(route.locator("h4").first).to_be_visible()
    assert faults(page, ONE_SCHEME[lang]) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    answer = route.locator("[data-answer]")
    route.locator("form button").click()
    expect(answer).to_contain_text('"erase_token"')
    picture = page.locator("[data-route=get-p-code-extension]")
    picture.locator("summary").click()
    picture.locator("form button").click()  # of the poster that was just made
    expect(picture.locator("[data-answer] img")).to_be_visible()
    assert {url.partition("/docs")[0] for url in asked if url.endswith("/docs")} == {server}
    assert [url for url in asked if not url.startswith((server, f"blob:{server}"))] == []


def test_a_key_opens_what_needs_one_and_stays_nowhere(phone: Phone, tmp_path: Path) -> None:
    page = phone()
    with serve(tmp_path, 1) as server:
        key = _key(tmp_path)
        page.goto(f"{server}/docs")
        page.fill("[data-key]", key)
        funnel = page.locator("[data-route=get-stats-funnel]")
        funnel.locator("summary").click()
        funnel.locator("form button").click()
        expect(funnel.locator("[data-answer]")).to_contain_text("200 application/json")
        kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
        assert key not in kept
        page.reload()
        expect(page.locator("[data-key]")).to_have_value("")


def test_without_a_script_it_can_be_read(phone: Phone, server: str) -> None:
    page = phone(scripts=False)
    page.goto(f"{server}/docs")
    route = page.locator("[data-route=post-rank]")
    route.locator("summary").click()
    expect(route.locator("pre").first).to_contain_text("curl -s")
    expect(page.locator("[data-key]")).to_be_hidden()
    expect(route.locator("form")).to_be_hidden()


def _key(folder: Path) -> str:
    """A key of this server, for what came of posters."""
    product = build_product(settings_for(folder, database_url=sqlite_file(folder / "server.db")))
    try:
        return product.keys.create("docs", ["stats"])[1]
    finally:
        product.close()

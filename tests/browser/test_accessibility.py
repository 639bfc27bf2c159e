"""Every public page for everybody: axe-core, narrow phones, large thumbs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import ONE_SCHEME, Phone, faults, pick, settled

pytestmark = [pytest.mark.browser, pytest.mark.long]

LONGEST_NAME = "Maximiliane-Theodora von Hohen"


@pytest.fixture(scope="session")
def shared(server: str, browser: Browser) -> str:
    """A poster that somebody shared, with a long name."""
    context = browser.new_context(locale="zh-CN")
    brief = {
        "options": ["wuhan-hot-dry-noodles", "parents-medical-check-up"],
        "nickname": LONGEST_NAME,
        "place": "hubei/wuhan",
    }
    made = context.request.post(f"{server}/api/v1/posters", data=brief).json()
    context.close()
    return str(made["code"])


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_no_public_page_has_a_serious_fault(phone: Phone, server: str, shared: str, lang: str) -> None:
    page = phone(locale=lang)
    wrong: dict[str, list[str]] = {}

    def check(name: str) -> None:
        wrong[name] = faults(settled(page), ONE_SCHEME[lang])

    for path in (f"/p/{shared}", f"/p/{shared}?mine=1", "/docs"):
        page.goto(server + path)
        check(path.replace(shared, "CODE"))
    page.goto(f"{server}/S/{shared}")
    check("after a scan")
    page.goto(server)
    check("dial")
    page.locator(".now .face").click()
    page.locator("[data-search-toggle]").click()
    page.fill("[name=wish]", {"zh-CN": "带爸妈看海", "en": "get mum to a doctor"}[lang])
    page.keyboard.press("Enter")
    page.locator("[data-readings] button:visible").last.click()
    check("dial, picked, searching and with a wish")
    page.locator("[data-view-toggle]").click()
    check("list")
    page.locator("[data-next]").click()
    page.locator("details.more summary").click()
    page.evaluate("scrollTo({top: document.documentElement.scrollHeight, behavior: 'instant'})")  # no bar over a tick
    check("looks")
    assert {name: found for name, found in wrong.items() if found} == {}


def test_an_error_page_has_no_fault(phone: Phone, server: str) -> None:
    page = phone(scripts=True)
    page.route("**/s/*", lambda route: route.fulfill(status=200, body=route.fetch().text(), content_type="text/html"))
    page.goto(f"{server}/s/BT0000000000000")
    assert faults(page) == []


@pytest.mark.parametrize(("lang", "scripts"), [("zh-CN", True), ("en", True), ("en", False)])
def test_nothing_scrolls_sideways_on_a_narrow_phone(
    phone: Phone, server: str, shared: str, lang: str, scripts: bool
) -> None:
    page = phone(320, 560, locale=lang, scripts=scripts)
    for path in (
        "/",
        "/?option=wuhan-hot-dry-noodles#poster",
        f"/p/{shared}",
        f"/p/{shared}?mine=1",
        f"/S/{shared}",
        "/docs",
    ):
        page.goto(server + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


@pytest.mark.parametrize("width", [320, 375])
def test_what_is_tapped_is_large_enough(phone: Phone, server: str, shared: str, width: int) -> None:
    page = phone(width)
    measure = """() => [...document.querySelectorAll("a, button, select, summary, label.life .face, .wants li > *, .promise button, input[type=text], input[type=search]")]
        .map((it) => [it.outerHTML.slice(0, 80), it.offsetWidth, it.offsetHeight])
        .filter(([html, width, height]) => width && (width < 44 || height < 44) && !html.includes("skip"))"""
    for path in ("/", f"/S/{shared}", f"/p/{shared}?mine=1"):
        page.goto(server + path)
        if "p/" not in path:
            pick(page, "热干面" if path == "/" else "没事儿的电话")  # what was picked before is still there
            page.locator("[data-next]").click()
        assert page.evaluate(measure) == [], path

"""Every public page for everybody: axe-core, narrow phones, calm motion."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Phone, code_of, keep, pick, serve

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LONGEST_NAME = "Maximiliane-Theodora von Hohen"


def faults(page: Page) -> list[str]:
    """What axe finds serious or critical."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{v['id']} ({v['impact']}): {[node['html'][:120] for node in v['nodes'][:3]]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def settled(page: Page) -> Page:
    """The dial has come to rest, pictures are there."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(900)
    return page


@pytest.fixture(scope="session")
def shared(server: str, browser: object) -> str:
    """A poster that somebody shared, with a long name."""
    context = browser.new_context(locale="zh-CN")  # type: ignore[attr-defined]
    brief = {
        "options": ["wuhan-hot-dry-noodles", "parents-medical-check-up"],
        "nickname": LONGEST_NAME,
        "place": "hubei/wuhan",
    }
    made = context.request.post(f"{server}/api/v1/posters", data=brief).json()
    context.close()
    return str(made["code"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_no_public_page_has_a_serious_fault(phone: Phone, server: str, shared: str, lang: str, scheme: str) -> None:
    page = phone(locale=lang, color_scheme=scheme)
    wrong: dict[str, list[str]] = {}

    def check(name: str) -> None:
        wrong[name] = faults(settled(page))

    for path in (f"/p/{shared}", f"/p/{shared}?mine=1", "/docs"):
        page.goto(server + path)
        check(path.replace(shared, "CODE"))
    page.goto(f"{server}/S/{shared}")
    check("after a scan")
    page.goto(server)
    check("dial")
    page.locator(".now .face").click()
    page.locator("[data-search-toggle]").click()
    check("dial, picked and searching")
    page.locator("[data-view-toggle]").click()
    check("list")
    page.locator("[data-next]").click()
    page.locator("details.more summary").click()
    check("looks")
    assert {name: found for name, found in wrong.items() if found} == {}


def test_an_error_page_has_no_fault(phone: Phone, server: str) -> None:
    page = phone(scripts=True)
    page.route("**/s/*", lambda route: route.fulfill(status=200, body=route.fetch().text(), content_type="text/html"))
    page.goto(f"{server}/s/BT0000000000000")
    assert faults(page) == []


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
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
    measure = """() => [...document.querySelectorAll("a, button, select, summary, label.life .face, .wants label, input[type=text], input[type=search]")]
        .map((it) => [it.outerHTML.slice(0, 80), it.offsetWidth, it.offsetHeight])
        .filter(([html, width, height]) => width && (width < 44 || height < 44) && !html.includes("skip"))"""
    for path in ("/", f"/S/{shared}", f"/p/{shared}?mine=1"):
        page.goto(server + path)
        if "p/" not in path:
            pick(page, "热干面")
            page.locator("[data-next]").click()
        assert page.evaluate(measure) == [], path


def test_whoever_wants_no_motion_has_a_straight_dial(phone: Phone, server: str) -> None:
    page = phone(reduced_motion="reduce")
    page.goto(server)
    settled(page)
    assert page.locator(".now .face").evaluate("face => face.style.transform") == ""
    page.locator("[data-theme=food]").click()
    page.wait_for_timeout(100)
    assert page.locator(".now").evaluate("life => life.closest('[data-group]').dataset.group") == "food"


def test_the_dial_turns_by_theme_place_and_word(phone: Phone, server: str) -> None:
    page = phone()
    page.goto(server)
    page.locator("[data-theme=travel]").click()
    settled(page)
    assert page.locator(".now").evaluate("life => life.closest('[data-group]').dataset.group") == "travel"
    assert page.locator("[data-question]").inner_text() == page.locator("#theme-travel legend").inner_text()
    assert page.locator(".chip.on").inner_text() == "出门"
    page.locator("[data-search-toggle]").click()
    page.select_option("[data-place]", "hubei")
    assert page.locator(".life:visible").count() < 20
    page.fill("[data-search]", "不会有的东西")
    assert page.locator(".nothing").is_visible()


def test_a_visitor_is_asked_first_and_remembered_only_after_a_yes(phone: Phone, tmp_path: Path) -> None:
    with serve(tmp_path, 1, VISITOR_COOKIE="yes") as server:
        asked = phone()
        asked.goto(server)
        assert asked.context.cookies() == []
        assert faults(settled(asked)) == []
        sizes = asked.locator(".answers button").evaluate_all("all => all.map((b) => [b.offsetWidth, b.className])")
        assert sizes[0] == sizes[1], "yes and no are offered alike"
        with asked.expect_response("**/consent"):
            asked.get_by_role("button", name="不用").click()
        asked.reload()
        assert asked.locator("[data-consent]").count() == 0
        assert [cookie["name"] for cookie in asked.context.cookies()] == ["pg_refused"]
        assert asked.context.cookies()[0]["expires"] == -1, "a choice of this session"

        agreeing = phone(scripts=False)
        agreeing.goto(f"{server}/?option=wuhan-hot-dry-noodles")
        agreeing.get_by_role("button", name="可以").click()
        assert "option=wuhan-hot-dry-noodles" in agreeing.url
        assert [cookie["name"] for cookie in agreeing.context.cookies()] == ["pg_visitor"]
        agreeing.get_by_role("button", name="拿掉它").click()
        assert [cookie["name"] for cookie in agreeing.context.cookies()] == ["pg_refused"]

        objecting = phone(extra_http_headers={"Sec-GPC": "1"})
        objecting.goto(server)
        assert objecting.locator("[data-consent]").count() == 0
        keep_made = phone()
        keep_made.goto(f"{server}/?option=wuhan-hot-dry-noodles")
        keep(keep_made)
        assert code_of(keep_made)
        assert {cookie["name"] for cookie in keep_made.context.cookies()} <= {"pg_erase"}

"""Copywriters at the board and in the editor, in a real browser against a real server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from postergen.config import Settings
from postergen.domain.accounts import Role
from postergen.doors import open_accounts
from tests.browser.conftest import ONE_SCHEME, Phone, faults, sign_in
from tests.servers import serve
from tests.web.studio.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.long]

NAME = "wuhan-hot-dry-noodles.zh-2"
WIDTH = "image => image.decode().then(() => image.naturalWidth)"
DRAWN = re.compile("^blob:")

Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with two writers."""
    folder: Path = tmp_path_factory.mktemp("studio")
    accounts = open_accounts(Settings(database_url=f"sqlite:///{folder}/server.db"))
    for name in ("ann", "bo"):
        accounts.create(name, PASSWORD, Role.WRITER)
    with serve(folder, workers=1) as url:
        yield url


@pytest.fixture
def enter(phone: Phone, studio: str) -> Enter:
    """Sign in as somebody and go to a page of the studio."""

    def go(path: str, name: str = "ann", width: int = 1280, **more: object) -> Page:
        return sign_in(phone(width, 800, **more), studio, path, name)

    return go


def without_complaint(page: Page, where: str = f"**/{NAME}*") -> list[int]:
    """Chromium calls a page with an error status a console error: show it as a right one, and tell the statuses."""
    statuses: list[int] = []

    def answer(route: Route) -> None:
        found = route.fetch(max_redirects=0)
        statuses.append(found.status)
        route.fulfill(response=found, status=200)

    page.route(where, answer)
    return statuses


def test_the_poster_and_the_findings_follow_the_typing(enter: Enter) -> None:
    page = enter("/studio/new?option=wuhan-hot-dry-noodles&locale=zh-CN")
    picture = page.locator("[data-picture]")
    first = picture.get_attribute("src")
    page.locator("#headline").press_sequentially("巷口的热干面，国家级的香", delay=10)
    expect(picture).to_have_attribute("src", DRAWN)
    drawn = picture.get_attribute("src")
    assert drawn != first
    expect(page.locator('[data-mirror="headline"] mark')).to_have_text("国家级")
    finding = page.locator('[data-list="findings"] button').first
    expect(finding).to_contain_text("国家级")
    finding.focus()
    page.keyboard.press("Enter")
    selected = "area => area.value.slice(area.selectionStart, area.selectionEnd)"
    assert page.locator("#headline").evaluate(selected) == "国家级"
    expect(page.locator('[data-length="headline"]')).to_have_text("12 / 24")
    expect(page.locator('[data-list="texts"] .lines').first).to_contain_text("热干面")
    page.locator("[name=look]").select_option("receipt")
    expect(picture).not_to_have_attribute("src", str(drawn))


def test_two_writers_on_one_text_and_nothing_is_lost(enter: Enter) -> None:
    ann, bo = enter(f"/studio/edit/{NAME}"), enter(f"/studio/edit/{NAME}", "bo")
    bo.fill("#headline", "先到的这一句")
    bo.get_by_role("button", name="存为草稿").click()
    expect(bo.locator(".notice").first).to_contain_text("存好了")
    ann.fill("#headline", "后到的那一句")
    statuses = without_complaint(ann)
    ann.get_by_role("button", name="存为草稿").click()
    clash = ann.get_by_role("alert")
    expect(clash).to_contain_text("bo 先存了第 1 稿")
    expect(clash).to_contain_text("先到的这一句")
    expect(ann.locator("#headline")).to_have_value("后到的那一句")
    assert statuses == [409]
    ann.unroute_all()
    ann.get_by_role("button", name="把我的存在它上面").click()
    expect(ann.locator(".notice").first).to_contain_text("第 2 稿")
    ann.locator(".notice").get_by_role("button", name="撤回这一稿").click()
    expect(ann.locator("#headline")).to_have_value("先到的这一句")


def test_what_is_typed_outlives_a_reload_until_it_is_saved(enter: Enter) -> None:
    page = enter("/studio/edit/wuhan-hot-dry-noodles.zh-3")
    page.fill("#headline", "还没想好的半句")
    expect(page.locator("[data-unsaved]")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#headline")).to_have_value("还没想好的半句")
    expect(page.locator("[data-restored]")).to_be_visible()
    page.get_by_role("button", name="存为草稿").click()
    expect(page.locator(".notice").first).to_contain_text("存好了")
    page.reload()
    expect(page.locator("[data-restored]")).to_be_hidden()


def test_the_board_is_filled_by_typing_and_leads_to_the_editor(enter: Enter) -> None:
    page = enter("/studio/")
    page.locator(".brief [data-search]").fill("热干面")
    page.keyboard.press("Enter")
    expect(page.locator(".brief [data-count]")).to_have_text("4 / 6")
    page.get_by_role("button", name="摆出来").click()
    page.wait_for_url("**/studio/?*")
    assert page.locator("[name=option]:checked").count() == 4
    expect(page.locator(".poster-card")).to_have_count(6)
    assert page.locator(".sheet img").first.evaluate(WIDTH) == 480
    page.locator(".edit-link").first.click()
    page.wait_for_url("**/studio/edit/*")
    assert page.locator("#headline").input_value()


def test_it_works_without_scripts(enter: Enter) -> None:
    page = enter(f"/studio/edit/{NAME}", scripts=False)
    page.fill("#headline", "巷口的热干面，国家级的香")
    page.get_by_role("button", name="看一下").click()
    expect(page.locator('[data-mirror="headline"] mark')).to_have_text("国家级")
    assert page.locator("[data-picture]").evaluate(WIDTH) == 480
    page.goto(page.url.partition("/studio")[0] + "/studio/")
    assert page.locator("[name=option]:visible").count() > 100


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_no_page_has_a_serious_fault(enter: Enter, studio: str, lang: str) -> None:
    page = enter("/studio/", locale=lang)
    wrong: dict[str, list[str]] = {}

    def check(name: str) -> None:
        page.wait_for_load_state("networkidle")
        wrong[name] = faults(page, ONE_SCHEME[lang])

    check("board")
    without_complaint(page, "**/studio/?option=nope")
    page.goto(f"{studio}/studio/?option=nope")
    check("board, refused")
    page.goto(f"{studio}/studio/new")
    check("new")
    page.fill("#headline", "全国第一的热干面 {city} guaranteed results")
    expect(page.locator('[data-list="findings"] button').first).to_be_visible()
    expect(page.locator("[data-picture]")).not_to_have_attribute("aria-busy", "true")
    check("new, typed")
    page.goto(f"{studio}/studio/edit/{NAME}?saved=1")
    check("edit")
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_nothing_scrolls_sideways_on_a_narrow_phone(enter: Enter, studio: str, lang: str) -> None:
    page = enter("/studio/", width=320, locale=lang)
    without_complaint(page, "**/studio/?option=nope")
    for path in ("/studio/", "/studio/?option=nope", "/studio/new", f"/studio/edit/{NAME}?saved=1"):
        page.goto(studio + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path

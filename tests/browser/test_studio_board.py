"""A copywriter's day at the board, in a real browser: compare, take along, come back to a brief, write for all of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from postergen.bootstrap import build_product
from postergen.config import Settings
from postergen.domain.accounts import Role
from tests.browser.conftest import ONE_SCHEME, Phone, faults, sign_in
from tests.products import cache_dir
from tests.servers import serve
from tests.web.studio.conftest import PASSWORD
from tests.web.studio.month import NOODLES, live_a_month

pytestmark = [pytest.mark.browser, pytest.mark.long]

CHECK_UP = "parents-medical-check-up"
BOTH = f"/studio/?option={NOODLES}&option={CHECK_UP}&locale=zh-CN&count=4"  # few posters, soon drawn
# two that have posters after that month, and one on the board beside them
PINNED = f"{BOTH.replace('count=4', 'count=1')}&pin={NOODLES}.zh-2&pin={NOODLES}.zh-3"

Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server after a month, with two writers."""
    folder = tmp_path_factory.mktemp("studio")
    product = build_product(
        Settings(database_url=f"sqlite:///{folder}/server.db", embed_wishes=False, cache_dir=cache_dir())
    )
    live_a_month(product, datetime.now(UTC), posters=900, texts=2)
    for name in ("ann", "bo"):
        product.accounts.create(name, PASSWORD, Role.WRITER)
    product.close()
    product.engine.dispose()
    with serve(folder, workers=1) as url:
        yield url


@pytest.fixture
def enter(phone: Phone, studio: str) -> Enter:
    def go(path: str, name: str = "ann", width: int = 1280, **more: object) -> Page:
        return sign_in(phone(width, 800, **more), studio, path, name)

    return go


def press(page: Page, name: str, at: int = 0) -> None:
    """Reach a button with this name and press it, by the keyboard alone."""
    page.get_by_role("button", name=name).nth(at).focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False])
def test_two_are_pinned_by_keyboard_and_a_colleague_sees_the_same(enter: Enter, scripts: bool) -> None:
    page = enter(f"/studio/catalogue?q={NOODLES}", scripts=scripts)
    page.locator("a.to-board").click()
    page.wait_for_url("**/studio/?option=*")
    page.locator(".picks input").first.check()
    press(page, "钉住来比")
    expect(page.locator("#sides")).to_contain_text("在下面再钉一句")
    press(page, "和钉住的比", 1)
    expect(page.locator(".sides table")).to_be_visible()
    assert page.locator(".sides thead img").count() == 2
    assert page.locator(".picks input:checked").count() == 1  # what was ticked is still ticked
    page.wait_for_load_state()  # before its style sheet is there the same words are laid out otherwise
    words = page.locator(".sides").inner_text()

    other = enter("/studio/audit", "bo")
    other.goto(page.url)
    assert other.locator(".sides").inner_text() == words
    page.get_by_role("link", name="取下").first.click()
    expect(page.locator("#sides")).to_contain_text("在下面再钉一句")


def test_a_sure_difference_is_said_with_its_interval(enter: Enter) -> None:
    page = enter(PINNED)
    expect(page.locator(".sides .gap")).to_contain_text("95%")
    assert page.locator(".sides .whisker").count() == 2
    page.locator(".sides .gap a").first.click()
    page.wait_for_url("**/studio/results/variants?*")


def test_the_board_is_taken_along(enter: Enter, tmp_path: Path) -> None:
    page = enter(BOTH)
    with page.expect_download() as table:
        page.locator(".top-links a").first.click()
    table.value.save_as(tmp_path / "board.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "board.csv").read_text(encoding="utf-8-sig"))))
    headlines = page.locator(".poster-card h3").all_inner_texts()
    assert [row["headline"] for row in rows] == [text.replace("\u200b", "") for text in headlines]

    for index in (0, 2, 3):
        page.locator(".picks input").nth(index).check()
    with page.expect_download() as pictures:
        page.get_by_role("button", name="存成图片").click()
    pictures.value.save_as(tmp_path / "board.zip")
    names = ZipFile(tmp_path / "board.zip").namelist()
    assert [name[3:].partition("-night-windows")[0] for name in names[:-1]] == [
        rows[n]["variant_id"] for n in (0, 2, 3)
    ]


def test_the_last_briefs_are_one_click_away_for_whoever_laid_them_out(enter: Enter, studio: str) -> None:
    page = enter("/studio/")
    expect(page.locator(".last-briefs")).to_be_hidden()
    named = f"option={NOODLES}&nickname=阿珍"
    for asked in (named, "wish=带爸妈看海", f"{named}&format=square"):
        page.goto(f"{studio}/studio/?{asked}&count=2")
    links = page.locator(".last-briefs a")
    expect(links).to_have_text(["“带爸妈看海”"])  # what lies on the board leads to itself in no format
    page.goto(f"{studio}/studio/")
    expect(links).to_have_count(2)
    expect(links.first).to_contain_text("边走边吃 · 阿珍")
    links.first.click()
    page.wait_for_url("**/studio/?option=*")
    assert page.locator("#brief [name=nickname]").input_value() == "阿珍"
    assert "format=square" in page.url

    page.locator(".who button").click()
    bo = sign_in(page, studio, "/studio/", "bo")
    expect(bo.locator(".last-briefs")).to_be_hidden()
    bo.goto(f"{studio}/studio/?option={CHECK_UP}")
    bo.goto(f"{studio}/studio/")
    bo.locator("[data-forget]").click()
    expect(bo.locator(".last-briefs")).to_be_hidden()
    bo.reload()
    expect(bo.locator(".last-briefs")).to_be_hidden()


def test_all_wishes_of_the_brief_come_to_the_editor(enter: Enter) -> None:
    page = enter(f"{BOTH}&nickname=Zhen&look=receipt")
    page.locator(".write-one a").click()
    page.wait_for_url("**/studio/new?*")
    assert page.locator("#text [name=options]:checked").count() == 2
    assert page.locator("[name=with_name]").input_value() == "Zhen"
    assert page.locator("[name=look]").input_value() == "receipt"
    page.fill("#headline", "{nickname}，体检完去吃碗面")
    expect(page.locator('[data-list="texts"] .lines').first).to_contain_text("Zhen")


# Texts of the form that are wider than the room that their field has for them; a select has an arrow at its end.
CUT = """() => {
    const pen = document.createElement("canvas").getContext("2d");
    const cut = (field, texts, arrow) => {
        const style = getComputedStyle(field);
        pen.font = style.font;
        const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - arrow;
        return texts.filter((text) => pen.measureText(text).width > room);
    };
    return [...document.querySelectorAll("#brief select")].flatMap((it) => cut(it, [...it.options].map((one) => one.text), 16))
        .concat([...document.querySelectorAll("#brief [placeholder]")].flatMap((it) => cut(it, [it.placeholder], 0)));
}"""


@pytest.mark.parametrize("width", [375, 1000, 1280])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_no_text_of_the_form_is_cut(enter: Enter, lang: str, width: int) -> None:
    page = enter("/studio/", width=width, locale=lang)
    expect(page.locator("[data-tools]")).to_be_visible()
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_what_stands_side_by_side_has_no_serious_fault(enter: Enter, studio: str, lang: str) -> None:
    page = enter(PINNED, locale=lang)
    page.goto(f"{studio}/studio/?wish=带爸妈看海&locale=zh-CN")
    wrong: dict[str, list[str]] = {}
    for name, path in {"pinned": PINNED, "one": PINNED.rpartition("&")[0], "gone": f"{PINNED}&pin=nope"}.items():
        page.goto(studio + path)
        page.locator(".picks input").first.check()
        page.wait_for_load_state("networkidle")
        wrong[name] = faults(page, ONE_SCHEME[lang])
    page.goto(f"{studio}/studio/catalogue")
    wrong["catalogue"] = faults(page, ONE_SCHEME[lang])
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize("width", [320, 375])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_nothing_scrolls_sideways_on_a_narrow_phone(enter: Enter, studio: str, lang: str, width: int) -> None:
    page = enter(PINNED, width=width, locale=lang)
    for path in (PINNED, PINNED.rpartition("&")[0], f"{PINNED}&format=card"):
        page.goto(studio + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator(".copy").first.evaluate("it => parseFloat(getComputedStyle(it).fontSize)") >= 16

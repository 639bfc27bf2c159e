"""The desk in a real browser: decided by keyboard, read by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from postergen.adapters.sql.account_store import Argon2Hasher, SqlAccounts
from postergen.adapters.sql.database import open_database, upgrade
from postergen.adapters.sql.editorial_store import SqlEditorial
from postergen.domain.accounts import Role, User
from postergen.domain.editorial import AuditEntry, Edit, Origin, State
from postergen.domain.localized import LOCALES
from postergen.loading import utc_now
from tests.browser.conftest import Phone, faults, sign_in
from tests.servers import serve
from tests.web.studio.conftest import PASSWORD
from tests.web.studio.editing import CAMPAIGN, text

pytestmark = [pytest.mark.browser, pytest.mark.long]

ROOMS = (
    "drafts",
    "more",
    "publish",
    "catalogue",
    "catalogue/files",
    "catalogue/files/campaign.yaml",
    "audit",
    "people",
)
# what of the menu reaches beyond the screen, or beyond the menu, which would have to be scrolled to it
CUT = """() => [...document.querySelectorAll(".bar-top nav a")]
    .filter((link) => link.getBoundingClientRect().right > Math.min(innerWidth, link.parentNode.getBoundingClientRect().right))
    .map((link) => link.textContent)"""
HEADLINES = ("面拌开了，江风也凉了", "碗底还挂着一圈光", "站着吃完，天就亮了")


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with an admin and three texts that wait."""
    folder: Path = tmp_path_factory.mktemp("studio")
    engine = open_database(f"sqlite:///{folder}/server.db")
    upgrade(engine)
    now = utc_now()
    SqlAccounts(engine).add_user(User("ann", Argon2Hasher().hash(PASSWORD), Role.ADMIN, now))
    edits = [
        Edit(CAMPAIGN, text(f"noodles.zh-w{i}", headline), 1, State.CHECKED, Origin("wen", now))
        for i, headline in enumerate(HEADLINES, start=1)
    ]
    entries = [AuditEntry(now, "wen", "write", CAMPAIGN, one.variant.id, 1, "", "checked") for one in edits]
    SqlEditorial(engine).record(added=edits, entries=entries)
    engine.dispose()
    with serve(folder, 1, RATE_LIMITS="off", EMBED_WISHES="no") as url:
        yield url


@pytest.mark.parametrize("locale", LOCALES)
def test_every_room_reads_well_and_fits_a_small_phone(phone: Phone, studio: str, locale: str) -> None:
    page = sign_in(phone(320, 640, locale=locale), studio, "/studio/drafts")
    for room in ROOMS:
        page.goto(f"{studio}/studio/{room}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, room
        page.locator(".menu-button").click()
        expect(page.locator("#menu nav")).to_be_visible()
        assert page.evaluate(CUT) == [], room
        page.keyboard.press("Escape")
        expect(page.locator("#menu nav")).to_be_hidden()
        if room in ROOMS[LOCALES.index(locale) :: len(LOCALES)]:  # in one language each: what axe sees is alike
            assert faults(page) == [], room


def test_texts_are_approved_and_turned_down_by_keyboard(phone: Phone, studio: str) -> None:
    page = sign_in(phone(1280, 900, locale="en"), studio, "/studio/drafts")
    keys = page.keyboard
    keys.press("?")
    expect(page.locator("#keys")).to_be_visible()
    keys.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    keys.press("j")
    keys.press("j")
    expect(page.locator("#card-1")).to_be_focused()
    keys.press("k")
    expect(page.locator("#card-0")).to_be_focused()
    first = page.locator("#headline-0").inner_text()

    keys.press("r")
    expect(page.locator("#card-0 [data-explain=reject] [name=why]")).to_be_focused()
    keys.type("jar")  # letters in the field are letters
    keys.press("Escape")
    expect(page.locator("#card-0")).to_be_focused()
    keys.press("r")
    keys.press("Control+a")
    keys.type("any bowl could say this")
    keys.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text(first)
    expect(page.locator("[data-card]")).to_have_count(2)
    expect(page.locator("#card-0")).to_be_focused()  # the next one lies where the last one lay

    second = page.locator("#headline-0").inner_text()
    keys.press("a")
    expect(page.get_by_role("status").first).to_contain_text(second)
    expect(page.locator("[data-card]")).to_have_count(1)
    expect(page.locator("#card-0")).to_be_focused()
    keys.press("z")
    expect(page.locator("[data-card]")).to_have_count(2)
    page.goto(f"{studio}/studio/drafts?tab=rejected")
    expect(page.locator("main")).to_contain_text("any bowl could say this")


@pytest.mark.parametrize(("locale", "menu", "results"), [("en", "Menu", "Results"), ("zh-CN", "菜单", "效果")])
@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_the_menu_is_one_row_that_unfolds(
    phone: Phone, studio: str, locale: str, menu: str, results: str, scripts: bool
) -> None:
    page = sign_in(phone(375, 760, locale=locale, scripts=scripts), studio, "/studio/drafts")
    bar = page.locator(".bar-top").bounding_box()
    assert bar is not None
    assert bar["height"] <= 64
    page.get_by_role("button", name=menu).click()
    page.get_by_role("link", name=results).click()
    page.wait_for_url("**/studio/results")


@pytest.mark.parametrize("locale", LOCALES)
def test_deciding_about_several_takes_one_row_and_covers_no_card(phone: Phone, studio: str, locale: str) -> None:
    page = sign_in(phone(1280, 800, locale=locale), studio, "/studio/drafts")
    bulk = page.locator("#bulk")
    cards = page.locator("[data-card]")
    last = cards.last.bounding_box()
    before = bulk.bounding_box()
    assert last is not None
    assert before is not None
    assert before["y"] >= last["y"] + last["height"]  # below them all while nothing is ticked
    page.locator("[form=bulk]").first.check()
    ticked = bulk.bounding_box()
    assert ticked is not None
    assert ticked["height"] <= 80
    assert ticked["y"] + ticked["height"] <= 800
    tops = [one.bounding_box() for one in bulk.locator("input[name=why], button:visible").all()]
    assert max(one["y"] for one in tops if one) - min(one["y"] for one in tops if one) <= 4
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    history = cards.last.locator(".draft-history summary").bounding_box()
    ticked = bulk.bounding_box()
    assert history is not None
    assert ticked is not None
    assert history["y"] + history["height"] <= ticked["y"]


@pytest.mark.parametrize(("width", "height"), [(375, 760), (320, 568)])
@pytest.mark.parametrize("locale", LOCALES)
def test_several_are_decided_on_a_phone_wherever_one_is_ticked(
    phone: Phone, studio: str, locale: str, width: int, height: int
) -> None:
    page = sign_in(phone(width, height, locale=locale, reduced_motion="reduce"), studio, "/studio/drafts")
    bulk, cards = page.locator("#bulk"), page.locator("[data-card]")
    page.locator("[form=bulk]").first.check()
    expect(bulk).to_be_in_viewport(ratio=1)
    box = bulk.bounding_box()
    assert box is not None
    assert box["height"] <= 150, "and leaves the card in view"
    for one in bulk.locator("input[name=why], button:visible").all():
        inside = one.bounding_box()
        assert inside is not None
        assert inside["height"] >= 44
        assert box["x"] <= inside["x"]
        assert inside["x"] + inside["width"] <= box["x"] + box["width"]
    page.keyboard.press("Tab")  # what is reached by keyboard is not below the bar
    for _ in range(12):
        page.keyboard.press("Tab")
        bottom = page.evaluate("document.activeElement.getBoundingClientRect().bottom")
        is_within = page.evaluate("document.activeElement.closest('#bulk') !== null")
        top = bulk.bounding_box()
        assert top is not None
        assert is_within or bottom <= top["y"] + 1
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last, end = cards.last.bounding_box(), bulk.bounding_box()
    assert last is not None
    assert end is not None
    assert last["y"] + last["height"] <= end["y"]


def test_a_phone_on_its_side_keeps_its_height_for_the_cards(phone: Phone, studio: str) -> None:
    page = sign_in(phone(760, 375), studio, "/studio/drafts")
    page.locator("[form=bulk]").first.check()
    expect(page.locator("#bulk")).not_to_be_in_viewport()


@pytest.mark.parametrize(("width", "most"), [(375, 9_373), (1280, 5_388)])  # a third of what it once was
@pytest.mark.parametrize("locale", LOCALES)
def test_the_catalogue_is_read_at_a_glance_and_hides_nothing(
    phone: Phone, studio: str, locale: str, width: int, most: int
) -> None:
    page = sign_in(phone(width, 800, locale=locale), studio, "/studio/catalogue")
    assert page.evaluate("document.documentElement.scrollHeight") < most
    folded = page.locator("#options details[open] .few").first
    hidden = folded.evaluate("it => it.lastChild.textContent.trim().split(/[、,]/)[3].trim()")
    folded.locator("summary").click()
    expect(folded).to_have_attribute("open", "")
    assert hidden in folded.inner_text()
    page.locator(".tabs a[href='#offers']").click()
    expect(page.locator("#offers .item-links a").first).to_be_visible()
    page.goto(f"{studio}/studio/catalogue?q={hidden}")
    expect(page.locator("#options .few[open]").filter(has_text=hidden).first).to_be_visible()


def test_the_desk_works_without_a_script(phone: Phone, studio: str) -> None:
    page = sign_in(phone(375, 760, scripts=False, locale="en"), studio, "/studio/drafts")
    before = page.locator("[data-card]").count()
    page.locator("[data-explain=reject] summary").first.click()
    page.locator("label:has([value=long])").first.click()
    page.get_by_role("button", name="Turn it down").first.click()
    page.wait_for_url("**did=reject**")
    assert page.locator("[data-card]").count() == before - 1

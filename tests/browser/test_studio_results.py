"""The results for everybody: axe-core, narrow phones, no script, both languages, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from postergen.bootstrap import build_product
from postergen.config import Settings
from postergen.domain.accounts import Role
from postergen.domain.localized import LOCALES
from tests.browser.conftest import ONE_SCHEME, Phone, faults, sign_in
from tests.products import cache_dir
from tests.servers import serve
from tests.web.studio.conftest import PASSWORD
from tests.web.studio.month import NAME, NOODLES, live_a_month

pytestmark = [pytest.mark.browser, pytest.mark.long]

PAIR = "&".join(f"pair={NOODLES}.zh-{n}" for n in (2, 3))
VIEWS = (
    "overview",
    "variants",
    f"variants?option={NOODLES}&locale=zh-CN&{PAIR}",
    f"texts/{NOODLES}.zh-2",
    "options",
    "hook-tone",
    "places",
    "channels",
    "tree",
)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server after a lively month, with one writer."""
    folder = tmp_path_factory.mktemp("studio")
    product = build_product(
        Settings(database_url=f"sqlite:///{folder}/server.db", embed_wishes=False, cache_dir=cache_dir())
    )
    live_a_month(product, datetime.now(UTC), posters=700, texts=2)
    assert product.policies.update(NAME, "ann").serves
    product.accounts.create("ann", PASSWORD, Role.WRITER)
    product.close()
    product.engine.dispose()
    with serve(folder, workers=1) as url:
        yield url


@pytest.mark.parametrize("lang", LOCALES)
def test_no_page_of_results_has_a_serious_fault(phone: Phone, studio: str, lang: str) -> None:
    page = sign_in(phone(1280, 900, locale=lang), studio, "/studio/results")
    wrong: dict[str, list[str]] = {}
    for view in VIEWS[LOCALES.index(lang) :: len(LOCALES)]:  # in one language each: what axe sees is alike
        page.goto(f"{studio}/studio/results/{view}")
        for summary in page.locator("summary").all():
            summary.click()
        wrong[view] = faults(page)
    page.goto(f"{studio}/studio/results?from=2020-01-01&to=2020-01-02")
    wrong["empty"] = faults(page, ONE_SCHEME[lang])
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize(("lang", "scripts"), [("zh-CN", True), ("en", True), ("en", False)])
def test_nothing_scrolls_sideways_on_a_narrow_phone(phone: Phone, studio: str, lang: str, scripts: bool) -> None:
    page = sign_in(phone(320, 640, locale=lang, scripts=scripts), studio, "/studio/results")
    for view in VIEWS:
        page.goto(f"{studio}/studio/results/{view}")
        if scripts:
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, view
        page.locator("summary").first.click()
        assert page.locator("figure table").first.is_visible(), view


def test_the_form_works_from_the_keyboard_and_without_a_script(phone: Phone, studio: str) -> None:
    page = sign_in(phone(1280, 900, locale="en", scripts=False), studio, "/studio/results")
    page.goto(f"{studio}/studio/results/variants")
    page.locator("select[name=option]").select_option(NOODLES)
    page.get_by_role("button", name="Show").press("Enter")
    page.wait_for_url(f"**option={NOODLES}**")
    assert page.get_by_label("Small life").input_value() == NOODLES
    with page.expect_download() as download:
        page.get_by_role("link", name="Download CSV").first.press("Enter")
    assert download.value.suggested_filename == "better-life-variants-standing.csv"


def test_two_texts_are_compared_on_a_phone_without_a_script(phone: Phone, studio: str) -> None:
    page = sign_in(phone(375, 760, locale="en", scripts=False, color_scheme="dark"), studio, "/studio/results")
    page.goto(f"{studio}/studio/results/variants?option={NOODLES}&locale=zh-CN")
    hills = page.locator("svg.ridge")
    assert hills.count() == 2
    box = hills.first.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375
    selects = page.locator("form.pick-pair select")
    first, second = selects.first.input_value(), selects.last.input_value()
    assert first != second
    selects.first.select_option(second)
    selects.last.select_option(first)
    page.locator("form.pick-pair button").click()
    page.wait_for_url(f"**pair={second}&pair={first}**")
    assert page.locator(".of-pair .says").count() == 1
    assert page.locator("form.pick-pair select").first.input_value() == second


@pytest.mark.parametrize("width", [375, 1280])
def test_what_is_known_of_a_text_stands_below_the_numbers_of_its_axis(phone: Phone, studio: str, width: int) -> None:
    page = sign_in(phone(width, 900, locale="en"), studio, "/studio/results")
    page.goto(f"{studio}/studio/results/{VIEWS[2]}")
    page.wait_for_load_state("networkidle")
    assert page.locator(".ridges").count() >= 3  # hills, gaps, shares
    apart = page.evaluate(
        """() => [...document.querySelectorAll(".ridges")].flatMap((ridges) => {
          const axis = ridges.querySelector("svg.scale")?.getBoundingClientRect();
          const rows = axis ? [...ridges.querySelectorAll("svg.ridge, svg.strip")].filter((row) => row.checkVisibility()) : [];
          return rows.map((row) => row.getBoundingClientRect())
            .filter((row) => Math.abs(row.left - axis.left) > 1 || Math.abs(row.right - axis.right) > 1)
            .map((row) => [axis.left, row.left, axis.right, row.right]);
        })"""
    )
    assert apart == []

"""What a campaign consists of is made, copied, changed and retired by forms, in both languages, by two people at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from postergen.adapters.sql.account_store import Argon2Hasher, SqlAccounts
from postergen.adapters.sql.database import open_database, upgrade
from postergen.domain.accounts import Role, User
from postergen.loading import utc_now
from tests.browser.conftest import ONE_SCHEME, Phone, faults, sign_in
from tests.products import small_pack
from tests.servers import serve
from tests.web.studio.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.long]

CATALOGUE = "/studio/catalogue"
SAYS = {
    "en": {
        "new": "New small life", "review": "See what changes", "publish": "Publish", "copy": "Make a copy",
        "retire": "Retire", "retired": "retired", "missing": "Please fill this in.", "long": "at most 42 fit",
        "address": "should look like", "month": "at most 12", "both": "You both changed these",
        "file": "In the file", "edit": "Change",
    },
    "zh-CN": {
        "new": "添一样小日子", "review": "看看改了什么", "publish": "发布", "copy": "照着做一份",
        "retire": "下架", "retired": "已下架", "missing": "这里要填。", "long": "最多放得下 42 个",
        "address": "要像", "month": "最多是 12", "both": "你们都改了", "file": "在文件", "edit": "改",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with two admins."""
    folder: Path = tmp_path_factory.mktemp("forms")
    engine = open_database(f"sqlite:///{folder}/server.db")
    upgrade(engine)
    for name in ("ann", "bob"):
        SqlAccounts(engine).add_user(User(name, Argon2Hasher().hash(PASSWORD), Role.ADMIN, utc_now()))
    engine.dispose()
    packs = str(small_pack(tmp_path_factory.mktemp("pack")))
    with serve(folder, 1, RATE_LIMITS="off", EMBED_WISHES="no", CAMPAIGNS_DIR=packs) as url:
        yield url


def beside(page: Page, name: str) -> str:
    return page.locator(f'[data-problems="{name}"]').inner_text()


def is_refused(page: Page, says: dict[str, str]) -> int:
    """Ask what changes, and be told no: with this status. Chromium calls such a page an error on its console."""
    statuses: list[int] = []

    def answer(route: Route) -> None:
        if not route.request.is_navigation_request():
            return route.continue_()
        found = route.fetch(max_redirects=0)
        statuses.append(found.status)
        return route.fulfill(response=found, status=200)

    page.route(f"**{CATALOGUE}/**", answer)
    page.get_by_role("button", name=says["review"]).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.unroute_all()
    return statuses[-1]


def publish(page: Page, says: dict[str, str]) -> None:
    page.get_by_role("button", name=says["review"]).click()
    page.get_by_role("button", name=says["publish"], exact=True).click()
    expect(page.get_by_role("status").first).to_be_visible()


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("zh-CN", 375)])
def test_a_small_life_is_made_and_is_on_the_page_until_it_is_retired(
    phone: Phone, studio: str, lang: str, width: int
) -> None:
    says, tag = SAYS[lang], lang[:2]
    page = sign_in(phone(width, 800, locale=lang), studio, CATALOGUE)
    page.get_by_role("link", name=says["new"]).first.click()
    for name, text in (
        ("text.zh-CN", f"江边吹风{width}"),
        ("text.en", "Sit by the river in the evening wind until it gets dark"),
    ):
        page.fill(f'[name="{name}"]', text)
    page.fill('[name="pictogram"]', "🌬️")
    expect(page.locator('[data-problems="text.en"]')).to_contain_text(says["long"])  # beside it, before it is sent
    assert is_refused(page, says) == 422
    assert (beside(page, "theme"), beside(page, "need")) == (says["missing"], says["missing"])
    assert page.locator('[name="text.zh-CN"]').input_value() == f"江边吹风{width}"
    assert faults(page, ONE_SCHEME[lang]) == []
    page.fill('[name="text.en"]', f"Sit by the river {tag}")
    page.fill('[name="keywords.zh-CN"]', "江风\n江边")
    for name, value in (("theme", "self"), ("need", "soft"), ("frequency", "high")):
        page.select_option(f'[name="{name}"]', value)
    publish(page, says)
    assert page.url.partition("?")[0].endswith(f"/options/sit-by-the-river-{tag}")
    assert faults(page, ONE_SCHEME[lang]) == []
    life = f'input[value="sit-by-the-river-{tag}"]'
    shown = phone(375, locale=lang)
    shown.goto(studio)
    assert shown.locator(life).count() > 0

    page.get_by_role("button", name=says["retire"], exact=True).click()
    expect(page.locator("h1")).to_contain_text(says["retired"])
    shown.goto(studio)
    assert shown.locator(life).count() == 0
    page.goto(f"{studio}/studio/?option=sit-by-the-river-{tag}")
    assert page.locator(".poster-card").count() > 0  # who has its link still gets a poster


def test_an_offer_is_copied_and_an_occasion_retired_and_what_is_wrong_is_told_beside_it(
    phone: Phone, studio: str
) -> None:
    says = SAYS["en"]
    page = sign_in(phone(1280, 900, locale="en"), studio, f"{CATALOGUE}/offers/check-up-nearby")
    page.get_by_role("link", name=says["copy"]).click()
    expect(page.locator('[name="title.en"]')).to_have_value("See check-up clinics near you")
    page.fill('[name="title.en"]', "Find an eye clinic near you")
    page.fill('[name="url.en"]', "htps://clinic.example")
    assert is_refused(page, says) == 422
    assert says["address"] in beside(page, "url.en").lower()
    page.fill('[name="url.en"]', "https://clinic.example")
    publish(page, says)
    assert "/offers/find-an-eye-clinic-near-you" in page.url

    page.goto(f"{studio}{CATALOGUE}/occasions/graduation")
    page.fill('[name="dates.first.0"]', "13")
    assert is_refused(page, says) == 422
    assert says["month"] in beside(page, "dates.first.0").lower()
    page.get_by_role("link", name=says["file"]).click()
    expect(page.locator("#text")).to_be_focused()
    begun = page.evaluate(
        "() => document.querySelector('#text').value.slice(document.querySelector('#text').selectionStart)"
    )
    assert begun.startswith("- id: graduation")
    page.goto(f"{studio}{CATALOGUE}/occasions/graduation")
    page.get_by_role("button", name=says["retire"], exact=True).click()
    expect(page.locator("h1")).to_contain_text(says["retired"])


def test_two_people_who_change_one_small_life_lose_nothing(phone: Phone, studio: str) -> None:
    path = f"{CATALOGUE}/options/wuhan-hot-dry-noodles"
    ann = sign_in(phone(1280, 900, locale="en"), studio, path)
    bob = sign_in(phone(375, 760, locale="zh-CN"), studio, path, name="bob")
    ann.select_option('[name="need"]', "soft")
    ann.fill('[name="text.en"]', "Noodles on the way to work")
    publish(ann, SAYS["en"])
    bob.fill('[name="text.en"]', "Stir the noodles and go")
    bob.fill('[name="pictogram"]', "🥢")
    assert is_refused(bob, SAYS["zh-CN"]) == 409
    told = bob.get_by_role("alert").first
    expect(told).to_contain_text(SAYS["zh-CN"]["both"])
    expect(told).to_contain_text("Noodles on the way to work")
    expect(told).to_contain_text("Stir the noodles and go")
    expect(bob.locator('[name="need"]')).to_have_value("soft")  # hers, which he did not touch
    assert faults(bob, ONE_SCHEME["zh-CN"]) == []
    publish(bob, SAYS["zh-CN"])
    ann.goto(f"{studio}{path}")
    kept = [ann.locator(f'[name="{name}"]').input_value() for name in ("text.en", "pictogram", "need")]
    assert kept == ["Stir the noodles and go", "🥢", "soft"]


def test_forms_work_without_a_script(phone: Phone, studio: str) -> None:
    page = sign_in(phone(320, 640, scripts=False, locale="en"), studio, f"{CATALOGUE}/settings/better-life")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.fill('[name="timezone"]', "Mars/Base")
    assert is_refused(page, SAYS["en"]) == 422
    assert "IANA" in beside(page, "timezone")
    page.fill('[name="timezone"]', "Asia/Urumqi")
    publish(page, SAYS["en"])
    assert page.locator('[name="timezone"]').input_value() == "Asia/Urumqi"

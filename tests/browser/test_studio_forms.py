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
from tests.servers import serve, wait_until
from tests.web.studio.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.long]

CATALOGUE = "/studio/catalogue"
SAYS = {
    "en": {
        "new": "New small life", "review": "See what changes", "publish": "Publish", "copy": "Make a copy",
        "retire": "Retire", "retired": "retired", "missing": "Please fill this in.", "long": "at most 42 fit",
        "address": "should look like", "month": "at most 12", "both": "You both changed these",
        "file": "In the file", "edit": "Change", "sum": "add up to 90 %: 10 % is missing", "row": "Card 4",
        "add": "One more card", "remove": "Take it out", "hunt": "New game of hide and find", "mend": "need mending",
        "retired_now": "Retired, as publication", "begun": "nobody can change its rules",
        "split": "4 finders need 4 at least", "gist": "By an answer · How many are in it: 4 · For how many finders: 4",
    },
    "zh-CN": {
        "new": "添一样小日子", "review": "看看改了什么", "publish": "发布", "copy": "照着做一份",
        "sum": "加起来是 90 %，还差 10 %", "row": "第 4 张卡", "add": "再加一张卡", "remove": "去掉",
        "retire": "下架", "retired": "已下架", "missing": "这里要填。", "long": "最多放得下 42 个",
        "address": "要像", "month": "最多是 12", "both": "你们都改了", "file": "在文件", "edit": "改",
        "hunt": "添一个藏和找的游戏", "mend": "处要改", "retired_now": "已下架，是第", "begun": "已经开始了",
        "split": "至少 4 份", "gist": "答对 · 装多少：4 · 给几个人找到：4",
    },
}  # fmt: skip

GAME = """
name: {zh-CN: 三碗面, en: Three bowls}
about: {zh-CN: 打个卡就有一张, en: A check-in brings a card}
who: {zh-CN: 谁都可以, en: Anybody}
opens: 2026-01-01 00:00
closes: 2099-12-31 24:00
look: matchbox
cards:
  - id: hot
    name: {zh-CN: 热干面, en: Hot dry}
    options: [wuhan-hot-dry-noodles]
    variants: {zh-CN: wuhan-hot-dry-noodles.zh-1, en: wuhan-hot-dry-noodles.en-1}
    odds: 50 %
  - id: beef
    name: {zh-CN: 牛肉面, en: Beef}
    options: [lanzhou-beef-noodles]
    variants: {zh-CN: lanzhou-beef-noodles.zh-1, en: lanzhou-beef-noodles.en-1}
    odds: 30 %
  - id: tea
    name: {zh-CN: 早茶, en: Tea}
    options: [guangzhou-tea-thanks]
    variants: {zh-CN: guangzhou-tea-thanks.zh-1, en: guangzhou-tea-thanks.en-1}
    odds: 20 %
ways: [check-in]
limits: {per_day: 3, in_all: 40}
ending: {kind: share, pool: 1000, unit: {zh-CN: 颗豆, en: beans}, worth: nothing}
organiser: {name: {zh-CN: 面馆, en: Noodle shop}, contact: shop@example.com}
claim:
  how: {zh-CN: 看卡册, en: Look at your cards}
  until: 2100-01-31 24:00
  delivery: {zh-CN: 记在卡册里, en: Written into the collection}
  forfeit: {zh-CN: 过期不算, en: What nobody has looked at is gone}
"""

HUNT = f"""
kind: hide
{GAME.partition("cards:")[0].strip().replace("matchbox", "red-envelope").replace("三碗面", "面碗底下").replace("Three bowls", "Under the bowl")}
poster: {{options: [wuhan-hot-dry-noodles], variants: {{zh-CN: wuhan-hot-dry-noodles.zh-1, en: wuhan-hot-dry-noodles.en-1}}}}
pool: 500
unit: {{zh-CN: 颗豆, en: beans}}
worth: nothing
clues: [sentence]
found_by: [answer]
limits: {{hides_per_day: 3, lying: 3, units: 30, finders: 5, finds_per_day: 9}}
organiser{GAME.partition("organiser")[2]}"""


def unfold(page: Page, name: str) -> None:
    """Open the part of the form in which this field is, as somebody does who wants to fill it in."""
    page.locator("details:not([open])", has=page.locator(f'[name="{name}"]')).locator("summary").click()


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with two admins."""
    folder: Path = tmp_path_factory.mktemp("forms")
    engine = open_database(f"sqlite:///{folder}/server.db")
    upgrade(engine)
    for name in ("ann", "bob"):
        SqlAccounts(engine).add_user(User(name, Argon2Hasher().hash(PASSWORD), Role.ADMIN, utc_now()))
    engine.dispose()
    packs = small_pack(tmp_path_factory.mktemp("pack"))
    (packs / "better-life/games").mkdir()
    (packs / "better-life/games/three.yaml").write_text(GAME, encoding="utf-8")
    (packs / "better-life/games/bowl.yaml").write_text(HUNT, encoding="utf-8")
    with serve(folder, 1, RATE_LIMITS="off", EMBED_WISHES="no", CAMPAIGNS_DIR=str(packs)) as url:
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


def test_what_was_typed_before_the_script_came_is_told_as_well(phone: Phone, studio: str) -> None:
    page = sign_in(phone(1280, 900, locale="en"), studio, CATALOGUE)
    held: list[Route] = []
    page.route("**/item-form*.js", lambda route: held.append(route))
    page.get_by_role("link", name=SAYS["en"]["new"]).first.click()
    page.wait_for_url("**/new**", wait_until="commit")
    page.fill('[name="text.en"]', "Sit by the river in the evening wind until it gets dark")
    page.fill('[name="pictogram"]', "🌬️")
    wait_until(lambda: bool(page.title() and held), "the script is asked for")
    held[0].continue_()
    expect(page.locator('[data-problems="text.en"]')).to_contain_text(SAYS["en"]["long"])
    assert beside(page, "need") == "", "of what nobody has touched nothing is said"


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


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("zh-CN", 375)])
def test_a_game_is_made_from_a_copy_and_its_odds_are_mended(phone: Phone, studio: str, lang: str, width: int) -> None:
    says, tag = SAYS[lang], lang[:2]
    page = sign_in(phone(width, 800, locale=lang), studio, f"{CATALOGUE}/collect/three")
    expect(page.locator('[name="name.en"]')).to_be_disabled()  # it has begun
    page.get_by_role("link", name=says["copy"]).click()
    expect(page.locator('[name="opens"]')).to_have_value("")
    page.fill('[name="name.en"]', f"Bowls {tag}")
    for field, moment in (
        ("opens", "2098-01-01T00:00"),
        ("closes", "2098-02-01T22:00"),
    ):
        page.fill(f'[name="{field}"]', moment)
    unfold(page, "claim.until")
    page.fill('[name="claim.until"]', "2098-03-01T00:00")
    unfold(page, "cards.2.odds")
    page.get_by_role("button", name=says["add"]).click()
    fourth = page.get_by_role("group", name=says["row"])
    expect(fourth).to_be_in_viewport()
    for name in ("claim.until", "cards.2.odds"):  # what was opened stays open
        expect(page.locator(f'[name="{name}"]')).to_be_visible()
    fourth.locator("[data-search]").fill("热干面")
    fourth.locator('input[value="wuhan-hot-dry-noodles"]').check()
    expect(fourth.locator('[name="cards.3.variants.en"] option[value="wuhan-hot-dry-noodles.en-1"]')).to_be_attached()
    fourth.get_by_role("button", name=says["remove"]).click()
    expect(page.locator('[name="cards.3.odds"]')).to_have_count(0)
    expect(page.locator('[name="cards.2.odds"]')).to_be_visible()
    expect(page.locator('[name="name.en"]')).to_have_value(f"Bowls {tag}")
    unfold(page, "cards.0.odds")
    page.fill('[name="cards.0.odds"]', "40 %")
    page.locator('[name="ways"]').first.focus()
    expect(page.locator('[data-problems="cards"]')).to_contain_text(says["sum"])
    assert is_refused(page, says) == 422
    assert says["sum"] in beside(page, "cards")
    assert faults(page, ONE_SCHEME[lang]) == []
    unfold(page, "cards.0.odds")
    page.fill('[name="cards.0.odds"]', "1/2")
    publish(page, says)
    assert page.url.partition("?")[0].endswith(f"/collect/bowls-{tag}")
    shown = phone(375, locale="en")
    shown.goto(f"{studio}/c/better-life/games/bowls-{tag}")
    expect(shown.locator("h1")).to_contain_text(f"Bowls {tag}")


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("zh-CN", 375)])
def test_a_hunt_is_made_and_mended_where_it_unfolds_changed_and_retired(
    phone: Phone, studio: str, lang: str, width: int
) -> None:
    says, tag = SAYS[lang], lang[:2]
    page = sign_in(phone(width, 800, locale=lang), studio, CATALOGUE)
    page.get_by_role("link", name=says["hunt"]).click()
    both = {
        "name": ("藏着的", f"Hidden {tag}"), "about": ("找一找", "Look for it"), "who": ("谁都可以", "Anybody"),
        "unit": ("颗豆", "beans"),
    }  # fmt: skip
    for name, texts in both.items():
        for locale, text in zip(("zh-CN", "en"), texts, strict=True):
            page.fill(f'[name="{name}.{locale}"]', text)
    for name, text in (
        ("opens", "2098-01-01T00:00"), ("closes", "2098-02-01T22:00"), ("pool", "500"), ("worth", "nothing")
    ):  # fmt: skip
        page.fill(f'[name="{name}"]', text)
    page.select_option('[name="look"]', "red-envelope")
    page.locator('[name="clues"][value="sentence"]').check()
    page.locator('[name="found_by"][value="answer"]').check()
    assert is_refused(page, says) == 422
    expect(page.get_by_role("alert").first).to_contain_text(says["mend"])
    expect(page.locator("details[open] > summary")).to_have_count(4)  # what is still to be filled in
    page.locator(".mending a").last.click()
    expect(page.locator('[data-problems="claim.how.en"]')).to_be_in_viewport()
    for name, text in (
        ("organiser.name.zh-CN", "面馆"), ("organiser.name.en", "Noodle shop"), ("organiser.contact", "shop@example.com"),
        ("limits.hides_per_day", "3"), ("limits.lying", "3"), ("limits.units", "3"), ("limits.finders", "4"),
        ("limits.finds_per_day", "9"), ("claim.until", "2098-03-01T00:00"),
        *((f"claim.{part}.{locale}", "看页面") for part in ("how", "delivery", "forfeit") for locale in ("zh-CN", "en")),
    ):  # fmt: skip
        page.fill(f'[name="{name}"]', text)
    page.locator("details", has=page.locator('[name="poster.options"]')).locator("[data-search]").fill("热干面")
    page.locator('[name="poster.options"][value="wuhan-hot-dry-noodles"]').check()
    for locale in ("zh-CN", "en"):
        text = f"wuhan-hot-dry-noodles.{locale[:2]}-1"
        expect(page.locator(f'[name="poster.variants.{locale}"] option[value="{text}"]')).to_be_attached()
        page.select_option(f'[name="poster.variants.{locale}"]', text)
    expect(page.locator('[data-problems="limits.units"]')).to_contain_text(says["split"])
    page.fill('[name="limits.units"]', "30")
    page.locator('button[value="add.envelopes"]').click()
    for name, text in (
        ("clue.zh-CN", "晚上抬头"), ("clue.en", f"Look up {tag}"), ("units", "4"), ("finders", "4"),
        ("answers.zh-CN", "月亮"), ("answers.en", "the moon"),
    ):  # fmt: skip
        page.fill(f'[name="envelopes.0.{name}"]', text)
    page.select_option('[name="envelopes.0.found_by"]', "answer")
    assert faults(page, ONE_SCHEME[lang]) == []
    publish(page, says)
    assert page.url.partition("?")[0].endswith(f"/hide/hidden-{tag}")
    folded = page.locator("details", has=page.locator('[name="envelopes.0.units"]'))
    expect(folded).to_contain_text(says["gist"])
    expect(folded.locator('[name="envelopes.0.units"]')).not_to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") < 5_000
    assert faults(page, ONE_SCHEME[lang]) == []
    shown = phone(375, locale="en")
    shown.goto(f"{studio}/c/better-life/games/hidden-{tag}")
    expect(shown.locator("h1")).to_contain_text(f"Hidden {tag}")

    page.fill('[name="pool"]', "600")
    publish(page, says)
    expect(page.locator('[name="pool"]')).to_have_value("600")
    page.get_by_role("button", name=says["retire"], exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text(says["retired_now"])
    page.goto(f"{studio}{CATALOGUE}/hide/bowl")
    expect(page.get_by_role("status").first).to_contain_text(says["begun"])
    expect(page.locator('[name="pool"]')).to_be_disabled()
    unfold(page, "limits.lying")  # to be read all the same
    expect(page.locator('[name="limits.lying"]')).to_be_visible()


def test_a_part_in_which_somebody_works_stays_open_without_a_script(phone: Phone, studio: str) -> None:
    page = sign_in(phone(320, 640, scripts=False, locale="en"), studio, f"{CATALOGUE}/hide/new")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    unfold(page, "poster.options")
    page.locator('[name="poster.options"][value="wuhan-hot-dry-noodles"]').check()
    page.get_by_role("button", name="List the texts").click()
    page.select_option('[name="poster.variants.en"]', "wuhan-hot-dry-noodles.en-1")


def test_forms_work_without_a_script(phone: Phone, studio: str) -> None:
    page = sign_in(phone(320, 640, scripts=False, locale="en"), studio, f"{CATALOGUE}/settings/better-life")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.fill('[name="timezone"]', "Mars/Base")
    assert is_refused(page, SAYS["en"]) == 422
    assert "IANA" in beside(page, "timezone")
    page.fill('[name="timezone"]', "Asia/Urumqi")
    publish(page, SAYS["en"])
    assert page.locator('[name="timezone"]').input_value() == "Asia/Urumqi"

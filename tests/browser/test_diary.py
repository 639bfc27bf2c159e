"""Three people keep a diary, each on a phone of their own, one of them without a script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ONE_SCHEME, Phone, faults, settled
from tests.servers import serve
from tests.small_pack.conftest import NAME
from tests.small_pack.test_game_pages import DIARY, arcade_in

pytestmark = [pytest.mark.browser, pytest.mark.long]

HOME = f"/c/{NAME}/games/{DIARY}"


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("wall")
    told = {name.removeprefix("POSTERGEN_"): value for name, value in arcade_in(folder).items()}
    with serve(
        folder, **{name: value for name, value in told.items() if name not in ("PUBLIC_URL", "DATABASE_URL")}
    ) as url:
        yield url


def tear(page: Page, wish: str, line: str = "") -> None:
    page.locator(f"[name=option][value={wish}]").check()
    page.get_by_label("写一句").fill(line)
    page.locator("form.today button").click()
    page.wait_for_url("**got=*")


def test_three_people_keep_their_first_day(phone: Phone, wall: str, tmp_path: Path) -> None:
    ann, bob, eve = phone(refused=True), phone(scripts=False), phone(width=1280, height=800)
    ann.goto(wall)
    ann.get_by_role("link", name="一天一页").click()
    tear(ann, "walk-home", "面坨了也好吃")
    expect(ann.get_by_role("status")).to_have_text("第一页撕下来了。钉子还是新的。")
    ann.goto(wall + HOME)
    expect(ann.locator("form.today")).to_have_count(0)
    expect(ann.locator(".counts dd")).to_have_text(["1", "1", "1"])
    ann.locator(".kept .button").click()
    ann.wait_for_url("**/p/*")
    code = ann.url.split("/p/")[1].partition("?")[0]

    # the code of her day leads bob, whose browser runs no script, and then eve to days of their own
    for friend in (bob, eve):
        friend.goto(f"{wall}/s/{code}")
        expect(friend.get_by_role("heading", name="朋友刚撕下这一页")).to_be_visible()
        expect(friend.locator(".choice input").first).to_be_checked()
    bob.locator("form.today button").click()
    bob.wait_for_url("**got=*")
    tear(eve, "early-night")
    eve.goto(wall + HOME)
    expect(eve.locator(".counts dd")).to_have_text(["1", "1", "1"])

    told = json.loads(bob.context.request.get(f"{wall}/c/{NAME}/holder.json").text())
    assert [day["option"] for game in told["games"] for day in game["days"]] == ["walk-home"]
    bob.get_by_role("button", name="把我和我的日子都删掉").click()
    expect(bob.get_by_role("status")).to_contain_text("删好了")
    expect(bob.get_by_role("button", name="撕下第一页")).to_be_visible()


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_page_of_a_diary_has_no_fault_and_does_not_scroll_sideways(phone: Phone, wall: str, lang: str) -> None:
    page = phone(320, 640, locale=lang)
    page.goto(wall + HOME)
    wrong = faults(settled(page), ONE_SCHEME[lang])
    page.locator(".choice").first.click()
    page.locator("form.today button").click()
    page.wait_for_url("**got=*")
    wrong += faults(settled(page), ONE_SCHEME[lang])
    assert wrong == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320

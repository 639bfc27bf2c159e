"""Three people hide and find, each on a phone of their own, one of them without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ONE_SCHEME, Phone, faults, settled
from tests.browser.test_game import arcade as arcade
from tests.small_pack.conftest import NAME
from tests.small_pack.test_game_pages import HIDE, photo_of

pytestmark = [pytest.mark.browser, pytest.mark.long]

HUNT = f"/c/{NAME}/games/{HIDE}"
PIER = {"latitude": 30.5785, "longitude": 114.2898, "accuracy": 15}


def stand(page: Page, **elsewhere: float) -> None:
    """Let this phone be somewhere, and tell so."""
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({**PIER, **elsewhere})  # type: ignore[typeddict-item]


def hide(page: Page, arcade: str, says: str, way: str) -> None:
    """Open the form, and say what leads there and how it is found."""
    page.goto(arcade + HUNT)
    page.locator(".hide-one > summary").click()
    page.locator('[name="says"]').fill(says)
    page.locator(f'[name="found_by"][value="{way}"]').check()


def test_three_people_play_from_the_first_envelope_to_the_last_part(phone: Phone, arcade: str) -> None:
    ann, bob, eve = phone(refused=True), phone(scripts=False, refused=True), phone(width=1280, height=800, refused=True)

    # ann hides where she stands, and forgets at first to say so
    stand(ann)
    hide(ann, arcade, "轮渡下来第三级台阶", "location")
    ann.locator('[name="units"]').fill("9")
    ann.locator('[name="finders"]').fill("2")
    ann.get_by_role("button", name="藏好").click()
    expect(ann.get_by_role("alert")).to_contain_text("还没藏好")
    ann.get_by_role("button", name="就藏在这儿").click()
    expect(ann.locator(".for-location [data-located]")).to_contain_text("记下了")
    ann.get_by_role("button", name="藏好").click()
    expect(ann.get_by_role("status")).to_contain_text("藏好了")
    ann.get_by_role("link", name="拿链接和海报").click()
    link = ann.locator("[data-link]").input_value()

    # eve is elsewhere, walks over, and has a part of it; bob's browser runs no script, so he cannot be there
    stand(eve, latitude=31.0)
    eve.goto(link)
    eve.get_by_role("button", name="我到了").click()
    expect(eve.get_by_role("alert")).to_have_text("不在这儿，再想想。")
    stand(eve)
    eve.get_by_role("button", name="我到了").click()
    expect(eve.locator(".prize")).to_contain_text("颗豆归你了")
    bob.goto(link)
    expect(bob.locator(".find .notes")).to_be_visible()  # what he is told then

    # bob guesses what the game hid, and hides words behind a printed code himself
    bob.goto(arcade + HUNT)
    bob.get_by_role("link", name="晚上抬头").click()
    bob.locator('[name="proof"]').fill("太阳")
    bob.get_by_role("button", name="打开").click()
    expect(bob.get_by_role("alert")).to_have_text("不在这儿，再想想。")
    bob.locator('[name="proof"]').fill("月亮。")
    bob.get_by_role("button", name="打开").click()
    expect(bob.locator(".prize")).to_contain_text("圆的")
    hide(bob, arcade, "灯底下", "code")
    bob.locator('[name="units"]').fill("0")
    bob.locator('[name="words"]').fill("茶在炉子上")
    bob.get_by_role("button", name="藏好").click()
    bob.get_by_role("link", name="拿链接和海报").click()
    expect(bob.get_by_role("img", name="要放在那儿的码")).to_be_visible()

    # the poster of bob's envelope leads eve to its page
    bob.get_by_role("link", name="带线索的海报").click()
    bob.wait_for_url("**/p/*")
    code = bob.url.split("/p/")[1].partition("?")[0]
    eve.goto(f"{arcade}/s/{code}")
    eve.get_by_role("link", name="藏一藏：去找").click()
    expect(eve.locator(".clue")).to_contain_text("灯底下")
    expect(eve.locator(".find")).to_contain_text("那儿压着一个码")

    # ann goes: what nobody found of hers lies nowhere any more, and eve keeps her part
    ann.goto(arcade + HUNT)
    ann.get_by_role("button", name="把我和我的东西都删掉").click()
    expect(ann.get_by_role("status")).to_contain_text("删好了")
    late = phone(refused=True)
    late.goto(link)
    expect(late.locator(".one")).to_contain_text("来晚了")
    eve.goto(link)
    expect(eve.locator(".prize")).to_contain_text("颗豆归你了")


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_pages_have_no_fault_and_do_not_scroll_sideways(phone: Phone, arcade: str, lang: str) -> None:
    page = phone(375, 700, locale=lang)
    page.goto(f"{arcade}{HUNT}?hide=1")
    wrong = faults(settled(page), ONE_SCHEME[lang])
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    page.locator('[name="clue"][value="photo"]').check()
    page.locator('[name="photo"]').set_input_files(
        {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": photo_of(900, 600)}
    )
    page.locator('[name="found_by"][value="code"]').check()
    page.locator(".hide-form > .button").click()
    page.locator(".whole a").click()
    wrong += faults(settled(page), ONE_SCHEME[lang])
    assert page.locator(".envelope img").evaluate("image => image.naturalWidth") == 480
    seen = phone(375, 700, locale=lang)
    seen.goto(page.locator("[data-link]").input_value())
    wrong += faults(settled(seen), ONE_SCHEME[lang])
    assert wrong == []
    assert seen.evaluate("document.documentElement.scrollWidth") == 375

"""A person's way, in a real browser against a real server."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Phone, code_of, keep, pick, settled
from tests.servers import wait_until

pytestmark = pytest.mark.browser

DRAWN = re.compile("^blob:")  # the address of a preview


def test_a_person_picks_makes_and_shares_and_a_friend_makes_a_child(phone: Phone, server: str) -> None:
    page = phone()
    page.goto(server)
    pick(page, "体检")
    pick(page, "热干面")
    expect(page.locator("[data-count]")).to_have_text("已挑 2 / 6")
    page.locator("[data-next]").click()
    page.fill("[name=nickname]", "小明")
    page.get_by_role("button", name="就要这张").click()
    page.wait_for_url("**/p/*")
    poster = page.locator("img.poster")
    assert poster.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1080
    code = code_of(page)
    assert "mine" not in page.url, "an app's own menu sends on the address of the page"
    page.reload()
    expect(page.get_by_role("heading", name="你的海报")).to_be_visible()

    friend = phone()
    friend.goto(f"{server}/S/{code}")
    assert "小明" in friend.locator(".friend").inner_text()
    friend.get_by_role("button", name="热干面").first.click()
    expect(friend.locator("[data-count]")).to_have_text("已挑 1 / 6")
    pick(friend, "给我爸换双")
    friend.get_by_role("link", name="就用这几样").click()
    friend.get_by_role("button", name="就要这张").click()
    friend.wait_for_url("**/p/*")
    child = code_of(friend)
    made = friend.request.get(f"{server}/api/v1/posters/{child}").json()
    assert (made["lineage"]["parent"], made["lineage"]["generation"]) == (code, 1)
    assert set(made["options"]) == {"wuhan-hot-dry-noodles", "parents-dads-shoes"}


def test_leafing_through_looks_makes_no_poster_until_one_is_kept(phone: Phone, server: str) -> None:
    page = phone()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    page.goto(server)
    pick(page, "热干面")
    page.locator("[data-next]").click()
    first, second = page.locator(".look").nth(0), page.locator(".look").nth(1)
    expect(first.locator("img")).to_have_attribute("src", DRAWN)
    page.fill("[name=nickname]", "小明")
    page.locator("[data-slides]").evaluate("slides => slides.scrollTo(slides.children[1].offsetLeft - 60, 0)")
    expect(second.locator("input")).to_be_checked()
    expect(second.locator("img")).to_have_attribute("src", DRAWN)
    assert asked
    assert all(url.endswith("/preview") for url in asked)
    page.get_by_role("button", name="就要这张").click()
    page.wait_for_url("**/p/*")
    assert page.request.get(f"{server}/api/v1/posters/{code_of(page)}").json()["template"] == "receipt"


def test_a_look_chosen_by_key_stays_chosen_where_the_browser_takes_its_time_to_scroll(
    phone: Phone, server: str
) -> None:
    page = phone()
    page.goto(f"{server}/?option=wuhan-hot-dry-noodles")
    page.locator("[data-next]").click()
    expect(page.locator(".look").first.locator("img")).to_have_attribute("src", DRAWN)
    page.locator("[data-slides]").evaluate("""slides => {
        slides.scrollTo = ({left}) => {
            slides.dispatchEvent(new Event("scroll"));
            setTimeout(() => Element.prototype.scrollTo.call(slides, {left, behavior: "auto"}), 400);
        };
    }""")
    page.locator("[name=template]").first.focus()
    page.keyboard.press("ArrowRight")
    wait_until(lambda: page.locator("[data-slides]").evaluate("slides => slides.scrollLeft") > 60, "the looks move")
    settled(page)
    expect(page.locator("[name=template]:checked")).to_have_value("receipt")


def test_a_finished_poster_comes_in_other_formats_and_can_be_changed(phone: Phone, server: str) -> None:
    page = phone()
    page.goto(f"{server}/?option=wuhan-hot-dry-noodles&option=parents-medical-check-up")
    keep(page)
    code = code_of(page)
    page.get_by_role("link", name="九宫格").click()
    image = page.locator("img.poster")
    assert image.evaluate("image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])") == [
        1080,
        1080,
    ]
    assert code_of(page) == code, "another format is the same poster"
    page.get_by_role("link", name="换几样，再做一张").click()
    expect(page.locator("[data-count]")).to_have_text("已挑 2 / 6")


def test_a_shared_poster_is_told_and_its_link_copied(phone: Phone, server: str) -> None:
    page = phone(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{server}/?option=wuhan-hot-dry-noodles")
    keep(page)
    with page.expect_request("**/share") as told:
        page.get_by_role("button", name="复制链接").click()
    assert told.value.method == "POST"
    assert page.evaluate("navigator.clipboard.readText()") == f"{server}/p/{code_of(page)}"


def test_where_the_browser_shares_the_picture_itself_is_sent(phone: Phone, server: str) -> None:
    page = phone()
    page.add_init_script(
        "navigator.canShare = () => true;"
        "navigator.share = async (what) => { window.sent = [what.files[0].type, what.files[0].size, what.text]; };"
    )
    page.goto(f"{server}/?option=wuhan-hot-dry-noodles")
    keep(page)
    with page.expect_request("**/api/v1/posters/*/share"):
        page.get_by_role("button", name="转给一个人").click()
    media_type, size, text = page.evaluate("window.sent")
    assert media_type == "image/jpeg"
    assert size > 50_000
    assert text.endswith(f"{server}/p/{code_of(page)}")


def test_where_sharing_is_refused_the_link_is_copied_and_the_button_says_so(phone: Phone, server: str) -> None:
    page = phone(permissions=["clipboard-read", "clipboard-write"])
    page.add_init_script("navigator.share = async () => { throw new DOMException('not here', 'NotAllowedError'); };")
    page.goto(f"{server}/?option=wuhan-hot-dry-noodles")
    keep(page)
    page.get_by_role("button", name="转给一个人").click()
    expect(page.get_by_role("button", name="链接复制好了")).to_be_in_viewport()
    assert page.evaluate("navigator.clipboard.readText()") == f"{server}/p/{code_of(page)}"


def test_the_person_is_forgotten_at_a_touch(phone: Phone, server: str) -> None:
    page = phone()
    page.goto(f"{server}/?option=wuhan-hot-dry-noodles&nickname=小明")
    keep(page)
    with page.expect_navigation():
        page.get_by_role("button", name="删掉我的名字和照片").click()
    assert page.request.get(f"{server}/api/v1/posters/{code_of(page)}").json()["nickname"] == ""


def test_a_wish_of_ones_own_stands_beside_the_lives(phone: Phone, server: str) -> None:
    page = phone()
    page.goto(server)
    pick(page, "热干面")
    page.get_by_label("没有你的那一样？自己写").fill("和爷爷下一盘棋")
    page.keyboard.press("Enter")
    expect(page.locator("[data-count]")).to_have_text("已挑 2 / 6")
    keep(page)
    made = page.request.get(f"{server}/api/v1/posters/{code_of(page)}").json()
    assert (made["options"], made["wish"]) == (["wuhan-hot-dry-noodles"], "和爷爷下一盘棋")


def test_a_seventh_life_cannot_be_picked(phone: Phone, server: str) -> None:
    page = phone()
    page.goto(server)
    page.locator("[data-view-toggle]").click()
    for index in range(6):
        page.locator(".life").nth(index).click()
    page.locator(".life").nth(6).click()
    assert page.locator("[name=option]:checked").count() == 6
    assert not page.locator("[name=option]").nth(6).is_checked()
    expect(page.locator("[data-count]")).to_have_text("已经挑了 6 样，先放下一样")
    page.locator(".life").nth(0).click()
    page.locator(".life").nth(6).click()
    assert page.locator("[name=option]").nth(6).is_checked()


def test_the_page_works_without_scripts(phone: Phone, server: str) -> None:
    page = phone(scripts=False)
    page.goto(server)
    page.locator(".life").nth(3).click()
    page.locator("[name=nickname]").fill("小明")
    page.locator(".look").nth(2).click()
    page.get_by_role("button", name="就要这张").click()
    page.wait_for_url("**/p/*")
    assert page.locator("img.poster").is_visible()
    page.get_by_role("link", name="九宫格").click()
    assert page.locator("img.poster").get_attribute("height") == "1080"
    with page.expect_navigation():
        page.get_by_role("button", name="删掉我的名字和照片").click()

    friend = phone(scripts=False)
    friend.goto(f"{server}/S/{code_of(page)}")
    friend.locator(".wants label").first.click()
    assert friend.locator("[name=option]:checked").count() == 1
    friend.get_by_role("button", name="就要这张").click()
    friend.wait_for_url("**/p/*")


@pytest.mark.parametrize("view", ["dial", "list"])
def test_the_keyboard_is_enough(phone: Phone, server: str, view: str) -> None:
    page = phone()
    page.goto(server)
    if view == "list":
        page.locator("[data-view-toggle]").focus()
        page.keyboard.press("Enter")
    _tab_to(page, "[name=option]")
    page.keyboard.press("Space")
    expect(page.locator("[data-count]")).to_have_text("已挑 1 / 6")
    if view == "dial":
        page.keyboard.press("ArrowDown")
        page.keyboard.press("PageDown")
        page.keyboard.press("Space")
        assert (
            page.locator("[name=option]:checked").nth(1).evaluate("box => box.closest('[data-group]').dataset.group")
            == "self"
        )
        _tab_to(page, "[data-next]")
    else:
        page.locator("[data-next]").focus()
    page.keyboard.press("Enter")
    _tab_to(page, "[name=template]")
    page.keyboard.press("ArrowRight")
    _tab_to(page, "[name=nickname]")
    page.keyboard.type("小明")
    page.keyboard.press("Enter")
    page.wait_for_url("**/p/*")
    made = page.request.get(f"{server}/api/v1/posters/{code_of(page)}").json()
    assert (made["template"], made["nickname"]) == ("receipt", "小明")


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_on_a_desk_the_keyboard_goes_from_the_dial_over_the_slots_to_the_poster(
    phone: Phone, server: str, lang: str
) -> None:
    page = phone(1280, 800, locale=lang, has_touch=False, reduced_motion="reduce")
    page.goto(server)
    settled(page)
    _tab_to(page, "[name=option]")
    for key in ("Space", "ArrowDown", "Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
    stops: list[str] = []
    boxes = []
    while "button" not in stops:
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.classList[0] ?? document.activeElement.name"))
        boxes.append(page.locator(":focus").bounding_box())
    assert stops == ["wish", *["turn", "clear"] * 3, "button"]
    *slots, button = [box for box in boxes[1:] if box]
    assert all(slot["x"] + slot["width"] <= button["x"] for slot in slots), "what comes first stands before it"
    for _ in range(2):
        page.keyboard.press("Shift+Tab")  # over the last slot
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".slot.lit")).to_have_count(2)
    after = page.locator("[data-next]").bounding_box()
    assert after == button, "and stays where it is"
    _tab_to(page, "[data-next]")
    page.keyboard.press("Enter")
    expect(page.locator("#try")).to_be_focused()


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not come to {selector}")


def test_the_first_view_is_light(phone: Phone, server: str) -> None:
    page = phone()
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto(server, wait_until="networkidle")
    assert sum(sizes) < 150_000

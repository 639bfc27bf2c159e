"""Three people play a game, each on a phone of their own, one of them without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ONE_SCHEME, Phone, faults, settled
from tests.servers import serve
from tests.small_pack.conftest import NAME
from tests.small_pack.test_game_pages import GAME, arcade_in

pytestmark = [pytest.mark.browser, pytest.mark.long]

HOME = f"/c/{NAME}/games/{GAME}"
CARDS = {"early": "早睡", "late": "晚睡", "walk": "走路"}


@pytest.fixture(scope="module")
def arcade(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("arcade")
    told = {name.removeprefix("POSTERGEN_"): value for name, value in arcade_in(folder).items()}
    with serve(
        folder, **{name: value for name, value in told.items() if name not in ("PUBLIC_URL", "DATABASE_URL")}
    ) as url:
        yield url


def held(page: Page, arcade: str) -> dict[str, int]:
    """How many of each card this phone's holder has."""
    told = page.context.request.get(f"{arcade}/c/{NAME}/holder.json").json()
    (game,) = told["games"]
    kept = [card["card"] for card in game["cards"] if card["state"] == "held"]
    return {card: kept.count(card) for card in CARDS}


def poster_card(page: Page, arcade: str) -> None:
    """Make a poster on the page, and take the card that it brings."""
    page.goto(f"{arcade}/c/{NAME}?option=walk-home")
    page.locator("[data-next]").click()
    page.get_by_role("button", name="就要这张").click()
    page.wait_for_url("**/p/*")
    page.get_by_role("button", name="领牌").click()
    page.wait_for_url("**got=*")


def offer(page: Page, arcade: str, card: str, button: str) -> str:
    """Put a card behind a link; the link."""
    page.goto(arcade + HOME)
    of_card = page.locator(".cards li", has=page.get_by_text(CARDS[card], exact=True))
    of_card.locator("summary").click()
    of_card.get_by_role("button", name=button, exact=True).click()
    return page.locator(".offers .new [data-link]").input_value()


def test_three_people_play_from_the_first_card_to_the_set(phone: Phone, arcade: str) -> None:
    ann, bob, eve = phone(refused=True), phone(scripts=False), phone(width=1280, height=800)
    ann.goto(arcade)
    ann.get_by_role("link", name="三张牌").click()
    expect(ann.locator(".count")).to_have_text("0 / 3")
    ann.get_by_role("button", name="算我一个").click()
    ann.get_by_role("button", name="我来了").click()
    expect(ann.get_by_role("status")).to_contain_text("领到了")
    ann.reload()
    expect(ann.locator(".ways")).to_contain_text("今天来过了")
    ann.get_by_placeholder("写下答案").fill("红")
    ann.get_by_role("button", name="答", exact=True).click()
    expect(ann.get_by_role("alert")).to_have_text("差一点。想想家里。")
    ann.get_by_placeholder("写下答案").fill("蓝。")
    ann.get_by_role("button", name="答", exact=True).click()
    ann.wait_for_url("**got=*")
    while 0 in held(ann, arcade).values() or max(held(ann, arcade).values()) < 2:
        poster_card(ann, arcade)

    # a gift, for a friend whose browser runs no script and has never been here
    more = max(held(ann, arcade), key=lambda card: held(ann, arcade)[card])
    bob.goto(offer(ann, arcade, more, "送一张给朋友"))
    bob.get_by_role("button", name="收下").click()
    expect(bob.locator("#got")).to_contain_text(CARDS[more])
    late = phone(refused=True)
    link = ann.locator(".offers [data-link]")
    expect(link).to_have_count(1)
    ann.reload()
    expect(link).to_have_count(0)

    # a swap: ann asks for what eve has, and takes it back the first time
    eve.goto(arcade + HOME)
    eve.get_by_role("button", name="算我一个").click()
    eve.get_by_role("button", name="我来了").click()
    has = next(card for card, count in held(eve, arcade).items() if count)
    gives = next(card for card in CARDS if card != has and held(ann, arcade)[card])
    taken_back = offer(ann, arcade, gives, f"换一张“{CARDS[has]}”")
    ann.get_by_role("button", name="收回来").click()
    late.goto(taken_back)
    expect(late.locator("#offered")).to_have_text("对方收回去了。")
    eve.goto(offer(ann, arcade, gives, f"换一张“{CARDS[has]}”"))
    eve.get_by_role("button", name="换", exact=True).click()
    expect(eve.locator("#got")).to_contain_text(CARDS[gives])

    while 0 in held(ann, arcade).values():
        poster_card(ann, arcade)
    ann.goto(arcade + HOME)
    ann.get_by_role("button", name="放下这一套").click()
    expect(ann.locator(".whole")).to_contain_text("已经放好")

    # another phone, and then nothing at all
    ann.get_by_role("button", name="另一部手机也用我的牌").click()
    expect(ann.get_by_role("img", name="给另一部手机的码")).to_be_visible()
    bob.get_by_role("button", name="把我和我的牌都删掉").click()
    expect(bob.get_by_role("status")).to_contain_text("删好了")
    expect(bob.get_by_role("button", name="算我一个")).to_be_visible()


def test_a_card_is_a_poster_that_leads_to_the_game(phone: Phone, arcade: str) -> None:
    owner, friend = phone(), phone()
    owner.goto(arcade + HOME)
    owner.get_by_role("button", name="算我一个").click()
    owner.get_by_role("button", name="我来了").click()
    owner.get_by_role("link", name="看大图，发给人看").click()
    owner.wait_for_url("**/p/*")
    code = owner.url.split("/p/")[1].partition("?")[0]
    friend.goto(f"{arcade}/s/{code}")
    friend.get_by_role("link", name="三张牌：去领牌").click()
    expect(friend.get_by_role("heading", level=1)).to_have_text("三张牌")


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_page_of_a_game_has_no_fault_and_does_not_scroll_sideways(phone: Phone, arcade: str, lang: str) -> None:
    page = phone(320, 640, locale=lang)
    page.goto(arcade + HOME)
    wrong = faults(settled(page), ONE_SCHEME[lang])
    page.locator(".join button").click()
    page.locator(".ways button").first.click()
    page.wait_for_url("**got=*")
    wrong += faults(settled(page), ONE_SCHEME[lang])
    page.locator(".cards summary").first.click()
    page.locator(".cards form .button").click()
    page.wait_for_url("**link=*")
    wrong += faults(settled(page), ONE_SCHEME[lang])
    assert wrong == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320

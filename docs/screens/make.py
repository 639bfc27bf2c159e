"""Draw the pictures of the public pages anew, from a running server: make.py http://127.0.0.1:8000 [NAME…]

With names, only those whose file begins with one of them.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent
BRIEF = {
    "options": ["wuhan-hot-dry-noodles", "parents-medical-check-up", "guangzhou-tea-thanks"],
    "nickname": "小明",
    "place": "hubei/wuhan",
}
PHONE = {"viewport": {"width": 375, "height": 760}, "device_scale_factor": 2, "has_touch": True}
NARROW = {**PHONE, "viewport": {"width": 320, "height": 640}}
DESK = {"viewport": {"width": 1280, "height": 800}}
ZH, EN, DARK = {"locale": "zh-CN"}, {"locale": "en"}, {"color_scheme": "dark"}


def pick(page: Page) -> None:
    for theme in ("parents", "food", "travel"):
        page.locator(f"[data-theme={theme}]").click()
        page.wait_for_timeout(900)
        page.locator(".now .face").click()


def show_list(page: Page) -> None:
    page.locator("[data-view-toggle]").click()
    page.locator(".life").nth(1).click()


def try_on(page: Page) -> None:
    pick(page)
    page.locator("[data-next]").click()
    page.fill("[name=nickname]", "小明")
    page.locator(".look").nth(1).locator("input").check(force=True)
    page.wait_for_timeout(2500)
    page.evaluate(
        "document.activeElement.blur(); document.getElementById('poster').scrollIntoView({behavior: 'instant'})"
    )


def play(page: Page) -> None:
    """Say yes to a game, and be dealt the first card."""
    page.locator(".join button").click()
    page.locator(".ways button").first.click()
    page.wait_for_url("**got=*")
    page.wait_for_load_state("networkidle")


def is_english(page: Page) -> bool:
    return page.evaluate("document.documentElement.lang") == "en"


def tear_off(page: Page) -> None:
    """Check in, with a line."""
    page.locator(".choice").nth(1).click()
    page.fill("[name=line]", "Not dead yet. It says so, too" if is_english(page) else "还活着，它自己说的")
    page.locator("form.today button").click()
    page.wait_for_url("**got=*")
    page.wait_for_load_state("networkidle")


def see_month(page: Page) -> None:
    tear_off(page)
    page.evaluate("document.getElementById('days').scrollIntoView({behavior: 'instant'})")


def begin_to_hide(page: Page) -> None:
    page.locator(".hide-one > summary").click()
    page.fill("[name=says]", "Where the kettle used to stand" if is_english(page) else "水壶从前站的地方")
    page.evaluate("document.getElementById('hide').scrollIntoView({behavior: 'instant'})")


def see_clue(page: Page) -> None:
    page.locator(".envelopes a").first.click()
    page.wait_for_load_state("networkidle")


def find(page: Page) -> None:
    see_clue(page)
    page.fill("[name=proof]", "sewing kit" if is_english(page) else "针线")
    page.locator(".find button").click()
    page.wait_for_url("**found=*")
    page.wait_for_load_state("networkidle")


def open_year(page: Page) -> None:
    """Make a poster first, for whoever made none has no year; it is counted a moment later."""
    year = page.url
    page.goto(year.removesuffix("/look-back") + "?option=wuhan-hot-dry-noodles", wait_until="networkidle")
    page.locator("[data-next]").click()
    page.locator("[data-making]").click()
    page.wait_for_url("**/p/*")
    for _ in range(20):
        page.wait_for_timeout(1500)
        page.goto(year, wait_until="networkidle")
        page.fill("[name=nickname]", "Mei" if is_english(page) else "小明")
        page.locator("main form button").first.click()
        page.wait_for_load_state("networkidle")
        if "/look-back/" in page.url:
            break


def nothing(page: Page) -> None:
    pass


GAME = "/c/better-life/games/going-home"
DIARY = "/c/better-life/games/one-small-thing"
HUNT = "/c/better-life/games/hidden-beans"
YEAR = "/c/better-life/look-back"

# file, path (CODE stands for a poster, CHILD for one of Children's Day, SENT for a sticker), the browser's settings,
# what the person does
SHOTS: tuple[tuple[str, str, dict[str, Any], Callable[[Page], None]], ...] = (
    ("dial.zh", "/", PHONE | ZH, nothing),
    ("dial.en.dark", "/", PHONE | EN | DARK, nothing),
    ("dial.en.320", "/", NARROW | EN, nothing),
    ("picked.zh", "/", PHONE | ZH, pick),
    ("list.zh", "/", PHONE | ZH, show_list),
    ("looks.zh", "/", PHONE | ZH, try_on),
    ("looks.en.dark", "/", PHONE | EN | DARK, try_on),
    ("poster.zh", "/p/CODE?mine=1", PHONE | ZH, nothing),
    ("friend.zh", "/p/CODE", PHONE | ZH, nothing),
    ("scanned.zh", "/s/CODE", PHONE | ZH, nothing),
    ("scanned.en.dark", "/s/CODE", PHONE | EN | DARK, nothing),
    ("named.zh", "/p/CHILD", PHONE | ZH, nothing),
    ("named.en.dark", "/s/CHILD", PHONE | EN | DARK, nothing),
    ("battle.begin.zh", "/c/better-life/stickers", PHONE | ZH, nothing),
    ("battle.came.zh", "/b/SENT", PHONE | ZH, nothing),
    ("battle.came.en.dark", "/b/SENT", PHONE | EN | DARK, nothing),
    ("battle.mine.zh", "/b/SENT?mine=1", PHONE | ZH, nothing),
    ("game.zh", GAME, PHONE | ZH, nothing),
    ("game.dealt.zh", GAME, PHONE | ZH, play),
    ("game.dealt.en.dark", GAME, PHONE | EN | DARK, play),
    ("desk.game.zh", GAME, DESK | ZH, play),
    ("diary.zh", DIARY, PHONE | ZH, nothing),
    ("diary.torn.zh", DIARY, PHONE | ZH, tear_off),
    ("diary.month.zh", DIARY, PHONE | ZH, see_month),
    ("diary.torn.en.dark", DIARY, PHONE | EN | DARK, tear_off),
    ("hunt.zh", HUNT, PHONE | ZH, nothing),
    ("hunt.clue.zh", HUNT, PHONE | ZH, see_clue),
    ("hunt.hide.en", HUNT, PHONE | EN, begin_to_hide),
    ("hunt.found.en.dark", HUNT, PHONE | EN | DARK, find),
    ("year.zh", YEAR, PHONE | ZH, nothing),
    ("year.pages.zh", YEAR, PHONE | ZH, open_year),
    ("year.pages.en.dark", YEAR, PHONE | EN | DARK, open_year),
    ("desk.dial.zh", "/", DESK | ZH, pick),
    ("desk.dial.en.dark", "/", DESK | EN | DARK, nothing),
    ("desk.looks.zh", "/", DESK | ZH, try_on),
    ("desk.poster.zh", "/p/CODE?mine=1", DESK | ZH, nothing),
)


def shoot(browser: Browser, address: str, settings: dict[str, Any], act: Callable[[Page], None]) -> bytes:
    context = browser.new_context(**settings)
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(1200)
    act(page)
    page.wait_for_timeout(900)
    png = page.screenshot()
    context.close()
    return png


def main(server: str, names: tuple[str, ...]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context()
        asked = {
            "CODE": ("posters", BRIEF),
            "CHILD": ("posters", BRIEF | {"occasion": "childrens-day"}),
            "SENT": ("battles", {"line": "zh-noodles-clump"}),
        }
        codes = {
            name: context.request.post(f"{server}/api/v1/{kind}", data=body).json()["code"]
            for name, (kind, body) in asked.items()
        }
        context.close()
        for name, path, settings, act in (shot for shot in SHOTS if shot[0].startswith(names or ("",))):
            address = server + re.sub("CODE|CHILD|SENT", lambda found: codes[found[0]], path)
            if path.startswith("/s/"):  # the short link leads to the public address: stay on this server
                scanner = browser.new_context()
                landing = scanner.request.get(address, max_redirects=0).headers["location"]
                address = f"{server}/c/{landing.partition('/c/')[2]}"
                scanner.close()
            png = shoot(browser, address, settings, act)
            Image.open(io.BytesIO(png)).convert("RGB").save(FOLDER / f"{name}.webp", quality=82, method=6)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), tuple(sys.argv[2:]))

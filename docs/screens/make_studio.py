"""Draw the pictures of the studio anew, from a running server that has been used for a while.

make_studio.py http://127.0.0.1:8000 NAME PASSWORD, the account being an admin's.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent
PHONE = {"viewport": {"width": 375, "height": 760}, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1280, "height": 900}}
ZH, EN, DARK = {"locale": "zh-CN"}, {"locale": "en"}, {"color_scheme": "dark"}

LINES = "/studio/results/variants?option=wuhan-hot-dry-noodles"

# file, path, the browser's settings
SHOTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("studio.board.en", "/studio/", DESK | EN),
    ("studio.board.zh.phone", "/studio/", PHONE | ZH),
    ("studio.editor.zh", "/studio/edit/wuhan-hot-dry-noodles.zh-1", DESK | ZH),
    ("studio.drafts.zh", "/studio/drafts", DESK | ZH),
    ("studio.publish.en.dark", "/studio/publish", DESK | EN | DARK),
    ("studio.results.en", "/studio/results", DESK | EN),
    ("studio.lines.zh.dark", LINES, DESK | ZH | DARK),
    ("studio.lines.en.phone", f"{LINES}#title-standing", PHONE | EN),
    ("studio.shares.en", f"{LINES}#title-shares", DESK | EN),
    ("studio.map.zh", "/studio/results/places", DESK | ZH),
    ("studio.tree.en", "/studio/results/tree", DESK | EN),
    ("studio.results.zh.phone", "/studio/results", PHONE | ZH),
    ("studio.game.en.dark", "/studio/games/going-home", DESK | EN | DARK),
    ("studio.game.zh.phone", "/studio/games/going-home", PHONE | ZH),
    ("studio.catalogue.en", "/studio/catalogue", DESK | EN),
    ("studio.form.en", "/studio/catalogue/options/wuhan-hot-dry-noodles", DESK | EN),
)


def main(server: str, name: str, password: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for file, path, settings in SHOTS:
            context = browser.new_context(**settings)
            page = context.new_page()
            page.goto(f"{server}/studio/sign-in")
            page.fill("[name=name]", name)
            page.fill("[name=password]", password)
            page.locator("form.sign-in button").click()
            page.wait_for_load_state("networkidle")
            page.goto(server + path)
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(800)
            png = page.screenshot()
            Image.open(io.BytesIO(png)).convert("RGB").save(FOLDER / f"{file}.webp", quality=82, method=6)
            context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), sys.argv[2], sys.argv[3])

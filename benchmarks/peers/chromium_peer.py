"""Headless Chromium: one page, its fonts and pictures loaded once; each poster is new HTML in it and a screenshot."""

from __future__ import annotations

import base64
import html
import os
import shutil
from importlib.metadata import version
from pathlib import Path

from playwright.sync_api import sync_playwright
from worker import QUALITY, Scene, arguments, run, told, top_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--no-sandbox",
    "--allow-file-access-from-files",
]
SHOW = "html => { document.body.innerHTML = html; return Promise.all([...document.images].map(i => i.decode())) }"
TICK = 1 / os.sysconf("SC_CLK_TCK")
folder, _, _ = arguments()
known = told(folder)
fonts = {font["name"]: font for font in known["fonts"]}


def used() -> float:
    """Seconds of the processor that the browser took, in all its processes; not those of the script that drives it."""
    stats = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = path.read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue  # it ended in the meantime
        fields = rest.split()
        stats[int(path.parent.name)] = (int(fields[1]), name, (int(fields[11]) + int(fields[12])) * TICK)
    total, mine = 0.0, {os.getpid()}
    for pid, (parent, name, seconds) in sorted(stats.items()):
        if parent in mine:
            mine.add(pid)
            total += seconds if "chrom" in name else 0.0
    return total


def markup(item: Scene) -> str:
    if "file" in item:
        place = f"left:{item['x']}px;top:{item['y']}px"
        return f'<img src="{item["file"]}" style="{place}" width={item["width"]} height={item["height"]}>'
    top, height = top_of(item, fonts[item["font"]])
    style = (
        f"left:{item['x']}px;top:{top}px;font:{item['size']}px/{height}px {item['font']};"
        f"letter-spacing:{item['spacing']}px;color:{item['color']}"
    )
    return f'<p style="{style}">{html.escape(item["text"])}</p>'


def page_head() -> str:
    faces = "".join(f"@font-face{{font-family:{f['name']};src:url('file://{f['path']}')}}" for f in known["fonts"])
    plain = "*{margin:0;padding:0}body{overflow:hidden}img,p{position:absolute;white-space:nowrap;display:block}"
    return f"<!doctype html><meta charset=utf-8><style>{faces}{plain}</style><body></body>"


(folder / "stage.html").write_text(page_head(), encoding="utf-8")
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    first = known["scenes"][0]
    page = browser.new_page(viewport={"width": first["width"], "height": first["height"]})
    page.goto((folder / "stage.html").as_uri())
    page.evaluate("Promise.all([...document.fonts].map(font => font.load()))")
    tools = page.context.new_cdp_session(page)

    def draw(scene: Scene) -> bytes:
        ground = f'<img src="{scene["ground"]}">'
        body = ground + "".join(map(markup, scene["items"]))
        page.evaluate(
            "html => { document.body.innerHTML = html; return Promise.all([...document.images].map(i => i.decode())) }",
            body,
        )
        shot = tools.send("Page.captureScreenshot", {"format": "jpeg", "quality": QUALITY, "optimizeForSpeed": True})
        return base64.b64decode(shot["data"])

    run(draw, f"Chromium {browser.version}, playwright {version('playwright')}", used)
    browser.close()

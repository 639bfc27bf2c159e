"""A person's way, in a real browser against a real server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`postergen serve` on a free port and an empty database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    url = f"http://127.0.0.1:{port}"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("POSTERGEN_")}
    environment |= {"POSTERGEN_DATABASE_URL": f"sqlite:///{folder}/server.db", "POSTERGEN_PUBLIC_URL": url}
    command = [sys.executable, "-m", "postergen", "serve", "--port", str(port), "--workers", "2"]
    with (Path(folder) / "server.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait_until_ready(url)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_until_ready(url: str) -> None:
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.25)
    raise AssertionError("the server did not become ready")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("CI has to install Chromium")
        pytest.skip("needs Chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


def phone(browser: Browser, *, scripts: bool = True, width: int = 375) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 760}, locale="zh-CN", java_script_enabled=scripts, has_touch=True
    )
    page = context.new_page()
    page.on("console", lambda message: _fail_on_error(message.type, message.text))
    page.on("pageerror", lambda error: _fail_on_error("error", str(error)))
    return page


def _fail_on_error(kind: str, text: str) -> None:
    assert kind != "error", text


def test_a_person_picks_makes_and_shares_and_a_friend_makes_a_child(browser: Browser, server: str) -> None:
    page = phone(browser)
    page.goto(server)
    page.locator(".life", has_text="陪爸妈做一次体检").click()
    page.fill("[data-search]", "热干面")
    assert page.locator(".life:visible").count() < 10
    page.locator(".life", has_text="把热干面拌开").click()
    assert page.locator("[data-count]").inner_text() == "已挑 2 / 6"
    page.fill("[name=nickname]", "小明")
    page.get_by_role("button", name="做我的海报").click()
    page.wait_for_url("**/p/*")
    poster = page.locator("img.poster")
    assert poster.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1080
    code = page.url.split("/p/")[1].partition("?")[0]

    friend = phone(browser)
    friend.goto(f"{server}/S/{code}")
    assert "小明" in friend.locator(".friend").inner_text()
    friend.locator(".life", has_text="给我爸换双").click()
    friend.get_by_role("button", name="做我的海报").click()
    friend.wait_for_url("**/p/*")
    child = friend.url.split("/p/")[1].partition("?")[0]
    lineage = friend.request.get(f"{server}/api/v1/posters/{child}").json()["lineage"]
    assert (lineage["parent"], lineage["generation"]) == (code, 1)


def test_a_seventh_life_cannot_be_picked(browser: Browser, server: str) -> None:
    page = phone(browser)
    page.goto(server)
    for index in range(6):
        page.locator(".life").nth(index).click()
    assert page.locator(".life input:disabled").count() == 99
    page.locator(".life").nth(0).click()
    assert page.locator(".life input:disabled").count() == 0


def test_the_page_works_without_scripts(browser: Browser, server: str) -> None:
    page = phone(browser, scripts=False)
    page.goto(server)
    page.locator(".life").nth(3).click()
    page.get_by_role("button", name="做我的海报").click()
    page.wait_for_url("**/p/*")
    assert page.locator("img.poster").is_visible()


def test_the_keyboard_is_enough(browser: Browser, server: str) -> None:
    page = phone(browser)
    page.goto(server)
    page.locator("[name=option]").first.focus()
    page.keyboard.press("Space")
    assert page.locator("[data-count]").inner_text() == "已挑 1 / 6"
    page.locator("[name=nickname]").focus()
    page.keyboard.type("小明")
    page.keyboard.press("Enter")
    page.wait_for_url("**/p/*")


@pytest.mark.parametrize("path", ["/", "/?lang=en", "/docs"])
def test_nothing_scrolls_sideways_on_a_narrow_phone(browser: Browser, server: str, path: str) -> None:
    page = phone(browser, width=320)
    page.goto(server + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_first_view_is_light(browser: Browser, server: str) -> None:
    page = phone(browser)
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto(server, wait_until="networkidle")
    assert sum(sizes) < 150_000

"""A real browser, real servers, and a person with a phone."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Phone = Callable[..., Page]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(folder: Path, workers: int = 2, **settings: str) -> Iterator[str]:
    """`postergen serve` on a free port and an empty database; settings without their prefix."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("POSTERGEN_")}
    environment |= {"POSTERGEN_DATABASE_URL": f"sqlite:///{folder}/server.db", "POSTERGEN_PUBLIC_URL": url}
    environment["POSTERGEN_EMBED_WISHES"] = "no"  # a model in every worker would take most of the time
    environment |= {f"POSTERGEN_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "postergen", "serve", "--port", str(port), "--workers", str(workers)]
    with (folder / "server.log").open("w") as log:
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


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("CI has to install Chromium")
        pytest.skip("needs Chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Phone]:
    """Somebody's phone: each call is another person's. Whatever its console calls an error fails the test."""
    contexts = []
    errors: list[str] = []

    def take(width: int = 375, height: int = 760, *, scripts: bool = True, **more: Any) -> Page:
        settings = {"locale": "zh-CN", "has_touch": True} | more
        size = {"width": width, "height": height}
        context = browser.new_context(viewport=size, java_script_enabled=scripts, **settings)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield take
    for context in contexts:
        context.close()
    assert errors == []


def code_of(page: Page) -> str:
    """The code of the poster that this page shows."""
    return page.url.split("/p/")[1].partition("?")[0]


def pick(page: Page, text: str) -> None:
    """Look for a life and tap it, on the dial or in the list."""
    if page.locator("#narrow").is_hidden():
        page.locator("[data-search-toggle]").click()
    page.fill("[data-search]", text)
    page.locator(".life:visible .face").first.click()
    page.fill("[data-search]", "")


def keep(page: Page) -> None:
    """From the picks to the finished poster."""
    page.locator("[data-next]").click()
    page.get_by_role("button", name="就要这张").click()
    page.wait_for_url("**/p/*")


def faults(page: Page) -> list[str]:
    """What axe finds serious or critical."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{v['id']} ({v['impact']}): {[node['html'][:120] for node in v['nodes'][:3]]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def settled(page: Page) -> Page:
    """The dial has come to rest, pictures are there."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(900)
    return page

"""A real browser, real servers, and a person with a phone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.servers import PATIENCE, serve, wait_until
from tests.web.studio.conftest import PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Phone = Callable[..., Page]
expect.set_options(timeout=PATIENCE * 1000)

AXE = Axe().axe_script
# What a page answers with is made short there: the whole of what axe says takes longer to send than to find.
FAULTS = """(asked) => axe.run({...asked, resultTypes: ["violations"]}).then((found) => found.violations
    .filter((rule) => ["serious", "critical"].includes(rule.impact))
    .map((rule) => `${rule.id} (${rule.impact}): `
        + rule.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(" | ")))"""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # those that look at colours take most of the time
OF_COLOURS = {"runOnly": {"type": "rule", "values": COLOURS}}
OF_ALL = {"runOnly": RULES}
SCHEMES = ("light", "dark")
ONE_SCHEME = {
    "zh-CN": SCHEMES[:1],
    "en": SCHEMES[1:],
}  # by language, for pages that are visited in both: colours are the same
PAINTED = """() => Promise.allSettled(document.getAnimations()
    .filter((one) => one instanceof CSSTransition).map((one) => one.finished))"""

# Nothing has moved for a quarter of a second, nothing is about to, and pictures are there.
AT_REST = """async () => {
    const movers = () => [document.scrollingElement, ...document.querySelectorAll("[data-wheel], [data-slides], .chips")];
    const seen = () => JSON.stringify([
        movers().map((it) => [it.scrollLeft, it.scrollTop]),
        document.getAnimations().filter((one) => one.playState === "running").length,
        [...document.images].filter((image) => image.loading !== "lazy" && !image.complete).length,
        document.querySelectorAll("[aria-busy=true]").length,
    ]);
    let before = "", since = performance.now(), frames = 0;
    while (frames < 15 || performance.now() - since < 250) {
        await new Promise(requestAnimationFrame);
        const now = seen();
        frames += 1;
        if (now !== before || !now.endsWith("0,0,0]")) [before, since, frames] = [now, performance.now(), 0];
    }
}"""


def posted(page: Page, url: str, data: Any) -> Any:
    """What a server answers; one that draws what others asked for meanwhile is asked again, as it wants to be."""
    answers = [page.request.post(url, data=data)]

    def is_answered() -> bool:
        if answers[-1].status == 503:
            answers.append(page.request.post(url, data=data))
        return answers[-1].status != 503

    wait_until(is_answered, f"{url} has time for it")
    assert answers[-1].ok, answers[-1].text()
    return answers[-1].json()


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
    """Somebody's phone: each call is another person's. Whatever its console calls an error fails the test, but for answers
    of a busy server, and those that tell whoever is ``refused`` so.
    """
    contexts = []
    errors: list[str] = []

    def take(width: int = 375, height: int = 760, *, scripts: bool = True, refused: bool = False, **more: Any) -> Page:
        settings = {"locale": "zh-CN", "has_touch": True} | more
        size = {"width": width, "height": height}
        context = browser.new_context(viewport=size, java_script_enabled=scripts, **settings)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE * 1000)
        contexts.append(context)
        page = context.new_page()
        told = [f"the server responded with a status of {status}" for status in ((409, 410, 422) if refused else ())]
        told.append("the server responded with a status of 503")  # a busy one says so, and the page asks again

        def hear(message: ConsoleMessage) -> None:
            if message.type == "error" and not any(words in message.text for words in told):
                errors.append(message.text)

        page.on("console", hear)
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


def sign_in(page: Page, studio: str, path: str, name: str = "ann") -> Page:
    """Come through the door of the studio to a page of it, whose scripts have run: before that nobody hears a key."""
    page.goto(f"{studio}/studio/sign-in?next={quote(path)}")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.locator("form.sign-in button").click()
    page.wait_for_url(lambda url: url == studio + path)  # the address of the door ends in this path, too
    return page


def faults(page: Page, schemes: Sequence[str] = SCHEMES) -> list[str]:
    """What axe finds serious or critical; one scheme differs from another in colours alone."""
    page.evaluate(AXE)
    found: list[str] = []
    for asked, scheme in zip((OF_ALL, *[OF_COLOURS] * len(schemes)), schemes, strict=False):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.evaluate(PAINTED)
        found += [f"{scheme}: {fault}" for fault in page.evaluate(FAULTS, asked)]
    return found


def settled(page: Page) -> Page:
    """The dial has come to rest, pictures are there."""
    page.wait_for_load_state("networkidle")
    page.evaluate(AT_REST)
    return page

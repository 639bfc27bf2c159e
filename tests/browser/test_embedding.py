"""A campaign page on somebody's own site: with the script, and through the plain API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from postergen.config import CONTENT
from tests.browser.conftest import Phone
from tests.servers import serve, wait_until

pytestmark = pytest.mark.browser

BRIEF = {"options": ["wuhan-hot-dry-noodles"], "nickname": "小明"}


@dataclass(frozen=True)
class Site:
    """Somebody's own site, and the server that it calls."""

    url: str
    server: str


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The examples on an origin of their own, which the campaign names."""
    folder, packs = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("packs")
    files = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(folder)))
    url = f"http://127.0.0.1:{files.server_port}"
    copytree(CONTENT / "assets/campaigns/better-life", packs / "better-life")
    with (packs / "better-life/campaign.yaml").open("a", encoding="utf-8") as file:
        file.write(f"origins: ['{url}']\n")
    with serve(tmp_path_factory.mktemp("server"), 1, CAMPAIGNS_DIR=str(packs)) as server:
        _copy_examples(folder, server)
        Thread(target=files.serve_forever, daemon=True).start()
        yield Site(url, server)
        files.shutdown()
        files.server_close()


def _copy_examples(folder: Path, server: str) -> None:
    for example in (CONTENT / "examples").glob("*.html"):
        text = example.read_text(encoding="utf-8").replace("http://127.0.0.1:8000", server)
        (folder / example.name).write_text(text, encoding="utf-8")
    (folder / "favicon.ico").write_bytes(b"")


def scanned(page: Page, site: Site) -> tuple[str, str]:
    """A poster, and the click id of somebody who scanned it."""
    code = page.request.post(f"{site.server}/api/v1/posters", data=BRIEF).json()["code"]
    answer = page.request.get(f"{site.server}/S/{code}", max_redirects=0)
    return code, answer.headers["location"].partition("click=")[2]


def lineage(page: Page, site: Site, code: str) -> dict[str, object]:
    return page.request.get(f"{site.server}/api/v1/posters/{code}").json()["lineage"]  # type: ignore[no-any-return]


def test_one_line_puts_the_campaign_into_a_page_and_passes_the_click_on(phone: Phone, site: Site) -> None:
    page = phone()
    parent, click = scanned(page, site)
    with page.expect_request(f"**/api/v1/scans/{click}/confirm"):
        page.goto(f"{site.url}/embedded-page.html?click={click}")
    frame = page.frame_locator("iframe")
    frame.locator(".wants button").first.click()
    _fits(page)
    frame.locator("[data-next]").click()
    _fits(page)
    frame.get_by_role("button", name="就要这张").click()
    expect(frame.get_by_role("heading", name="你的海报")).to_be_visible()
    _fits(page)
    link = frame.locator("[data-link]").input_value()
    assert lineage(page, site, link.rsplit("/", 1)[1])["parent"] == parent


def _fits(page: Page) -> None:
    """The frame becomes as high as what is in it, and nothing in it scrolls."""
    difference = "Math.abs(document.documentElement.offsetHeight - innerHeight)"
    wait_until(lambda: page.frames[1].evaluate(difference) <= 1, "the frame is as high as what is in it")


def test_the_plain_api_is_enough_for_a_page_of_ones_own(phone: Phone, site: Site) -> None:
    page = phone()
    parent, click = scanned(page, site)
    page.goto(f"{site.url}/campaign-page.html?click={click}")
    page.get_by_label("陪爸妈做一次体检").check()
    expect(page.locator("#said")).not_to_be_empty()
    page.get_by_role("button", name="Make my poster").click()
    link = page.locator("#made a")
    expect(link).to_be_visible()
    assert lineage(page, site, link.inner_text().rsplit("/", 1)[1])["parent"] == parent


def test_the_script_is_small() -> None:
    assert (CONTENT / "assets/static/embed.js").stat().st_size <= 3 * 1024

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
from playwright.sync_api import Browser, Page, expect

from postergen.config import CONTENT
from tests.browser.conftest import AXE, FAULTS, RULES, Phone, posted
from tests.servers import serve, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.long]

OCCASION = "childrens-day"
BRIEF = {"options": ["wuhan-hot-dry-noodles"], "nickname": "小明"}


@dataclass(frozen=True)
class Site:
    """Somebody's own site, another that no campaign names, and the server that they call."""

    url: str
    stranger: str
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
        yield Site(url, url.replace("127.0.0.1", "localhost"), server)
        files.shutdown()
        files.server_close()


def _copy_examples(folder: Path, server: str) -> None:
    for example in (CONTENT / "examples").glob("*.html"):
        text = example.read_text(encoding="utf-8").replace("http://127.0.0.1:8000", server)
        (folder / example.name).write_text(text, encoding="utf-8")
    line = (
        f'<title>x</title><div id="here"></div><script src="{server}/static/embed.js" data-campaign="better-life"'
        ' data-into="#here" data-lang="zh-CN" data-options="wuhan-hot-dry-noodles parents-medical-check-up"'
        f' data-place="hubei/wuhan" data-template="receipt" data-occasion="{OCCASION}" async></script>'
    )
    (folder / "chosen.html").write_text(f'<!doctype html><html lang="en">{line}', encoding="utf-8")
    (folder / "favicon.ico").write_bytes(b"")


def scanned(page: Page, site: Site) -> tuple[str, str]:
    """A poster, and the click id of somebody who scanned it."""
    code = posted(page, f"{site.server}/api/v1/posters", BRIEF)["code"]
    answer = page.request.get(f"{site.server}/S/{code}", max_redirects=0)
    return code, answer.headers["location"].partition("click=")[2]


def lineage(page: Page, site: Site, code: str) -> dict[str, object]:
    return page.request.get(f"{site.server}/api/v1/posters/{code}").json()["lineage"]  # type: ignore[no-any-return]


def test_one_line_puts_the_campaign_into_a_page_and_passes_the_click_on(phone: Phone, site: Site) -> None:
    page = phone()
    parent, click = scanned(page, site)
    page.add_init_script(HEARD)
    with page.expect_request(f"**/api/v1/scans/{click}/confirm"):
        page.goto(f"{site.url}/embedded-page.html?click={click}")
    frame = page.frame_locator("iframe")
    frame.locator(".wants button").first.click()
    _fits(page)
    assert _heard(page) == [
        ("ready", {"version": 1, "page": "campaign", "locale": "zh-CN"}),
        ("picked", {"version": 1, "options": ["wuhan-hot-dry-noodles"], "wish": False}),
    ]
    frame.locator("[data-next]").click()
    _fits(page)
    frame.get_by_role("button", name="就要这张").click()
    expect(frame.get_by_role("heading", name="你的海报")).to_be_visible()
    _fits(page)
    link = frame.locator("[data-link]").input_value()
    code = link.rsplit("/", 1)[1]
    assert lineage(page, site, code)["parent"] == parent
    page.frames[1].evaluate("location.search += '&format=square'")
    expect(frame.locator("img[data-poster][src*=square]")).to_be_visible()
    frame.locator("[data-copy]").click()
    expect(frame.get_by_text("复制好了")).to_be_visible()
    # a poster is made once, however often it is looked at
    assert [(what, told) for what, told in _heard(page)[2:] if what != "ready"] == [
        ("made", {"version": 1, "code": code, "url": link}),
        ("shared", {"version": 1, "code": code}),
    ]


HEARD = """window.heard = [];
for (const what of ["ready", "picked", "made", "shared", "height"]) {
    addEventListener(`postergen:${what}`, ({ detail }) => window.heard.push([what, detail]));
}"""


def _heard(page: Page) -> list[tuple[str, dict[str, object]]]:
    """What the page around was told, but for the height."""
    return [(what, told) for what, told in page.evaluate("heard") if what != "height"]


def test_a_page_chooses_beforehand_and_hears_nothing_from_others(phone: Phone, site: Site) -> None:
    page = phone(locale="en")
    page.add_init_script(HEARD)
    page.goto(f"{site.url}/chosen.html")
    frame = page.frame_locator("#here iframe")
    expect(frame.locator(".slot.lit")).to_have_count(2)
    chosen = {name: frame.locator(f"[name={name}]") for name in ("place", "occasion")}
    assert {name: field.input_value() for name, field in chosen.items()} == {
        "place": "hubei/wuhan",
        "occasion": OCCASION,
    }
    expect(frame.locator("[name=template]:checked")).to_have_value("receipt")
    expect(frame.locator("html")).to_have_attribute("lang", "zh-CN")
    before = len(page.evaluate("heard"))
    page.evaluate("postMessage({ postergen: 'made', version: 1, code: 'BT' }, '*')")  # anybody may say so
    page.evaluate("new Promise((resolve) => setTimeout(resolve, 50))")
    assert len(page.evaluate("heard")) == before


@pytest.mark.parametrize(
    ("locale", "said"), [("en", "This page is not on the list yet"), ("zh-CN", "这个网页还不在名单上")]
)
def test_a_page_that_no_campaign_names_is_told_who_has_to_add_what(
    browser: Browser, site: Site, locale: str, said: str
) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 760}, locale=locale)
    page = context.new_page()
    with page.expect_response(lambda answer: "/c/better-life" in answer.url) as answer:
        page.goto(f"{site.stranger}/embedded-page.html")
    assert answer.value.status == 403
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name=said)).to_be_visible()
    expect(frame.locator("pre")).to_contain_text(f"better-life/campaign.yaml\norigins:\n  - {site.stranger}")
    page.frames[1].evaluate(AXE)
    assert page.frames[1].evaluate(FAULTS, {"runOnly": RULES}) == []
    context.close()


def test_a_page_of_ones_own_uses_the_module(phone: Phone, site: Site) -> None:
    page = phone(refused=True)
    page.goto(f"{site.url}/embedded-page.html")
    told = page.evaluate(MODULE, f"{site.server}/static/client/v1.js")
    assert told["version"] == 1
    assert told["title"]
    assert told["ranked"] >= 1
    assert (told["made"], told["again"], told["read"]) == (told["made"],) * 3
    assert told["after"] == ""
    assert (told["mistake"]["code"], told["mistake"]["status"]) == ("invalid-request", 422)
    assert told["mistake"]["errors"][0]["pointer"] == "#/options/0"


MODULE = """async (address) => {
    const { Postergen, ProblemError, version } = await import(address);
    const life = new Postergen({ campaign: "better-life" });
    const brief = { options: ["wuhan-hot-dry-noodles"], nickname: "小明" };
    const { title } = await life.catalogue({ locale: "en" });
    const { candidates } = await life.rank(brief);
    const made = await life.makePoster(brief, { key: "one" });
    const again = await life.makePoster(brief, { key: "one" });
    const read = await life.poster(made.code);
    await life.share(made.code);
    await life.erase(made.code, made.erase_token);
    const after = await life.poster(made.code);
    const mistake = await life.makePoster({ options: ["none"] }).catch((error) => error);
    if (!(mistake instanceof ProblemError)) throw mistake;
    return { version, title, ranked: candidates.length, made: made.code, again: again.code, read: read.code,
        after: after.nickname, mistake: { ...mistake } };
}"""


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

"""Somebody makes a poster, opens their year and leafs through it; a friend who scans a page comes to their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ONE_SCHEME, Phone, faults, settled
from tests.servers import serve
from tests.small_pack.conftest import NAME
from tests.small_pack.test_look_back_pages import pack_with_year

pytestmark = [pytest.mark.browser, pytest.mark.long]

HOME = f"/c/{NAME}/look-back"


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("years")
    told = {name.removeprefix("POSTERGEN_"): value for name, value in pack_with_year(folder).items()}
    with serve(
        folder, **{name: value for name, value in told.items() if name not in ("PUBLIC_URL", "DATABASE_URL")}
    ) as url:
        yield url


def test_a_year_from_the_first_poster_to_a_friend(phone: Phone, years: str) -> None:
    ann, bob = phone(), phone(scripts=False)
    ann.goto(years + HOME)
    ann.get_by_role("button", name="翻开这一年").click()
    expect(ann.get_by_role("status").first).to_have_text("这个浏览器里，今年还没有你的海报")
    ann.goto(f"{years}/c/{NAME}?option=walk-home")
    expect(ann.get_by_role("link", name="这一年")).to_be_visible()
    ann.locator("[data-next]").click()
    ann.get_by_role("button", name="就要这张").click()
    ann.wait_for_url("**/p/*")
    for _ in range(20):  # what was made is folded a moment later
        ann.goto(years + HOME)
        ann.get_by_label("怎么称呼你（可以不写）").fill("安安")
        ann.get_by_role("button", name="翻开这一年").click()
        ann.wait_for_load_state()
        if "/look-back/" in ann.url:
            break
    expect(ann.get_by_role("heading", level=1)).to_have_text("安安的这一年")
    expect(ann.locator(".leaves figure")).to_have_count(5)
    for language, schemes in ONE_SCHEME.items():
        for address in (ann.url.partition("?")[0], years + HOME):
            ann.goto(f"{address}?lang={language}&mine=1")
            assert faults(settled(ann), schemes) == []
            assert ann.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), "it fits the phone"
            if address != years + HOME:
                pages = address
    ann.goto(f"{pages}?mine=1")
    ann.get_by_role("link", name="5", exact=True).click()
    expect(ann.locator("#page-5")).to_be_in_viewport()
    with ann.expect_download() as long:
        ann.get_by_role("link", name="存成一张长图").click()
    assert long.value.suggested_filename == "这一年.jpg"
    code = ann.locator("#page-2 figcaption a").last.get_attribute("href") or ""
    bob.goto(f"{years}/s/{code.partition('/p/')[2].partition('?')[0]}")
    assert f"/c/{NAME}" in bob.url
    expect(bob.locator('input[name="option"]').first).to_be_attached()

"""A day that was missed is filled in with one tap on the calendar, and a month lets nobody do so twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from postergen.bootstrap import Product, build_product
from postergen.config import Settings
from postergen.web.app import create_app
from tests.browser.conftest import Phone
from tests.service.gaming import Clock
from tests.small_pack.conftest import NAME
from tests.small_pack.test_game_pages import DIARY, arcade_in

pytestmark = [pytest.mark.browser, pytest.mark.long]

HOME = f"/c/{NAME}/games/{DIARY}"
TENTH = datetime(2027, 3, 10, 4, tzinfo=UTC)  # noon in Shanghai, in the middle of a month
DAY = timedelta(days=1)


@pytest.fixture
def wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Clock]]:
    """A server whose days go by when the test says so."""
    clock = Clock(TENTH)
    product = build_product(Settings.from_mapping(arcade_in(tmp_path_factory.mktemp("wall"))), clock=clock)
    with serving(product) as url:
        yield url, clock


@contextmanager
def serving(product: Product) -> Iterator[str]:
    http = make_server("127.0.0.1", 0, create_app(product), threaded=True)
    thread = Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    http.server_close()
    thread.join()
    product.close()


def tear(page: Page, url: str) -> None:
    page.goto(url + HOME)
    page.locator("[name=option]").first.check()
    page.locator("form.today button").click()
    page.wait_for_url("**got=*")


@pytest.mark.parametrize("scripts", [True, False])
def test_one_missed_day_of_a_month_is_filled_in(wall: tuple[str, Clock], phone: Phone, scripts: bool) -> None:
    url, clock = wall
    ann = phone(refused=True, scripts=scripts)
    for days in (0, 2, 4):  # the 10th, 12th and 14th
        clock.now = TENTH + days * DAY
        tear(ann, url)
    ann.goto(url + HOME)
    counts = ann.locator(".counts dd")
    expect(counts).to_have_text(["1", "1", "3"])  # in a row, longest, in all
    expect(ann.locator(".month td.missed")).to_have_count(2)
    stale = ann.context.new_page()  # the same calendar, still open elsewhere
    stale.goto(url + HOME)

    ann.get_by_role("button", name="补上3月13日").click()
    expect(ann.get_by_role("status")).to_have_text("3月13日补上了")
    expect(counts).to_have_text(["3", "3", "4"])
    expect(ann.locator(".month td.repaired")).to_have_text("13补的")
    expect(ann.locator(".month button")).to_have_count(0)
    expect(ann.locator("#days ~ p", has_text="这个月的补过了")).to_be_visible()

    stale.get_by_role("button", name="补上3月11日").click()
    expect(stale.get_by_role("alert")).to_have_text("这个月能补的用完了，下个月再有。")
    expect(stale.locator(".counts dd")).to_have_text(["3", "3", "4"])

    # the next month has its own
    clock.now = datetime(2027, 4, 2, 4, tzinfo=UTC)
    ann.goto(url + HOME)
    ann.get_by_role("button", name="补上4月1日").click()
    expect(ann.get_by_role("status")).to_have_text("4月1日补上了")

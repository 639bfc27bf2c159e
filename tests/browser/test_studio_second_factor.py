"""A second factor on a phone: set up, signed in with, and lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import cv2
import numpy as np
import pyotp
import pytest
import zxingcpp
from playwright.sync_api import Page, expect

from postergen.config import Settings
from postergen.domain.accounts import Role
from postergen.doors import open_accounts
from tests.browser.conftest import ONE_SCHEME, Phone, faults
from tests.servers import serve
from tests.web.studio.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.long]

PAGE = "/studio/second-factor"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that demands a second factor of approvers."""
    folder: Path = tmp_path_factory.mktemp("factors")
    accounts = open_accounts(Settings(database_url=f"sqlite:///{folder}/server.db"))
    accounts.create("ann", PASSWORD, Role.WRITER)
    for name in ("bob", "cat"):
        accounts.create(name, PASSWORD, Role.APPROVER)
    with serve(folder, 1, RATE_LIMITS="off", EMBED_WISHES="no", SECOND_FACTOR="approvers") as url:
        yield url


def enter(page: Page, studio: str, name: str) -> None:
    page.goto(f"{studio}/studio/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.locator("form.sign-in button").click()


def secret_on(page: Page) -> str:
    return page.locator("code.secret").inner_text().replace(" ", "")


def scanned(page: Page) -> str:
    """What a phone reads from the code on the screen."""
    shot = np.frombuffer(page.locator("svg.code").screenshot(), np.uint8)
    picture = cv2.imdecode(shot, cv2.IMREAD_GRAYSCALE)
    (found,) = zxingcpp.read_barcodes(picture)
    return str(found.text)


def code_on_app(secret: str, ahead: int = 0) -> str:
    """What the app shows; so many steps ahead of the server's clock where it has used the code of now."""
    totp = pyotp.TOTP(secret)
    return totp.at(int(time.time()) + ahead * totp.interval)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize(("lang", "name"), [("zh-CN", "bob"), ("en", "cat")])
def test_an_approver_is_led_to_set_it_up_and_enters_with_a_code(
    phone: Phone, studio: str, lang: str, name: str
) -> None:
    page = phone(locale=lang)
    wrong: dict[str, list[str]] = {}

    def look(at: str) -> None:
        wrong[at] = faults(page, ONE_SCHEME[lang])
        for width in (320, 375):
            page.set_viewport_size({"width": width, "height": 760})
            assert fits(page), (at, width)

    enter(page, studio, name)
    page.wait_for_url(f"**{PAGE}")
    look("before")
    page.locator("button[type=submit].button").click()
    secret = secret_on(page)
    look("to be scanned")
    assert parse_qs(urlsplit(scanned(page)).query)["secret"] == [secret]
    page.fill("[name=code]", code_on_app(secret))
    page.fill("[name=password]", PASSWORD)
    page.locator("form:has([name=code]) button").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    recovery = page.locator(".recovery-codes code").first.inner_text()
    look("recovery codes")
    page.goto(studio + PAGE)
    look("turned on")
    page.goto(f"{studio}/studio/")
    page.locator(".menu-button").click()
    page.locator("form.who button").click()
    page.wait_for_url("**/studio/sign-in")

    enter(page, studio, name)
    page.wait_for_url("**/studio/sign-in/code")
    expect(page.locator("[name=code]")).to_be_focused()
    look("the code")
    page.goto(f"{studio}/studio/drafts")
    assert "/studio/sign-in?" in page.url  # half the way opens nothing
    page.goto(f"{studio}/studio/sign-in/code")
    page.fill("[name=code]", recovery)
    page.locator("form.sign-in button").click()
    page.wait_for_url(f"{studio}/studio/")
    assert {at: found for at, found in wrong.items() if found} == {}


def test_all_of_it_works_without_scripts(phone: Phone, studio: str) -> None:
    page = phone(scripts=False, locale="en")
    enter(page, studio, "ann")
    page.wait_for_url(f"{studio}/studio/")
    page.goto(studio + PAGE)
    page.locator("button[type=submit].button").click()
    secret = secret_on(page)
    page.fill("[name=code]", code_on_app(secret))
    page.fill("[name=password]", PASSWORD)
    page.locator("form:has([name=code]) button").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    page.goto(studio + PAGE)
    off = page.locator("form:has([name=password])")
    off.locator("[name=password]").fill(PASSWORD)
    off.locator("[name=code]").fill(code_on_app(secret, ahead=1))
    off.locator("button").click()
    page.wait_for_url(f"**{PAGE}?off=1")
    expect(page.get_by_role("status")).to_be_visible()

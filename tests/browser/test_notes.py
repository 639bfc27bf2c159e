"""What of a poster is not as its person wrote it is said beside the preview, before it is shared."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Phone

pytestmark = [pytest.mark.browser, pytest.mark.long]

NAME = "小\N{LINEAR A SIGN AB001}明"  # no font of ours has this script


def test_a_letter_that_no_font_has_is_named_beside_the_preview_and_the_poster(phone: Phone, server: str) -> None:
    said = "Try writing it another way"
    page = phone()
    page.goto(f"{server}/?lang=en&option=wuhan-hot-dry-noodles")
    page.locator("[data-next]").click()
    notes = page.locator("[data-notes]")
    page.fill("[name=nickname]", NAME)
    expect(notes).to_contain_text(said)
    expect(notes).to_contain_text(NAME[1])
    page.fill("[name=nickname]", "小明")
    expect(notes).to_be_hidden()
    page.fill("[name=nickname]", NAME)
    expect(notes).to_contain_text(said)
    page.locator("[data-making]").click()
    page.wait_for_url("**/p/*")
    expect(page.locator(".notes")).to_contain_text(said)

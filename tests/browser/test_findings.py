"""What is wrong is said beside its field, in the language of the page; nobody else's picture stands there meanwhile."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ONE_SCHEME, Phone, faults, settled

pytestmark = [pytest.mark.browser, pytest.mark.long]

ACCOUNT = "加微信 wx12345"
OF_ACCOUNTS = {"zh-CN": "海报会被很多人看到", "en": "A poster is seen by many people"}
NO_PICTURE = "这不是一张照片"
TOO_HEAVY = "这张照片太大"
LARGE = 9_000_000  # bytes, beyond what a server takes


def stands_beside(page: Page, field: str, said: str) -> None:
    control = page.locator(f"[name='{field}']")
    expect(control).to_have_attribute("aria-invalid", "true")
    beside = control.evaluate(
        "it => it.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent)"
    )
    assert any(said in text for text in beside), beside


def test_a_finding_stands_beside_its_field_until_it_is_mended(phone: Phone, server: str) -> None:
    lang = "zh-CN"
    page = phone(locale=lang, refused=True)
    page.goto(f"{server}/?option=wuhan-hot-dry-noodles")
    page.fill("[name=wish]", ACCOUNT)
    page.keyboard.press("Enter")
    expect(page.locator("#wrong-wish")).to_contain_text(OF_ACCOUNTS[lang])
    page.locator("[data-next]").click()
    said, slides = page.locator("[data-notes]"), page.locator("[data-slides]")
    expect(said).to_contain_text(OF_ACCOUNTS[lang])
    expect(slides).to_have_class("slides halted")
    expect(page.locator(".look.own")).to_have_count(0)
    shown = page.locator(".look img").first.evaluate("image => getComputedStyle(image).objectPosition")
    assert shown == "0px 9999px", "the sample is out of sight"
    stands_beside(page, "wish", OF_ACCOUNTS[lang])
    assert faults(settled(page), ONE_SCHEME[lang]) == []

    said.get_by_role("link").click()
    expect(page.locator("[name=wish]")).to_be_focused()
    page.fill("[name=wish]", "")
    expect(page.locator("#wrong-wish")).to_be_empty()
    expect(page.locator("[name=wish]")).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator(".look.own")).not_to_have_count(0)
    expect(slides).to_have_class("slides")

    page.fill("[name=nickname]", "@mei_li_2026")
    expect(said).to_contain_text(OF_ACCOUNTS[lang])
    stands_beside(page, "nickname", OF_ACCOUNTS[lang])
    expect(page.locator(".look.own")).not_to_have_count(0)  # one's own last picture, dimmed
    page.fill("[name=nickname]", "")
    expect(said).to_be_hidden()

    page.locator("details.more summary").click()
    for data, sentence in ((b"<html></html>", NO_PICTURE), (b"<html>" + b"x" * LARGE, TOO_HEAVY)):
        page.set_input_files("[name=avatar]", {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": data})
        expect(page.locator("#wrong-avatar")).to_contain_text(sentence)
        stands_beside(page, "avatar", sentence)


def test_without_a_script_the_first_wrong_field_has_the_focus(phone: Phone, server: str) -> None:
    lang = "en"
    page = phone(locale=lang, scripts=False, refused=True)
    page.goto(f"{server}/?option=wuhan-hot-dry-noodles&template=passbook")
    page.fill("[name='passbook.streak']", "10000")
    page.fill("[name=nickname]", ACCOUNT)
    page.locator("[data-making]").click()
    expect(page.locator(".findings a")).to_have_count(2)
    expect(page.locator("[name=nickname]")).to_be_focused()
    expect(page.locator("[name=nickname]")).to_have_value(ACCOUNT)
    stands_beside(page, "nickname", OF_ACCOUNTS[lang])
    stands_beside(page, "passbook.streak", "9999")
    page.locator(".findings a").last.click()
    expect(page.locator("[name='passbook.streak']")).to_be_focused()
    page.fill("[name=nickname]", "")
    page.fill("[name='passbook.streak']", "12")
    page.locator("[name=option]").evaluate_all("boxes => boxes.slice(0, 7).forEach((box) => (box.checked = true))")
    page.locator("[data-making]").click()
    expect(page.locator("#lives")).to_be_focused()
    expect(page.locator("#wrong-options")).to_contain_text("6")

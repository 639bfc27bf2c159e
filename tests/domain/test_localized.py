"""Which language a browser is answered in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.domain.localized import DEFAULT_LOCALE, LOCALES, Localized, negotiate_locale


def test_a_text_is_given_in_the_locale_asked_for() -> None:
    text = Localized({"zh-CN": "面", "en": "noodles"})
    assert [text.in_locale(locale) for locale in LOCALES] == ["面", "noodles"]


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("en-US,en;q=0.9,zh-CN;q=0.8", "en"),
        ("en", "en"),
        ("EN-gb", "en"),
        ("zh-TW", "zh-CN"),
        ("zh-Hans-CN", "zh-CN"),
        ("fr-FR,fr;q=0.9,en;q=0.2", "en"),
        ("en;q=0.3, zh;q=0.7", "zh-CN"),
        ("en; q=0.8 , zh ; q=0.1", "en"),
        ("zh;q=0, en;q=0.1", "en"),
        ("en;q=0", DEFAULT_LOCALE),
        ("en;q=rubbish, zh", "zh-CN"),
        ("de, fr;q=0.5", DEFAULT_LOCALE),
        ("*", DEFAULT_LOCALE),
        ("", DEFAULT_LOCALE),
        (",,;;q=,", DEFAULT_LOCALE),
        ("english", DEFAULT_LOCALE),
    ],
)
def test_the_best_offer_of_an_accept_language_header_wins(header: str, locale: str) -> None:
    assert negotiate_locale(header) == locale


def test_the_first_of_two_equal_wishes_wins() -> None:
    assert negotiate_locale("en,zh") == "en"
    assert negotiate_locale("zh,en") == "zh-CN"


@given(st.text(max_size=80) | st.text("enzh-CNq=0.19;,* \t", max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_header_gets_a_known_locale(header: str) -> None:
    assert negotiate_locale(header) in LOCALES

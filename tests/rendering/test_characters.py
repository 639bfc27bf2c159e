"""Characters are sorted the way typesetting asks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.rendering.characters import (
    BLANK_AFTER,
    BLANK_BEFORE,
    NEVER_ENDS_LINE,
    NEVER_STARTS_LINE,
    graphemes,
    is_emoji,
    is_fullwidth,
    is_ideographic,
    is_western,
    needs_shaping,
    printable,
    visible_code_points,
)

from . import typeset_rules


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("小明", 2),
        ("é", 1),
        ("e\u0301", 1),
        ("👨‍👩‍👧‍👦", 1),
        ("🇨🇳🇨🇳", 2),
        ("👍🏽", 1),
        ("1️⃣", 1),
        ("\r\n", 1),
        ("𠮷", 1),
        ("", 0),
    ],
)
def test_a_reader_counts_graphemes_and_not_code_points(text: str, count: int) -> None:
    assert len(graphemes(text)) == count


def test_ideographs_kana_and_rare_han_are_ideographic_and_punctuation_is_not() -> None:
    assert all(is_ideographic(c) for c in "我𠮷〇あアㄅ")
    assert not any(is_ideographic(c) for c in "，。a1“🍜 ")


def test_fullwidth_punctuation_stands_in_an_em_square() -> None:
    assert all(is_fullwidth(c) for c in "我，。（）！“”…—")
    assert not any(is_fullwidth(c) for c in "a1,.(é🍜")


def test_letters_and_digits_want_a_gap_beside_han() -> None:
    assert all(is_western(c) for c in "aÉя9Ω")
    assert not any(is_western(c) for c in "我，,🍜 ")


def test_emoji_are_what_is_drawn_in_colour() -> None:
    assert all(is_emoji(g) for g in ("🍜", "👨‍👩‍👧", "🇨🇳", "❤️", "1️⃣"))
    assert not any(is_emoji(g) for g in ("1", "#", "❤", "©", "我", "a"))


def test_directions_and_joined_scripts_are_known() -> None:
    assert all(needs_shaping(text) for text in ("محمد", "नमस्ते", "e\u0301x"[:2], "👨‍👩‍👧"))
    assert not any(needs_shaping(text) for text in ("a", "我", "é"))


def test_joiners_and_variation_selectors_need_no_glyph() -> None:
    assert visible_code_points("❤\ufe0f") == [0x2764]
    assert visible_code_points("a\u200d") == [0x61]


def test_every_mark_that_may_not_start_or_end_a_line_is_known() -> None:
    assert set(typeset_rules.NEVER_STARTS) <= NEVER_STARTS_LINE
    assert set(typeset_rules.NEVER_ENDS) <= NEVER_ENDS_LINE
    assert not NEVER_STARTS_LINE & NEVER_ENDS_LINE
    assert not BLANK_AFTER & BLANK_BEFORE


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\tb", "a b"),
        ("a\u3000\u00a0 b", "a b"),
        ("a\nb", "a\nb"),
        ("\u202eevil\u202c", "evil"),
        ("a\0b\x7f", "ab"),
        ("\ufeffa\u200b", "a"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👨\u200d👩", "👨\u200d👩"),
        ("Z" + "\u0301" * 50, "Z" + "\u0301" * 3),
        ("\ud800", ""),
    ],
)
def test_what_cannot_be_printed_is_taken_out(text: str, kept: str) -> None:
    assert printable(text) == kept


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_printing_twice_changes_nothing_more(text: str) -> None:
    assert printable(printable(text)) == printable(text)
    assert "".join(graphemes(printable(text))) == printable(text)

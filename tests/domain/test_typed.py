"""What a person typed is cleaned, and what their script needs stays."""

from __future__ import annotations

import sys

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.domain.typed import MOST_MARKS_OF, clean, piles_marks, seen, unprintable, without_piles

SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("小明", "小明"),
        ("  小  明 ", "小 明"),
        ("小\u3000明", "小 明"),
        ("a\u00a0b\u2028c\td\ne", "a b c d e"),
        ("e\u0301", "é"),
        ("小明\r\n", "小明"),
        ("\u200b小明\ufeff", "小明"),
        ("\u2068小明\u2069", "小明"),
        ("\u202eevil\u202c\u200f", "evil"),
        ("小\u00ad明\u2060", "小明"),
        ("小\u3164明\u2800", "小 明"),
        ("小\ufe0f明\U000e0067", "小明"),
        ("\u0301小 \u0316美", "小 美"),
        ("\u0e31ก", "ก"),
    ],
)
def test_what_nobody_sees_goes(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("小明\u200d", "小明"),
        ("小\u200c明", "小明"),
        ("Lily\u200c", "Lily"),
        ("👨\u200d", "👨"),
        ("\u200d👨", "👨"),
        ("❤\ufe0f\ufe0f", "❤\ufe0f"),
        ("a\ufe0f1\ufe0f", "a1"),
        ("🇨\ufe0f🇳", "🇨🇳"),
        ("🍜\U000e0067\U000e007f", "🍜"),
        ("🏴\U000e0067", "🏴"),
        ("\u180b小\u180e", "小"),
    ],
)
def test_what_joins_or_varies_goes_where_nothing_needs_it(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    "text",
    [
        "علی\u200cرضا",
        "می\u200cخواهم",
        "ه\u200d",
        "क्\u200dष",
        "क्\u200c",
        "ක්\u200dරි",
        "র\u200d্যাব",
        "ന്\u200d",
        "ᠰᠠᠷᠠᠨ\u180eᠠ",
        "ᠠ\u180b",
        "ᠮᠣᠩᠭᠣᠯ\u202fᠤᠨ",
        "👨\u200d👩\u200d👧",
        "👩🏽\u200d🚀",
        "❤\ufe0f\u200d🔥",
        "☺\ufe0e",
        "1\ufe0f\u20e3",
        SCOTLAND,
        "葛\U000e0100城",
        "🏻小美",
        "⠓⠊\u2800⠍",
    ],
)
def test_what_a_script_or_an_emoji_needs_stays(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    "blanks", ["", " ", "\u3000\u00a0", "\n\t", "\u3164", "\u2800\u2800", "\u115f\u1160\uffa0", "\u200d", "\u0301"]
)
def test_nothing_is_left_of_blanks(blanks: str) -> None:
    assert clean(blanks) == ""


def test_nothing_that_is_ignored_by_default_stays_alone() -> None:
    ignored = regex.compile(r"\p{Default_Ignorable_Code_Point}")
    for point in ignored.findall("".join(map(chr, range(sys.maxunicode + 1)))):
        assert not ignored.search(seen(f"a{point}b")), hex(ord(point))


@given(
    st.text(max_size=40)
    | st.text("小a1دह्🏴👨🇨❤\u0301\u200c\u200d\ufe0f\U000e0067\U000e007f\u180b\u180eᠠ\u3164\u2800\u034f \n", max_size=16)
)
@settings(max_examples=200, deadline=None)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert seen(seen(text)) == seen(text)


@pytest.mark.parametrize(
    ("text", "points"), [("a\0b", ["\0"]), ("\ue000", ["\ue000"]), ("\ud83d", ["\ud83d"]), ("小", [])]
)
def test_what_no_font_could_draw_is_named(text: str, points: list[str]) -> None:
    assert unprintable(clean(text)) == points


@pytest.mark.parametrize(
    "name",
    ["ကျော်", "မြို့", "ကြောင့်", "སྐྲུཾ", "ཧཱུྃ", "ក្ស្ឌី", "ᠰᠠᠷᠠᠨ\u180eᠠ", "น้ำปู่", "क्षिँ", "শ্রী", "שָׂרָ֑ה", "مُحَمَّدٌ", "ệ̃", "Ệ", "ꦄꦤꦶꦂꦺꦴ"],
)
def test_names_carry_as_many_marks_as_their_script_writes(name: str) -> None:
    assert not piles_marks(clean(name))
    assert without_piles(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "Z" + "\u0301" * 12,
        "Z\u0316\u0317\u0318\u0319",
        "ก" + "็" * 6,
        "ກ" + "່" * 4,
        "ا" + "\u064e" * 4,
        "མ" + "\u0f71\u0f72" * 7,
        "က" + "ု" * 3,
        "ก่้๊๋",
    ],
)
def test_more_marks_are_a_pile(name: str) -> None:
    assert piles_marks(clean(name))
    assert not piles_marks(without_piles(name)) or len(set(without_piles(name)[1:])) == 1


def test_marks_of_many_scripts_do_not_add_up() -> None:
    assert piles_marks("a" + "\u0301\u0316" + "\u0f71\u0f72\u0f84" * 2 + "\u102f\u1036\u1037")
    assert max(MOST_MARKS_OF.values()) == 10

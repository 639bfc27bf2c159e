"""Letters that are dressed up are read as the letters that they stand for."""

from __future__ import annotations

import pytest

from postergen.domain.plain_letters import plain_letters, spelled_by_flags, without_marks


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("𝓛𝓲𝓵𝔂", "Lily"),
        ("ℒ𝒾𝓁𝓎", "Lily"),
        ("𝟙𝟚", "12"),
        ("𝛼", "α"),
        ("Lily", "Lily"),
        ("㍿ⓛ①Ａ小明™", "㍿ⓛ①Ａ小明™"),
    ],
)
def test_mathematical_alphabets_become_letters_and_nothing_else_does(text: str, plain: str) -> None:
    assert plain_letters(text) == plain


def test_marks_are_taken_off_a_letter_and_nothing_is_left_of_nothing() -> None:
    assert without_marks("美\ua9bf") == "美"
    assert without_marks("\u0301") == "\u0301"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("🇻🇽 abc", "vx abc"),
        ("🇼🇪🇨🇭🇦🇹", "wechat"),
        ("🇶 🇶", "q q"),
        ("🇨🇳🇬🇧 小明", "🇨🇳🇬🇧 小明"),
        ("🇸🇧", "🇸🇧"),
        ("VX", "VX"),
    ],
)
def test_flags_of_nowhere_are_letters_and_flags_are_flags(text: str, read: str) -> None:
    assert spelled_by_flags(text) == read
    assert len(read) == len(text)

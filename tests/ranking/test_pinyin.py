"""What sounds alike is the same to a reader of typed wishes."""

from __future__ import annotations

import pytest

from postergen.loading import load_pinyin
from postergen.ranking.pinyin import Pinyin, confused

PINYIN = Pinyin(
    {"螺": "luo", "蛳": "si", "丝": "si", "粉": "fen", "上": "shang", "岸": "an", "案": "an", "西": "xi", "安": "an"}
)


@pytest.mark.parametrize(
    ("one", "other"), [("zhang", "zan"), ("shi", "si"), ("chun", "cun"), ("lan", "nan"), ("hua", "fa"), ("xing", "xin")]
)
def test_what_speakers_confuse_is_one(one: str, other: str) -> None:
    assert confused(one) == confused(other)


@pytest.mark.parametrize(("one", "other"), [("hu", "fu"), ("ma", "mo"), ("gong", "gon"), ("bei", "pei")])
def test_what_they_tell_apart_stays_apart(one: str, other: str) -> None:
    assert confused(one) != confused(other)


def test_homophones_sound_alike_whatever_is_written() -> None:
    assert PINYIN.of_han("螺丝粉") == PINYIN.of_han("螺蛳粉")
    assert PINYIN.of_han("上案") == PINYIN.of_han("上岸")


def test_typed_pinyin_sounds_like_its_characters() -> None:
    assert list(PINYIN.of_latin("luosifen")) == PINYIN.of_han("螺蛳粉")
    assert list(PINYIN.of_latin("shangan")) == PINYIN.of_han("上岸")


@pytest.mark.parametrize("word", ["", "a", "gpu", "noodles", "luosifenx", "shang" * 9])
def test_what_is_no_pinyin_sounds_like_nothing(word: str) -> None:
    assert PINYIN.of_latin(word) == ()


def test_traditional_characters_are_read_as_simplified_ones() -> None:
    assert Pinyin({}, {"減": "减", "媽": "妈"}).simplified("減肥, 帶媽") == "减肥, 帶妈"
    assert load_pinyin().simplified("帶爸媽看海") == "带爸妈看海"


def test_a_character_that_is_not_known_sounds_like_itself_alone() -> None:
    assert PINYIN.of_han("𠮷") == ["𠮷"]

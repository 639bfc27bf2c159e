"""A text is read as it stands, as it is meant, and as one word; whatever is found has its place in the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.copywriting.readings import Ear, Letters, Reading, readings
from postergen.loading import load_letters

LETTERS = load_letters()


@pytest.mark.parametrize(
    ("text", "barest"),
    [
        ("ԝесһаt", "wechat"),
        ("ᴡᴇᴄʜᴀᴛ", "wechat"),
        ("wēixìn", "weixin"),
        ("f̶u̶c̶k̶", "fuck"),
        ("蕞佳", "最佳"),
        ("zui佳", "最佳"),
        ("国❤家·级", "国家级"),
        ("w.e.c.h.a.t", "wechat"),
        ("w e c h a t", "wechat"),
        ("b1tch", "bitch"),
        ("138O013800O", "13800138000"),
    ],
)
def test_what_hides_a_word_is_read_away(text: str, barest: str) -> None:
    assert readings(text, LETTERS)[-1].text == barest


@pytest.mark.parametrize(
    "text", ["小满", "Mei Li", "S.B.", "J. R. R.", "V587", "小满 2026", "第10次", "zuihou", "Света"]
)
def test_what_hides_nothing_is_read_once_or_stays(text: str) -> None:
    assert readings(text, Letters())[-1].text == text


def test_a_span_of_a_reading_is_that_of_the_text() -> None:
    text = "送礼蕞·佳选择"
    barest = readings(text, LETTERS)[-1]
    start = barest.text.index("最佳")
    low, high = barest.span(start, start + 2)
    assert text[low:high] == "蕞·佳"


def test_a_longer_word_may_be_meant_by_a_shorter_one() -> None:
    (_, meant) = readings("顶j食材", Letters(words={"顶j": "顶级的"}))
    assert meant.text == "顶级的食材"
    assert meant.span(0, 3) == (0, 2)


def test_an_ear_hears_what_sounds_the_same_and_where_letters_say_it() -> None:
    ear = Ear(["药到病除"], LETTERS)
    said = "药dao病厨"
    heard, written = ear.heard(Reading(said, range(len(said))))
    assert heard.text == ear.heard(Reading("药到病除", range(4)))[0].text
    assert written == {1}


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_every_character_of_a_reading_has_its_place_in_order(text: str) -> None:
    for read in readings(text, LETTERS):
        assert len(read.places) == len(read.text)
        assert all(0 <= place < len(text) for place in read.places)
        assert list(read.places) == sorted(read.places)

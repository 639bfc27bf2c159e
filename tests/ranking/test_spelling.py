"""A finger slips, and the word is found all the same; another word is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postergen.ranking.spelling import Spellings, mistakes

WORDS = Spellings(["noodles", "breakfast", "doctor", "dentist", "kafei", "reganmian", "boat", "cat"])


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("noodels", "noodles"),
        ("nodles", "noodles"),
        ("brekfast", "breakfast"),
        ("breakfsat", "breakfast"),
        ("docter", "doctor"),
        ("reganmain", "reganmian"),
        ("kafie", "kafei"),
    ],
)
def test_a_mistyped_word_is_found(typed: str, word: str) -> None:
    assert WORDS.near(typed) == [word]


@pytest.mark.parametrize("typed", ["coat", "goat", "cut", "not", "", "zzzzzz", "dictator"])
def test_another_word_is_none_that_was_mistyped(typed: str) -> None:
    assert WORDS.near(typed) == []


@given(st.text("abcd", max_size=7), st.text("abcd", max_size=7))
def test_mistakes_are_counted_alike_from_either_side(one: str, other: str) -> None:
    assert mistakes(one, other) == mistakes(other, one) <= max(len(one), len(other))
    assert (mistakes(one, other) == 0) == (one == other)

"""Two texts are told apart by words, and Chinese by characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postergen.copywriting.word_diff import word_diff


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("一碗热干面", "两碗热干面", [("del", "一"), ("ins", "两"), ("same", "碗热干面")]),
        (
            "The lane smells of sesame",
            "The street smells of sesame",
            [("same", "The "), ("del", "lane"), ("ins", "street"), ("same", " smells of sesame")],
        ),
        ("it’s", "it's", [("del", "it’s"), ("ins", "it's")]),
        ("", "新", [("ins", "新")]),
        ("same", "same", [("same", "same")]),
        ("", "", []),
    ],
)
def test_what_changed(before: str, after: str, told: list[tuple[str, str]]) -> None:
    assert [(stretch.kind, stretch.text) for stretch in word_diff(before, after)] == told


@given(st.text("ab 热干\n，", max_size=40), st.text("ab 热干\n，", max_size=40))
def test_both_texts_can_be_read_from_it(before: str, after: str) -> None:
    found = word_diff(before, after)
    assert "".join(s.text for s in found if s.kind != "ins") == before
    assert "".join(s.text for s in found if s.kind != "del") == after

"""Until anything is learned, relevance alone says how likely a text is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.ranking.policy import FLOOR, FixedPolicy

from .small_campaigns import brief_for, ranked


def chances(*scores: float) -> list[float]:
    return list(FixedPolicy(40).chances(ranked(*scores), brief_for("noodles")))


def test_better_copy_is_drawn_more_often_and_every_candidate_sometimes() -> None:
    found = chances(0.9, 0.7, 0.5, 0.3)
    assert found == sorted(found, reverse=True)
    assert min(found) >= FLOOR
    assert sum(found) == pytest.approx(1)


def test_equal_copy_has_equal_chances() -> None:
    assert chances(0.6, 0.6) == pytest.approx([0.5, 0.5])


def test_one_candidate_is_drawn_always() -> None:
    assert chances(0.2) == [1.0]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
@settings(max_examples=150, deadline=None)
def test_chances_sum_to_one_and_none_is_without(scores: list[float]) -> None:
    found = chances(*scores)
    assert len(found) == len(scores)
    assert sum(found) == pytest.approx(1)
    assert min(found) > 0

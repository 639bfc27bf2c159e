"""The first few differ from one another."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.ranking.diversity import diversify


def test_without_likeness_the_order_is_that_of_relevance() -> None:
    assert diversify([0.1, 0.9, 0.5], lambda a, b: 0.0, 3) == [1, 2, 0]


def test_a_twin_of_the_best_gives_way_to_something_else() -> None:
    twins = {frozenset((0, 1))}
    assert diversify([0.9, 0.88, 0.7], lambda a, b: float(frozenset((a, b)) in twins), 2) == [0, 2]


def test_a_much_better_candidate_is_kept_although_it_is_alike() -> None:
    assert diversify([0.9, 0.9, 0.1], lambda a, b: 1.0 if {a, b} == {0, 1} else 0.0, 2) == [0, 1]


def test_ties_go_to_the_lower_index() -> None:
    assert diversify([0.5] * 4, lambda a, b: 0.3, 4) == [0, 1, 2, 3]


@given(st.lists(st.floats(0, 1), max_size=12), st.integers(0, 15), st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_each_is_chosen_once_the_best_first_and_a_longer_list_begins_the_same(
    scores: list[float], count: int, seed: int
) -> None:
    def alike(a: int, b: int) -> float:
        return (min(a, b) * 31 + max(a, b) * 17 + seed) % 100 / 100

    chosen = diversify(scores, alike, count)
    assert len(chosen) == len(set(chosen)) == min(count, len(scores))
    assert diversify(scores, alike, count + 1)[: len(chosen)] == chosen
    if chosen:
        assert scores[chosen[0]] == max(scores)

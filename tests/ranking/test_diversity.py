"""The first few differ from one another, and speak for different wishes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.ranking.diversity import diversify


def chosen_of(
    scores: Sequence[float],
    alike: Callable[[int, int], float],
    count: int,
    speaks_for: Sequence[Sequence[float]] | None = None,
) -> list[int]:
    n = len(scores)
    matrix = np.array([[alike(a, b) for b in range(n)] for a in range(n)], dtype=np.float32).reshape(n, n)
    wishes = [scores] if speaks_for is None else speaks_for
    return diversify(np.array(scores, dtype=np.float32), matrix, np.array(wishes, dtype=np.float32), count)


def test_without_likeness_the_order_is_that_of_relevance() -> None:
    assert chosen_of([0.1, 0.9, 0.5], lambda a, b: 0.0, 3) == [1, 2, 0]


def test_a_twin_of_the_best_gives_way_to_something_else() -> None:
    assert chosen_of([0.9, 0.88, 0.7], lambda a, b: float({a, b} == {0, 1}), 2) == [0, 2]


def test_a_much_better_candidate_is_kept_although_it_is_alike() -> None:
    assert chosen_of([0.9, 0.9, 0.1], lambda a, b: float({a, b} == {0, 1}), 2) == [0, 1]


def test_ties_go_to_the_lower_index() -> None:
    assert chosen_of([0.5] * 4, lambda a, b: 0.3, 4) == [0, 1, 2, 3]


def test_a_wish_that_nothing_speaks_for_yet_comes_before_more_of_the_same() -> None:
    noodles, sleep = (0.9, 0.9, 0.0), (0.0, 0.0, 0.85)
    assert chosen_of([0.8, 0.8, 0.75], lambda a, b: 0.0, 2, [noodles, sleep]) == [0, 2]
    assert chosen_of([0.8, 0.8, 0.75], lambda a, b: 0.0, 2, [noodles]) == [0, 1]


@given(st.lists(st.floats(0, 1, width=32), max_size=12), st.integers(0, 15), st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_each_is_chosen_once_the_best_first_and_a_longer_list_begins_the_same(
    scores: list[float], count: int, seed: int
) -> None:
    def alike(a: int, b: int) -> float:
        return (min(a, b) * 31 + max(a, b) * 17 + seed) % 100 / 100

    chosen = chosen_of(scores, alike, count)
    assert len(chosen) == len(set(chosen)) == min(count, len(scores))
    assert chosen_of(scores, alike, count + 1)[: len(chosen)] == chosen
    if chosen:
        assert scores[chosen[0]] == max(scores)

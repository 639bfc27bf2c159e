"""The measures say what their papers say."""

from __future__ import annotations

import numpy as np
import pytest

from postergen.ranking.evaluation import (
    Answer,
    Judgment,
    Measured,
    agreement,
    covers,
    disputed,
    evaluate,
    gain_over,
    interval,
    ndcg,
    reciprocal_rank,
)

from .small_campaigns import brief_for

JUDGED = Judgment("b", brief_for("noodles"), {"best": (3, 3), "fair": (2, 1), "poor": (0, 0)})


def test_the_ideal_order_is_worth_one() -> None:
    assert ndcg(JUDGED, ["best", "fair", "poor"]) == pytest.approx(1)


def test_ndcg_is_that_of_a_calculation_by_hand() -> None:
    fair, best = 2**1.5 - 1, 2**3 - 1
    ideal = best / np.log2(2) + fair / np.log2(3)
    found = fair / np.log2(2) + best / np.log2(4)
    assert ndcg(JUDGED, ["fair", "unjudged", "best"]) == pytest.approx(found / ideal)


def test_only_the_first_five_count() -> None:
    assert ndcg(JUDGED, ["a", "b", "c", "d", "e", "best"]) == 0


def test_the_first_text_that_both_judges_find_good_counts() -> None:
    assert reciprocal_rank(JUDGED, ["fair", "best"]) == 1 / 2
    assert reciprocal_rank(JUDGED, ["fair", "poor"]) == 0
    assert covers(JUDGED, ["a", "b", "c", "d", "best"]) == 1
    assert covers(JUDGED, ["a", "b", "c", "d", "e", "best"]) == 0


def test_a_brief_with_nothing_to_find_asks_whether_the_ranker_knows_it() -> None:
    nothing = Judgment("n", brief_for("noodles"), {"poor": (1, 1)})
    sure, unsure = Answer(["poor"]), Answer(["poor"], claims=False)
    found = evaluate([JUDGED, nothing, nothing], [Answer(["best", "fair"]), sure, unsure])
    assert (found.briefs, found.unanswerable) == (1, 2)
    assert found.ndcg.value == pytest.approx(1)
    assert found.false_confidence.value == pytest.approx(0.5)


def test_judges_who_are_two_grades_apart_are_named() -> None:
    judged = Judgment("d", brief_for("x"), {"a": (3, 1), "b": (2, 1), "c": (0, 3), "d": (2,)})
    assert disputed([judged]) == [("d", "a", (3, 1)), ("d", "c", (0, 3))]


def test_kappa_is_one_for_judges_who_agree_and_nothing_for_judges_who_guess() -> None:
    agreed = Judgment("a", brief_for("x"), {f"v{i}": (i % 4, i % 4) for i in range(40)})
    assert agreement([agreed]) == pytest.approx(1)
    rolled = np.random.default_rng(1).integers(0, 4, (4000, 2))
    guessed = Judgment("g", brief_for("x"), {f"v{i}": (int(a), int(b)) for i, (a, b) in enumerate(rolled)})
    assert agreement([guessed]) == pytest.approx(0, abs=0.05)


def test_the_interval_holds_the_mean_and_shrinks_with_more_briefs() -> None:
    draw = np.random.default_rng(3)
    few, many = interval(draw.random(20)), interval(draw.random(2000))
    assert few.low < few.value < few.high
    assert many.high - many.low < (few.high - few.low) / 4


def test_a_better_ranking_is_better_by_the_difference_of_every_brief() -> None:
    good, bad = [Answer(["best", "fair"])] * 10, [Answer(["poor", "best"])] * 10
    found = gain_over([JUDGED] * 10, good, bad)
    assert found.low == pytest.approx(found.value) == pytest.approx(found.high)
    assert found.value > 0
    assert evaluate([JUDGED] * 10, good).ndcg.value == pytest.approx(1)


def test_of_nothing_nothing_is_known() -> None:
    assert agreement([]) is None
    assert interval(np.array([])) == Measured(None, None, None)

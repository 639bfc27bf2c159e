"""What learning brings is told with how sure that is."""

from __future__ import annotations

import numpy as np
import pytest

from postergen.tracking.lift import Counted, lift


def test_the_interval_is_the_published_one() -> None:
    """Newcombe 1998, table II, 56/70 against 48/80 by method 10: 0.0524 to 0.3339."""
    found = lift(Counted(70, 56), Counted(80, 48)).difference
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_a_lift_that_may_be_none_says_how_many_posters_would_do() -> None:
    found = lift(Counted(1900, 133), Counted(100, 5))
    assert not found.is_told
    assert found.needed is not None
    assert found.needed > 2000
    for times, is_told in ((0.95, False), (1.05, True)):
        of = found.needed / 2000 * times
        assert lift(Counted(1900 * of, 133 * of), Counted(100 * of, 5 * of)).is_told == is_told


def test_harm_is_told_too() -> None:
    found = lift(Counted(19_000, 700), Counted(1000, 80))
    assert found.is_told
    assert found.difference.high is not None
    assert found.difference.high < 0
    assert found.needed is None


def test_without_a_holdout_there_is_nothing_to_tell() -> None:
    found = lift(Counted(100, 5), Counted(0, 0))
    assert (found.difference.value, found.is_told, found.needed) == (None, False, None)


def test_the_truth_lies_inside_as_often_as_is_said() -> None:
    rng = np.random.default_rng(5)
    inside = 0
    for _ in range(600):
        found = lift(Counted(9500, rng.binomial(9500, 0.07)), Counted(500, rng.binomial(500, 0.05))).difference
        assert found.low is not None
        assert found.high is not None
        inside += found.low <= 0.02 <= found.high
    assert 0.93 <= inside / 600 <= 0.97

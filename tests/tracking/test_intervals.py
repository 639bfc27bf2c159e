"""Wilson's score interval against published values."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.tracking.intervals import wilson


# R. G. Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven methods",
# Statistics in Medicine 17 (1998) 857-872, table I, method 3 (score without continuity correction).
@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_the_published_one(successes: int, trials: int, low: float, high: float) -> None:
    rate = wilson(successes, trials)
    assert (round(rate.low or 0, 4), round(rate.high or 0, 4)) == (low, high)
    assert rate.value == successes / trials


def test_nothing_counted_gives_no_rate_rather_than_zero() -> None:
    rate = wilson(0, 0)
    assert (rate.value, rate.low, rate.high) == (None, None, None)


@pytest.mark.parametrize(("successes", "trials"), [(-1, 5), (6, 5), (1, 0), (0, -1)])
def test_impossible_counts_are_refused(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="trials"):
        wilson(successes, trials)


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
@settings(max_examples=150, deadline=None)
def test_the_interval_holds_the_rate_and_stays_between_nothing_and_all(counts: tuple[int, int]) -> None:
    rate = wilson(*counts)
    assert rate.low is not None
    assert rate.high is not None
    assert rate.value is not None
    assert 0 <= rate.low <= rate.value + 1e-12
    assert rate.value - 1e-12 <= rate.high <= 1
    mirrored = wilson(counts[1] - counts[0], counts[1])
    assert mirrored.low == pytest.approx(1 - rate.high, abs=1e-12)


def test_more_evidence_makes_the_interval_narrower() -> None:
    widths = [rate.high - rate.low for n in (10, 100, 1000) if (rate := wilson(n // 5, n)).high and rate.low]
    assert widths == sorted(widths, reverse=True)
    assert len(widths) == 3

"""Intervals and quantiles against published and closed-form values."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import asin, comb, pi, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.tracking.intervals import (
    beta_cdf,
    beta_quantile,
    difference,
    student_quantile,
    wilson,
)


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


# R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of eleven methods",
# Statistics in Medicine 17 (1998) 873-890, table II, method 10.
@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
    ],
)
def test_the_interval_of_a_difference_is_the_published_one(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    found = difference(wilson(*first), wilson(*second))
    assert (round(found.low or 0, 4), round(found.high or 0, 4)) == (low, high)
    turned = difference(wilson(*second), wilson(*first))
    assert turned.low == pytest.approx(-(found.high or 0))


def test_a_share_of_nothing_differs_from_none() -> None:
    assert difference(wilson(1, 2), wilson(0, 0)).value is None


# F(0.975; m, n) as in any table of Snedecor's F: F = (x / m) / ((1 - x) / n) for x ~ Beta(m / 2, n / 2).
@pytest.mark.parametrize(
    ("m", "n", "critical"),
    [
        (1, 1, 647.789),
        (1, 10, 6.9367),
        (3, 3, 15.4392),
        (3, 7, 5.8898),
        (7, 3, 14.6244),
        (5, 5, 7.1464),
        (9, 9, 4.0260),
        (5, 9, 4.4844),
        (9, 5, 6.6811),
    ],
)
def test_beta_quantiles_are_those_of_the_f_tables(m: int, n: int, critical: float) -> None:
    x = beta_quantile(0.975, m / 2, n / 2)
    assert n * x / (m * (1 - x)) == pytest.approx(critical, rel=2e-5)


# Student's t, 0.975: any table.
@pytest.mark.parametrize(
    ("df", "critical"),
    [(1, 12.7062), (2, 4.3027), (3, 3.1824), (5, 2.5706), (10, 2.2281), (30, 2.0423), (120, 1.9799), (1e6, 1.95997)],
)
def test_student_quantiles_are_those_of_the_t_tables(df: float, critical: float) -> None:
    assert student_quantile(0.975, df) == pytest.approx(critical, abs=6e-5)


@given(st.integers(1, 60), st.integers(1, 60), st.fractions(0, 1, max_denominator=1000))
@settings(max_examples=150, deadline=None)
def test_whole_parameters_give_a_binomial_sum(a: int, b: int, x: Fraction) -> None:
    """I_x(a, b) = P(Binomial(a + b - 1, x) >= a) (DLMF 8.17.5), in exact fractions."""
    trials = a + b - 1
    exact = sum(comb(trials, j) * x**j * (1 - x) ** (trials - j) for j in range(a, trials + 1))
    assert beta_cdf(float(x), a, b) == pytest.approx(float(exact), rel=1e-9, abs=1e-12)


@given(st.floats(0.001, 0.999))
@settings(max_examples=50, deadline=None)
def test_the_arcsine_law_is_met(x: float) -> None:
    assert beta_cdf(x, 0.5, 0.5) == pytest.approx(2 / pi * asin(sqrt(x)), rel=1e-10)


@given(st.floats(0.001, 0.999), st.floats(0.3, 1e6), st.floats(0.3, 1e6))
@settings(max_examples=100, deadline=None)
def test_the_quantile_undoes_the_distribution(probability: float, a: float, b: float) -> None:
    x = beta_quantile(probability, a, b)
    if 1e-3 < x < 1 - 1e-3:
        assert beta_cdf(x, a, b) == pytest.approx(probability, abs=1e-6)
    assert x == pytest.approx(1 - beta_quantile(1 - probability, b, a), abs=1e-7)


@pytest.mark.parametrize(
    "call", [lambda: beta_quantile(1, 2, 2), lambda: beta_cdf(0.5, 0, 1), lambda: beta_cdf(2, 1, 1)]
)
def test_what_is_no_beta_distribution_is_refused(call: Callable[[], float]) -> None:
    with pytest.raises(ValueError):
        call()

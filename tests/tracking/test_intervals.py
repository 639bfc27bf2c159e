"""Intervals, quantiles and chances of being best against published and closed-form values."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import asin, comb, exp, lgamma, log, pi, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.tracking.intervals import (
    beta_cdf,
    beta_interval,
    beta_quantile,
    probability_best,
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


def test_jeffreys_interval_is_made_of_the_posteriors_ends() -> None:
    rate = beta_interval(2, 6)  # Beta(5/2, 9/2) is F(5, 9): 0.025 and 0.975 points 1 / 6.6811 and 4.4844
    assert rate.value == 2 / 6
    assert rate.low == pytest.approx(5 / (5 + 9 * 6.6811), abs=1e-5)
    assert rate.high == pytest.approx(5 * 4.4844 / (5 * 4.4844 + 9), abs=1e-5)


@given(st.integers(1, 10**5).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
@settings(max_examples=60, deadline=None)
def test_jeffreys_interval_holds_the_rate_and_mirrors(counts: tuple[int, int]) -> None:
    rate, mirrored = beta_interval(*counts), beta_interval(counts[1] - counts[0], counts[1])
    assert rate.low is not None
    assert rate.high is not None
    assert rate.value is not None
    assert 0 <= rate.low <= rate.value <= rate.high <= 1
    assert (rate.low == 0) == (counts[0] == 0)
    assert (rate.high == 1) == (counts[0] == counts[1])
    assert mirrored.low == pytest.approx(1 - rate.high, abs=1e-9)


def test_jeffreys_interval_has_its_coverage_on_average() -> None:
    """Over all true rates the exact mean coverage of 30 trials is near 95 % (Brown, Cai and DasGupta 2001, fig. 5-8)."""
    ends = [beta_interval(s, 30) for s in range(31)]
    covered = []
    for p in (i / 200 for i in range(1, 200)):
        inside = [s for s, rate in enumerate(ends) if (rate.low or 0) <= p <= (rate.high or 0)]
        covered.append(sum(comb(30, s) * p**s * (1 - p) ** (30 - s) for s in inside))
    assert sum(covered) / len(covered) == pytest.approx(0.95, abs=0.01)


def test_a_prior_belief_moves_the_interval() -> None:
    plain, sceptical = beta_interval(5, 10), beta_interval(5, 10, prior=(1, 50))
    assert plain.high is not None
    assert sceptical.high is not None
    assert sceptical.high < plain.high
    assert beta_interval(0, 0).value is None


@pytest.mark.parametrize(("successes", "trials"), [(-1, 5), (6, 5), (1, 0)])
def test_impossible_counts_have_no_posterior(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="trials"):
        beta_interval(successes, trials)
    with pytest.raises(ValueError, match="trials"):
        probability_best([(1, 2), (successes, trials)])


@pytest.mark.parametrize(
    "call", [lambda: beta_quantile(1, 2, 2), lambda: beta_cdf(0.5, 0, 1), lambda: beta_cdf(2, 1, 1)]
)
def test_what_is_no_beta_distribution_is_refused(call: Callable[[], float]) -> None:
    with pytest.raises(ValueError):
        call()


def second_is_better(first: tuple[int, int], second: tuple[int, int]) -> float:
    """P(second share > first share) under flat priors, in closed form (E. Miller, "Formulas for Bayesian A/B testing")."""

    def log_beta(a: float, b: float) -> float:
        return lgamma(a) + lgamma(b) - lgamma(a + b)

    a, b = first[0] + 1, first[1] - first[0] + 1
    c, d = second[0] + 1, second[1] - second[0] + 1
    return sum(exp(log_beta(a + i, b + d) - log(d + i) - log_beta(1 + i, d) - log_beta(a, b)) for i in range(c))


@pytest.mark.parametrize(
    "counts",
    [
        ((3, 10), (5, 10)),
        ((0, 10), (1, 10)),
        ((300, 10_000), (330, 10_000)),
        ((0, 100_000), (3, 100_000)),
        ((500_000, 10**6), (501_000, 10**6)),
        ((5, 10), (50_000, 100_000)),
        ((0, 1), (9, 1000)),
        ((0, 0), (70, 100)),
    ],
    ids=str,
)
def test_the_chance_of_being_better_is_the_closed_form(counts: tuple[tuple[int, int], tuple[int, int]]) -> None:
    assert probability_best(counts, prior=(1, 1))[1] == pytest.approx(second_is_better(*counts), abs=5e-5)


def test_the_best_of_many_is_what_drawing_from_the_posteriors_says() -> None:
    counts = [(2, 40), (5, 60), (4, 40), (30, 400), (0, 3), (1, 20)]
    rng = np.random.default_rng(4)
    draws = rng.beta([s + 0.5 for s, _ in counts], [n - s + 0.5 for s, n in counts], (400_000, len(counts)))
    frequencies = np.bincount(draws.argmax(axis=1), minlength=len(counts)) / len(draws)
    assert probability_best(counts) == pytest.approx(frequencies.tolist(), abs=0.004)


arms = st.lists(
    st.integers(0, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=6
)


@given(arms)
@settings(max_examples=60, deadline=None)
def test_chances_of_being_best_sum_to_one_and_equal_arms_cannot_be_told_apart(counts: list[tuple[int, int]]) -> None:
    chances = probability_best(counts)
    assert sum(chances) == pytest.approx(1)
    assert all(0 <= chance <= 1 for chance in chances)
    assert probability_best(counts[::-1]) == pytest.approx(chances[::-1], abs=1e-9)
    assert probability_best([counts[0]] * 4) == pytest.approx([0.25] * 4)


def test_with_nothing_to_compare_nothing_is_best() -> None:
    assert probability_best([]) == []
    assert probability_best([(0, 0)]) == [1.0]

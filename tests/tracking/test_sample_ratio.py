"""Whether draws are noticed that do not follow the logged chances, and only those."""

from __future__ import annotations

from math import erfc, exp, factorial, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.tracking.sample_ratio import Draw, chi2_survival, sample_ratio


# Upper critical values of chi-squared: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4.
@pytest.mark.parametrize(
    ("df", "probability", "critical"),
    [
        (1, 0.05, 3.841),
        (1, 0.001, 10.828),
        (2, 0.10, 4.605),
        (2, 0.001, 13.816),
        (3, 0.05, 7.815),
        (3, 0.001, 16.266),
        (5, 0.95, 1.145),
        (5, 0.001, 20.515),
        (10, 0.95, 3.940),
        (10, 0.05, 18.307),
        (10, 0.001, 29.588),
        (30, 0.05, 43.773),
        (30, 0.001, 59.703),
        (100, 0.95, 77.929),
        (100, 0.05, 124.342),
        (100, 0.001, 149.449),
    ],
)
def test_the_tail_is_the_published_one(df: int, probability: float, critical: float) -> None:
    # the table is rounded to 0.0005, so the probability lies between those of the neighbours
    assert chi2_survival(critical + 0.0006, df) < probability < chi2_survival(critical - 0.0006, df)


@given(st.floats(0, 300), st.integers(1, 40))
@settings(max_examples=200, deadline=None)
def test_the_tail_of_an_even_df_is_a_poisson_sum(x: float, half: int) -> None:
    """Abramowitz and Stegun 26.4.21."""
    poisson = exp(-x / 2) * sum((x / 2) ** j / factorial(j) for j in range(half))
    assert chi2_survival(x, 2 * half) == pytest.approx(poisson, rel=1e-9, abs=1e-14)


@given(st.floats(0, 300))
@settings(max_examples=100, deadline=None)
def test_the_tail_of_one_df_is_that_of_a_normal(x: float) -> None:
    assert chi2_survival(x, 1) == pytest.approx(erfc(sqrt(x / 2)), rel=1e-9, abs=1e-14)


@pytest.mark.parametrize("df", [1, 7, 50, 1000])
def test_the_tail_falls_without_a_step_where_the_methods_change(df: int) -> None:
    points = [df + 2 + step * 1e-6 for step in range(-50, 51)]
    tails = [chi2_survival(x, df) for x in points]
    assert tails == sorted(tails, reverse=True)
    assert tails[0] - tails[-1] < 1e-4


@pytest.mark.parametrize(("x", "df"), [(-1.0, 1), (1.0, 0), (float("nan"), 1)])
def test_no_such_chi_squared(x: float, df: int) -> None:
    with pytest.raises(ValueError, match="chi-squared"):
        chi2_survival(x, df)


def logged(rng: np.random.Generator, draws: int) -> np.ndarray:
    """Chances of eight texts each, the likeliest first, as different as those of briefs are."""
    return -np.sort(-rng.dirichlet(np.linspace(4.0, 0.5, 8), draws), axis=1)


def drawn(rng: np.random.Generator, chances: np.ndarray, lost: float = 0.0) -> list[Draw]:
    """Draws by these chances; of those of the likeliest text a share is lost."""
    winners = (chances.cumsum(axis=1) < rng.random((len(chances), 1))).sum(axis=1).clip(max=chances.shape[1] - 1)
    kept = (winners > 0) | (rng.random(len(winners)) >= lost)
    return [Draw(p.tolist(), int(i)) for p, i in zip(chances[kept], winners[kept], strict=True)]


def test_mendels_peas_are_as_expected() -> None:
    """Mendel's 556 peas, expected 9 : 3 : 3 : 1; chi-squared 0.470 with 3 df is in many textbooks, p = 0.925."""
    shares = [share / 16 for share in (9, 3, 3, 1)]
    counts = (315, 108, 101, 32)
    found = sample_ratio([Draw(shares, i) for i, count in enumerate(counts) for _ in range(count)])
    assert (round(found.chi2, 3), found.df, found.suspicious) == (0.470, 3, False)
    assert found.p == pytest.approx(0.9254, abs=5e-5)
    assert [place.observed for place in found.places] == list(counts)


def test_a_fifth_of_the_likeliest_lost_is_found() -> None:
    for seed in range(12):
        rng = np.random.default_rng(seed)
        assert sample_ratio(drawn(rng, logged(rng, 5000), 0.2)).suspicious


def test_a_policy_that_draws_as_it_logs_is_rarely_suspected() -> None:
    rng = np.random.default_rng(1)
    below = [sample_ratio(drawn(rng, logged(rng, 300))).p for _ in range(200)]
    known = [p for p in below if p is not None]
    assert len(known) == 200
    assert min(known) > 0.0005
    assert 2 <= sum(p < 0.05 for p in known) <= 19
    assert 0.4 < np.mean(known) < 0.6  # a test whose p is always near 1 finds nothing


def test_a_policy_that_draws_otherwise_than_it_logs_is_found() -> None:
    rng = np.random.default_rng(2)
    chances = logged(rng, 3000)
    sharper = chances**1.5
    sharper /= sharper.sum(axis=1, keepdims=True)
    told = zip(drawn(rng, sharper), chances, strict=True)
    assert sample_ratio([Draw(p.tolist(), draw.drawn) for draw, p in told]).suspicious


@pytest.mark.parametrize("ghost", [Draw([0.5, 0.5], None), Draw([1.0, 0.0], 1)])
def test_a_text_drawn_without_a_chance_is_suspicious_however_few_draws_there_are(ghost: Draw) -> None:
    found = sample_ratio([Draw([0.5, 0.5], 0), ghost])
    assert (found.p, found.suspicious, found.impossible) == (None, True, 1)


@pytest.mark.parametrize("draws", [[], [Draw([1.0], 0)] * 100, [Draw([0.6, 0.4], 0), Draw([0.6, 0.4], 1)]])
def test_too_little_to_test_is_not_suspicious(draws: list[Draw]) -> None:
    found = sample_ratio(draws)
    assert (found.df, found.p, found.suspicious) == (0, None, False)

"""Whether draws are noticed that do not follow the logged chances, and only those."""

from __future__ import annotations

from math import erfc, exp, factorial, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.tracking.sample_ratio import Cell, chi2_survival, sample_ratio


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


def test_mendels_peas_are_as_expected() -> None:
    """Mendel's 556 peas, expected 9 : 3 : 3 : 1; chi-squared 0.470 with 3 df is in many textbooks, p = 0.925."""
    observed = {"round yellow": 315, "round green": 108, "wrinkled yellow": 101, "wrinkled green": 32}
    expected = [556 * share / 16 for share in (9, 3, 3, 1)]
    found = sample_ratio([Cell("", arm, n, e) for (arm, n), e in zip(observed.items(), expected, strict=True)])
    assert (round(found.chi2, 3), found.df, found.suspicious) == (0.470, 3, False)
    assert found.p == pytest.approx(0.9254, abs=5e-5)


def test_a_tenth_of_the_posters_lost_is_suspicious() -> None:
    found = sample_ratio([Cell("v1", "a", 4500, 4750), Cell("v1", "b", 5000, 4750)])
    assert found.p is not None
    assert found.p < 1e-6
    assert found.suspicious


def test_groups_add_up_with_one_degree_less_each() -> None:
    one = [Cell("v1", "a", 40, 50), Cell("v1", "b", 60, 50)]
    two = [Cell("v2", "a", 30, 20), Cell("v2", "b", 10, 20), Cell("v2", "c", 20, 20)]
    found = sample_ratio([*one, *two])
    assert found.df == 3
    assert found.chi2 == pytest.approx(sample_ratio(one).chi2 + sample_ratio(two).chi2)


def test_rare_arms_are_pooled() -> None:
    cells = [Cell("v1", "a", 50, 52), *(Cell("v1", f"rare {i}", 4, 4) for i in range(3)), Cell("v1", "b", 42, 40)]
    found = sample_ratio(cells)
    assert found.df == 2  # a, b and the rare ones together
    assert found.chi2 == pytest.approx(4 / 52 + 4 / 40)


def test_a_pool_that_is_still_small_is_not_a_place_to_hide() -> None:
    found = sample_ratio([Cell("v1", "a", 900, 990), Cell("v1", "b", 900, 1006), Cell("v1", "rare", 200, 4)])
    assert found.df == 1
    assert found.suspicious


def test_an_arm_drawn_without_a_chance_is_named_however_few_draws_there_are() -> None:
    ghost = Cell("v1", "ghost", 1, 0.0)
    found = sample_ratio([Cell("v1", "a", 2, 3.0), ghost])
    assert found.p is None
    assert found.suspicious
    assert found.impossible == (ghost,)


@pytest.mark.parametrize("cells", [[], [Cell("v1", "a", 3, 3.0)], [Cell("v1", "a", 2, 1.5), Cell("v1", "b", 1, 1.5)]])
def test_too_little_to_test_is_not_suspicious(cells: list[Cell]) -> None:
    found = sample_ratio(cells)
    assert (found.df, found.p, found.suspicious) == (0, None, False)


@pytest.mark.parametrize(
    "cells",
    [[Cell("v1", "a", 90, 50), Cell("v1", "b", 60, 50)], [Cell("v1", "a", -1, 1)], [Cell("v1", "a", 1, float("nan"))]],
)
def test_counts_that_cannot_belong_together_are_refused(cells: list[Cell]) -> None:
    with pytest.raises(ValueError, match="v1"):
        sample_ratio(cells)


def drawn(rng: np.random.Generator, logged: np.ndarray, true: np.ndarray) -> list[Cell]:
    """Cells of draws x arms of chances, where an arm is drawn with its true chance."""
    winners = (true.cumsum(axis=1) < rng.random((len(true), 1))).sum(axis=1)
    observed = np.bincount(winners, minlength=logged.shape[1])
    return [
        Cell("v1", str(i), int(n), float(e)) for i, (n, e) in enumerate(zip(observed, logged.sum(axis=0), strict=True))
    ]


def test_a_policy_that_draws_as_it_logs_is_rarely_suspected() -> None:
    rng = np.random.default_rng(1)
    below = 0
    for _ in range(400):
        chances = rng.dirichlet([2.0] * 5, 300)  # every brief has chances of its own
        found = sample_ratio(drawn(rng, chances, chances))
        assert not found.suspicious
        below += found.p is not None and found.p < 0.05
    assert 1 <= below <= 30  # 20 on average if all briefs had the same chances, fewer as they differ


def test_a_policy_that_draws_otherwise_than_it_logs_is_found() -> None:
    rng = np.random.default_rng(2)
    logged = rng.dirichlet([2.0] * 5, 3000)
    sharper = logged**1.5 * np.array([1.2, 1, 1, 1, 0.8])
    assert sample_ratio(drawn(rng, logged, sharper / sharper.sum(axis=1, keepdims=True))).suspicious

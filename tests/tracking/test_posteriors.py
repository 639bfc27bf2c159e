"""What counts leave open is told as it is."""

from __future__ import annotations

from math import lgamma

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.domain.policies import Arm, Prior
from postergen.tracking.intervals import beta_quantile
from postergen.tracking.posteriors import (
    Posteriors,
    best_chances,
    common_prior,
    expected_losses,
    log_gamma,
    middles,
    posteriors,
)

FLAT = Prior(0.0, 0.0, 2.0, 0.0, 1.0)  # Beta(1, 1)
counts = st.integers(0, 400).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))


def of(*pairs: tuple[float, float], prior: Prior = FLAT) -> Posteriors:
    exposed, rewarded = np.array(pairs, dtype=np.float64).T
    return posteriors(exposed, rewarded, prior)


@pytest.mark.parametrize(
    "pairs",
    [
        [(10, 3), (10, 4)],
        [(400, 120), (380, 140), (90, 30)],
        [(5, 0), (1000, 300), (40, 15), (40, 12), (3, 3)],
        [(100_000, 30_000), (100_000, 30_400)],
    ],
)
def test_chances_and_losses_agree_with_a_simulation(pairs: list[tuple[int, int]]) -> None:
    found = of(*pairs)
    shares = np.random.default_rng(7).beta(found.a, found.b, size=(400_000, len(pairs)))
    simulated = np.bincount(shares.argmax(axis=1), minlength=len(pairs)) / len(shares)
    assert best_chances(found) == pytest.approx(simulated, abs=0.003)
    lost = (shares.max(axis=1)[:, None] - shares).mean(axis=0)
    assert expected_losses(found) == pytest.approx(lost, abs=0.001)


def test_two_have_the_closed_form() -> None:
    # P(B > A) for Beta(1 + k, 1 + n - k) by Miller's sum ("Formulas for Bayesian A/B Testing", 2015), for 1 of 2
    # against 2 of 2, by hand
    assert best_chances(of((2, 1), (2, 2)))[1] == pytest.approx(0.8, abs=1e-3)


@settings(max_examples=60, deadline=None)
@given(st.lists(counts, min_size=1, max_size=6))
def test_chances_sum_to_one_and_losses_are_none_below_zero(pairs: list[tuple[int, int]]) -> None:
    assert best_chances(of(*pairs)).sum() == pytest.approx(1)
    assert (expected_losses(of(*pairs)) >= 0).all()


def test_several_contests_at_once_are_as_each_alone() -> None:
    first, second = of((50, 20), (60, 18)), of((70, 3), (10, 5))
    both = Posteriors(np.stack([first.a, second.a]), np.stack([first.b, second.b]))
    assert best_chances(both)[1] == pytest.approx(best_chances(second), abs=1e-9)


@pytest.mark.parametrize("pair", [(0, 0), (10, 0), (50, 7), (20_000, 900)])
def test_the_middle_is_that_of_the_beta(pair: tuple[int, int]) -> None:
    found = of(pair)
    low, high = middles(found)
    ends = [beta_quantile(p, float(found.a[0]), float(found.b[0])) for p in (0.025, 0.975)]
    assert (low[0], high[0]) == pytest.approx(ends, rel=0.03)


def test_log_gamma_is_that_of_the_library() -> None:
    x = np.array([0.05, 0.3, 1.0, 5.0, 100.0, 1e5])
    assert log_gamma(x) == pytest.approx([lgamma(one) for one in x], abs=1e-7)


def arms(*pairs: tuple[float, float]) -> list[Arm]:
    return [Arm(f"v{i}", "r", "en", *pair, 0.0) for i, pair in enumerate(pairs)]


def test_without_posters_the_prior_is_what_is_usual() -> None:
    assert common_prior([]).strength == 80
    assert common_prior(arms((0, 0))) == common_prior([])


def test_a_campaign_teaches_how_many_succeed_and_how_much_texts_differ() -> None:
    rng = np.random.default_rng(3)
    strengths = []
    for true in (20.0, 1000.0):
        rates = rng.beta(true * 0.1, true * 0.9, 60)
        prior = common_prior(arms(*((1000, k) for k in rng.binomial(1000, rates).tolist())))
        assert 1 / (1 + np.exp(-prior.alpha)) == pytest.approx(0.1, abs=0.02)
        strengths.append(prior.strength)
    assert strengths[0] < 60
    assert strengths[1] > 300

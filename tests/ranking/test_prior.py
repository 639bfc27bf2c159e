"""What a campaign's counts say of a text that nobody has seen."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from postergen.domain.policies import Arm, Kind, Policy, Prior, Terms
from postergen.ranking.prior import POOLED, STRENGTH, UNSEEN, fit_prior, fit_priors, prior_means, prior_of


def campaign_of(slope: float, strength: float, seed: int = 5, n: int = 60) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Relevance, successes and posters of texts whose rates depend on relevance so much, and spread so much."""
    random = np.random.default_rng(seed)
    relevance = random.uniform(0.2, 0.9, n)
    z = (relevance - relevance.mean()) / relevance.std()
    m = 1 / (1 + np.exp(-(-2.9 + slope * z)))
    posters = random.integers(200, 2000, n)
    return relevance, random.binomial(posters, random.beta(strength * m, strength * (1 - m))) * 1.0, posters * 1.0


@pytest.mark.parametrize("slope", [-0.4, 0.0, 0.4])
def test_it_learns_what_relevance_says_and_if_it_misleads(slope: float) -> None:
    prior = fit_prior(*campaign_of(slope, 300))
    assert prior.beta == pytest.approx(slope, abs=0.12)
    assert 1 / (1 + np.exp(-prior.alpha)) == pytest.approx(1 / (1 + np.exp(2.9)), rel=0.15)


def test_it_learns_how_much_texts_differ() -> None:
    assert fit_prior(*campaign_of(0, 40)).strength < 100 < 300 < fit_prior(*campaign_of(0, 1600)).strength


def test_without_data_it_believes_what_is_usual() -> None:
    nothing = np.zeros(0)
    assert fit_prior(nothing, nothing, nothing) == UNSEEN
    assert fit_prior(np.array([0.5]), np.zeros(1), np.zeros(1)) == UNSEEN
    assert prior_means(UNSEEN, np.array([UNSEEN.centre]))[0] == pytest.approx(0.05, abs=0.001)


@pytest.mark.parametrize(("k", "n"), [(0.0, 500.0), (500.0, 500.0), (700.0, 500.0), (1.0, 1e-6), (5e5, 1e6)])
def test_no_successes_or_nothing_else_is_no_nonsense(k: float, n: float) -> None:
    prior = fit_prior(np.array([0.4, 0.4, 0.4]), np.full(3, k), np.full(3, n))
    means = prior_means(prior, np.array([0.0, 0.4, 1.0]))
    assert np.isfinite([prior.alpha, prior.beta, prior.strength, prior.spread]).all()
    assert prior.spread > 0
    assert ((means > 0) & (means < 1)).all()


def test_a_locale_with_enough_posters_has_a_prior_of_its_own() -> None:
    english = [Arm(f"e{i}", "1", "en", 400.0, 20.0, 0.5) for i in range(4)]
    chinese = [Arm(f"z{i}", "1", "zh-CN", 10.0, 1.0, 0.5) for i in range(4)]
    priors = fit_priors([*english, *chinese], Terms())
    assert set(priors) == {POOLED, "en"}
    policy = Policy("c", Kind.BETA, Terms(), (), priors, datetime(2026, 6, 1, tzinfo=UTC))
    assert prior_of(policy, "en") == priors["en"]
    assert prior_of(policy, "zh-CN") == priors[POOLED]
    assert prior_of(Policy("c", Kind.BETA, Terms(), (), {}, datetime(2026, 6, 1, tzinfo=UTC)), "en") == UNSEEN
    assert fit_priors([], Terms())[POOLED].strength == STRENGTH


def test_beyond_what_was_seen_relevance_says_no_more() -> None:
    prior = Prior(-2.9, 0.5, 80, 0.5, 0.02)
    assert prior_means(prior, np.array([1.0]))[0] == prior_means(prior, np.array([0.6]))[0]

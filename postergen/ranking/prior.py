"""What is believed of a text before it was seen, fitted to the campaign: empirical Bayes.

The success rate of a text of relevance z, in standard deviations from the mean, is Beta(n0 m, n0 (1 - m)) with
logit m = alpha + beta z; its successes are beta-binomial (Skellam 1948). The three numbers are means of their posterior
on a fixed grid under wide priors of their own: no optimiser that can fail, and something to go by without any data. A
slope that is learned makes relevance harmless where it says nothing of success, or the wrong thing. The likelihood
leaves out how texts were drawn, so adaptive draws do not bias it (Rubin 1976).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np

from postergen.domain.policies import Arm, Policy, Prior, Terms
from postergen.ranking.chances import Floats, portable_expit

BASE, BASE_SPREAD = -2.944, 1.2  # logit of 0.05: what a campaign may expect
SLOPE, SLOPE_SPREAD = 0.15, 0.25  # a standard deviation of relevance multiplies the odds by 1.16, by 1.9 at most
STRENGTH, STRENGTH_SPREAD = 80.0, 0.9  # posters; lognormal
ALPHA_STEPS, ALPHA_REACH = 7, 2.4
BETAS = np.linspace(-0.6, 0.9, 11)
STRENGTHS = np.array([20, 40, 80, 160, 320, 700, 1600.0])
USUAL_CENTRE, USUAL_SPREAD = 0.6, 0.2  # of relevance, where no text was seen
LEAST_SPREAD = 0.02  # of relevance; texts that differ by less are alike
FARTHEST = 3.0  # standard deviations of relevance: nothing is known beyond
POOLED = ""  # the prior of all locales, for one that has too few posters of its own

UNSEEN = Prior(BASE, SLOPE, STRENGTH, USUAL_CENTRE, USUAL_SPREAD)


def prior_means(prior: Prior, relevance: Floats) -> Floats:
    """The success rate to be expected of texts of this relevance, from 0 to 1: the same bits on every machine."""
    z = np.clip((relevance - prior.centre) / prior.spread, -FARTHEST, FARTHEST)
    return portable_expit(prior.alpha + prior.beta * z)


def prior_of(policy: Policy, locale: str) -> Prior:
    """What a policy believes of texts of this locale."""
    return policy.priors.get(locale) or policy.priors.get(POOLED) or UNSEEN


def fit_priors(arms: Sequence[Arm], terms: Terms) -> Mapping[str, Prior]:
    """A prior for all texts, under the empty name, and one for each locale that has enough posters and successes."""
    ordered = sorted(arms, key=lambda arm: arm.locale)
    by_locale = {locale: list(own) for locale, own in groupby(ordered, key=lambda arm: arm.locale)}
    enough = {
        locale: own
        for locale, own in by_locale.items()
        if sum(arm.exposed for arm in own) >= terms.least_posters
        and sum(arm.rewarded for arm in own) >= terms.least_rewards
    }
    return {name: _fitted(own) for name, own in {POOLED: ordered, **enough}.items()}


def fit_prior(relevance: Floats, rewarded: Floats, exposed: Floats) -> Prior:
    """The prior that fits these texts. Those without posters say nothing.

    Args:
        relevance: from 0 to 1, shape (texts,).
        rewarded, exposed: successes and posters, weighted, shape (texts,).
    """
    seen = exposed > 0
    if not seen.any():
        return UNSEEN
    relevance, exposed = relevance[seen], exposed[seen]
    k = np.clip(rewarded[seen], 0, exposed)
    centre, spread = float(relevance.mean()), max(float(relevance.std()), LEAST_SPREAD)
    z = np.clip((relevance - centre) / spread, -FARTHEST, FARTHEST)
    rate = (k.sum() + 1) / (exposed.sum() + 20)
    reach = ALPHA_REACH * np.sqrt(1 / max(k.sum(), 1) + 0.01)
    alphas = np.log(rate / (1 - rate)) + reach * np.linspace(-1, 1, ALPHA_STEPS)
    m = 1 / (1 + np.exp(-(alphas[:, None, None] + BETAS[:, None] * z)))  # alpha x beta x text
    strength = STRENGTHS[:, None, None, None]
    a, b = strength * m, strength * (1 - m)
    log_likelihood = (
        _log_gamma(a + k)
        - _log_gamma(a)
        + _log_gamma(b + exposed - k)
        - _log_gamma(b)
        + _log_gamma(strength)
        - _log_gamma(strength + exposed)
    ).sum(axis=3)  # strength x alpha x beta
    log_prior = (
        _normal(np.log(STRENGTHS / STRENGTH), STRENGTH_SPREAD)[:, None, None]
        + _normal(alphas - BASE, BASE_SPREAD)[:, None]
        + _normal(BETAS - SLOPE, SLOPE_SPREAD)
    )
    weights = np.exp(log_likelihood + log_prior - (log_likelihood + log_prior).max())
    weights /= weights.sum()
    return Prior(
        float((weights.sum(axis=(0, 2)) * alphas).sum()),
        float((weights.sum(axis=(0, 1)) * BETAS).sum()),
        float(np.exp((weights.sum(axis=(1, 2)) * np.log(STRENGTHS)).sum())),
        centre,
        spread,
    )


def _fitted(arms: Sequence[Arm]) -> Prior:
    values = np.array([(arm.relevance, arm.rewarded, arm.exposed) for arm in arms]).reshape(-1, 3)
    return fit_prior(values[:, 0], values[:, 1], values[:, 2])


def _normal(x: Floats, spread: float) -> Floats:
    """The logarithm of the density, up to a constant."""
    return np.asarray(-0.5 * (x / spread) ** 2, dtype=np.float64)


def _log_gamma(x: Floats) -> Floats:
    """Stirling's series after five steps up: to 1e-8 for x >= 0.05."""
    shift = np.log(x * (x + 1) * (x + 2) * (x + 3) * (x + 4))
    y = x + 5
    half_log_tau = 0.9189385332046727
    series = (y - 0.5) * np.log(y) - y + half_log_tau + 1 / (12 * y) - 1 / (360 * y**3) + 1 / (1260 * y**5)
    return np.asarray(series - shift, dtype=np.float64)

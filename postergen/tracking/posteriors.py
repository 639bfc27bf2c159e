"""Say what counts leave open: how probable each of several shares is the highest, and what choosing it would lose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from postergen.domain.policies import Arm, Prior

Floats = NDArray[np.float64]

POINTS = 61  # of the grid, for each text
REACH = 4.0  # in sinh of standard deviations of a logit: dense round the mode, and far into its exponential tails
LEAST = 1e-300

# What is believed of a campaign before it was seen: shares of about 5 %, that differ as those of 80 posters would.
BASE, BASE_SPREAD = -2.944, 1.2  # logit of 0.05
STRENGTH, STRENGTH_SPREAD = 80.0, 0.9  # lognormal
STRENGTHS = np.array([20.0, 40.0, 80.0, 160.0, 320.0, 700.0, 1600.0])


@dataclass(frozen=True, slots=True)
class Posteriors:
    """Independent Beta posteriors, one for each text of the last axis; the axes before it are contests of their own."""

    a: Floats
    b: Floats

    @property
    def means(self) -> Floats:
        return np.asarray(self.a / (self.a + self.b))


def posteriors(exposed: Floats, rewarded: Floats, prior: Prior) -> Posteriors:
    """Where nothing but the counts tells the texts apart: relevance plays no part, so that words alone are judged."""
    m = 1 / (1 + np.exp(-prior.alpha))
    return Posteriors(
        np.asarray(prior.strength * m + rewarded, dtype=np.float64),
        np.asarray(prior.strength * (1 - m) + np.maximum(exposed - rewarded, 0), dtype=np.float64),
    )


def best_chances(of: Posteriors, points: int = POINTS) -> Floats:
    """The probability of each share to be the highest of its contest; they sum to 1.

    P(i best) = integral of f_i times the product of the other F_j (Scott, "A modern Bayesian look at the multi-armed
    bandit", Applied Stochastic Models in Business and Industry 26 (2010), eq. 3), by cells on one grid over the logit
    of the share, where all densities are smooth. Within 0.001 of a simulation; 21 points do for 0.003.
    """
    _, mass, below = _cells(of, points)
    log_below = np.log(np.maximum(below - mass / 2, LEAST))
    others = np.exp(log_below.sum(axis=-2, keepdims=True) - log_below)
    chances = (mass * others).sum(axis=-1)
    return np.asarray(chances / chances.sum(axis=-1, keepdims=True))


def expected_losses(of: Posteriors) -> Floats:
    """How much higher, on average, the highest share is than that of this text: what choosing it would lose."""
    logit, mass, below = _cells(of, POINTS)
    share = 1 / (1 + np.exp(-(logit[..., 1:] + logit[..., :-1]) / 2))
    reached = np.concatenate([np.zeros_like(below[..., :1]), below], axis=-1).prod(axis=-2)
    highest = (share * np.diff(reached, axis=-1)).sum(axis=-1)
    own = (share[..., None, :] * mass).sum(axis=-1)
    return np.asarray(np.maximum(highest[..., None] - own, 0.0))


def middles(of: Posteriors, share: float = 0.95) -> tuple[Floats, Floats]:
    """Both ends of the middle of each posterior."""
    found = quantiles(of, ((1 - share) / 2, (1 + share) / 2))
    return found[..., 0], found[..., 1]


def quantiles(of: Posteriors, tails: Sequence[float] | Floats) -> Floats:
    """The shares below which each posterior lies with these probabilities, in a further axis."""
    logit, _, below = _cells(Posteriors(of.a.reshape(-1, 1), of.b.reshape(-1, 1)), 4 * POINTS)
    ends = np.array([np.interp(tails, row, at[1:]) for row, at in zip(below[:, 0], logit, strict=True)])
    return np.asarray(1 / (1 + np.exp(-ends.reshape(*of.a.shape, len(tails)))))


def heights(of: Posteriors, at: Floats) -> Floats:
    """How high each posterior stands over these shares, between 0 and 1 exclusive: 1 where it is highest of them."""
    height = (of.a[..., None] - 1) * np.log(at) + (of.b[..., None] - 1) * np.log1p(-at)
    return np.asarray(np.exp(height - height.max(axis=-1, keepdims=True)))


def _cells(of: Posteriors, points: int) -> tuple[Floats, Floats, Floats]:
    """The grid, in logits of the share; the mass of each text in each of its cells; and that up to the cell's end."""
    a, b = of.a[..., None], of.b[..., None]
    steps = np.sinh(np.linspace(-REACH, REACH, points))
    grid = np.log(a / b) + np.sqrt(1 / a + 1 / b) * steps
    logit = np.sort(grid.reshape(*grid.shape[:-2], -1), axis=-1)
    log_share = -np.logaddexp(0, -logit)
    height = a * log_share[..., None, :] + b * (log_share - logit)[..., None, :]
    density = np.exp(height - height.max(axis=-1, keepdims=True))
    mass = (density[..., 1:] + density[..., :-1]) * np.diff(logit, axis=-1)[..., None, :]
    mass /= mass.sum(axis=-1, keepdims=True)
    return logit, mass, np.cumsum(mass, axis=-1)


def common_prior(arms: Iterable[Arm]) -> Prior:
    """The prior that all texts of a campaign have in common, fitted to their counts (empirical Bayes).

    Each count is beta-binomial. The posterior means of mean and strength on a fixed grid, under wide priors of their
    own: no optimiser that can fail, and without counts it is what is usual. Valid however texts were drawn, for the
    likelihood ignores that. Give it the whole campaign: a few texts do not teach how much texts differ.
    """
    seen = [arm for arm in arms if arm.exposed > 0]
    n, k = np.array([arm.exposed for arm in seen]), np.array([min(arm.rewarded, arm.exposed) for arm in seen])
    if not seen:
        return Prior(BASE, 0.0, STRENGTH, 0.0, 1.0)
    rate = (k.sum() + 1) / (n.sum() + 20)
    spread = np.sqrt(1 / max(float(k.sum()), 1.0) + 0.01)
    alphas = np.log(rate / (1 - rate)) + spread * np.linspace(-2.4, 2.4, 13)
    strength = STRENGTHS[:, None, None]
    a = strength / (1 + np.exp(-alphas[:, None]))
    b = strength - a
    counted = log_gamma(a + k) - log_gamma(a) + log_gamma(b + n - k) - log_gamma(b)
    fit = (counted + log_gamma(strength) - log_gamma(strength + n)).sum(axis=-1)
    fit = fit - 0.5 * ((alphas - BASE) / BASE_SPREAD) ** 2
    fit = fit - 0.5 * (np.log(STRENGTHS / STRENGTH) / STRENGTH_SPREAD)[:, None] ** 2
    weight = np.exp(fit - fit.max())
    weight /= weight.sum()
    mean_strength = float(np.exp((weight.sum(axis=1) * np.log(STRENGTHS)).sum()))
    return Prior(float((weight.sum(axis=0) * alphas).sum()), 0.0, mean_strength, 0.0, 1.0)


def log_gamma(x: Floats) -> Floats:
    """The logarithm of the gamma function for x > 0, to 1e-8: Stirling's series after five steps up (DLMF 5.11.1)."""
    steps = np.log(x * (x + 1) * (x + 2) * (x + 3) * (x + 4))
    y = x + 5
    series = 1 / (12 * y) - 1 / (360 * y**3) + 1 / (1260 * y**5)
    return np.asarray((y - 0.5) * np.log(y) - y + 0.9189385332046727 + series - steps)

"""Say what another policy would have brought, from what was drawn and how likely it was: IPS, SNIPS, DR or a refusal.

Each poster of the log carries the chance that each text had for it, so what another policy would have drawn oftener can
count for more (*inverse propensity score*, Horvitz and Thompson 1952). SNIPS divides by the sum of weights (Swaminathan
and Joachims 2015); DR, doubly robust (Dudik, Langford and Li 2011), predicts each text's rate and weights only what the
prediction missed. A log that never tried what the other policy wants says nothing of it: then the answer is a refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray

from postergen.tracking.intervals import student_quantile

CLIP = 50.0  # a poster counts as so many at most
LEAST_ROOTS, LEAST_ESS, LEAST_ESS_SHARE = 40, 200.0, 0.05
MOST_UNSEEN, MOST_CUT = 0.01, 0.05  # of the candidate's probability
STRENGTH = 80.0  # posters that a text's rate is drawn to that of all by
DRAWS, SEED = 1000, 20190805

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Logged:
    """One poster of full age whose text was drawn.

    Args:
        root: of its tree. Relatives have the same friends, so a tree is one observation.
        drawn: the text, and ``rewarded`` whether it succeeded in its time.
        logged: the chance that each text had when it was drawn, over all slices; empty if that is not known.
        candidate: the chance that each text would have had under the other policy.
    """

    root: str
    drawn: str
    rewarded: bool
    logged: Mapping[str, float]
    candidate: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Successes for each poster, or a difference of them, with a 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the candidate would have brought; ``gain`` is by how much that is more than what came, by DR.

    ``clipped`` is the share of posters whose weight was cut to `CLIP`, ``cut`` how much of the candidate's probability
    that takes away. ``effective`` says as how many posters drawn by the candidate itself the log weighs.
    """

    posters: int
    roots: int
    rewards: int
    came: float
    ips: Estimate
    snips: Estimate
    dr: Estimate
    gain: Estimate
    effective: float
    clipped: float
    cut: float

    @property
    def worth_a_switch(self) -> bool:
        """Whether the whole interval of the gain is above 0."""
        return self.gain.low > 0


@dataclass(frozen=True, slots=True)
class Lack:
    """What a log lacks: ``found`` where ``bound`` is the least or the most that an answer needs."""

    what: str
    found: float
    bound: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """The log cannot answer, for all of these reasons."""

    posters: int
    roots: int
    lacks: tuple[Lack, ...]


def evaluate(log: Sequence[Logged], *, draws: int = DRAWS, seed: int = SEED) -> Evaluation | Refusal:
    """What the candidate would have brought on the posters of a log.

    The intervals are a bootstrap over root trees of the t statistic of the logarithm (Efron and Tibshirani 1993, 12.5):
    weights are skewed, and percentiles of the values themselves hold the truth in only 90 to 92 of 100. Where a few
    trees make most of the error, critical values are at least Student's for so few, as in `referrals.k_factor`. Rates
    of texts are predicted for one half of the trees by the other, so that no poster judges its own prediction.
    """
    roots = np.unique([one.root for one in log], return_inverse=True)[1] if log else np.zeros(0, dtype=np.int64)
    trees = int(roots.max(initial=-1)) + 1
    known = [one for one in log if 0 < one.logged.get(one.drawn, 0.0) <= 1 and _sums_to_one(one)]
    lacks = [Lack("roots", trees, LEAST_ROOTS)] if trees < LEAST_ROOTS else []
    if len(known) < len(log):
        lacks.append(Lack("propensities", len(log) - len(known), 0))
    if not log or len(known) < len(log):
        return Refusal(len(log), trees, tuple(lacks))
    weights = np.array([one.candidate.get(one.drawn, 0.0) / one.logged[one.drawn] for one in log])
    clipped, cut, unseen = float((weights > CLIP).mean()), _mean(log, _cut), _mean(log, _unseen)
    weights = np.minimum(weights, CLIP)
    effective = float(weights.sum() ** 2 / max(float((weights**2).sum()), 1e-12))
    rewards = np.array([one.rewarded for one in log], dtype=np.float64)
    enough = max(LEAST_ESS, LEAST_ESS_SHARE * len(log))
    needed = (
        (unseen <= MOST_UNSEEN, Lack("overlap", unseen, MOST_UNSEEN)),
        (cut <= MOST_CUT, Lack("weights", cut, MOST_CUT)),
        (effective >= enough, Lack("posters", effective, enough)),
        (bool((weights * rewards).any()), Lack("rewards", 0, 1)),
    )
    lacks += [lack for fine, lack in needed if not fine]
    if lacks:
        return Refusal(len(log), trees, tuple(lacks))
    drawn, candidate = _predicted(log, roots % 2, rewards)
    sums = _Trees(roots, trees, draws, seed)
    ones = np.ones(len(log))
    doubly = candidate + weights * (rewards - drawn)
    return Evaluation(
        posters=len(log),
        roots=trees,
        rewards=int(rewards.sum()),
        came=float(rewards.mean()),
        ips=sums.rate(weights * rewards, ones),
        snips=sums.rate(weights * rewards, weights),
        dr=sums.rate(doubly, ones),
        gain=sums.difference(doubly - rewards, ones),
        effective=effective,
        clipped=clipped,
        cut=cut,
    )


def _sums_to_one(one: Logged) -> bool:
    return abs(sum(one.logged.values()) - 1) < 1e-6 and abs(sum(one.candidate.values()) - 1) < 1e-6


def _mean(log: Sequence[Logged], of: Callable[[Logged], float]) -> float:
    return sum(of(one) for one in log) / len(log)


def _unseen(one: Logged) -> float:
    """What the candidate gives to texts that could not be drawn."""
    return sum(chance for arm, chance in one.candidate.items() if one.logged.get(arm, 0.0) <= 0)


def _cut(one: Logged) -> float:
    """What the candidate gives to a text beyond `CLIP` times the chance that it had."""
    return sum(max(0.0, chance - CLIP * one.logged[arm]) for arm, chance in one.candidate.items() if arm in one.logged)


def _predicted(log: Sequence[Logged], half: NDArray[np.int64], rewards: Floats) -> tuple[Floats, Floats]:
    """For each poster: the rate of its text, and the candidate's expected rate, by the posters of the other half."""
    index = {arm: i for i, arm in enumerate(sorted({arm for one in log for arm in (one.drawn, *one.candidate)}))}
    arms = np.array([index[one.drawn] for one in log])
    rates = np.zeros((2, len(index)))
    for own in (0, 1):
        other = half != own
        posters = np.bincount(arms[other], minlength=len(index))
        successes = np.bincount(arms[other], weights=rewards[other], minlength=len(index))
        mean = (successes.sum() + 1) / (posters.sum() + 20)
        rates[own] = (successes + STRENGTH * mean) / (posters + STRENGTH)
    told = rates.tolist()
    expected = [
        sum(chance * told[own][index[arm]] for arm, chance in one.candidate.items())
        for one, own in zip(log, half.tolist(), strict=True)
    ]
    return rates[half, arms], np.array(expected)


class _Trees:
    """Ratios of sums over posters, and how they vary when the root trees are drawn anew."""

    def __init__(self, roots: NDArray[np.int64], trees: int, draws: int, seed: int) -> None:
        self._roots, self._trees, self._draws, self._seed = roots, trees, draws, seed

    def rate(self, top: Floats, under: Floats) -> Estimate:
        """A ratio that cannot be negative; of one that came out so all the same, the plain interval, cut at 0."""
        found = self._resampled(top, under)
        value, drawn = found.value, found.drawn
        if value <= 0 or (drawn <= 0).mean() > 0.02:
            plain = self.difference(top, under)
            return Estimate(max(0.0, value), max(0.0, plain.low), max(0.0, plain.high))
        fine = drawn > 0
        below, above = found.critical((np.log(drawn[fine]) - log(value)) * drawn[fine] / found.spread[fine])
        return Estimate(value, *(value * exp(min(-end * found.error / value, 50.0)) for end in (above, below)))

    def difference(self, top: Floats, under: Floats) -> Estimate:
        """A ratio of either sign."""
        found = self._resampled(top, under)
        below, above = found.critical((found.drawn - found.value) / found.spread)
        return Estimate(found.value, found.value - above * found.error, found.value - below * found.error)

    def _resampled(self, top: Floats, under: Floats) -> _Resampled:
        t, u = (np.bincount(self._roots, weights=column, minlength=self._trees) for column in (top, under))
        value = float(t.sum() / u.sum())
        squares = (t - value * u) ** 2
        effective = float(squares.sum() ** 2 / max(float((squares**2).sum()), 1e-300))
        parts = np.stack([t, u, t * t, t * u, u * u], axis=1)
        rng = np.random.default_rng(self._seed)  # the same trees for every ratio
        every = (np.bincount(rng.integers(0, len(t), len(t)), minlength=len(t)) @ parts for _ in range(self._draws))
        sums = np.stack(list(every))
        ratio = sums[:, 0] / np.maximum(sums[:, 1], 1e-300)
        varied = np.maximum(sums[:, 2] - 2 * ratio * sums[:, 3] + ratio**2 * sums[:, 4], 1e-12)
        spread = np.sqrt(varied) / np.maximum(sums[:, 1], 1e-300)
        return _Resampled(value, sqrt(float(squares.sum())) / float(u.sum()), effective, ratio, spread)


@dataclass(frozen=True, slots=True)
class _Resampled:
    """A ratio, its standard error, by how many trees that is made, and the ratio and error of every resample."""

    value: float
    error: float
    effective: float
    drawn: Floats
    spread: Floats

    def critical(self, t: Floats) -> tuple[float, float]:
        """The middle 95 % of a t statistic, and no less than Student's of as many trees as make the error."""
        below, above = (float(end) for end in np.quantile(t, [0.025, 0.975]))
        least = student_quantile(0.975, max(1.0, self.effective - 1))
        return min(below, -least), max(above, least)


SENTENCES: Mapping[str, str] = {
    "roots": "{found:.0f} root trees of drawn posters of full age; it takes {bound:.0f}",
    "propensities": "{found:.0f} posters whose chances are missing, zero, or do not sum to one",
    "overlap": "{found:.1%} of what the candidate would draw could not be drawn at all; at most {bound:.0%} may",
    "weights": "{found:.1%} of what the candidate would draw was tried far too rarely; at most {bound:.0%} may",
    "posters": "the posters weigh as much as {found:.0f} drawn by the candidate; it takes {bound:.0f}",
    "rewards": "no success among what the candidate would draw",
}


def told(lack: Lack) -> str:
    """What a log lacks, as a sentence."""
    return SENTENCES[lack.what].format(found=lack.found, bound=lack.bound)

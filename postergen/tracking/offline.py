"""Say what another policy would have brought, from what was drawn and how likely it was: IPS, SNIPS, DR or a refusal.

Each poster of the log carries the chance that each text had for it, so what another policy would have drawn oftener can
count for more (*inverse propensity score*, Horvitz and Thompson 1952). SNIPS divides by the sum of weights (Swaminathan
and Joachims 2015); DR, doubly robust (Dudik, Langford and Li 2011), predicts each text's rate and weights only what the
prediction missed. A log that never tried what the other policy wants says nothing of it: then the answer is a refusal.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
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
    """What the candidate would have brought, and what ``came``; ``gain`` is by how much that is more, by DR.

    ``clipped`` is the share of posters whose weight was cut to `CLIP`, ``cut`` how much of the candidate's probability
    that takes away. ``effective`` says as how many posters drawn by the candidate itself the log weighs.
    """

    posters: int
    roots: int
    rewards: int
    came: Estimate
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


def evaluate(log: Iterable[Logged], *, draws: int = DRAWS, seed: int = SEED) -> Evaluation | Refusal:
    """What the candidate would have brought on the posters of a log, which is read once.

    The intervals are a bootstrap over root trees of the t statistic of the logarithm (Efron and Tibshirani 1993, 12.5):
    weights are skewed, and percentiles of the values themselves hold the truth in only 90 to 92 of 100. Where a few
    trees make most of the error, critical values are at least Student's for so few, as in `referrals.k_factor`. Rates
    of texts are predicted for one half of the trees by the other, so that no poster judges its own prediction.
    """
    read = _Columns()
    for one in log:
        read.take_in(one)
    posters, trees = len(read.roots), len(read.root_of)
    lacks = [Lack("roots", trees, LEAST_ROOTS)] if trees < LEAST_ROOTS else []
    if read.unknown:
        lacks.append(Lack("propensities", read.unknown, 0))
    if not posters or read.unknown:
        return Refusal(posters, trees, tuple(lacks))
    roots, rewards, weights = np.array(read.roots), np.array(read.rewards), np.array(read.weights)
    clipped, cut, unseen = float((weights > CLIP).mean()), read.cut / posters, read.unseen / posters
    weights = np.minimum(weights, CLIP)
    effective = float(weights.sum() ** 2 / max(float((weights**2).sum()), 1e-12))
    enough = max(LEAST_ESS, LEAST_ESS_SHARE * posters)
    needed = (
        (unseen <= MOST_UNSEEN, Lack("overlap", unseen, MOST_UNSEEN)),
        (cut <= MOST_CUT, Lack("weights", cut, MOST_CUT)),
        (effective >= enough, Lack("posters", effective, enough)),
        (bool((weights * rewards).any()), Lack("rewards", 0, 1)),
    )
    lacks += [lack for fine, lack in needed if not fine]
    if lacks:
        return Refusal(posters, trees, tuple(lacks))
    drawn, candidate = read.predicted(roots % 2, rewards)
    sums = _Trees(roots, trees, draws, seed)
    ones = np.ones(posters)
    doubly = candidate + weights * (rewards - drawn)
    return Evaluation(
        posters=posters,
        roots=trees,
        rewards=int(rewards.sum()),
        came=sums.rate(rewards, ones),
        ips=sums.rate(weights * rewards, ones),
        snips=sums.rate(weights * rewards, weights),
        dr=sums.rate(doubly, ones),
        gain=sums.difference(doubly - rewards, ones),
        effective=effective,
        clipped=clipped,
        cut=cut,
    )


class _Columns:
    """A log as numbers: a hundred thousand posters of 24 texts take 40 MB."""

    def __init__(self) -> None:
        self.root_of: dict[str, int] = {}
        self._arm_of: dict[str, int] = {}
        self.roots, self._drawn = array("q"), array("q")
        self.rewards, self.weights = array("d"), array("d")
        # what the candidate may draw, poster after poster
        self._arms, self._chances, self._counts = array("i"), array("d"), array("q")
        self.unknown, self.unseen, self.cut = 0, 0.0, 0.0

    def take_in(self, one: Logged) -> None:
        self.roots.append(self.root_of.setdefault(one.root, len(self.root_of)))
        if not (0 < one.logged.get(one.drawn, 0.0) <= 1 and _sums_to_one(one)):
            self.unknown += 1
            return
        self.rewards.append(one.rewarded)
        self.weights.append(one.candidate.get(one.drawn, 0.0) / one.logged[one.drawn])
        self.unseen += _unseen(one)
        self.cut += _cut(one)
        self._drawn.append(self._arm(one.drawn))
        self._counts.append(len(one.candidate))
        self._arms.extend(self._arm(arm) for arm in one.candidate)
        self._chances.extend(one.candidate.values())

    def _arm(self, arm: str) -> int:
        return self._arm_of.setdefault(arm, len(self._arm_of))

    def predicted(self, half: NDArray[np.int64], rewards: Floats) -> tuple[Floats, Floats]:
        """For each poster: the rate of its text, and what the candidate expects, by the posters of the other half."""
        arms, count = np.array(self._drawn), len(self._arm_of)
        rates = np.zeros((2, count))
        for own in (0, 1):
            other = half != own
            posters = np.bincount(arms[other], minlength=count)
            successes = np.bincount(arms[other], weights=rewards[other], minlength=count)
            mean = (successes.sum() + 1) / (posters.sum() + 20)
            rates[own] = (successes + STRENGTH * mean) / (posters + STRENGTH)
        poster = np.repeat(np.arange(len(half)), np.array(self._counts))
        each = np.array(self._chances) * rates[half[poster], np.array(self._arms)]
        expected = np.bincount(poster, weights=each, minlength=len(half))
        return rates[half, arms], np.asarray(expected, dtype=np.float64)


def _sums_to_one(one: Logged) -> bool:
    return abs(sum(one.logged.values()) - 1) < 1e-6 and abs(sum(one.candidate.values()) - 1) < 1e-6


def _unseen(one: Logged) -> float:
    """What the candidate gives to texts that could not be drawn."""
    return sum(chance for arm, chance in one.candidate.items() if one.logged.get(arm, 0.0) <= 0)


def _cut(one: Logged) -> float:
    """What the candidate gives to a text beyond `CLIP` times the chance that it had."""
    return sum(max(0.0, chance - CLIP * one.logged[arm]) for arm, chance in one.candidate.items() if arm in one.logged)


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

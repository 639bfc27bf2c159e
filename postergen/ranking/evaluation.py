"""Measure a ranker against what people judged: nDCG, reciprocal rank and coverage, with intervals.

nDCG follows Järvelin and Kekäläinen (2002) with the gain 2^grade - 1 of Burges et al. (2005); intervals are percentile
bootstraps over briefs (Sakai 2006); agreement is Cohen's kappa with linear weights (Cohen 1968). Pairs that nobody
judged count as grade 0, so a ranker that found none of what the pool was made of is judged too low.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from postergen.domain.poster import Brief

CUT = 5  # as many as the policy draws from
LOOKED_AT = 10  # how far down the first good text is looked for
GOOD = 2.0  # from this grade on, a text speaks for the wish
MAX_GRADE = 3
RESAMPLES = 2000
SEED = 20200318


@dataclass(frozen=True, slots=True)
class Judgment:
    """A brief with the grades, 0 to 3, that each judge gave to some variants."""

    id: str
    brief: Brief
    grades: Mapping[str, tuple[int, ...]]

    def grade(self, variant: str) -> float:
        """The mean of the judges; 0 for a variant that nobody judged."""
        return fmean(self.grades[variant]) if variant in self.grades else 0.0


@dataclass(frozen=True, slots=True)
class Measured:
    """A mean over briefs with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well a ranking did; ``coverage`` is the share of briefs with a good text among the first 5."""

    briefs: int
    ndcg: Measured
    mrr: Measured
    coverage: Measured


Ranking = Sequence[str]  # ids of variants, the most relevant first


def evaluate(judgments: Sequence[Judgment], rankings: Sequence[Ranking]) -> Evaluation:
    """Measure rankings, one for each judgment."""
    pairs = list(zip(judgments, rankings, strict=True))
    found = [[measure(judgment, ranking) for judgment, ranking in pairs] for measure in (ndcg, reciprocal_rank, covers)]
    return Evaluation(len(pairs), *(interval(np.array(values)) for values in found))


def gain_over(judgments: Sequence[Judgment], rankings: Sequence[Ranking], others: Sequence[Ranking]) -> Measured:
    """How much better the nDCG of these rankings is, brief by brief; the interval of the mean difference."""
    differences = [
        ndcg(judgment, a) - ndcg(judgment, b) for judgment, a, b in zip(judgments, rankings, others, strict=True)
    ]
    return interval(np.array(differences))


def ndcg(judgment: Judgment, ranking: Ranking) -> float:
    """nDCG at 5, from 0 to 1; 1 when there was nothing to find."""
    best = sorted((judgment.grade(variant) for variant in judgment.grades), reverse=True)
    ideal = _discounted(best[:CUT])
    return _discounted([judgment.grade(variant) for variant in ranking[:CUT]]) / ideal if ideal else 1.0


def reciprocal_rank(judgment: Judgment, ranking: Ranking) -> float:
    """1 over the place of the first good text; 0 when there is none among the first 10."""
    good = (place for place, variant in enumerate(ranking[:LOOKED_AT], 1) if judgment.grade(variant) >= GOOD)
    return 1 / next(good, float("inf"))


def covers(judgment: Judgment, ranking: Ranking) -> float:
    """1 when one of the first 5 texts speaks for the wish."""
    return float(any(judgment.grade(variant) >= GOOD for variant in ranking[:CUT]))


def agreement(judgments: Sequence[Judgment]) -> float:
    """Linearly weighted kappa of the first two judges: 1 is perfect, 0 is what chance alone would give."""
    pairs = np.array([g[:2] for j in judgments for g in j.grades.values() if len(g) > 1]).reshape(-1, 2)
    if not len(pairs):
        return float("nan")
    distance = np.abs(np.subtract.outer(np.arange(MAX_GRADE + 1), np.arange(MAX_GRADE + 1)))
    observed = np.zeros_like(distance, dtype=float)
    np.add.at(observed, (pairs[:, 0], pairs[:, 1]), 1 / len(pairs))
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0))
    by_chance = float((distance * expected).sum())
    return 1 - float((distance * observed).sum()) / by_chance if by_chance else 1.0


def interval(values: NDArray[np.float64]) -> Measured:
    """The mean, and where 95 % of the means of resampled briefs lie. Deterministic."""
    if not len(values):
        return Measured(float("nan"), float("nan"), float("nan"))
    chosen = np.random.default_rng(SEED).integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.quantile(values[chosen].mean(axis=1), (0.025, 0.975))
    return Measured(float(values.mean()), float(low), float(high))


def _discounted(grades: Sequence[float]) -> float:
    return sum((2**grade - 1) / log2(place + 1) for place, grade in enumerate(grades, 1))

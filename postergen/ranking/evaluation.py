"""Measure a ranker against what people judged: nDCG, reciprocal rank and coverage, with intervals.

nDCG follows Järvelin and Kekäläinen (2002) with the gain 2^grade - 1 of Burges et al. (2005); intervals are percentile
bootstraps over briefs (Sakai 2006); agreement is Cohen's kappa with linear weights (Cohen 1968). Pairs that nobody
judged count as grade 0, so a ranker that found none of what the pool was made of is judged too low. Briefs that nothing
answers say nothing of an order; there the question is whether the ranker knows that it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from postergen.domain.poster import Brief

CUT = 5  # as many as the policy draws from
LOOKED_AT = 10  # how far down the first good text is looked for
GOOD = 2.0  # from this grade on, a text speaks for the wish
MAX_GRADE = 3
DISPUTE = 2  # grades between judges
RESAMPLES = 2000
SEED = 20200318


Half = Literal["", "tuning", "aside"]


@dataclass(frozen=True, slots=True)
class Judgment:
    """A brief with the grades, 0 to 3, that each judge gave to some variants. ``half`` says whether it may be used to
    tune by, or is set aside.
    """

    id: str
    brief: Brief
    grades: Mapping[str, tuple[int, ...]]
    half: Half = ""

    @property
    def has_answer(self) -> bool:
        """Whether some text speaks for it."""
        return any(self.grade(variant) >= GOOD for variant in self.grades)

    def grade(self, variant: str) -> float:
        """The mean of the judges; 0 for a variant that nobody judged."""
        return fmean(self.grades[variant]) if variant in self.grades else 0.0


@dataclass(frozen=True, slots=True)
class Measured:
    """A mean over briefs with its 95 % interval; None where there are no briefs."""

    value: float | None
    low: float | None
    high: float | None


Ranking = Sequence[str]  # ids of variants, the most relevant first


@dataclass(frozen=True, slots=True)
class Answer:
    """What a ranker made of a brief; ``claims`` is whether it said that these texts speak for it."""

    ranking: Ranking
    claims: bool = True


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well a ranking did on the briefs that have an answer; ``coverage`` is the share of them with a good text
    among the first 5. ``false_confidence`` is the share of those without one for which the ranker claimed to have some.
    """

    briefs: int
    ndcg: Measured
    mrr: Measured
    coverage: Measured
    unanswerable: int
    false_confidence: Measured


def evaluate(judgments: Sequence[Judgment], answers: Sequence[Answer]) -> Evaluation:
    """Measure answers, one for each judgment."""
    pairs = list(zip(judgments, answers, strict=True))
    there = [(judgment, answer.ranking) for judgment, answer in pairs if judgment.has_answer]
    ndcgs, ranks, covered = (
        interval(np.array([measure(judgment, ranking) for judgment, ranking in there]))
        for measure in (ndcg, reciprocal_rank, covers)
    )
    claims = [float(answer.claims) for judgment, answer in pairs if not judgment.has_answer]
    return Evaluation(len(there), ndcgs, ranks, covered, len(claims), interval(np.array(claims)))


def gain_over(judgments: Sequence[Judgment], answers: Sequence[Answer], others: Sequence[Answer]) -> Measured:
    """How much better the nDCG of these answers is, brief by brief; the interval of the mean difference."""
    three = zip(judgments, answers, others, strict=True)
    differences = [ndcg(j, a.ranking) - ndcg(j, b.ranking) for j, a, b in three if j.has_answer]
    return interval(np.array(differences))


def ndcg(judgment: Judgment, ranking: Ranking) -> float:
    """nDCG at 5, from 0 to 1, of a brief that has an answer."""
    best = sorted((judgment.grade(variant) for variant in judgment.grades), reverse=True)
    ideal = _discounted(best[:CUT])
    return _discounted([judgment.grade(variant) for variant in ranking[:CUT]]) / ideal


def reciprocal_rank(judgment: Judgment, ranking: Ranking) -> float:
    """1 over the place of the first good text; 0 when there is none among the first 10."""
    good = (place for place, variant in enumerate(ranking[:LOOKED_AT], 1) if judgment.grade(variant) >= GOOD)
    return 1 / next(good, float("inf"))


def covers(judgment: Judgment, ranking: Ranking) -> float:
    """1 when one of the first 5 texts speaks for the wish."""
    return float(any(judgment.grade(variant) >= GOOD for variant in ranking[:CUT]))


def agreement(judgments: Sequence[Judgment]) -> float | None:
    """Linearly weighted kappa of the first two judges: 1 is perfect, 0 is what chance alone would give; None when
    nothing was judged by two.
    """
    pairs = np.array([g[:2] for j in judgments for g in j.grades.values() if len(g) > 1]).reshape(-1, 2)
    if not len(pairs):
        return None
    distance = np.abs(np.subtract.outer(np.arange(MAX_GRADE + 1), np.arange(MAX_GRADE + 1)))
    observed = np.zeros_like(distance, dtype=float)
    np.add.at(observed, (pairs[:, 0], pairs[:, 1]), 1 / len(pairs))
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0))
    by_chance = float((distance * expected).sum())
    return 1 - float((distance * observed).sum()) / by_chance if by_chance else 1.0


def disputed(judgments: Sequence[Judgment]) -> list[tuple[str, str, tuple[int, ...]]]:
    """Where judges are two grades or more apart: the brief, the variant and what they said."""
    pairs = ((judgment.id, variant, g) for judgment in judgments for variant, g in judgment.grades.items())
    return [(brief, variant, g) for brief, variant, g in pairs if max(g) - min(g) >= DISPUTE]


def interval(values: NDArray[np.float64]) -> Measured:
    """The mean, and where 95 % of the means of resampled briefs lie. Deterministic."""
    if not len(values):
        return Measured(None, None, None)
    chosen = np.random.default_rng(SEED).integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.quantile(values[chosen].mean(axis=1), (0.025, 0.975))
    return Measured(float(values.mean()), float(low), float(high))


def _discounted(grades: Sequence[float]) -> float:
    return sum((2**grade - 1) / log2(place + 1) for place, grade in enumerate(grades, 1))

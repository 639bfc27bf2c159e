"""Say what is believed of each text where texts that have something in common learn together: a success rate with its
interval, for people as everybody's are.

A logistic policy knows how likely texts are for people of one kind, and leaves out which: it moves all texts alike. To
tell rates, the level is put where the posters that made the policy, at what is believed of their texts, have had as
many successes as they had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from postergen.domain.policies import Arm, Policy
from postergen.ranking.chances import Floats
from postergen.ranking.logistic_policy import Key, Texts, regression_of
from postergen.ranking.prior import POOLED

MIDDLE = 1.959963984540054  # standard deviations to either side hold 95 %
FARTHEST, HALVINGS = 12.0, 40  # of the search for the level, in log odds
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(15)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


@dataclass(frozen=True, slots=True)
class Together:
    """What is believed of a text.

    Args:
        expected: the success rate of a text of its hook, tone and relevance of which nothing else is known.
        value, low, high: mean and middle 95 % of what is believed of this one.
    """

    expected: float
    value: float
    low: float
    high: float
    strength: ClassVar[None] = None  # how much that expectation counts depends on how well it is known


def together(policy: Policy, candidates: Key, locale: str) -> tuple[Together, ...]:
    """What a logistic policy believes of these texts, in their order.

    Raises:
        Unavailable: this release cannot read it.
    """
    found = regression_of(policy)
    name = locale if locale in found.common else POOLED
    texts = Texts(found.common[name], found.seen)
    arms = [arm for arm in policy.arms if arm.exposed > 0 and name in (arm.locale, POOLED)]
    level, of_level = _level(texts, arms)
    rows, variances = texts.rows(candidates)
    # what all share as far as candidates differ by it, what is their own, and the level
    deviations = np.sqrt((rows[:, 1:] ** 2).sum(axis=1) + variances + of_level)
    logits = rows[:, 0] + level
    alike, of_own = texts.alike(candidates)
    expected = _rates(alike[:, 0] + level, np.sqrt((alike[:, 1:] ** 2).sum(axis=1) + of_own + of_level))
    low, high = (_expit(logits + side * MIDDLE * deviations) for side in (-1, 1))
    columns = (expected, _rates(logits, deviations), low, high)
    return tuple(Together(*map(float, one)) for one in zip(*columns, strict=True))


def _level(texts: Texts, arms: Sequence[Arm]) -> tuple[float, float]:
    """What to add to the log odds of these texts, and its variance."""
    exposed, rewarded = sum(arm.exposed for arm in arms), sum(arm.rewarded for arm in arms)
    if not 0 < rewarded < exposed:
        return 0.0, 0.0
    rows, variances = texts.rows(texts.as_seen(arms))
    of_level = 1 / (rewarded * (1 - rewarded / exposed))
    deviations = np.sqrt((rows[:, 1:] ** 2).sum(axis=1) + variances + of_level)
    posters = np.array([arm.exposed for arm in arms])
    low, high = -FARTHEST, FARTHEST
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        too_many = float(posters @ _rates(rows[:, 0] + middle, deviations)) > rewarded
        low, high = (low, middle) if too_many else (middle, high)
    return (low + high) / 2, of_level


def _rates(logits: Floats, deviations: Floats) -> Floats:
    """Mean rates where log odds are normal."""
    return np.asarray(_expit(logits[:, None] + deviations[:, None] * _NODES) @ _WEIGHTS)


def _expit(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logits)))

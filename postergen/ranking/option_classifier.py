"""Tell which option a wish means by what sets apart the ways to say each: a multinomial logistic regression on their
embeddings (Bishop 2006, 4.3.4).

Likeness asks how near a wish is to an option, and a wish is near many. This asks which differences matter. It is fitted
when an index is made, in both languages at once, where the model reads both: what is said of an option in one tells of
it in the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float16]
Floats = NDArray[np.float32]

RIDGE = 0.1  # of the weights, against the sum over all sayings
STEPS = 60
MOST_SAYINGS = 24_000  # that are learned from: of more, as many are left out of each option
AT_ONCE = 4096  # sayings


@dataclass(frozen=True, eq=False)
class OptionClassifier:
    """What was learned of some options, which are named in order, and last of what none of them answers.

    Args:
        weights: of the components of an embedding, and last a constant, shape (options + 1, width + 1).
        learned_from: names the sayings.
    """

    options: tuple[str, ...]
    weights: Weights
    learned_from: str

    def likelier(self, vector: NDArray[np.float64]) -> Floats:
        """How much likelier than by chance each option is to be meant by what has this unit vector, and last none of
        them: the logarithm, and 0 for what is less likely; shape (options + 1,).
        """
        logits = self._exact[:, :-1] @ vector + self._exact[:, -1]
        logits -= logits.max()
        chances = logits - np.log(np.exp(logits).sum())
        return np.asarray(np.maximum(chances + np.log(len(logits) - 1), 0), dtype=np.float32)

    @cached_property
    def _exact(self) -> NDArray[np.float64]:
        return self.weights.astype(np.float64)


def learned(vectors: Floats, owners: Sequence[int], options: Sequence[str], learned_from: str = "") -> OptionClassifier:
    """What tells these options apart.

    Args:
        vectors: the unit vectors of what is said of them, shape (sayings, width).
        owners: of each the place of its option; one more than the last for what none of them answers.
    """
    kept = _some_of_each(np.asarray(owners))
    rows = np.hstack([vectors[kept], np.ones((len(kept), 1))]).astype(np.float32)
    weights = _fitted(rows, np.asarray(owners)[kept], len(options) + 1)
    return OptionClassifier(tuple(options), np.ascontiguousarray(weights.T, dtype=np.float16), learned_from)


def _some_of_each(owners: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which sayings are learned from: all, or of each option every so many-th."""
    order = np.argsort(owners, kind="stable")
    many = -(-len(owners) // MOST_SAYINGS)
    return np.sort(order[:: max(many, 1)])


def _fitted(rows: Floats, owners: NDArray[np.int64], count: int) -> Floats:
    """The weights, shape (width, options), by steps that the most that the curvature can be bounds (Böhning 1992), with
    the momentum of those before (Nesterov 1983) until they climb.
    """
    width = rows.shape[1]
    curvature = 0.5 * (rows.T.astype(np.float64) @ rows) + RIDGE * np.eye(width)
    inverse = np.linalg.inv(curvature).astype(np.float32)
    weights = np.zeros((width, count), dtype=np.float32)
    ahead, momentum, least = weights, 1.0, np.inf
    for _ in range(STEPS):
        loss, slope = _slope(rows, owners, ahead)
        step = ahead - inverse @ slope
        following = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        if loss > least:
            ahead, following = step, 1.0
        else:
            ahead = step + np.float32((momentum - 1) / following) * (step - weights)
        weights, momentum, least = step, following, loss
    return weights


def _slope(rows: Floats, owners: NDArray[np.int64], weights: Floats) -> tuple[float, Floats]:
    """What the sayings lose by these weights, and its derivative."""
    loss, slope = 0.5 * RIDGE * float((weights**2).sum()), np.float32(RIDGE) * weights
    for some in _chunks(len(rows)):
        mine, own = rows[some], owners[some]
        chance = mine @ weights
        chance -= chance.max(axis=1, keepdims=True)
        at = np.arange(len(mine))
        loss -= float(chance[at, own].sum())
        np.exp(chance, out=chance)
        total = chance.sum(axis=1, keepdims=True)
        loss += float(np.log(total).sum())
        chance /= total
        chance[at, own] -= 1
        slope += mine.T @ chance
    return loss, slope


def _chunks(count: int) -> Iterator[slice]:
    return (slice(start, start + AT_ONCE) for start in range(0, count, AT_ONCE))

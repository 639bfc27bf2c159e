"""Which of a campaign's texts may stand on a poster: all that are relevant, or else what stands in for them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

MIN_RELEVANCE = 0.15  # below this, copy speaks of something else
OF_THE_BEST = 0.35  # and below this share of the best score it would only dilute what speaks for the wish
STEPS = 256  # of a score between 0 and 1; what lies within one is the same, so that it is on every machine
POOL = 40  # looked at, at most


class Fallback(StrEnum):
    """What stands in where no text is relevant."""

    NONE = ""
    PLACE = "place"  # texts for a place that a wish names, which nobody understood
    THEME = "theme"  # texts for a theme of the options, or of what a wish may mean
    WISH = "wish"  # texts that fit any wish
    CAMPAIGN = "campaign"  # texts for nothing in particular: no option, place or occasion
    ANY = "any"  # there are no such texts: any there are


Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]


def in_steps(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """The scores in whole steps, none below 0."""
    steps = np.rint(np.maximum(scores, np.float32(0)) * np.float32(STEPS))
    return np.asarray(steps / np.float32(STEPS), dtype=np.float32)


def relevant(scores: NDArray[np.float32], allowed: Mask) -> Indices:
    """The indices of what may be drawn, the most relevant first; empty when nothing is relevant.

    Args:
        scores: in steps, shape (texts,).
        allowed: False for what is out of place, such as copy of another day, however it scores.
    """
    order = _best_of(scores, allowed)
    if not len(order):
        return order
    return order[scores[order] >= max(MIN_RELEVANCE, OF_THE_BEST * float(scores[order[0]]))]


def standing_in(
    scores: NDArray[np.float32], allowed: Mask, kinds: Iterable[tuple[Fallback, Mask]]
) -> tuple[Indices, Fallback]:
    """The first of these kinds that has any texts that are allowed, and which it is.

    Texts that are out of place stand in where there are no others: a poster has words.
    """
    for fallback, mask in kinds:
        order = _best_of(scores, mask & allowed)
        if len(order):
            return order, fallback
    return _best_of(scores, np.ones_like(allowed)), Fallback.ANY


def _best_of(scores: NDArray[np.float32], among: Mask) -> Indices:
    found = np.flatnonzero(among)
    return found[np.argsort(-scores[found], kind="stable")[:POOL]]

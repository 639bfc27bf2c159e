"""What a model's similarities are worth: how alike it finds texts that have nothing to do with each other.

Models differ in that. To some, unrelated texts have a cosine of 0.1 and related ones of 0.6, to others of 0.80 and 0.86
(anisotropy: Ethayarajh 2019, arXiv:1909.00512). So a cosine counts by where it lies between the two, as they were
measured on the pack's own texts when its index was made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Cosines = NDArray[np.float64]
Pairing = Literal["option-variant", "wish-option", "variant-variant"]
PAIRINGS: tuple[Pairing, ...] = get_args(Pairing)
UNRELATED_QUANTILE = 0.8  # what four in five unrelated pairs do not reach: likeness begins here
OWN_QUANTILE = 0.5  # what half of the pairs reach that an author put together: likeness is 1
LEAST_SPREAD = 0.01  # between the two: a model below that tells nothing apart (an index keeps a cosine to 0.001)
ENOUGH = 10  # pairs that are as good as a measurement
NEARLY = 0.8  # of the way from an author's own pair to the same text
DIGITS = 6  # of a cosine that are kept, so that every machine keeps the same


@dataclass(frozen=True, slots=True)
class Scale:
    """The cosine at which likeness begins, and the one of a pair that an author put together."""

    unrelated: float
    own: float

    @property
    def spread(self) -> float:
        return self.own - self.unrelated

    def likeness(self, cosines: Cosines) -> NDArray[np.float32]:
        """0 for what is as alike as an unrelated pair, 1 as an author's own; less and more are possible."""
        return np.asarray((cosines - self.unrelated) / self.spread, dtype=np.float32)

    def nearly_the_same(self) -> float:
        """The cosine of a pair that says nearly the same."""
        return self.own + NEARLY * (1 - self.own)


@dataclass(frozen=True)
class Background:
    """A scale for each kind of pair, by locale."""

    scales: Mapping[tuple[Pairing, str], Scale]

    def scale(self, pairing: Pairing, locale: str) -> Scale:
        return self.scales[pairing, locale]

    def least(self) -> tuple[Pairing, str, Scale]:
        """The pairing in which the model tells least apart, with its locale and scale."""
        (pairing, locale), scale = min(self.scales.items(), key=lambda item: item[1].spread)
        return pairing, locale, scale


def scale_of(unrelated: Cosines, own: Cosines) -> Scale:
    """The scale between unrelated pairs and those that authors put together.

    Of few unrelated pairs, in a pack of a few texts, the least alike stands for them; in place of few that authors put
    together, half of the way from the unrelated to the same text.
    """
    low = float(np.quantile(unrelated, UNRELATED_QUANTILE) if len(unrelated) >= ENOUGH else unrelated.min())
    high = float(np.quantile(own, OWN_QUANTILE)) if len(own) >= ENOUGH else (1 + low) / 2
    return Scale(round(low, DIGITS), round(high, DIGITS))

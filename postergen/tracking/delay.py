"""Decide how much of its time to succeed a poster has behind it: the distribution of the delay from making to success.

Young posters that succeed can only have done so quickly, so delays are right-truncated by age. Seen backwards in time
that is left truncation, which the product-limit estimator takes as it comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Ends of the cells, in parts of the window: 1, 3, 6, 12 ... 72 h where it is three days. Fine where most happens.
CELLS = (0, 1, 3, 6, 12, 18, 24, 30, 36, 42, 48, 60, 72)
USUAL = 12.0  # hours: the mean delay that is believed in before there are delays
FEWEST = 30  # successes, below which none are believed
FEWEST_IN_CELL = 5


@dataclass(frozen=True, slots=True)
class Aged:
    """Posters of one age that succeeded after one delay, both in hours; weights may be fractions."""

    age: float
    delay: float
    posters: float


@dataclass(frozen=True, slots=True)
class Delays:
    """The share of all successes of the window that have come by these hours; it rises from 0 to 1."""

    hours: tuple[float, ...]
    shares: tuple[float, ...]

    def share(self, age: Floats | float) -> Floats:
        """The same at any age in hours, by straight lines in between. An age below 0, by a clock that jumped, is 0."""
        return np.asarray(np.interp(age, self.hours, self.shares), dtype=np.float64)


def ends_of_cells(window: float) -> Floats:
    """In hours: delays between the same two are not told apart. The first is 0, the last the window."""
    return np.array(CELLS) * window / CELLS[-1]


def fit_delays(rewarded: Sequence[Aged], window: float) -> Delays:
    """The delays of a campaign from the posters that succeeded within ``window`` hours.

    D. Lynden-Bell, "A method of allowing for known observational selection" (1971): F(t) is the product, over the
    cells after t, of 1 - d / n with d successes in the cell among the n by its end, of posters that have lived as long.
    A cell of which too little is known shrinks as `USUAL` says.
    """
    hours = ends_of_cells(window)
    usual = -np.expm1(-hours / USUAL) / -np.expm1(-window / USUAL)
    age = np.array([max(row.age, 0.0) for row in rewarded])
    delay = np.array([max(row.delay, 0.0) for row in rewarded])
    posters = np.array([row.posters for row in rewarded], dtype=np.float64) * (delay <= np.minimum(age, window))
    shares = usual
    if posters.sum() >= FEWEST:
        shares = np.ones(len(hours))
        for end in range(len(hours) - 1, 0, -1):
            begin = end - 1
            there = posters * ((age >= hours[end]) & (delay <= hours[end]))
            known = there.sum()
            earlier = float((there * (delay <= hours[begin])).sum() / known) if begin and known else 0.0
            if known < FEWEST_IN_CELL:
                earlier = float(usual[begin] / usual[end])
            shares[begin] = shares[end] * earlier
    return Delays(tuple(map(float, hours)), (0.0, *map(float, shares[1:])))

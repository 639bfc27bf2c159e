"""Decide when which request is due: by time alone, whatever becomes of those before (an open model).

Sources: B. Schroeder, A. Wierman, M. Harchol-Balter, "Open Versus Closed: A Cautionary Tale", NSDI 2006
(https://www.usenix.org/legacy/event/nsdi06/tech/schroeder.html); G. Tene, wrk2 (https://github.com/giltene/wrk2).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import NamedTuple

from postergen.loadtest.profiles import Spacing


class Arrival(NamedTuple):
    """A request of this step is due so many seconds after the beginning."""

    due: float
    step: str


def arrivals(
    rate: float, seconds: float, spacing: Spacing, shares: Mapping[str, float], draw: random.Random
) -> Iterator[Arrival]:
    """Requests of ``rate`` a second for so many seconds, the steps drawn by their shares.

    With `Spacing.POISSON` how many there are is chance, too; with `Spacing.EVEN` there are rate x seconds.
    """
    steps, weights = tuple(shares), tuple(accumulate(shares.values()))
    number, due = 0, 0.0 if spacing is Spacing.EVEN else draw.expovariate(rate)
    while due < seconds:
        yield Arrival(due, draw.choices(steps, cum_weights=weights)[0])
        number += 1
        due = number / rate if spacing is Spacing.EVEN else due + draw.expovariate(rate)

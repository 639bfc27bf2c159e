"""Draw what is known of texts as hills over one axis: of a hundred posters, so many bring somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from postergen.domain.policies import Prior
from postergen.tracking.intervals import Rate
from postergen.tracking.posteriors import Floats, Posteriors, heights, quantiles
from postergen.tracking.standing import Standing, posteriors_of

WIDTH, HEIGHT = 1000, 100  # of a picture, in its own units; it is stretched to the page
STEPS = 96  # of a slope
FAR = 0.001  # what lies beyond either end of the axis
LEAST_HEIGHT = 0.004  # of a hill; lower is drawn as nothing


@dataclass(frozen=True, slots=True)
class Axis:
    """``ticks`` are places from 0 to 100 with what stands there."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]

    def place(self, value: float) -> float:
        return _place(min(max(value, self.low), self.high), self.low, self.high)


@dataclass(frozen=True, slots=True)
class Ridge:
    """One text.

    Args:
        whole: the outline of its hill, closed; ``sure`` the part of it that holds the middle 95 %.
        edge: the upper edge of the hill of the text that stands first; empty for that one.
        at: where the best guess stands, from 0 to 100.
    """

    name: str
    variant: str
    detail: str
    rate: Rate
    posters: int
    rewarded: int
    odds: str
    is_young: bool
    is_best: bool
    whole: str
    sure: str
    edge: str
    at: float


@dataclass(frozen=True, slots=True)
class Ridges:
    """``axis`` is as long as those need that are compared; of the others it may show a part."""

    rows: tuple[Ridge, ...]
    axis: Axis

    @property
    def old(self) -> tuple[Ridge, ...]:
        return tuple(row for row in self.rows if not row.is_young)

    @property
    def young(self) -> tuple[Ridge, ...]:
        """Those that stand aside: too little was seen of them."""
        return tuple(row for row in self.rows if row.is_young)


def ridges(rows: Sequence[tuple[Standing, str, str, str]], prior: Prior, best: Standing | None) -> Ridges:
    """The hills of these texts, each with its name, what it is like, and its odds; the first stands behind the others.

    All are equally high, so that wide means unsure and nothing else.
    """
    of = posteriors_of([row.arm for row, *_ in rows], prior)
    compared = posteriors_of([row.arm for row, *_ in rows if not row.is_young], prior)
    axis = axis_of(quantiles(compared if len(compared.a) else of, (FAR, 1 - FAR)))
    first = _edge(of, 0, axis, axis.low, axis.high)[1:-1] if rows else []
    return Ridges(tuple(_ridge(n, *row, of, axis, first, best) for n, row in enumerate(rows)), axis)


def axis_of(ends: Floats) -> Axis:
    """From a round number to a round number, as far as these shares need."""
    low, high = float(ends.min(initial=1.0)), float(ends.max(initial=0.0))
    low, high = (low, high) if low < high else (0.0, 1.0)
    step = next(one for one in (0.005, 0.01, 0.02, 0.05, 0.1, 0.2) if (high - low) / one <= 7 or one == 0.2)
    low, high = max(0.0, step * floor(low / step)), min(1.0, step * ceil(high / step))
    values = [low + n * step for n in range(round((high - low) / step) + 1)]
    return Axis(low, high, tuple((_place(value, low, high), f"{100 * value:.3g}") for value in values))


def _place(value: float, low: float, high: float) -> float:
    return round(100 * (value - low) / (high - low), 2)


def _ridge(
    n: int,
    row: Standing,
    name: str,
    detail: str,
    odds: str,
    of: Posteriors,
    axis: Axis,
    first: Sequence[str],
    best: Standing | None,
) -> Ridge:
    low, high = row.rate.low or 0.0, row.rate.high or 1.0
    return Ridge(
        name=name,
        variant=row.arm.variant,
        detail=detail,
        rate=row.rate,
        posters=round(row.arm.exposed),
        rewarded=round(row.arm.rewarded),
        odds=odds,
        is_young=row.is_young,
        is_best=row is best,
        whole=_closed(_edge(of, n, axis, axis.low, axis.high)),
        sure=_closed(_edge(of, n, axis, low, high)),
        edge=f"M{'L'.join(first)}" if n else "",
        at=axis.place(row.rate.value or 0.0),
    )


def _edge(of: Posteriors, n: int, axis: Axis, low: float, high: float) -> list[str]:
    """The points of a hill's upper edge between two shares, as far as it is seen."""
    at = np.linspace(max(axis.low, 1e-4), min(axis.high, 1 - 1e-4), 4 * STEPS)
    tall = heights(Posteriors(of.a[n : n + 1], of.b[n : n + 1]), at)[0]
    ends = np.array([max(low, at[0]), min(high, at[-1])])
    inner = at[(at > ends[0]) & (at < ends[1]) & (tall > LEAST_HEIGHT)]
    shares = np.concatenate([ends[:1], inner, ends[1:]])
    edge = np.interp(shares, at, tall)
    x = WIDTH * (shares - axis.low) / (axis.high - axis.low)
    return [f"{a:.1f} {HEIGHT * (1 - b):.1f}" for a, b in zip(x, edge, strict=True)]


def _closed(edge: Sequence[str]) -> str:
    first, last = edge[0].split()[0], edge[-1].split()[0]
    return f"M{first} {HEIGHT}L{'L'.join(edge)}L{last} {HEIGHT}Z"

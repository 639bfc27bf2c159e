"""Say how probable each of several texts is the best, and whether the data can tell them apart at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from postergen.tracking.intervals import Z_95, Rate, beta_interval, probability_best

UNIFORM = (1.0, 1.0)  # Beta(1 + k, 1 + n - k): before any poster, every share is as likely as another (Bayes, Laplace)
SURE = 0.95
MOST_CONTENDERS = 24  # the integral costs points x contenders, and its grid grows with them


@dataclass(frozen=True, slots=True)
class Contender:
    """One text with its posters, of which so many were scanned at least once."""

    name: str
    posters: int
    scanned: int


@dataclass(frozen=True, slots=True)
class Standing:
    """``chance`` is the probability of having the highest share of all, ``share`` the middle 95 % of the posterior."""

    contender: Contender
    share: Rate
    chance: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The most probable first. ``best`` is None while they cannot be told apart.

    ``more`` is about how many more posters the first two need together, if their shares stay what they are; None when
    nothing is needed, or when their shares are the same so that no number would do.
    """

    standings: tuple[Standing, ...]
    best: Standing | None
    more: int | None


def compare(contenders: Sequence[Contender], prior: tuple[float, float] = UNIFORM) -> Comparison:
    """Who is best, by independent Beta posteriors integrated numerically (`probability_best`).

    The integral is P(i best) = ∫ f_i(x) Π F_j(x) dx (Miller, "Formulas for Bayesian A/B Testing", 2015; Scott,
    "A modern Bayesian look at the multi-armed bandit", Applied Stochastic Models in Business and Industry 26 (2010),
    eq. 3). Told apart are they only if the first has at least 0.95 *and* its interval lies above that of the second:
    the probability alone is reached early by chance, as the intervals of few posters still show.

    Only contenders with a poster take part, and of those the `MOST_CONTENDERS` with the most.

    Raises ValueError for more scanned posters than posters.
    """
    able = sorted((c for c in contenders if c.posters > 0), key=lambda c: (-c.posters, c.name))[:MOST_CONTENDERS]
    chances = probability_best([(c.scanned, c.posters) for c in able], prior)
    found = [
        Standing(c, beta_interval(c.scanned, c.posters, prior), chance) for c, chance in zip(able, chances, strict=True)
    ]
    standings = tuple(sorted(found, key=lambda s: (-s.chance, -s.contender.posters, s.contender.name)))
    if len(standings) < 2:
        return Comparison(standings, None, None)
    first, second = standings[0], max(standings[1:], key=lambda s: _high(s.share))
    if first.chance >= SURE and _low(first.share) > _high(second.share):
        return Comparison(standings, first, None)
    likeliest, highest = (_posters_needed(first.contender, s.contender) for s in (standings[1], second))
    return Comparison(standings, None, likeliest or highest)


def _posters_needed(first: Contender, second: Contender) -> int | None:
    """About how many more posters keep the two intervals from overlapping, if both get as many and keep their shares.

    Half an interval is about z sqrt(p q / n), so with n posters each the gap p1 - p2 is bridged when
    n = z^2 (sqrt(p1 q1) + sqrt(p2 q2))^2 / (p1 - p2)^2. The shares are the posterior's means, never quite 0 or 1.
    """
    p1, p2 = ((c.scanned + 1) / (c.posters + 2) for c in (first, second))
    if abs(p1 - p2) < 1e-4:
        return None
    each = ceil((Z_95 * (sqrt(p1 * (1 - p1)) + sqrt(p2 * (1 - p2))) / (p1 - p2)) ** 2)
    needed = sum(max(0, each - c.posters) for c in (first, second))
    return needed or None


def _low(rate: Rate) -> float:
    return rate.low if rate.low is not None else 0.0


def _high(rate: Rate) -> float:
    return rate.high if rate.high is not None else 1.0

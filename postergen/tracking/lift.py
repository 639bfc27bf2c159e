"""Say what learning brings: posters whose text a policy drew, against those of the hold-out, drawn evenly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, sqrt

from postergen.tracking.intervals import Rate, wilson

MOST_TIMES = 10_000  # the posters there are; a difference that needs more is none


@dataclass(frozen=True, slots=True)
class Counted:
    """Posters and those of them that succeeded; both may be fractions, weighted by age."""

    posters: float
    rewarded: float


@dataclass(frozen=True, slots=True)
class Lift:
    """How many more of a hundred posters succeed, as a difference of shares with its 95 % interval.

    Args:
        needed: about how many posters in all, at these shares and this hold-out, set the interval apart from 0; None
            when they are already, or when the shares are the same.
    """

    drawn: Rate
    held: Rate
    difference: Rate
    needed: int | None = None

    @property
    def is_told(self) -> bool:
        """Whether the interval leaves out 0: then drawing by what was learned helps, or harms."""
        low, high = self.difference.low, self.difference.high
        return low is not None and high is not None and (low > 0 or high < 0)


def lift(drawn: Counted, held: Counted) -> Lift:
    """The difference of two independent shares.

    R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17
    (1998), method 10: Wilson's intervals of both, joined; it keeps its level where few succeed.
    """
    found = _lift(drawn, held, 1.0)
    if found.difference.value is None or found.is_told:
        return found
    return replace(found, needed=_needed(drawn, held))


def _lift(drawn: Counted, held: Counted, times: float) -> Lift:
    """With so many times the posters, and the same shares."""
    one, other = (wilson(min(c.rewarded, c.posters) * times, c.posters * times) for c in (drawn, held))
    if one.value is None or other.value is None:
        return Lift(one, other, Rate(None, None, None))
    (p, low, high), (q, below, above) = _told(one), _told(other)
    gap, down, up = p - q, sqrt((p - low) ** 2 + (above - q) ** 2), sqrt((high - p) ** 2 + (q - below) ** 2)
    return Lift(one, other, Rate(gap, gap - down, gap + up))


def _needed(drawn: Counted, held: Counted) -> int | None:
    low, high = 1.0, 2.0
    while not _lift(drawn, held, high).is_told:
        if high > MOST_TIMES:
            return None
        low, high = high, 2 * high
    for _ in range(8):
        middle = (low + high) / 2
        low, high = (low, middle) if _lift(drawn, held, middle).is_told else (middle, high)
    return ceil(high * (drawn.posters + held.posters))


def _told(rate: Rate) -> tuple[float, float, float]:
    return rate.value or 0.0, rate.low or 0.0, 1.0 if rate.high is None else rate.high

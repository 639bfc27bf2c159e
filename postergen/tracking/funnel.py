"""Say how many posters came how far: made, shared, scanned, confirmed, and then a new maker or a conversion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from postergen.tracking.intervals import Rate, wilson

# Every step with the one that it follows. A poster that leads to a maker may or may not lead to a conversion as well.
PREVIOUS: Mapping[str, str] = {
    "poster": "",
    "shared": "poster",
    "scanned": "shared",
    "confirmed": "scanned",
    "maker": "confirmed",
    "converted": "confirmed",
}


@dataclass(frozen=True, slots=True)
class Step:
    """How many posters of a cohort, all made in the same span of time, reached a step at least once."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A step as shares of the step before it and of all posters; None where a share would make no sense.

    `note` says why: "more than <step>" when more posters reached this step than the one it follows. That is possible:
    a code may be scanned on paper or from a saved picture, so that nobody reported the sharing.
    """

    name: str
    count: int
    of_previous: Rate | None
    of_first: Rate | None
    note: str = ""


def funnel(counts: Iterable[Step]) -> tuple[FunnelStep, ...]:
    """The steps in the order of the funnel, each with its shares and their 95 % intervals.

    A step that was not counted is passed over: without "shared", "scanned" follows "poster". The share of the previous
    step takes every poster that came here to have been there too; where that may fail, as with "shared", it is an
    estimate from above even if it is below 1, and the share of all posters is the one to trust.

    Raises ValueError for an unknown or repeated step and for a negative count.
    """
    steps = list(counts)
    found = {step.name: step.count for step in steps}
    if len(found) < len(steps) or not found.keys() <= PREVIOUS.keys() or min(found.values(), default=0) < 0:
        raise ValueError(f"not steps of a funnel: {steps}")
    return tuple(_step(name, found) for name in PREVIOUS if name in found)


def _step(name: str, counts: Mapping[str, int]) -> FunnelStep:
    previous, first = _counted_before(name, counts), next(step for step in PREVIOUS if step in counts)
    if not previous:
        return FunnelStep(name, counts[name], None, None)
    larger = [before for before in dict.fromkeys((previous, first)) if counts[name] > counts[before]]
    return FunnelStep(
        name,
        counts[name],
        None if previous in larger else wilson(counts[name], counts[previous]),
        None if first in larger else wilson(counts[name], counts[first]),
        f"more than {' and '.join(larger)}" if larger else "",
    )


def _counted_before(name: str, counts: Mapping[str, int]) -> str:
    """The nearest step before this one that was counted; "" for the first."""
    before = PREVIOUS[name]
    while before and before not in counts:
        before = PREVIOUS[before]
    return before

"""Decide whether a server did what was asked, or that this cannot be said."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from postergen.loadtest.latencies import Latencies, together
from postergen.loadtest.profiles import PERCENTILES, Target

# A generator whose own lag takes more than this part of a target, at the target's percentile, measures itself.
LAG_SHARE = 0.1
LEAST_BEHIND = 3  # slower requests that a percentile has to rest on to be judged by
LAG_ALONE = ("p99", 0.05)  # what the lag itself may be, in seconds, where no target is a time


class Verdict(StrEnum):
    """Refused: what was measured says nothing about the server."""

    PASSED = "passed"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(slots=True)
class Tally:
    """What came of one step of the mix: how long the answers took, and how often which error came instead."""

    latencies: Latencies = field(default_factory=Latencies)
    errors: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Measured:
    """What came of one stage.

    Args:
        rate: requests a second that were due.
        seconds: in which they were due.
        lags: by how much later than due each was sent.
        took: seconds until the last of them was answered or given up, ``seconds`` at least.
        processor: seconds of the processor that the generator itself took.
        most_open: requests that were on their way at once.
    """

    rate: float
    seconds: float
    steps: Mapping[str, Tally]
    lags: Latencies = field(default_factory=Latencies)
    took: float = 0.0
    processor: float = 0.0
    most_open: int = 0

    def all(self) -> Tally:
        """Every step as one."""
        errors: Counter[str] = Counter()
        for tally in self.steps.values():
            errors.update(tally.errors)
        return Tally(together(tally.latencies for tally in self.steps.values()), errors)


@dataclass(frozen=True, slots=True)
class Judged:
    """A target and what was measured; None for a percentile at which requests failed."""

    target: Target
    value: float | None
    holds: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one stage, target by target, and why there is none where there is none."""

    verdict: Verdict
    targets: tuple[Judged, ...]
    why: tuple[str, ...] = ()


def judge(measured: Measured, targets: Sequence[Target]) -> Judgement:
    """Hold what was measured against the targets.

    No verdict is given when the generator was late itself, for then it did not send what it should have, nor by a
    percentile that fewer than `LEAST_BEHIND` requests stand behind.
    """
    of_all = measured.all()
    judged = tuple(_judged(of_all.latencies, target) for target in targets)
    why = (*_late(measured.lags, targets), *_too_few(of_all.latencies, targets))
    if why:
        return Judgement(Verdict.REFUSED, judged, why)
    return Judgement(Verdict.PASSED if all(one.holds for one in judged) else Verdict.FAILED, judged)


def _judged(latencies: Latencies, target: Target) -> Judged:
    if target.share is None:
        value = latencies.failed / latencies.count if latencies.count else 0.0
    else:
        found = latencies.at(target.share)
        if found is None:
            return Judged(target, None, False)
        value = found
    return Judged(target, value, value < target.below)


def _late(lags: Latencies, targets: Sequence[Target]) -> tuple[str, ...]:
    times = [(PERCENTILES[one.figure], LAG_SHARE * one.below) for one in targets if one.figure in PERCENTILES]
    for share, most in times or [(PERCENTILES[LAG_ALONE[0]], LAG_ALONE[1])]:
        lag = lags.at(share)
        if lag is not None and lag > most:
            return (
                f"the load generator was late itself: {1 - share:.2g} of its requests left more than "
                f"{lag * 1e3:,.0f} ms after they were due, where {most * 1e3:,.0f} ms would do; give it a machine of "
                "its own, or a lower --rate",
            )
    return ()


def _too_few(latencies: Latencies, targets: Sequence[Target]) -> tuple[str, ...]:
    shares = ((target.figure, target.share) for target in targets if target.share)
    return tuple(
        f"{figure} takes {math.ceil(LEAST_BEHIND / (1 - share) - 1e-9):,} requests, and {latencies.count:,} were "
        "counted; give it more --seconds"
        for figure, share in shares
        if latencies.behind(share) < LEAST_BEHIND - 1e-9
    )

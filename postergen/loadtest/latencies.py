"""Keep how long requests took in a bounded room: counts by buckets of which each is 0.2 % wider than the one before.

A percentile is told as the upper bound of its bucket, so it is up to 0.2 % too high and never too low; the longest is
exact. From ten microseconds to an hour there are some ten thousand buckets, and only those in use are kept: the idea
of HdrHistogram (https://github.com/HdrHistogram/HdrHistogram), with a base instead of its powers of two.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

SHORTEST = 1e-5  # seconds: what took less counts as so much
WIDER = 1.002
_LOG_WIDER = math.log(WIDER)


@dataclass(slots=True)
class Latencies:
    """How long each request took, in seconds. Those that failed stand behind all that were answered: a server does not
    get quicker by refusing.
    """

    failed: int = 0
    longest: float = 0.0
    _buckets: Counter[int] = field(default_factory=Counter)
    _answered: int = 0

    def add(self, seconds: float) -> None:
        """A request that was answered as it should be."""
        self._buckets[max(0, math.ceil(math.log(max(seconds, SHORTEST) / SHORTEST) / _LOG_WIDER))] += 1
        self._answered += 1
        self.longest = max(self.longest, seconds)

    def add_failed(self) -> None:
        self.failed += 1

    @property
    def count(self) -> int:
        """All, answered or not."""
        return self._answered + self.failed

    @property
    def answered(self) -> int:
        return self._answered

    def at(self, share: float) -> float | None:
        """What this share of the requests took at most; None where there are none, or the one at this place failed."""
        rank = max(1, math.ceil(share * self.count - 1e-9))
        if not self.count or rank > self._answered:
            return None
        for bucket in sorted(self._buckets):
            rank -= self._buckets[bucket]
            if rank <= 0:
                break
        return min(SHORTEST * WIDER**bucket, self.longest)

    def behind(self, share: float) -> float:
        """How many requests are slower than this percentile: what it rests on."""
        return self.count * (1 - share)


def together(parts: Iterable[Latencies]) -> Latencies:
    """All of them as one."""
    whole = Latencies()
    for part in parts:
        whole.failed += part.failed
        whole.longest = max(whole.longest, part.longest)
        whole._buckets.update(part._buckets)
        whole._answered += part._answered
    return whole

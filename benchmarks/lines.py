"""Simulate the lines of one server process, as `postergen/web/lanes.py` has them, and what Erlang says of such.

`tests/test_queueing.py` holds the one against the other.
"""

from __future__ import annotations

import heapq
import math
import random
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from postergen.web.lanes import NEWEST, Bounds


@dataclass(frozen=True)
class Stream:
    """Requests of one lane: how many come a second, what each takes of a core in seconds, and the lane's bounds."""

    rate: float
    work: Callable[[random.Random], float]
    bounds: Bounds


@dataclass
class Outcome:
    """What became of the requests of one lane; `times` are seconds from coming to the answer."""

    came: int = 0
    full: int = 0
    late: int = 0
    waits: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    @property
    def refused(self) -> float:
        """The share of those that came."""
        return (self.full + self.late) / max(1, self.came)

    def slowest(self, percent: float) -> float:
        """Seconds within which all but so many percent are answered, of those that are."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * (1 - percent / 100)))] if ordered else math.inf


class Worker:
    """One server process: `cores` that whoever works shares evenly, nobody more than one of them.

    Work is counted on a clock of its own that goes as fast as each of those who work gets on: who begins at `_done`
    with so much work ends at `_done` plus that, whoever comes and goes meanwhile.
    """

    def __init__(self, streams: Mapping[str, Stream], chance: random.Random, *, cores: int = 1) -> None:
        self._streams, self._chance, self._cores = streams, chance, cores
        self.outcomes = {name: Outcome() for name in streams}
        self._lines: dict[str, deque[tuple[float, float]]] = {name: deque() for name in streams}
        self._busy = dict.fromkeys(streams, 0)
        self._each = dict.fromkeys(streams, 0.0)
        self._working: list[tuple[float, int, str, float, float]] = []  # ends at, a number, lane, came, began
        self._now = self._done = 0.0
        self._number = 0

    def run(self, seconds: float, warm: float = 0.0) -> dict[str, Outcome]:
        """What becomes of those who come in so many seconds, after some that do not count."""
        coming = [(self._next(stream.rate), name) for name, stream in self._streams.items() if stream.rate]
        heapq.heapify(coming)
        is_warm = warm == 0
        while coming:
            at, name = coming[0]
            if self._working and (ends := self._ends()) <= at:
                self._end(ends)
                continue
            if at > warm + seconds:
                break
            if not is_warm and at > warm:
                self.outcomes = {lane: Outcome() for lane in self._streams}
                is_warm = True
            self._go_to(at)
            self._come(name)
            heapq.heapreplace(coming, (at + self._next(self._streams[name].rate), name))
        return self.outcomes

    def _next(self, rate: float) -> float:
        return self._chance.expovariate(rate)

    def _pace(self) -> float:
        return min(1.0, self._cores / len(self._working)) if self._working else 1.0

    def _ends(self) -> float:
        return self._now + (self._working[0][0] - self._done) / self._pace()

    def _go_to(self, at: float) -> None:
        self._done += (at - self._now) * self._pace()
        self._now = at

    def _come(self, name: str) -> None:
        """As `Lane.is_full` and `Lane.put` do."""
        bounds, line, outcome = self._streams[name].bounds, self._lines[name], self.outcomes[name]
        outcome.came += 1
        work = self._streams[name].work(self._chance)
        if self._busy[name] < bounds.threads:
            self._begin(name, self._now, work)
        elif len(line) >= bounds.waiting or len(line) * self._each[name] / bounds.threads > bounds.patience:
            outcome.full += 1
        else:
            line.append((self._now, work))

    def _begin(self, name: str, came: float, work: float) -> None:
        self._busy[name] += 1
        self._number += 1
        self.outcomes[name].waits.append(self._now - came)
        heapq.heappush(self._working, (self._done + work, self._number, name, came, self._now))

    def _end(self, at: float) -> None:
        self._go_to(at)
        _, _, name, came, began = heapq.heappop(self._working)
        self.outcomes[name].times.append(at - came)
        self._busy[name] -= 1
        self._each[name] += NEWEST * (at - began - self._each[name])
        line = self._lines[name]
        while line:
            since, work = line.popleft()
            if at - since <= self._streams[name].bounds.patience:
                self._begin(name, since, work)
                return
            self.outcomes[name].late += 1


def erlang_c(rate: float, each: float, servers: int) -> float:
    """How likely somebody waits in an M/M/c queue (A. K. Erlang, 1917)."""
    load = rate * each
    below = sum(load**n / math.factorial(n) for n in range(servers))
    above = load**servers / math.factorial(servers) * servers / (servers - load)
    return above / (below + above)


def erlang_b(rate: float, each: float, servers: int) -> float:
    """How likely somebody is sent away where nobody can wait (M/G/c/c)."""
    load = rate * each
    return load**servers / math.factorial(servers) / sum(load**n / math.factorial(n) for n in range(servers + 1))

"""Requests leave when they are due, and their time counts from then: over real connections."""

from __future__ import annotations

import asyncio
import random
import resource
import time
from collections.abc import Mapping

import pytest

from postergen.errors import Unavailable
from postergen.loadtest import drive as driving
from postergen.loadtest.drive import Wire, drive, make_room
from postergen.loadtest.latencies import Latencies
from postergen.loadtest.mix import Answer, Asked
from postergen.loadtest.profiles import Spacing, Target
from postergen.loadtest.schedule import arrivals
from postergen.loadtest.verdict import Measured, Verdict, judge
from tests.servers import free_port

from .campaign_server import campaign_server

TARGETS = (Target("p95", 0.5), Target("errors", 0.01))


class Pages:
    """A mix of one step, which may take its time before it asks."""

    shares: Mapping[str, float] = {"page": 1.0}

    def __init__(self, thinks: float = 0.0) -> None:
        self._thinks = thinks

    def ask(self, step: str) -> Asked:
        time.sleep(self._thinks)
        return Asked("GET", "/c/fake", {})

    def take(self, step: str, asked: Asked, answer: Answer) -> str:
        return "" if answer.status == 200 else str(answer.status)


def driven(url: str, rate: float, seconds: float, warm: float = 0.0, thinks: float = 0.0) -> Measured:
    async def drove() -> Measured:
        mix = Pages(thinks)
        plan = arrivals(rate, warm + seconds, Spacing.EVEN, mix.shares, random.Random(1))
        async with Wire(url) as wire:
            return await drive(wire, mix, plan, rate=rate, seconds=seconds, warm=warm)

    return asyncio.run(drove())


def one_after_the_other(url: str, count: int) -> Latencies:
    """What a generator measures that waits for each answer before it asks again."""

    async def asked() -> Latencies:
        found = Latencies()
        async with Wire(url) as wire:
            for _ in range(count):
                began = time.monotonic()
                await wire.ask(Asked("GET", "/c/fake", {}), asyncio.get_running_loop().time() + 10)
                found.add(time.monotonic() - began)
        return found

    return asyncio.run(asked())


class StandsStillOnce:
    """Of all requests the tenth takes a second; the others nothing."""

    def __init__(self) -> None:
        self._asked = 0

    def __call__(self, step: str) -> int:
        self._asked += 1
        if self._asked == 10:
            time.sleep(1.0)
        return 0


def test_a_server_that_stands_still_once_is_seen_by_all_who_come_meanwhile() -> None:
    with campaign_server(StandsStillOnce()) as server:
        found = driven(server.url, rate=80, seconds=2.5).all().latencies
        slow = [seconds for _, seconds in server.served if seconds > 0.5]
    with campaign_server(StandsStillOnce()) as server:
        closed = one_after_the_other(server.url, 200)
    assert len(slow) == 1, "one request of 200 is slow by itself"
    p50, p90, p99, closed_p99 = found.at(0.5), found.at(0.8), found.at(0.99), closed.at(0.99)
    assert None not in (p50, p90, p99, closed_p99)
    assert (found.count, closed.count) == (200, 200)
    assert p99 > 0.9  # type: ignore[operator]
    assert p90 > 0.3, "80 of 200 come while it stands still"  # type: ignore[operator]
    assert closed_p99 < 0.3, "who waits for each answer does not see it"  # type: ignore[operator]


def test_errors_are_counted_by_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driving, "PATIENCE", 1.0)
    turns = iter([503, 429, -1, 503, 0, 0, 0, 0, 0, 0])
    with campaign_server(lambda _step: next(turns)) as server:
        whole = driven(server.url, rate=10, seconds=1).all()
    assert whole.errors == {"503": 2, "429": 1, "broken off": 1}
    assert (whole.latencies.failed, whole.latencies.answered) == (4, 6)
    with campaign_server(lambda _step: time.sleep(1.5) or 0) as server:  # type: ignore[func-returns-value]
        assert driven(server.url, rate=2, seconds=0.5).all().errors == {"timeout": 1}
    assert driven(f"http://127.0.0.1:{free_port()}", rate=10, seconds=0.3).all().errors == {"refused": 3}


def test_what_is_due_before_counts_nowhere() -> None:
    with campaign_server() as server:
        found = driven(server.url, rate=20, seconds=0.5, warm=1)
        assert len(server.served) == 30
    assert (found.all().latencies.count, found.lags.count) == (10, 10)
    assert found.took == pytest.approx(0.5, abs=0.2)


def test_a_generator_that_falls_behind_says_so_and_is_given_no_verdict() -> None:
    with campaign_server() as server:
        found = driven(server.url, rate=100, seconds=1, thinks=0.02)
    assert found.all().latencies.count == 100
    judged = judge(found, TARGETS)
    assert judged.verdict is Verdict.REFUSED
    assert "the load generator was late itself" in judged.why[0]


def test_connections_are_used_again() -> None:
    async def asked(url: str) -> int:
        async with Wire(url) as wire:
            for _ in range(20):
                await wire.ask(Asked("GET", "/c/fake", {}), asyncio.get_running_loop().time() + 10)
            return len(wire._idle)

    with campaign_server() as server:
        assert asyncio.run(asked(server.url)) == 1


@pytest.mark.parametrize(
    ("allowed", "set_to"),
    [
        ((1024, 4096), [(2064, 4096)]),
        ((1024, resource.RLIM_INFINITY), [(2064, resource.RLIM_INFINITY)]),
        ((4096, 4096), []),
    ],
)
def test_as_many_connections_may_be_open_as_may_wait(
    allowed: tuple[int, int], set_to: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _kind: allowed)
    monkeypatch.setattr(resource, "setrlimit", lambda _kind, limits: done.append(limits))
    make_room(200)
    assert done == set_to


def test_a_system_that_forbids_them_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _kind: (1024, 2000))
    with pytest.raises(Unavailable, match=r"may take 2,064 open files, and 2,000 are allowed \(ulimit -Hn\)"):
        make_room(200)

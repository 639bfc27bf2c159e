"""The database goes away under load: codes keep leading on, posters keep being made, and all of it arrives later."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.faults.clients import Answer, Process, servers
from tests.faults.proxy import Proxy, proxied
from tests.faults.stored import Stored, stored
from tests.servers import wait_until
from tests.stores import empty_database

AWAY = float(os.environ.get("POSTERGEN_TEST_AWAY_SECONDS", "6"))
SLOWEST = 1.5  # seconds for any answer
SLOWEST_HUNG = 4.0  # seconds, where one request has to find out that nobody answers
TURNS = 20  # how often one request may have to wait for its turn on a busy machine, in all of its threads

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.long]


@dataclass
class Load:
    """Asks without a break, and keeps every answer with the moment at which it was asked for."""

    process: Process
    codes: list[str]
    scans: list[tuple[float, Answer]] = field(default_factory=list)
    posters: list[tuple[float, Answer]] = field(default_factory=list)
    _until: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Load:
        works: tuple[Callable[[int], None], ...] = (self._scan, self._scan, self._make)
        self._threads = [threading.Thread(target=work, args=(n,)) for n, work in enumerate(works)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._until.set()
        for thread in self._threads:
            thread.join()

    def _scan(self, number: int) -> None:
        with self.process.client() as client:
            while not self._until.wait(0.02):
                known = self.codes + [answer.code for _, answer in self.posters if answer.status == 201]
                now = time.monotonic()
                self.scans.append((now, client.scan(known[(len(self.scans) + number) % len(known)])))

    def _make(self, _: int) -> None:
        with self.process.client() as client:
            while not self._until.wait(0.05):
                now = time.monotonic()
                self.posters.append((now, client.make(f"n{len(self.posters)}")))

    def slowest(self) -> float:
        return max(answer.seconds for _, answer in self.scans + self.posters)


def is_ready(process: Process) -> Answer:
    with process.client() as client:
        return client.ask("GET", "/readyz")


class Ruler:
    """How long the machine itself lets somebody wait for a turn, while we look."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._until = threading.Event()
        self._thread = threading.Thread(target=self._measure)

    def __enter__(self) -> Ruler:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._until.set()
        self._thread.join()

    def _measure(self) -> None:
        while not self._until.is_set():
            began = time.monotonic()
            time.sleep(0.005)
            self.longest = max(self.longest, time.monotonic() - began - 0.005)


def has_everything(found: Stored, load: Load) -> bool:
    clicks = {answer.click for _, answer in load.scans}
    codes = {answer.code for _, answer in load.posters}
    return found.clicks().keys() >= clicks and found.codes() >= codes


@pytest.mark.parametrize(
    ("go_away", "slowest"),
    [pytest.param(Proxy.cut, SLOWEST, id="refused"), pytest.param(Proxy.hang, SLOWEST_HUNG, id="silent")],
)
def test_nobody_sees_that_the_database_is_away(
    go_away: Callable[[Proxy], None], slowest: float, tmp_path: Path
) -> None:
    with (
        empty_database("postgresql", tmp_path) as url,
        proxied(url) as (proxy, through),
        servers(through, tmp_path) as started,
    ):
        process = started.start()
        with process.client() as client:
            old = client.make("old").code
        wait_until(lambda: is_ready(process).status == 200, "the server is ready")
        with Ruler() as ruler, Load(process, [old]) as load:
            time.sleep(1)
            left = time.monotonic()
            go_away(proxy)
            not_ready = is_ready(process)
            time.sleep(AWAY)
            still_not_ready = is_ready(process)
            proxy.restore()
            wait_until(lambda: is_ready(process).status == 200, "the server has its database back")
            time.sleep(1)
        print(f"slowest {load.slowest():.2f} s of {len(load.scans)} scans and {len(load.posters)} posters")  # noqa: T201 (for whoever runs with -rP)
        assert [not_ready.status, still_not_ready.status] == [503, 503]
        assert {answer.status for _, answer in load.scans} == {302}
        assert {answer.status for _, answer in load.posters} == {201}
        assert any(left < at < left + AWAY for at, _ in load.scans)
        assert any(left < at < left + AWAY for at, _ in load.posters)
        assert max(load.slowest(), not_ready.seconds, still_not_ready.seconds) < slowest + TURNS * ruler.longest
        with stored(url) as found:
            wait_until(lambda: has_everything(found, load), "everything is folded")
            found.check_counters()


def test_what_has_to_be_looked_up_is_answered_with_an_honest_503(tmp_path: Path) -> None:
    with (
        empty_database("postgresql", tmp_path) as url,
        proxied(url) as (proxy, through),
        servers(through, tmp_path) as started,
    ):
        process = started.start()
        with process.client() as client, stored(url) as found:
            made = client.make("first", "a-key")
            wait_until(lambda: made.code in found.codes(), "the poster is folded")
            proxy.cut()
            again = client.make("first", "a-key")
            shown = client.ask("GET", f"/api/v1/posters/{made.code}")
            for answer in (again, shown):
                assert answer.status == 503
                assert int(answer.headers["retry-after"]) > 0
            proxy.restore()
            wait_until(lambda: is_ready(process).status == 200, "the server has its database back")
            assert client.make("first", "a-key").code == made.code


def test_a_server_that_stops_while_the_database_is_away_leaves_its_journal_to_the_next(tmp_path: Path) -> None:
    with (
        empty_database("postgresql", tmp_path) as url,
        proxied(url) as (proxy, through),
        servers(through, tmp_path) as started,
    ):
        process = started.start()
        with process.client() as client:
            client.make("warm")
            proxy.cut()
            clicks = {client.scan(client.make(f"n{n}").code).click for n in range(5)}
        started.stop(process)
        assert started.journals() != []
        proxy.restore()
        started.start()
        with stored(url) as found:
            wait_until(lambda: found.clicks().keys() == clicks, "all scans are folded")
            wait_until(lambda: started.journals() == [], "no journal is left")
            found.check_counters()

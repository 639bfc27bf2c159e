"""A server that is killed at any moment loses nothing that it acknowledged, and counts nothing twice."""

from __future__ import annotations

import http.client
import itertools
import os
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.faults.clients import Client, Process, Servers, servers
from tests.faults.stored import Stored, fold_the_rest, stored
from tests.servers import wait_until
from tests.stores import KINDS, empty_database

pytestmark = pytest.mark.slow

ROUNDS = int(os.environ.get("POSTERGEN_TEST_KILLS", "16"))  # on each database, at moments of their own
THREADS = 3
ANSWERS = 8  # that have come, in most rounds, before the kill
LOAD = (0.02, 0.2)  # seconds of load after them


@dataclass
class Ledger:
    """What was asked for and what was acknowledged, over all rounds."""

    posters: dict[str, str] = field(default_factory=dict)  # nickname: code
    asked: set[str] = field(default_factory=set)  # nicknames
    unanswered: list[tuple[str, str]] = field(default_factory=list)  # nickname and idempotency key, to be tried again
    clicks: list[str] = field(default_factory=list)
    hits: Counter[str] = field(default_factory=Counter)  # by code, acknowledged or not
    errors: list[str] = field(default_factory=list)
    numbers: itertools.count[int] = field(default_factory=itertools.count)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def acknowledged(self) -> int:
        return len(self.posters) + len(self.clicks)

    def use(self, process: Process, until: threading.Event, rnd: random.Random) -> None:
        """Make posters and scan them until the server dies."""
        with process.client() as client:
            while not until.is_set():
                try:
                    self._scan(client, rnd) if self.posters and rnd.random() < 0.7 else self._make(client, rnd)
                except (OSError, http.client.HTTPException):
                    return

    def _make(self, client: Client, rnd: random.Random) -> None:
        with self.lock:
            number = next(self.numbers)
            name, key = f"n{number}", f"key-{number}" if rnd.random() < 0.5 else ""
            if self.unanswered and rnd.random() < 0.7:
                name, key = self.unanswered.pop()
            self.asked.add(name)
        self.make(client, name, key)

    def make(self, client: Client, name: str, key: str) -> None:
        try:
            answer = client.make(name, key or None)
        except BaseException:
            if key:
                with self.lock:
                    self.unanswered.append((name, key))
            raise
        self._note(answer.status in ((200, 201) if key else (201,)), f"{answer.status} for a poster: {answer.body!r}")
        if answer.status in (200, 201):
            self.posters[name] = answer.code

    def _scan(self, client: Client, rnd: random.Random) -> None:
        with self.lock:
            code = rnd.choice(list(self.posters.values())[-200:])
            self.hits[code] += 1
        answer = client.scan(code)
        self._note(answer.status == 302, f"{answer.status} for a scan: {answer.body!r}")
        if answer.status == 302:
            self.clicks.append(answer.click)

    def _note(self, is_right: bool, problem: str) -> None:
        if not is_right:
            self.errors.append(problem)

    def compare(self, found: Stored) -> None:
        names, codes, clicks = found.names(), found.codes(), found.clicks()
        assert self.errors == []
        assert names.keys() >= self.posters.keys(), "an acknowledged poster is lost"
        assert codes >= set(self.posters.values()), "a poster has another code than was said"
        assert names.keys() <= self.asked
        assert [name for name, times in names.items() if times > 1] == [], "a poster was made twice"
        assert clicks.keys() >= set(self.clicks), "an acknowledged scan is lost"
        assert [click for click, times in clicks.items() if times > 1] == [], "a scan is there twice"
        assert len(set(self.clicks)) == len(self.clicks)
        assert sum(clicks.values()) <= sum(self.hits.values())
        found.check_counters()
        assert found.marks() == 0, "a mark outlived its journal"


def one_round(ledger: Ledger, started: Servers, processes: list[Process], rnd: random.Random) -> None:
    """Load on all processes; one of them is killed in the middle of it, and sometimes the others."""
    until = threading.Event()
    before = ledger.acknowledged()
    seeds = [rnd.random() for _ in range(THREADS)]
    threads = [
        threading.Thread(target=ledger.use, args=(processes[n % len(processes)], until, random.Random(seed)))
        for n, seed in enumerate(seeds)
    ]
    for thread in threads:
        thread.start()
    if rnd.random() < 0.8:
        wait_until(lambda: ledger.acknowledged() >= before + ANSWERS, "answers come")  # else it dies while it starts
    time.sleep(rnd.uniform(*LOAD))
    started.kill(processes[0])
    if len(processes) > 1 and rnd.random() < 0.5:
        time.sleep(rnd.uniform(0, LOAD[1]))  # the other may be adopting what the first left
        started.kill(processes[1])
    until.set()
    for thread in threads:
        thread.join()


def answer_the_rest(ledger: Ledger, started: Servers) -> None:
    """Every keyed request that never got its answer gets it now."""
    process = started.start()
    with process.client() as client:
        while ledger.unanswered:
            ledger.make(client, *ledger.unanswered.pop())
    started.kill(process)


@pytest.mark.parametrize("kind", KINDS)
def test_killed_again_and_again_under_load(kind: str, tmp_path: Path) -> None:
    rnd = random.Random(f"20260601 {kind}")
    ledger = Ledger()
    with empty_database(kind, tmp_path) as url:
        with servers(url, tmp_path) as started:
            for number in range(ROUNDS):
                wanted = 2 if number % 4 == 3 else 1
                while len(started.running) < wanted:
                    started.start()
                one_round(ledger, started, list(started.running), rnd)
            answer_the_rest(ledger, started)
            while started.running:
                started.kill(started.running[0])
        fold_the_rest(url, tmp_path / "journal")
        with stored(url) as found:
            ledger.compare(found)
        print(f"{len(ledger.posters)} posters and {len(ledger.clicks)} scans were acknowledged")  # noqa: T201 (for whoever runs with -rP)
        assert len(ledger.posters) > ROUNDS
        assert len(ledger.clicks) > ROUNDS
        # a process that was killed while it looked into a journal leaves SQLite's files
        for left in started.journals():
            os.utime(left, (0, 0))
        fold_the_rest(url, tmp_path / "journal")
        assert started.journals() == [], "what is left is swept away when it is old"

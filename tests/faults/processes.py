"""Look at the processes of a server from outside: which listen, how much memory they take, how soon they answer."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit

from tests.faults.clients import Client
from tests.servers import Serving, wait_until

LONGEST = 10.0  # seconds after which an answer counts as none


def workers_of(running: Serving) -> set[int]:
    """The processes that listen at its port."""
    listening = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        words = line.split()
        if words[3] == "0A" and int(words[1].rpartition(":")[2], 16) == urlsplit(running.url).port:
            listening.add(f"socket:[{words[9]}]")
    return {pid for pid in descendants(running.process.pid) if listening & set(sockets(pid))}


def descendants(pid: int) -> Iterator[int]:
    with suppress(OSError):
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in children.read_text().split():
                yield int(child)
                yield from descendants(int(child))


def sockets(pid: int) -> Iterator[str]:
    with suppress(OSError):
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                yield str(link.readlink())


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def memory(pid: int, name: str) -> float:
    """What the kernel says of a process, in MB: ``VmRSS`` now, ``VmHWM`` at its most."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    return 0.0


def warmed_up(running: Serving) -> None:
    """Wait until both workers have done what they do once: drawn the looks, made a poster."""
    wait_until(lambda: len(workers_of(running)) == 2, "both workers listen")
    port = int(urlsplit(running.url).port or 0)
    for number in range(16):  # each connection comes to one worker or the other
        with closing(Client(port)) as client:
            client.make(f"n{number}")
    before: dict[int, float] = {}

    def rests() -> bool:
        nonlocal before
        time.sleep(2)
        now = {pid: memory(pid, "VmRSS") for pid in workers_of(running)}
        is_over = now.keys() == before.keys() and all(now[pid] < 1.02 * before[pid] for pid in now)
        before = now
        return is_over

    wait_until(rests, "the workers grow no more")


@dataclass
class Watch:
    """Asks for /healthz ten times a second and weighs the workers, as long as it is entered."""

    running: Serving
    health: list[float] = field(default_factory=list)  # seconds
    rest: dict[int, float] = field(default_factory=dict)  # MB, before
    peak: dict[int, float] = field(default_factory=dict)  # MB, meanwhile
    _until: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def __enter__(self) -> Watch:
        self.rest = {pid: memory(pid, "VmRSS") for pid in workers_of(self.running)}
        for pid in self.rest:
            Path(f"/proc/{pid}/clear_refs").write_text("5")  # the kernel forgets the highest
        self._thread = Thread(target=self._ask)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._until.set()
        if self._thread is not None:
            self._thread.join()
        self.peak = {pid: memory(pid, "VmHWM") for pid in self.rest}

    def growth(self) -> float:
        """How many times its rest a worker took at its most."""
        return max(self.peak[pid] / self.rest[pid] for pid in self.rest)

    def _ask(self) -> None:
        while not self._until.wait(0.1):
            began = time.monotonic()
            try:
                with urllib.request.urlopen(f"{self.running.url}/healthz", timeout=LONGEST) as answer:
                    answer.read()
                self.health.append(time.monotonic() - began)
            except OSError:
                self.health.append(LONGEST)

    def report(self) -> str:
        grown = ", ".join(f"{self.rest[pid]:.0f} -> {self.peak[pid]:.0f} MB" for pid in self.rest)
        return f"slowest of {len(self.health)} looks at /healthz {max(self.health):.2f} s; workers {grown}"

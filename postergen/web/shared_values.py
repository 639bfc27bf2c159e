"""Where counters lie: in this process, or in files that all processes of a server share.

`postergen serve` names the folder of the files (``PROMETHEUS_MULTIPROC_DIR``) before anything is counted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, values
from prometheus_client.multiprocess import mark_process_dead

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_LIVE = "gauge_live*.db"  # what is so only while its process lives


class Counted:
    """Makes the counters of one kind of process, in a registry of their own."""

    def __init__(self) -> None:
        if values.ValueClass is not values.MutexValue:
            # shared by processes: else each value asks at each change whether the process was forked meanwhile
            values.ValueClass = values.MultiProcessValue(partial(int, os.getpid()))  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()

    def counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(name, text, labels, registry=self.registry)

    def histogram(self, name: str, text: str, *labels: str) -> Histogram:
        return Histogram(name, text, labels, registry=self.registry, buckets=SECONDS)

    def gauge(self, name: str, text: str, *labels: str) -> Gauge:
        """Something that ends with its process; asked of all of them, it is the sum."""
        return Gauge(name, text, labels, registry=self.registry, multiprocess_mode="livesum")


def forget_the_dead(folder: Path) -> None:
    """Leave out what was so of processes that are gone. Their counters stay: what they did was done."""
    for process in _processes(folder):
        if not _lives(process):
            with suppress(FileNotFoundError):  # somebody else has just done so
                mark_process_dead(process, str(folder))  # type: ignore[no-untyped-call]


def _processes(folder: Path) -> Iterator[int]:
    for path in folder.glob(_LIVE):
        yield int(path.stem.rpartition("_")[2])


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, PermissionError):  # its number may be somebody else's by now
        return False
    return True

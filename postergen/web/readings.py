"""Measure, when somebody asks, what is so just now: what waits, what lies there, how much room is left, who serves."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily

from postergen import __version__
from postergen.machine import room_of

Backlog = Callable[[], tuple[int, float]]  # events that wait for the database, and the age of the oldest in seconds
SetAside = Callable[[], Iterable[tuple[str, int, int]]]  # kinds of files that were set aside: how many, and their bytes
Policies = Callable[[], Iterable[tuple[str, str, float | None]]]  # campaigns: why none serves, and age in seconds


@dataclass(frozen=True, eq=False)
class Readings:
    """What can be read; a collector of Prometheus's."""

    backlog: Backlog | None = None
    set_aside: SetAside = tuple
    policies: Policies = tuple
    folders: Mapping[str, Path] = field(default_factory=dict)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield _build()
        yield from self._of_journals()
        yield from self._of_disks()
        yield from self._of_policies()

    def _of_journals(self) -> Iterator[GaugeMetricFamily]:
        if self.backlog is not None:
            depth, age = self.backlog()
            yield GaugeMetricFamily("postergen_journal_events", "Events that wait for the database", depth)
            yield GaugeMetricFamily("postergen_journal_oldest_seconds", "Age of the oldest event that waits", age)
        files = GaugeMetricFamily(
            "postergen_set_aside_files", "Damaged journals, and lists of events that fit no table", labels=["kind"]
        )
        sizes = GaugeMetricFamily("postergen_set_aside_bytes", "Their size", labels=["kind"])
        for kind, count, size in self.set_aside():
            files.add_metric([kind], count)
            sizes.add_metric([kind], size)
        yield from (files, sizes)

    def _of_disks(self) -> Iterator[GaugeMetricFamily]:
        free = GaugeMetricFamily("postergen_disk_free_bytes", "Free on the disk of a folder", labels=["folder"])
        size = GaugeMetricFamily("postergen_disk_size_bytes", "Size of the disk of a folder", labels=["folder"])
        for name, folder in self.folders.items():
            with suppress(OSError):  # what cannot be known is left out
                room = room_of(folder)
                free.add_metric([name], room.free)
                size.add_metric([name], room.size)
        yield from (free, size)

    def _of_policies(self) -> Iterator[GaugeMetricFamily]:
        ages = GaugeMetricFamily("postergen_policy_age_seconds", "Age of what draws", labels=["campaign"])
        degraded = GaugeMetricFamily(
            "postergen_policy_degraded", "Whether relevance alone draws instead, and why", labels=["campaign", "reason"]
        )
        for campaign, reason, old in self.policies():
            if old is not None:
                ages.add_metric([campaign], old)
            degraded.add_metric([campaign, reason], float(bool(reason)))
        yield from (ages, degraded)


def _build() -> GaugeMetricFamily:
    built = GaugeMetricFamily("postergen_build_info", "What runs; always 1", labels=["version", "python"])
    built.add_metric([__version__, platform.python_version()], 1)
    return built

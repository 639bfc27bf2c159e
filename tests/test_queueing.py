"""The simulation behind docs/capacity.md meets what is known of lines, and the page says what it says now."""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

from postergen.config import CONTENT
from postergen.web.lanes import Bounds

FOREVER = 1e9  # seconds of patience, and room for as many


@pytest.fixture(scope="module", autouse=True)
def path() -> Iterator[None]:
    """Benchmarks are programs beside each other, and no package."""
    sys.path.insert(0, str(CONTENT / "benchmarks"))
    yield
    sys.path.remove(str(CONTENT / "benchmarks"))


@pytest.fixture
def lines() -> Any:
    return import_module("lines")


@pytest.fixture
def queueing() -> Any:
    return import_module("queueing")


def by_chance(mean: float) -> Callable[[random.Random], float]:
    return lambda chance: chance.expovariate(1 / mean)


@pytest.mark.parametrize(("servers", "rate"), [(1, 0.5), (2, 1.2), (8, 5.6)])
def test_who_waits_and_for_how_long_is_as_erlang_says(lines: Any, servers: int, rate: float) -> None:
    """M/M/c: as many threads as cores, each with one of its own."""
    stream = lines.Stream(rate, by_chance(1.0), Bounds(servers, int(FOREVER), FOREVER))
    found = lines.Worker({"line": stream}, random.Random(7), cores=servers).run(60_000 / rate, 500)["line"]
    waits = lines.erlang_c(rate, 1.0, servers)
    assert sum(wait > 0 for wait in found.waits) / len(found.waits) == pytest.approx(waits, rel=0.08)
    assert statistics.fmean(found.waits) == pytest.approx(waits / (servers - rate), rel=0.15)


@pytest.mark.parametrize("work", [by_chance(1.0), lambda _chance: 1.0], ids=["by chance", "all alike"])
def test_who_is_refused_where_nobody_can_wait_is_as_erlang_says(
    lines: Any, work: Callable[[random.Random], float]
) -> None:
    """M/G/c/c: whatever the service takes, its mean decides."""
    stream = lines.Stream(8.0, work, Bounds(8, 0, FOREVER))
    found = lines.Worker({"line": stream}, random.Random(1), cores=8).run(4_000, 100)["line"]
    assert found.refused == pytest.approx(lines.erlang_b(8.0, 1.0, 8), rel=0.05)


def test_a_core_that_is_shared_keeps_everybody_as_long_as_is_known(lines: Any) -> None:
    """M/G/1 with processor sharing: the mean time is work / (1 - use), whatever the work's distribution."""

    def unlike(chance: random.Random) -> float:
        return chance.choice((0.2, 0.2, 0.2, 0.2, 4.2))

    stream = lines.Stream(0.5, unlike, Bounds(10_000, 0, FOREVER))
    found = lines.Worker({"line": stream}, random.Random(3)).run(60_000, 500)["line"]
    assert statistics.fmean(found.times) == pytest.approx(1 / (1 - 0.5), rel=0.08)


def test_nobody_begins_after_the_patience_is_over_and_a_line_is_no_longer_than_it_may_be(lines: Any) -> None:
    stream = lines.Stream(3.0, by_chance(1.0), Bounds(1, 5, 2.0))
    found = lines.Worker({"line": stream}, random.Random(1)).run(3_000)["line"]
    assert max(found.waits) <= 2.0
    assert found.full > 0
    assert found.late > 0
    assert found.came - found.full - found.late - len(found.times) in range(8)  # those that are still here


def test_a_lane_that_nobody_enters_waits_for_no_other(lines: Any) -> None:
    """The core is shared, the line is not: however many posters come, a scan begins at once."""
    posters = lines.Stream(50.0, by_chance(0.1), Bounds(2, 128, 0.5))
    scans = lines.Stream(1.0, lambda _chance: 0.002, Bounds(8, 1024, 0.9))
    found = lines.Worker({"posters": posters, "scans": scans}, random.Random(1)).run(500)
    assert found["posters"].refused > 0.5
    assert (found["scans"].refused, max(found["scans"].waits)) == (0.0, 0.0)


def test_the_page_says_what_the_figures_say_now(queueing: Any) -> None:
    """Otherwise: ``python benchmarks/queueing.py --write``."""
    page = queueing.PAGE.read_text(encoding="utf-8")
    assert queueing.put(page, queueing.report()) == page


def test_a_day_is_whole(queueing: Any) -> None:
    assert len(queueing.DAY) == 24
    assert sum(queueing.DAY) == pytest.approx(100)
    assert statistics.fmean(queueing.SHAPE) == pytest.approx(1, abs=0.01)


def test_more_databases_leave_less_behind(queueing: Any) -> None:
    behind = [queueing.furthest_behind(count) for count in (4, 6, 8, 11)]
    assert behind == sorted(behind, reverse=True)
    assert behind[-1] == (0.0, 0.0)

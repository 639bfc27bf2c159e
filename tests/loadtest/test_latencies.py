"""Percentiles are never told better than they were, and what failed stands behind all that was answered."""

from __future__ import annotations

import math
import random

import pytest

from postergen.loadtest.latencies import SHORTEST, WIDER, Latencies, together


def of(*seconds: float, failed: int = 0) -> Latencies:
    made = Latencies(failed=failed)
    for one in seconds:
        made.add(one)
    return made


@pytest.mark.parametrize("share", [0.5, 0.95, 0.99, 0.999, 1.0])
def test_a_percentile_is_at_most_a_bucket_above_the_sample_at_its_place(share: float) -> None:
    draw = random.Random(3)
    samples = sorted(draw.lognormvariate(-4, 1.5) for _ in range(5_000))
    exact = samples[math.ceil(share * len(samples)) - 1]
    told = of(*samples).at(share)
    assert told is not None
    assert exact <= told * (1 + 1e-9)
    assert told <= exact * WIDER * (1 + 1e-9)


def test_the_longest_is_exact() -> None:
    assert of(0.1, 0.123456, 0.2).longest == 0.2
    assert of(0.1234567).at(0.5) == 0.1234567


def test_what_took_no_time_is_told_as_the_shortest() -> None:
    assert of(0.0, 1.0).at(0.5) == pytest.approx(SHORTEST)


def test_where_every_twentieth_fails_there_is_no_99th_percentile() -> None:
    found = of(*[0.01] * 95, failed=5)
    assert found.count == 100
    assert found.at(0.95) == pytest.approx(0.01, rel=0.002)
    assert found.at(0.96) is None
    assert found.at(0.99) is None


def test_of_nothing_nothing_is_told() -> None:
    assert Latencies().at(0.5) is None


def test_two_together_are_as_if_measured_in_one() -> None:
    draw = random.Random(4)
    some, others = [draw.random() for _ in range(200)], [draw.random() for _ in range(300)]
    joined, one = together([of(*some, failed=1), of(*others)]), of(*some, *others, failed=1)
    assert (joined.count, joined.answered, joined.longest) == (one.count, one.answered, one.longest)
    assert [joined.at(share) for share in (0.1, 0.5, 0.9)] == [one.at(share) for share in (0.1, 0.5, 0.9)]


def test_a_day_takes_no_more_room_than_a_minute() -> None:
    draw = random.Random(5)
    kept = Latencies()
    for _ in range(50_000):
        kept.add(10 ** draw.uniform(-5, 1))
    assert len(kept._buckets) < math.log(1e6) / math.log(WIDER) + 2

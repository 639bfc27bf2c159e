"""Scans of one network that come as people's do not are suspected; crowds that lead on are not."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from postergen.tracking.concentration import MANY, REGULAR, suspicion
from tests.conftest import NOON


def moments(gaps: list[float]) -> list[datetime]:
    at, found = NOON, []
    for gap in gaps:
        at += timedelta(seconds=gap)
        found.append(at)
    return found


def suspicion_of(earlier: list[datetime], at: datetime, *, has_children: bool) -> str:
    return suspicion(len(earlier), earlier[1 - REGULAR :], at, has_children=has_children)


def test_many_scans_of_a_network_are_suspicious_until_one_leads_to_a_poster() -> None:
    chance = random.Random(1)
    *earlier, last = moments([chance.expovariate(1 / 40) for _ in range(MANY + 1)])
    assert "no child" in suspicion_of(earlier, last, has_children=False)
    assert suspicion_of(earlier, last, has_children=True) == ""
    assert suspicion_of(earlier[1:], last, has_children=False) == ""


@pytest.mark.parametrize("apart", [0, 1, 5, 60])
def test_a_timer_is_suspicious_whatever_its_pace(apart: float) -> None:
    *earlier, last = moments([apart] * REGULAR)
    assert "even distances" in suspicion_of(earlier, last, has_children=True)
    assert suspicion_of(earlier[1:], last, has_children=True) == ""


def test_people_scan_at_uneven_distances() -> None:
    chance = random.Random(2)
    for _ in range(1000):
        *earlier, last = moments([chance.expovariate(1 / 30) for _ in range(REGULAR)])
        assert suspicion_of(earlier, last, has_children=False) == ""

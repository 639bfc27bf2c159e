"""When requests are due follows from the seed and the clock alone."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise

import pytest

from postergen.loadtest.profiles import PROFILES, Spacing
from postergen.loadtest.schedule import arrivals

SHARES = {"page": 3.0, "scan": 1.0}


def test_even_requests_come_like_a_clock() -> None:
    due = [one.due for one in arrivals(10, 2, Spacing.EVEN, SHARES, random.Random(1))]
    assert due == [n / 10 for n in range(20)]


def test_people_come_by_chance_at_the_rate() -> None:
    due = [one.due for one in arrivals(200, 100, Spacing.POISSON, SHARES, random.Random(1))]
    gaps = [after - before for before, after in pairwise(due)]
    mean = sum(gaps) / len(gaps)
    assert len(due) == pytest.approx(20_000, rel=0.03)
    # of an exponential distribution the deviation is the mean
    assert (sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) ** 0.5 == pytest.approx(mean, rel=0.03)
    assert due == sorted(due)
    assert due[-1] < 100


def test_steps_come_by_their_shares() -> None:
    found = Counter(one.step for one in arrivals(1_000, 10, Spacing.EVEN, SHARES, random.Random(2)))
    assert found["page"] / found["scan"] == pytest.approx(3, rel=0.1)


def test_one_seed_gives_one_plan() -> None:
    plans = [list(arrivals(50, 5, Spacing.POISSON, SHARES, random.Random(seed))) for seed in (7, 7, 8)]
    assert plans[0] == plans[1] != plans[2]


def test_a_ramp_that_begins_elsewhere_keeps_its_proportions() -> None:
    ramp = PROFILES["evening"]
    asked = ramp.asked(rate=10, seconds=2, warm=0, spacing=Spacing.EVEN)
    assert [one / ramp.rates[0] for one in ramp.rates] == pytest.approx([one / 10 for one in asked.rates])
    assert (asked.seconds, asked.warm, asked.spacing, asked.targets) == (2, 0, Spacing.EVEN, ramp.targets)
    assert ramp.asked() == ramp

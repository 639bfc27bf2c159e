"""Means come with their intervals, and nothing is made up of one battle."""

from __future__ import annotations

import pytest

from postergen.domain.campaign import Campaign
from postergen.service.battle_figures import BattleFigures, Sent, mean_depth
from postergen.tracking.intervals import Rate


class Counted:
    def lines(self, campaign: str) -> dict[str, Sent]:
        return {
            "own": Sent(3, 0, {0: 3}),
            "zh-noodles-clump": Sent(8, 4, {0: 4, 3: 2, 6: 2}),
            "gone": Sent(1, 1, {1: 1}),
        }


class Shelf:
    def __init__(self, campaign: Campaign) -> None:
        self.kept = campaign

    def campaign(self, name: str) -> Campaign:
        return self.kept


def test_lines_are_told_the_most_sent_first_with_their_words(campaign: Campaign) -> None:
    rows = BattleFigures(campaigns=Shelf(campaign), counts=Counted()).lines("better-life")
    assert [(one.line, one.text, one.sent, one.deepest) for one in rows] == [
        ("zh-noodles-clump", "面坨了，快来", 8, 6),
        ("own", "", 3, 0),
        ("gone", "", 1, 1),
    ]
    assert rows[0].share.value == 0.5
    assert rows[0].share.low is not None
    assert 0.2 < rows[0].share.low < 0.3


def test_a_mean_of_depths_has_students_interval_and_one_battle_has_none() -> None:
    found = mean_depth({0: 4, 3: 2, 6: 2})
    assert found.value == 2.25
    assert (found.low, found.high) == (pytest.approx(0.027, abs=0.001), pytest.approx(4.473, abs=0.001))
    assert mean_depth({4: 1}) == Rate(4.0, None, None)
    assert mean_depth({}) == Rate(None, None, None)
    assert mean_depth({0: 9, 1: 1}).low == 0.0

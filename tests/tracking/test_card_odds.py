"""Whether odds that were not kept are noticed, and only those; and a card that is used up misleads nobody."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from postergen.tracking.card_odds import Verdict, drawn_odds
from postergen.tracking.sample_ratio import chi2_survival

CARDS = ("lamp", "ticket", "envelope")
ODDS = {"lamp": 600_000, "ticket": 390_000, "envelope": 10_000}


def test_the_test_is_pearsons_where_every_card_was_there() -> None:
    dealt = {"lamp": 620, "ticket": 370, "envelope": 10}
    found = drawn_odds(CARDS, [(ODDS, dealt)])
    by_hand = (620 - 600) ** 2 / 600 + (370 - 390) ** 2 / 390
    assert found.chi2 == pytest.approx(by_hand)
    assert (found.df, found.verdict) == (2, Verdict.AS_PROMISED)
    assert found.p == pytest.approx(chi2_survival(by_hand, 2))
    assert [row.expected for row in found.cards] == pytest.approx([600, 390, 10])
    assert [row.promised for row in found.cards] == pytest.approx([0.6, 0.39, 0.01])
    assert found.cards[0].rate.value == 0.62


@pytest.mark.parametrize(
    ("dealt", "verdict"),
    [
        ({"lamp": 640, "ticket": 350, "envelope": 10}, Verdict.SELDOM),
        ({"lamp": 700, "ticket": 290, "envelope": 10}, Verdict.SUSPICIOUS),
        ({"lamp": 4, "ticket": 2}, Verdict.TOO_FEW),
        ({}, Verdict.TOO_FEW),
        ({"lamp": 600, "ticket": 390, "envelope": 10, "ghost": 1}, Verdict.IMPOSSIBLE),
    ],
)
def test_what_chance_seldom_does_is_told(dealt: dict[str, int], verdict: Verdict) -> None:
    assert drawn_odds(CARDS, [(ODDS, dealt)]).verdict is verdict


def test_a_rare_card_is_tested_with_the_next_and_told_alone() -> None:
    found = drawn_odds(CARDS, [(ODDS, {"lamp": 60, "ticket": 36, "envelope": 4})])
    assert (found.df, found.chi2) == (1, pytest.approx(0))
    assert found.cards[2].expected == pytest.approx(1)
    assert found.verdict is Verdict.AS_PROMISED


def test_a_card_is_compared_over_the_deals_that_could_have_brought_it() -> None:
    gone = {"lamp": 600_000, "ticket": 390_000}
    dealt = {"lamp": 606, "ticket": 394}
    found = drawn_odds(CARDS, [(ODDS, {"lamp": 600, "ticket": 390, "envelope": 10}), (gone, dealt)])
    lamp, _, envelope = found.cards
    assert (envelope.deals, envelope.expected, envelope.rate.value) == (1_000, pytest.approx(10), 0.01)
    assert lamp.expected == pytest.approx(600 + 1_000 * 60 / 99)
    assert found.verdict is Verdict.AS_PROMISED


def test_one_that_was_used_up_and_came_again_is_impossible() -> None:
    gone = {"lamp": 600_000, "ticket": 390_000}
    assert drawn_odds(CARDS, [(gone, {"lamp": 60, "ticket": 39, "envelope": 1})]).verdict is Verdict.IMPOSSIBLE


def test_the_last_card_that_is_left_says_nothing() -> None:
    found = drawn_odds(CARDS, [({"lamp": 600_000}, {"lamp": 500})])
    assert (found.p, found.verdict) == (None, Verdict.TOO_FEW)


def test_fair_games_are_seldom_called_anything_else() -> None:
    draw, called = random.Random(7), Counter[Verdict]()
    for _ in range(400):
        stretches, limits = [], {"ticket": 150, "envelope": 12}
        left = dict(ODDS)
        counts, total = Counter[str](), Counter[str]()
        for _ in range(1_500):
            card = draw.choices(list(left), list(left.values()))[0]
            counts[card] += 1
            total[card] += 1
            if total[card] == limits.get(card):
                stretches.append((dict(left), counts))
                left.pop(card)
                counts = Counter()
        stretches.append((dict(left), counts))
        called[drawn_odds(CARDS, stretches).verdict] += 1
    assert called[Verdict.AS_PROMISED] > 360  # 95 %, and what chance takes from it
    assert called[Verdict.SUSPICIOUS] <= 3

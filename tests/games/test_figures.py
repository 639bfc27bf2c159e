"""What is counted of a record is what it says, however it is cut into stretches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postergen.games.acts import Act, Kind
from postergen.games.figures import (
    ACTIVE,
    NEW,
    OWN,
    Before,
    Cell,
    Cells,
    by_way,
    counted,
    days,
    dealt_in,
    of_kind,
    phases,
)
from tests.games.samples import OPENS, a_card, a_game

GAME = a_game(cards=(a_card("lamp", 600_000), a_card("ticket", 300_000, 2), a_card("envelope", 100_000, 1)))
FIRST = date(2026, 6, 2)  # in Shanghai


def deal(serial: int, player: int, card: str, at: datetime = OPENS, way: str = "check-in") -> Act:
    return Act(serial, at, Kind.DEAL, player, way=way, card=card)


def count(lines: Sequence[Act], at_a_time: int = 99) -> Cells:
    """As a store does, which remembers the counts and the lines alone."""
    cells = Counter[Cell]()
    for start in range(0, len(lines), at_a_time):
        part, earlier = lines[start : start + at_a_time], lines[:start]
        today = GAME.day_of(part[0].at)
        acted = {act.player for act in earlier if act.kind in OWN and GAME.day_of(act.at) == today}
        cells += counted(GAME, part, Before(dealt_in(cells), of_kind(cells, NEW), frozenset(acted)))
    return cells


LINES = [
    deal(1, 1, "lamp"),
    deal(2, 2, "ticket", way="spot"),
    Act(3, OPENS, Kind.WRONG, 1, way="question"),
    deal(4, 1, "envelope", OPENS + timedelta(hours=23, minutes=59)),
    deal(5, 3, "ticket", OPENS + timedelta(days=2)),
    Act(6, OPENS + timedelta(days=2), Kind.GIVE, 1, 3, refs=(5,)),
    deal(7, 1, "lamp", OPENS + timedelta(days=2)),
    Act(8, OPENS + timedelta(days=2), Kind.COMPLETE, 1, refs=(1, 5, 4)),
    Act(9, OPENS + timedelta(days=3), Kind.LEAVE, 2),
    Act(10, OPENS + timedelta(days=19), Kind.PAY, 1, units=100),
]


def test_days_are_those_of_the_game_without_gaps_and_end_with_the_last_that_somebody_acted_on() -> None:
    found = days(count(LINES))
    assert [day.day for day in found] == [FIRST, FIRST + timedelta(1), FIRST + timedelta(2)]
    assert [(day.active, day.new, day.sets) for day in found] == [(2, 2, 0), (0, 0, 0), (2, 1, 1)]
    assert found[0].dealt == {"check-in": 2, "spot": 1}


def test_nothing_was_done_yet() -> None:
    assert days({}) == []
    assert phases(GAME, {}) == []


def test_cards_are_counted_by_kind_and_by_way() -> None:
    cells = count(LINES)
    assert dealt_in(cells) == {"lamp": 2, "ticket": 2, "envelope": 1}
    assert by_way(cells) == {"check-in": 4, "spot": 1}
    assert [of_kind(cells, kind) for kind in (ACTIVE, NEW, Kind.WRONG, Kind.LEAVE)] == [4, 3, 1, 1]


def test_a_card_that_is_used_up_leaves_the_odds_with_the_deal_after_its_last() -> None:
    found = phases(GAME, count(LINES))
    assert [set(phase.odds) for phase in found] == [{"lamp", "ticket", "envelope"}, {"lamp", "ticket"}, {"lamp"}]
    assert [dict(phase.dealt) for phase in found] == [
        {"lamp": 1, "ticket": 1, "envelope": 1},
        {"ticket": 1},
        {"lamp": 1},
    ]


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 2), st.integers(0, 30)), max_size=40), st.integers(1, 9))
def test_stretches_of_any_length_count_alike(acts: list[tuple[int, int, int]], at_a_time: int) -> None:
    lines, seen, at = list[Act](), 0, OPENS
    for serial, (player, card, hours) in enumerate(acts, 1):
        at += timedelta(hours=hours)
        player = min(player, seen + 1)
        seen = max(seen, player)
        lines.append(deal(serial, player, GAME.cards[card].id, at))
    assert count(lines, at_a_time) == count(lines)


@pytest.mark.parametrize("kind", [Kind.LEAVE, Kind.PAY, Kind.CLOSE])
def test_what_happens_to_a_player_is_no_act_of_theirs(kind: Kind) -> None:
    assert days(count([Act(1, OPENS, kind, 1)])) == []

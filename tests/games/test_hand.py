"""The rules say no in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from postergen.games.hand import CardState, Held, Refusal, Tally, is_full, is_open, whole_set
from tests.games.samples import CLOSES, OPENS, a_game

GAME = a_game()


@pytest.mark.parametrize(
    ("after", "paused", "reason"),
    [(-1, False, Refusal.EARLY), (0, False, None), (1, True, Refusal.PAUSED), (19 * 86_400, True, Refusal.OVER)],
)
def test_a_game_is_open_from_its_first_moment_and_not_at_its_last(
    after: int, paused: bool, reason: Refusal | None
) -> None:
    assert is_open(GAME, OPENS + timedelta(seconds=after), paused=paused) is reason


def test_midnight_is_that_of_the_campaign() -> None:
    assert GAME.day_of(OPENS - timedelta(seconds=1)) < GAME.day_of(OPENS)
    assert OPENS < CLOSES


@pytest.mark.parametrize(
    ("tally", "reason"),
    [(Tally(2, 39), None), (Tally(3, 3), Refusal.DAY_FULL), (Tally(0, 40), Refusal.ALL_FULL)],
)
def test_there_are_so_many_cards_a_day_and_in_all(tally: Tally, reason: Refusal | None) -> None:
    assert is_full(GAME, tally) is reason


def test_a_set_is_one_of_each_that_is_held() -> None:
    held = [
        Held(9, "lamp", 1, CardState.HELD),
        Held(4, "lamp", 1, CardState.HELD),
        Held(5, "ticket", 1, CardState.HELD),
    ]
    rare = Held(7, "envelope", 1, CardState.HELD)
    assert whole_set(GAME, held) is None
    assert whole_set(GAME, [*held, rare._replace(state=CardState.OFFERED)]) is None
    assert whole_set(GAME, [*held, rare]) == (4, 5, 7)

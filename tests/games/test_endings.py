"""A pool is divided to the last unit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postergen.domain.collecting import Ending, EndKind, Leftover
from postergen.games.endings import Payout, payout
from tests.games.samples import ENDING, said

SEED = b"s" * 32


@pytest.mark.parametrize(
    ("ending", "complete", "paid"),
    [
        (ENDING, [3, 1, 2], Payout({3: 34, 1: 33, 2: 33}, 0)),  # whoever was first gets what is left
        (replace(ENDING, leftover=Leftover.KEPT), [3, 1, 2], Payout({3: 33, 1: 33, 2: 33}, 1)),
        (replace(ENDING, most=20), [1, 2], Payout({1: 20, 2: 20}, 60)),
        (replace(ENDING, pool=2), [5, 6, 7], Payout({5: 1, 6: 1, 7: 0}, 0)),
        (ENDING, [], Payout({}, 100)),
    ],
)
def test_those_who_have_a_set_share_equally(ending: Ending, complete: list[int], paid: Payout) -> None:
    assert payout(ending, complete, SEED) == paid


def test_of_a_draw_only_the_winners_get_something_and_what_fewer_do_not_take_stays() -> None:
    ending = replace(ENDING, kind=EndKind.DRAW, winners=4, leftover=Leftover.KEPT)
    assert sorted(payout(ending, range(1, 50), SEED).units.values()) == [25] * 4
    assert payout(ending, [7], SEED) == Payout({7: 25}, 75)


@given(
    pool=st.integers(1, 10**9),
    players=st.integers(0, 60),
    kind=st.sampled_from(EndKind),
    leftover=st.sampled_from(Leftover),
    winners=st.integers(1, 70),
    most=st.none() | st.integers(1, 10**9),
)
def test_what_is_paid_and_what_is_kept_are_the_pool(
    pool: int, players: int, kind: EndKind, leftover: Leftover, winners: int, most: int | None
) -> None:
    ending = Ending(kind, pool, said("beans"), leftover, winners, most)
    found = payout(ending, range(1, players + 1), SEED)
    assert sum(found.units.values()) + found.kept == pool
    assert found.kept >= 0
    assert all(0 <= units <= (most or pool) for units in found.units.values())
    assert max(found.units.values(), default=0) - min(found.units.values(), default=0) <= 1

"""Divide a game's pool among those who have a whole set: exact to the unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from postergen.domain.collecting import Ending, EndKind, Leftover
from postergen.games.fairness import drawn


class Payout(NamedTuple):
    """What each gets, by player, and what nobody gets. Both together are the pool."""

    units: dict[int, int]
    kept: int


def payout(ending: Ending, complete: Sequence[int], seed: bytes) -> Payout:
    """Args:
    complete: the players who have a whole set, the first first.
    """
    if not complete:
        return Payout({}, ending.pool)
    chosen = list(complete) if ending.kind is EndKind.SHARE else drawn(complete, ending.winners, seed, "winner")
    parts = len(chosen) if ending.kind is EndKind.SHARE else ending.winners
    most = ending.pool if ending.most is None else ending.most
    each = min(ending.pool // parts, most)
    units = dict.fromkeys(chosen, each)
    left = ending.pool - each * len(chosen)
    if ending.leftover is Leftover.FIRST and each < most:
        for player in chosen[: ending.pool - each * parts]:  # fewer than there are parts
            units[player] += 1
            left -= 1
    return Payout(units, left)

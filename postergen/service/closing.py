"""End games, each as its kind does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from postergen.domain.checking_in import Diary
from postergen.domain.collecting import Collection
from postergen.domain.games import Game
from postergen.domain.hiding import Hunt
from postergen.games.acts import Act, Kind
from postergen.games.endings import payout
from postergen.games.hide_hand import Back
from postergen.service.envelopes import bring_back, in_pool
from postergen.service.game_store import GameTable


def end(table: GameTable, now: datetime) -> int:
    """Write what whoever played gets; how many units are left."""
    return _ENDS[type(table.run.rules)](table, table.run.rules, now)


def _share(table: GameTable, rules: Collection, now: datetime) -> int:
    found = payout(rules.ending, table.completed(), table.run.seed)
    paid = [Act(0, now, Kind.PAY, player, units=units) for player, units in found.units.items()]
    table.pay(found.units, paid)
    return found.kept


def _nothing(_table: GameTable, _rules: Game, _now: datetime) -> int:
    """Of a game in which nothing is given."""
    return 0


def _leave_off(table: GameTable, rules: Hunt, now: datetime) -> int:
    """What was found was given already; what lies there goes back, and what was typed is forgotten."""
    bring_back(table, table.envelopes.lying(), Back.CLOSED, now)
    table.envelopes.forget_texts()
    return in_pool(table, rules.pool)


_ENDS: dict[type[Game], Callable[[GameTable, Any, datetime], int]] = {
    Collection: _share,
    Diary: _nothing,
    Hunt: _leave_off,
}

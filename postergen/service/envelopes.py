"""Let envelopes go back to the pool: when their time is over, when whoever hid them leaves, when the game closes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from postergen.games.acts import Act, Kind
from postergen.games.hide_hand import Back
from postergen.games.splitting import parts, split_label
from postergen.service.envelope_store import Hidden
from postergen.service.game_store import UNITS, GameTable


def split_of(envelope: Hidden, seed: bytes) -> tuple[int, ...]:
    """What each finder of this envelope gets, in the order in which they come."""
    return parts(envelope.units, envelope.finders, seed, split_label(envelope.serial, envelope.nonce))


def bring_back(table: GameTable, envelopes: Iterable[Hidden], why: Back, now: datetime) -> None:
    """Write that they went back, and put what nobody found of them into the pool again."""
    for envelope in envelopes:
        left = sum(split_of(envelope, table.run.seed)[envelope.found :])
        table.write(Act(0, now, Kind.BACK, envelope.player, way=why.value, refs=(envelope.serial,), units=left))
        table.envelopes.end(envelope)
        if left:
            table.fill(-left)


def in_pool(table: GameTable, pool: int) -> int:
    """How many units of a pool are neither hidden nor found."""
    return pool - table.dealt().get(UNITS, 0)

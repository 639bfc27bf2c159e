"""Whoever finds something while a process is killed has the part that they were told of, once, and the pool is exact."""

from __future__ import annotations

from pathlib import Path

import pytest

from postergen.games.acts import Kind
from postergen.games.audit import verify
from postergen.service.game_store import UNITS
from tests.faults.gamer import CAMPAIGN
from tests.faults.hider import HUNT, Woods
from tests.faults.test_game_kill import ROUNDS, after_all_kills
from tests.games.samples import CLOSES
from tests.stores import KINDS

pytestmark = [pytest.mark.slow, pytest.mark.long]


@pytest.mark.parametrize("kind", KINDS)
def test_killed_again_and_again_no_part_is_given_twice_and_none_is_lost(kind: str, tmp_path: Path) -> None:
    with after_all_kills(kind, tmp_path, "tests.faults.hider") as (engine, told):
        compare(Woods(engine), told)


def compare(woods: Woods, told: Path) -> None:
    """What people were told and what is stored; then the game ends."""
    holders = woods.everybody()
    acknowledged = [line.split() for line in told.read_text().splitlines()]
    assert len(acknowledged) >= ROUNDS
    for which, number, envelope, line, units in acknowledged:
        found = woods.find(holders[int(which)], envelope, int(number))
        assert (found.line, found.units) == (int(line), int(units)), "a part that somebody was told of is another now"
    over = Woods(woods.engine, CLOSES)
    over.games.close(CAMPAIGN, HUNT.id)
    run = over.games.run(CAMPAIGN, HUNT.id)
    record = list(over.store.record(CAMPAIGN, HUNT.id))
    assert verify(run.rules, run.seed, run.seed_digest, record) == []
    given = sum(line.units for line, _ in record if line.kind is Kind.FIND)
    players = (over.store.player(CAMPAIGN, HUNT.id, holder) for holder in holders)
    assert given == sum(player.units or 0 for player in players if player)
    assert given == over.store.dealt(CAMPAIGN, HUNT.id)[UNITS] <= HUNT.pool

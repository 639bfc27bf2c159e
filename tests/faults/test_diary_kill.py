"""Whoever checks in while a process is killed has the day that they were told of, once, and no month has a repair too many."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from postergen.games.acts import Kind
from postergen.games.audit import verify
from postergen.games.streaks import month_of
from tests.faults.diarist import DIARY, Wall, noon, play
from tests.faults.gamer import CAMPAIGN
from tests.faults.test_game_kill import ACTS, ROUNDS, after_all_kills
from tests.games.diaries import CLOSES
from tests.stores import KINDS

pytestmark = [pytest.mark.slow, pytest.mark.long]


@pytest.mark.parametrize("kind", KINDS)
def test_killed_again_and_again_no_day_is_kept_twice_and_none_is_lost(kind: str, tmp_path: Path) -> None:
    with after_all_kills(kind, tmp_path, "tests.faults.diarist") as (engine, told):
        # a day on which nobody is killed: a slow machine fills in too little before
        with told.open("ab", buffering=0) as file:
            play(Wall(engine, noon(ROUNDS)), file.fileno(), ROUNDS, ACTS)
        compare(Wall(engine, CLOSES), told)


def compare(wall: Wall, told: Path) -> None:
    """What people were told and what is stored; then the diary ends."""
    holders = wall.everybody()
    acknowledged = [tuple(map(int, line.split())) for line in told.read_text().splitlines()]
    assert len(acknowledged) >= ROUNDS
    for day, number, serial in acknowledged:
        assert wall.act(holders, day, number).serial == serial, "a day that somebody was told of is another now"
    wall.games.close(CAMPAIGN, DIARY.id)
    run = wall.games.run(CAMPAIGN, DIARY.id)
    record = list(wall.store.record(CAMPAIGN, DIARY.id))
    assert verify(run.rules, run.seed, run.seed_digest, record) == []
    kinds = Counter(line.kind for line, _ in record)
    assert kinds[Kind.REPAIR] > 0
    entries = [wall.store.entries(CAMPAIGN, DIARY.id, number) for number in range(1, run.players + 1)]
    assert sum(map(len, entries)) == kinds[Kind.CHECK] + kinds[Kind.REPAIR]
    for kept in entries:
        assert len({entry.day for entry in kept}) == len(kept), "a day that is kept twice"
        repaired = Counter(month_of(entry.day) for entry in kept if entry.is_repaired)
        assert all(count <= DIARY.repairs for count in repaired.values())

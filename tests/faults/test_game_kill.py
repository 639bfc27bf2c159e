"""Whoever plays while a process is killed has the card that they were told of, once, and no pool gives more than there is."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from postergen.adapters.sql.database import open_database
from postergen.adapters.sql.game_schema import game_act, game_card, game_link
from postergen.games.acts import Kind
from postergen.games.audit import verify
from postergen.games.hand import CardState
from tests.faults.gamer import CAMPAIGN, GAME, Arcade
from tests.games.samples import CLOSES
from tests.servers import wait_until
from tests.stores import KINDS, empty_database

pytestmark = [pytest.mark.slow, pytest.mark.long]

ROUNDS = int(os.environ.get("POSTERGEN_TEST_KILLS", "6"))  # on each database, at moments of their own
ACTS = 200  # of a round; it is killed before they are done


@pytest.mark.parametrize("kind", KINDS)
def test_killed_again_and_again_nothing_is_dealt_twice_and_nothing_is_lost(kind: str, tmp_path: Path) -> None:
    with after_all_kills(kind, tmp_path, "tests.faults.gamer") as (engine, told):
        compare(Arcade(engine), told)


@contextmanager
def after_all_kills(kind: str, tmp_path: Path, players: str) -> Iterator[tuple[Engine, Path]]:
    """A database in which people played while processes were killed, and the file of what they were told."""
    rnd, told = random.Random(kind), tmp_path / "acknowledged"
    told.touch()
    with empty_database(kind, tmp_path) as url:
        for number in range(ROUNDS):
            kill_while_it_plays(url, told, number, rnd.uniform(0, 0.4), players)
        engine = open_database(url)
        try:
            yield engine, told
        finally:
            engine.dispose()


def kill_while_it_plays(url: str, told: Path, number: int, after: float, players: str) -> None:
    """Let people play, and kill the process so many seconds after the first of them was told of a card."""
    before = told.stat().st_size
    process = subprocess.Popen([sys.executable, "-m", players, url, str(told), str(number), str(ACTS)])
    wait_until(lambda: told.stat().st_size > before or process.poll() is not None, "somebody is dealt a card")
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()


def compare(arcade: Arcade, told: Path) -> None:
    """What people were told and what is stored; then the game ends."""
    holders = arcade.everybody()
    acknowledged = [tuple(map(int, line.split())) for line in told.read_text().splitlines()]
    assert len(acknowledged) >= ROUNDS
    for which, number, serial in acknowledged:
        assert arcade.deal(holders[which], number) == serial, "a card that somebody was told of is another one now"
    over = Arcade(arcade.engine, CLOSES)
    over.games.close(CAMPAIGN, GAME.id)
    over.games.close(CAMPAIGN, GAME.id)
    run = over.games.run(CAMPAIGN, GAME.id)
    assert verify(run.rules, run.seed, run.seed_digest, over.store.record(CAMPAIGN, GAME.id)) == []
    with arcade.engine.connect() as connection:
        states = {
            row.state: row[1] for row in connection.execute(select(game_card.c.state, func.count()).group_by("state"))
        }
        deals = connection.scalar(select(func.count()).where(game_act.c.kind == Kind.DEAL.value))
        gone = connection.scalar(select(func.count()).where(game_link.c.state == "gone"))
    assert sum(states.values()) == deals == sum(over.store.dealt(CAMPAIGN, GAME.id).values())
    assert states.get(CardState.OFFERED, 0) == gone, "a card is on offer without a link, or a link without a card"
    assert over.store.dealt(CAMPAIGN, GAME.id).get("envelope", 0) <= 5

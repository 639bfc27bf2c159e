"""Fifty players on eight threads, over a database alone: it is run as a process, so that it can be killed.

python -m tests.faults.gamer DATABASE ACKNOWLEDGED SEED ACTS
"""

from __future__ import annotations

import os
import random
import secrets
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Engine

from postergen.adapters.sql.database import open_database
from postergen.adapters.sql.game_store import SqlGames
from postergen.adapters.sql.holder_store import SqlHolders
from postergen.domain.collecting import Limits, Way
from postergen.domain.games import Game
from postergen.errors import Refused, Unavailable
from postergen.service.collecting import CollectService
from postergen.service.game_claims import Claim, Claims
from postergen.service.games import GameService
from postergen.service.holders import HolderService
from tests.games.samples import OPENS, a_game

CAMPAIGN, PLAYERS, THREADS = "arcade", 50, 8
# five envelopes and no more; a card for each poster, as many as one likes
GAME = a_game(ways=(Way.POSTER,), limits=Limits(per_day=100_000, in_all=100_000))


class Posters:
    """There is a poster under every code, and its maker is whoever asks."""

    def get(self, code: str) -> SimpleNamespace:
        brief = SimpleNamespace(campaign=CAMPAIGN, template="receipt")
        return SimpleNamespace(code=code, brief=brief, created_at=OPENS)

    def check_erase_token(self, code: str, token: str | None) -> None: ...


@dataclass(frozen=True)
class Arcade:
    """A game and its players, over a database alone."""

    engine: Engine
    now: datetime = OPENS + timedelta(hours=1)
    game: Game = GAME

    @cached_property
    def store(self) -> SqlGames:
        return SqlGames(self.engine)

    @cached_property
    def games(self) -> GameService:
        campaign = SimpleNamespace(
            id=CAMPAIGN, games=(self.game,), game_by_id={self.game.id: self.game}, retired_games=frozenset()
        )
        library = SimpleNamespace(campaign=lambda _name: campaign, campaigns=lambda: [campaign])
        return GameService(
            library=library,  # type: ignore[arg-type]
            store=self.store,
            clock=lambda: self.now,
            new_secret=secrets.token_bytes,
        )

    @cached_property
    def collecting(self) -> CollectService:
        posters: Any = Posters()
        return CollectService(
            games=self.games,
            store=self.store,
            claims=Claims(self.store, posters, lambda: self.now),
            clock=lambda: self.now,
            new_secret=secrets.token_bytes,
        )

    @cached_property
    def holders(self) -> HolderService:
        return HolderService(
            store=SqlHolders(self.engine),
            clock=lambda: self.now,
            new_token=secrets.token_hex,
            secret=self.store.secret,
            forget_poster=lambda _code: None,
        )

    def everybody(self) -> list[int]:
        return [self.holders.of_subject(CAMPAIGN, f"player {n}") for n in range(PLAYERS)]

    def deal(self, holder: int, number: int) -> int:
        """The serial of the card for this poster; asked again, it is the same."""
        claim = Claim(Way.POSTER, f"poster {number}", "token")
        return self.collecting.deal(holder, CAMPAIGN, GAME.id, claim, f"k{number}").serial


def play(arcade: Arcade, acknowledged: int, seed: int, acts: int) -> None:
    """So many deals, and what follows from them; each that was answered is written down before anything else is done."""
    holders, links = arcade.everybody(), list[str]()

    def act(number: int) -> None:
        draw = random.Random(number)
        which = draw.randrange(PLAYERS)
        holder = holders[which]
        try:
            serial = arcade.deal(holder, number)
            os.write(acknowledged, f"{which} {number} {serial}\n".encode())
            if number % 3 == 0:
                links.append(arcade.collecting.offer(holder, CAMPAIGN, GAME.id, serial, draw.choice(["", "lamp"])).id)
            if links and number % 2:
                arcade.collecting.take(draw.choice(holders), CAMPAIGN, GAME.id, draw.choice(links), secrets.token_hex())
            if number % 7 == 0:
                arcade.collecting.complete(holder, CAMPAIGN, GAME.id, secrets.token_hex())
        except (Refused, Unavailable):
            pass  # somebody was faster, or the database is busy

    with ThreadPoolExecutor(THREADS) as threads:
        for done in [threads.submit(act, number) for number in range(seed * acts, (seed + 1) * acts)]:
            done.result()


if __name__ == "__main__":
    url, path, seed, acts = sys.argv[1:]
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    play(Arcade(open_database(url)), file, int(seed), int(acts))

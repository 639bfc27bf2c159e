"""Fifty players who hide and find on eight threads, over a database alone: a process, so that it can be killed.

python -m tests.faults.hider DATABASE ACKNOWLEDGED SEED ACTS
"""

from __future__ import annotations

import os
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from postergen.adapters.sql.database import open_database
from postergen.adapters.sql.envelope_table import SqlEnvelopes
from postergen.domain.games import Game
from postergen.domain.hide_drafts import Draft
from postergen.domain.hiding import HideLimits
from postergen.errors import Refused, Unavailable
from postergen.service.game_claims import Claims
from postergen.service.hiding import Found, HideService, Proof
from tests.faults.gamer import CAMPAIGN, PLAYERS, THREADS, Arcade, Posters
from tests.games.hunts import a_hunt

LIMITS = HideLimits(hides_per_day=10_000, lying=10_000, units=30, finders=4, finds_per_day=10_000, wrong_per_day=10_000)
HUNT = a_hunt(
    pool=20_000, limits=LIMITS
)  # lasts for a hundred processes that are killed, and not for ten thousand acts
DRAFT = Draft("sentence", "answer", 12, 4, "en", "What rattles on the stove?", "Well done", "the kettle")


@dataclass(frozen=True)
class Woods(Arcade):
    """A game of hide and find and its players, over a database alone."""

    game: Game = HUNT

    @cached_property
    def hiding(self) -> HideService:
        posters: Any = Posters()
        return HideService(
            games=self.games,
            store=self.store,
            envelopes=SqlEnvelopes(self.engine),
            claims=Claims(self.store, posters, lambda: self.now),
            clock=lambda: self.now,
            lint=lambda *_text, **_where: (),
            take_in=lambda data: data,
        )

    def hide(self, holder: int, number: int) -> str:
        """The envelope of this number; asked again, it is the same."""
        return self.hiding.hide(holder, CAMPAIGN, HUNT.id, DRAFT, f"h{number}").id

    def find(self, holder: int, envelope: str, number: int) -> Found:
        return self.hiding.find(holder, CAMPAIGN, HUNT.id, envelope, Proof("The kettle!"), f"f{number}")


def play(woods: Woods, acknowledged: int, seed: int, acts: int) -> None:
    """So many acts; each find that was answered is written down before anything else is done."""
    holders, hidden = woods.everybody(), list[str]()

    def act(number: int) -> None:
        draw = random.Random(number)
        which = draw.randrange(PLAYERS)
        try:
            if number % 4 == 0 or not hidden:
                hidden.append(woods.hide(holders[which], number))
            else:
                envelope = draw.choice(hidden[-8:])
                found = woods.find(holders[which], envelope, number)
                os.write(acknowledged, f"{which} {number} {envelope} {found.line} {found.units}\n".encode())
        except (Refused, Unavailable):
            pass  # somebody was faster, or the database is busy

    with ThreadPoolExecutor(THREADS) as threads:
        for done in [threads.submit(act, number) for number in range(seed * acts, (seed + 1) * acts)]:
            done.result()


if __name__ == "__main__":
    url, path, seed, acts = sys.argv[1:]
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    woods = Woods(open_database(url))
    play(Woods(woods.engine, woods.now + timedelta(minutes=int(seed))), file, int(seed), int(acts))

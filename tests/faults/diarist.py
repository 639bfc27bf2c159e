"""Fifty players who keep a diary on eight threads, over a database alone: a process, so that it can be killed.

python -m tests.faults.diarist DATABASE ACKNOWLEDGED DAY ACTS
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from postergen.adapters.sql.database import open_database
from postergen.domain.games import Game
from postergen.errors import Refused, Unavailable
from postergen.service.checking_in import CheckInService, Wanted
from postergen.service.game_claims import Claims
from postergen.service.game_store import Entry
from tests.faults.gamer import CAMPAIGN, PLAYERS, THREADS, Arcade, Posters
from tests.games.diaries import OPENS, a_diary

DIARY = a_diary(repairs=2)
WANTED = Wanted("wuhan-hot-dry-noodles", "en")


def noon(day: int) -> datetime:
    """Of this day of playing; the diary is open for a week before 0, so that whatever is filled in lies in it."""
    return OPENS + timedelta(days=7 + day, hours=12)


class Blank:
    """Every day may have a poster; none is asked for."""

    def check(self, *_asked: object) -> None: ...

    def of(self, *_asked: object) -> None: ...


@dataclass(frozen=True)
class Wall(Arcade):
    """A diary and those who keep it, over a database alone."""

    game: Game = DIARY

    @cached_property
    def diary(self) -> CheckInService:
        posters: Any = Posters()
        blank: Any = Blank()
        return CheckInService(
            games=self.games,
            store=self.store,
            claims=Claims(self.store, posters, lambda: self.now),
            posters=blank,
            clock=lambda: self.now,
        )

    def act(self, holders: Sequence[int], day: int, number: int) -> Entry:
        """Two of three people keep this day; each third fills in one of the seven before. Asked again, it is the same."""
        which = player_of(number)
        if (which + day) % 3:
            return self.diary.check_in(holders[which], CAMPAIGN, DIARY.id, WANTED, f"c{number}")
        missed = DIARY.day_of(noon(day - 1 - number % 7))
        return self.diary.repair(holders[which], CAMPAIGN, DIARY.id, missed, f"r{number}")


def player_of(number: int) -> int:
    """Whose act has this number."""
    return random.Random(number).randrange(PLAYERS)


def play(wall: Wall, acknowledged: int, day: int, acts: int) -> None:
    """So many acts of one day; each that was answered is written down before anything else is done."""
    holders = wall.everybody()

    def act(number: int) -> None:
        try:
            entry = wall.act(holders, day, number)
            os.write(acknowledged, f"{day} {number} {entry.serial}\n".encode())
        except (Refused, Unavailable):
            pass  # the day is kept, or cannot be filled in, or the database is busy

    with ThreadPoolExecutor(THREADS) as threads:
        for done in [threads.submit(act, number) for number in range(day * acts, (day + 1) * acts)]:
            done.result()


if __name__ == "__main__":
    url, path, seed, acts = sys.argv[1:]
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    play(Wall(open_database(url), noon(int(seed))), file, int(seed), int(acts))

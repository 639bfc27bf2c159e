"""Pause, resume and close games, each noted in the audit log."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from postergen.domain.editorial import AuditEntry, Why
from postergen.domain.games import Game
from postergen.domain.ports import Clock
from postergen.service.game_store import Run
from postergen.service.games import GameService


class Decision(StrEnum):
    """What whoever runs a game may do with it."""

    PAUSE = "pause-game"
    RESUME = "resume-game"
    CLOSE = "close-game"


class Log(Protocol):
    """Where it is noted."""

    def record(self, *, entries: list[AuditEntry]) -> None: ...


class GameDesk:
    """One for each process; safe to share between threads."""

    def __init__(self, *, games: GameService, log: Log, clock: Clock) -> None:
        self._games, self._log, self._clock = games, log, clock

    def decide(self, campaign: str, game: str, decision: Decision, who: str, why: str = "") -> Run[Game]:
        """Do it, and note who did and why.

        Raises:
            NotFound: no such campaign or game.
            Refused: it is closed already, or its time is not over.
        """
        self._games.run(campaign, game)
        run = _DONE[decision](self._games, campaign, game)
        entry = AuditEntry(self._clock(), who, decision.value, campaign, game, 0, "", "", Why(why))
        self._log.record(entries=[entry])
        return run


_DONE: dict[Decision, Callable[[GameService, str, str], Run[Game]]] = {
    Decision.PAUSE: lambda games, campaign, game: games.pause(campaign, game, paused=True),
    Decision.RESUME: lambda games, campaign, game: games.pause(campaign, game, paused=False),
    Decision.CLOSE: lambda games, campaign, game: games.close(campaign, game),
}

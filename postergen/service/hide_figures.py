"""Tell whoever runs hide and find what lies where and what was found, and take away what should not lie there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from postergen.domain.editorial import AuditEntry, Why
from postergen.domain.hiding import Hunt
from postergen.domain.ports import Clock
from postergen.service.envelope_store import EnvelopeStore, Hidden
from postergen.service.envelopes import split_of
from postergen.service.game_desk import Log
from postergen.service.game_figures import Standing, standing
from postergen.service.game_store import UNITS, GameStore, Run
from postergen.service.hiding import HideService

REMOVED = "remove-envelope"  # in the audit log


@dataclass(frozen=True, slots=True)
class Laid:
    """An envelope, and how many units of it were found."""

    envelope: Hidden
    units_found: int


@dataclass(frozen=True, slots=True)
class HuntSeen:
    """All that a page of the studio says of a game; ``left`` is what the pool still has, in units."""

    run: Run[Hunt]
    standing: Standing
    left: int
    laid: Sequence[Laid]

    def counted(self, state: str) -> int:
        """How many envelopes are in a state, by the value of an `EnvelopeState`."""
        return sum(one.envelope.state == state for one in self.laid)

    @property
    def finds(self) -> int:
        return sum(one.envelope.found for one in self.laid)

    @property
    def units_found(self) -> int:
        return sum(one.units_found for one in self.laid)


class HideDesk:
    """One for each process; safe to share between threads."""

    def __init__(
        self,
        *,
        hiding: HideService,
        store: GameStore,
        envelopes: EnvelopeStore,
        forget_poster: Callable[[str], object],
        log: Log,
        clock: Clock,
    ) -> None:
        """``forget_poster`` erases the person behind the poster of this code."""
        self._hiding, self._store, self._envelopes = hiding, store, envelopes
        self._forget_poster, self._log, self._clock = forget_poster, log, clock

    def of(self, campaign: str, game: str) -> HuntSeen:
        """Raises `NotFound` for no such campaign or game of this kind."""
        run = self._hiding.run(campaign, game)
        laid = [
            Laid(one, sum(split_of(one, run.seed)[: one.found])) for one in self._envelopes.all(campaign, game)[::-1]
        ]
        left = run.rules.pool - self._store.dealt(campaign, game).get(UNITS, 0)
        return HuntSeen(run, standing(run, run.rules, self._clock()), left, laid)

    def remove(self, campaign: str, game: str, envelope: str, who: str, why: str = "") -> None:
        """Take an envelope away with all that was typed for it, and note who did and why.

        Raises:
            NotFound: no such campaign, game or envelope.
        """
        self._hiding.run(campaign, game)
        poster = self._hiding.remove(campaign, game, envelope)
        if poster:
            self._forget_poster(poster)
        entry = AuditEntry(self._clock(), who, REMOVED, campaign, game, 0, "", "", Why(why))
        self._log.record(entries=[entry])

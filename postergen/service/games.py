"""Open the games that campaigns declare, let them rest, close them, and publish what happened in them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar, cast

from postergen.domain.campaign import Campaign
from postergen.domain.games import Game
from postergen.domain.ports import Clock
from postergen.errors import NotFound
from postergen.games.acts import NOTHING, Act, Kind, line_of
from postergen.games.fairness import SEED_BYTES, digest_of
from postergen.games.hand import Refusal
from postergen.service.closing import end
from postergen.service.game_store import GameStore, LinkState, Run, RunState
from postergen.service.library import Library
from postergen.service.playing import refuse

Rules = TypeVar("Rules", bound=Game)
log = logging.getLogger(__name__)


class GameService:
    """One for each process; safe to share between threads."""

    def __init__(
        self,
        *,
        library: Library,
        store: GameStore,
        clock: Clock,
        new_secret: Callable[[int], bytes],
    ) -> None:
        """``new_secret(n)`` gives n unpredictable bytes."""
        self._library, self._store = library, store
        self._clock, self._new_secret = clock, new_secret

    def run(self, campaign: str, game: str) -> Run[Game]:
        """The game as it is played: by the rules of its opening, or of the pack while it has not begun.

        Raises:
            NotFound: no such campaign or game; or it was retired before anybody acted in it.
        """
        pack, run = self._library.campaign(campaign), self._store.run(campaign, game)
        rules = pack.game_by_id.get(game)
        if _is_retired(pack, game, run):
            raise NotFound("game", game)
        if run is None:
            if rules is None:
                raise NotFound("game", game)
            return self._open(pack.id, rules)
        if rules and rules != run.rules and run.serial == 0 and self._clock() < run.rules.opens:
            self._store.replace_rules(pack.id, rules)
            return replace(run, rules=rules)
        return run

    def run_of(self, kind: type[Rules], campaign: str, game: str) -> Run[Rules]:
        """A game of this kind; `NotFound` for one of another, too."""
        run = self.run(campaign, game)
        if not isinstance(run.rules, kind):
            raise NotFound("game", game)
        return cast("Run[Rules]", run)

    def has_begun(self, campaign: str, game: str) -> bool:
        """Whether its rules are fixed: it has opened, by the pack or by what a server saw of it before."""
        rules, run = self._library.campaign(campaign).game_by_id.get(game), self._store.run(campaign, game)
        known = [one for one in (rules, run.rules if run else None) if one]
        return any(one.opens <= self._clock() for one in known)

    def pause(self, campaign: str, game: str, *, paused: bool) -> Run[Game]:
        """Let nobody act for a while, or again."""
        self.run(campaign, game)
        with self._store.table(campaign, game) as table:
            refuse(Refusal.OVER if table.run.state is RunState.CLOSED else None)
            table.set_state(RunState.PAUSED if paused else RunState.OPEN, self._clock())
            return table.run

    def close(self, campaign: str, game: str) -> Run[Game]:
        """End it as its kind does, and publish the seed; done once, whoever asks.

        Raises:
            NotFound: it was never opened.
            Refused: its time is not over.
        """
        with self._store.table(campaign, game) as table:
            now = max(self._clock(), table.run.last_at)
            if table.run.state is RunState.CLOSED:
                return table.run
            refuse(Refusal.GOING_ON if now < table.run.rules.closes else None)
            table.write(Act(0, now, Kind.CLOSE, units=end(table, now)))
            table.end_links(None, LinkState.GONE)
            table.set_state(RunState.CLOSED, now)
            return table.run

    def close_due(self) -> list[str]:
        """Close what is over, and open what the packs declare; the ids of games that were closed."""
        for campaign in self._library.campaigns():
            for rules in campaign.games:
                self.run(campaign.id, rules.id)
        packs = {campaign.id: campaign for campaign in self._library.campaigns()}
        due = [
            run
            for run in self._store.runs()
            if run.state is not RunState.CLOSED
            and not (run.campaign in packs and _is_retired(packs[run.campaign], run.rules.id, run))
        ]
        over = [run for run in due if run.rules.closes <= self._clock()]
        for run in over:
            self.close(run.campaign, run.rules.id)
            log.info("the game %s of %s is closed: its seed is published", run.rules.id, run.campaign)
        return [run.rules.id for run in over]

    def record(self, campaign: str, game: str) -> Iterator[tuple[Act, str]]:
        """Every line with its digest, in order."""
        return self._store.record(campaign, game)

    def published(self, run: Run[Game]) -> Iterator[dict[str, object]]:
        """What is published of a game that is over: its rules, seed and digest, then every line."""
        yield {"seed": run.seed.hex(), "seed_digest": run.seed_digest, "rules": self._store.rules_as_json(run)}
        for act, digest in self._store.record(run.campaign, run.rules.id):
            yield line_of(act) | {"digest": digest}

    def known(self, campaign: str) -> list[tuple[Game, Run[Game] | None]]:
        """Each game of the pack and each that was ever opened, with how it is played; nothing is opened by asking."""
        whole = self._library.campaign(campaign)
        of_campaign = [run for run in self._store.runs() if run.campaign == campaign]
        runs = {run.rules.id: run for run in of_campaign if not _is_retired(whole, run.rules.id, run)}
        pack = whole.game_by_id
        names = dict.fromkeys([*pack, *runs])
        return [(runs[name].rules if name in runs else pack[name], runs.get(name)) for name in names]

    def dealt(self, run: Run[Game]) -> Mapping[str, int]:
        """How many of each card were dealt; nothing of a game that has none."""
        return self._store.dealt(run.campaign, run.rules.id)

    def _open(self, campaign: str, rules: Game) -> Run[Game]:
        seed, now = self._new_secret(SEED_BYTES), self._clock()
        run = Run(campaign, rules, seed, digest_of(seed), RunState.OPEN, 0, NOTHING, now, 0)
        return self._store.open(run)


def _is_retired(pack: Campaign, game: str, run: Run[Game] | None) -> bool:
    """Whether it is offered no more, and nobody ever acted in it: what was begun goes on, whatever its file says."""
    return game in pack.retired_games and (run is None or run.serial == 0)

"""A product whose campaign has a game, at a time that can be set."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from postergen.adapters.sql.envelope_table import SqlEnvelopes
from postergen.adapters.sql.game_store import SqlGames
from postergen.adapters.sql.holder_store import SqlHolders
from postergen.bootstrap import Product
from postergen.domain.briefs import BriefRequest
from postergen.domain.campaign import Campaign
from postergen.domain.games import Game
from postergen.games.audit import verify
from postergen.games.hand import Held
from postergen.service.collecting import CollectService
from postergen.service.game_claims import Claim, Claims
from postergen.service.games import GameService
from postergen.service.hiding import HideService
from postergen.service.holders import HolderService
from postergen.service.orders import Issued, Order
from tests.games.samples import OPENS, a_game

CAMPAIGN, GAME = "better-life", "going-home"


class Games:
    """A library that adds games to the campaign."""

    def __init__(self, product: Product, games: Sequence[Game]) -> None:
        self._library, self.games = product.library, tuple(games)

    def campaign(self, name: str) -> Campaign:
        return replace(self._library.campaign(name), games=self.games)

    def campaigns(self) -> Sequence[Campaign]:
        return [self.campaign(one.id) for one in self._library.campaigns()]


@dataclass
class Clock:
    now: datetime = OPENS + timedelta(hours=12)

    def __call__(self) -> datetime:
        return self.now


class Playground:
    """Games, holders and posters over one database."""

    def __init__(self, product: Product, game: Game | None = None) -> None:
        self.product, self.clock = product, Clock()
        self.library = Games(product, [game or a_game()])
        self.store = SqlGames(product.engine)
        self.games = GameService(
            library=self.library,  # type: ignore[arg-type]
            store=self.store,
            clock=self.clock,
            new_secret=secrets.token_bytes,
        )
        claims = Claims(self.store, product.posters, self.clock)
        self.hiding = HideService(
            games=self.games,
            store=self.store,
            envelopes=SqlEnvelopes(product.engine),
            claims=claims,
            clock=self.clock,
            lint=product.checks.rulebook.lint,
            take_in=product.posters.take_in,
        )
        self.collecting = CollectService(
            games=self.games,
            store=self.store,
            claims=claims,
            clock=self.clock,
            new_secret=secrets.token_bytes,
        )
        self.holders = HolderService(
            store=SqlHolders(product.engine),
            clock=self.clock,
            new_token=secrets.token_hex,
            secret=self.store.secret,
            forget_poster=product.posters.erase,
        )
        product.posters._clock = self.clock

    def holder(self) -> int:
        found = self.holders.of_token(CAMPAIGN, self.holders.new(CAMPAIGN))
        assert found is not None
        return found

    def poster(self) -> Issued:
        return self.product.posters.issue(
            Order(CAMPAIGN, BriefRequest(options=("wuhan-hot-dry-noodles",), locale="zh-CN"))
        )

    def deal(self, holder: int, claim: Claim, key: str | None = None) -> Held:
        return self.collecting.deal(holder, CAMPAIGN, GAME, claim, key or secrets.token_hex())

    def findings(self, game: str = GAME) -> list[str]:
        """What is wrong with the record."""
        run = self.games.run(CAMPAIGN, game)
        return [str(one) for one in verify(run.rules, run.seed, run.seed_digest, self.store.record(CAMPAIGN, game))]

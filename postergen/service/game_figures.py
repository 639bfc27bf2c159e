"""Tell what came of a game: who plays, what was dealt and passed on, whether the odds held, and what was paid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from postergen.domain.collecting import Collection
from postergen.domain.games import Game
from postergen.domain.ports import Clock
from postergen.errors import Finding, Refused
from postergen.games import figures
from postergen.games.acts import Act, Kind
from postergen.games.audit import verify
from postergen.games.hand import Refusal
from postergen.service.game_store import GameStore, LinkState, Run, RunState
from postergen.service.game_views import CHANNEL
from postergen.service.games import GameService
from postergen.service.reports import Breakdown, Period, ReportService
from postergen.tracking.card_odds import DrawnOdds, drawn_odds
from postergen.tracking.intervals import Rate, wilson

AT_ONCE = 5  # stretches of lines that a page counts before it answers; the rest is counted in the background
AT_A_TIME = 20  # stretches that the background counts before it does something else


class Paid(NamedTuple):
    """How many were paid, the least and the most of one, and all together, in units."""

    players: int
    least: int
    most: int
    units: int


class Payee(NamedTuple):
    """A player who was paid; ``complete`` is the line that laid down their set, and whoever was erased is nobody."""

    player: int
    complete: int
    units: int
    is_erased: bool


class GameCounts(Protocol):
    """Counts of records, kept. `Unavailable` when the store does not answer."""

    def uncounted(self, campaign: str, game: str) -> int:
        """How many lines are not counted yet."""

    def count(self, campaign: str, game: str) -> int:
        """Count a stretch of lines more; how many there were. 0 where the store can only be read."""

    def cells(self, campaign: str, game: str) -> figures.Cells: ...

    def offers(self, campaign: str, game: str) -> Mapping[tuple[bool, LinkState], int]:
        """How many links there are of each state, of swaps (True) and of gifts."""

    def sharing(self, campaign: str, game: str) -> int:
        """How many have a set laid down and were not erased."""

    def paid(self, campaign: str, game: str) -> Paid: ...

    def payees(self, campaign: str, game: str) -> Iterator[Payee]: ...


class Standing(StrEnum):
    """Where a game is, for whoever runs it."""

    NOT_BEGUN = "not-begun"
    RUNNING = "running"
    PAUSED = "paused"
    OVER = "over"  # its time is over; it has to be closed
    CLOSED = "closed"


def standing(run: Run[Game] | None, rules: Game, now: datetime) -> Standing:
    if run and run.state is RunState.CLOSED:
        return Standing.CLOSED
    if now >= rules.closes:
        return Standing.OVER
    if run and run.state is RunState.PAUSED:
        return Standing.PAUSED
    return Standing.NOT_BEGUN if now < rules.opens else Standing.RUNNING


@dataclass(frozen=True, slots=True)
class Overview:
    """A game in one line."""

    rules: Game
    run: Run[Game] | None  # None of one that no server has opened
    standing: Standing
    players: int
    dealt: int
    sets: int
    kept: int = 0  # days of a diary
    hidden: int = 0  # envelopes, and how often one of them was found
    found: int = 0


@dataclass(frozen=True, slots=True)
class Passed:
    """Offers of one kind: how many there were, and what became of them."""

    offered: int
    states: Mapping[LinkState, int]

    @property
    def taken(self) -> int:
        return self.states.get(LinkState.TAKEN, 0)

    @property
    def rate(self) -> Rate:
        return wilson(self.taken, self.offered)


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the figures of a game say; ``uncounted`` lines are not in them yet."""

    run: Run[Collection]
    standing: Standing
    days: Sequence[figures.Day]
    ways: Mapping[str, int]
    odds: DrawnOdds
    completion: Rate
    sets: int
    sharing: int  # of whom laid down a set, those who were not erased: whoever is has no share
    gifts: Passed
    swaps: Passed
    brought: Sequence[tuple[str, Breakdown]]  # by card
    left: Mapping[str, int]  # of each card that there are so many of
    paid: Paid | None
    uncounted: int

    @property
    def dealt(self) -> int:
        return sum(self.ways.values())

    @property
    def days_each(self) -> float | None:
        """On how many days a player acts, on average."""
        return sum(day.active for day in self.days) / self.run.players if self.run.players else None


class GameFigures:
    """One for each process; safe to share between threads. ``counts`` are brought up to date by whoever asks."""

    def __init__(
        self,
        *,
        games: GameService,
        store: GameStore,
        counts: GameCounts,
        reports: ReportService,
        clock: Clock,
    ) -> None:
        self._games, self._store, self._counts = games, store, counts
        self._reports, self._clock = reports, clock

    def all(self, campaign: str) -> list[Overview]:
        """Every game of the pack, and those that were played before it left the pack; the latest first.

        Raises:
            NotFound: no such campaign.
        """
        found = [self._overview(campaign, rules, run) for rules, run in self._games.known(campaign)]
        return sorted(found, key=lambda one: (one.rules.opens, one.rules.id), reverse=True)

    def of(self, campaign: str, game: str) -> Seen:
        """Raises `NotFound` for no such campaign or collection."""
        run = self._games.run_of(Collection, campaign, game)
        cells, uncounted = self.counted(campaign, game)
        rules, offers = run.rules, self._counts.offers(campaign, game)
        odds = drawn_odds([card.id for card in rules.cards], figures.phases(rules, cells))
        dealt, sets = figures.dealt_in(cells), figures.of_kind(cells, Kind.COMPLETE)
        return Seen(
            run=run,
            standing=standing(run, rules, self._clock()),
            days=figures.days(cells),
            ways={way.value: figures.by_way(cells)[way.value] for way in rules.ways},
            odds=odds,
            completion=wilson(min(sets, run.players), run.players),
            sets=sets,
            sharing=self._counts.sharing(campaign, game),
            gifts=_passed(offers, is_swap=False),
            swaps=_passed(offers, is_swap=True),
            brought=self._brought(campaign, rules),
            left={card.id: card.at_most - dealt[card.id] for card in rules.cards if card.at_most is not None},
            paid=self._counts.paid(campaign, game) if run.state is RunState.CLOSED else None,
            uncounted=uncounted,
        )

    def verify(self, campaign: str, game: str) -> list[Finding]:
        """What in the record does not follow from the seed and the rules; takes as long as the record is."""
        run = self._games.run(campaign, game)
        return verify(run.rules, run.seed, run.seed_digest, self._games.record(campaign, game))

    def record(self, campaign: str, game: str) -> Iterator[tuple[Act, str]]:
        """Every line with its digest, in order; raises as `of`."""
        self._games.run(campaign, game)
        return self._games.record(campaign, game)

    def payees(self, campaign: str, game: str) -> Iterator[Payee]:
        """Who was paid, by number.

        Raises:
            NotFound: no such campaign or game.
            Refused: it is not closed.
        """
        if self._games.run(campaign, game).state is not RunState.CLOSED:
            raise Refused(Refusal.GOING_ON)
        return self._counts.payees(campaign, game)

    def count_due(self) -> None:
        """Count what was written since, of every game."""
        for run in self._store.runs():
            for _ in range(AT_A_TIME):
                if not self._count(run.campaign, run.rules.id):
                    break

    def _count(self, campaign: str, game: str) -> int:
        """A stretch more, if there is one: whoever has nothing to count waits for nobody."""
        return self._counts.count(campaign, game) if self._counts.uncounted(campaign, game) else 0

    def counted(self, campaign: str, game: str) -> tuple[figures.Cells, int]:
        """The counts, and how many lines are not in them."""
        for _ in range(AT_ONCE):
            if not self._count(campaign, game):
                break
        return self._counts.cells(campaign, game), self._counts.uncounted(campaign, game)

    def _overview(self, campaign: str, rules: Game, run: Run[Game] | None) -> Overview:
        now = self._clock()
        if run is None:
            return Overview(rules, None, standing(None, rules, now), 0, 0, 0)
        cells, _ = self.counted(campaign, rules.id)
        dealt, sets = sum(figures.dealt_in(cells).values()), figures.of_kind(cells, Kind.COMPLETE)
        kept, hidden, found = (figures.of_kind(cells, kind) for kind in (Kind.CHECK, Kind.HIDE, Kind.FIND))
        return Overview(rules, run, standing(run, rules, now), run.players, dealt, sets, kept, hidden, found)

    def _brought(self, campaign: str, rules: Collection) -> list[tuple[str, Breakdown]]:
        """What the posters of each card have brought: those of a game alone have this channel."""
        rows = self._reports.breakdown(campaign, "sites", Period(), CHANNEL)
        by_site = {row.value: row for row in rows}
        sites = {card.id: f"{rules.id}/{card.id}" for card in rules.cards}
        return [(card, by_site[site]) for card, site in sites.items() if site in by_site]


def _passed(offers: Mapping[tuple[bool, LinkState], int], *, is_swap: bool) -> Passed:
    states = {state: count for (swap, state), count in offers.items() if swap is is_swap}
    return Passed(sum(states.values()), states)

"""Tell what came of a diary: who keeps it and comes back, how long streaks are, and what its posters brought.

Streaks and returns are counted from the days themselves, so that they take as long as there are days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from postergen.domain.checking_in import Diary
from postergen.domain.ports import Clock
from postergen.games import figures
from postergen.games.acts import Kind
from postergen.games.streaks import DAY, streak
from postergen.service.game_figures import GameFigures, Standing, standing
from postergen.service.game_store import Entry, GameStore, Run
from postergen.service.game_views import CHANNEL
from postergen.service.games import GameService
from postergen.service.reports import Breakdown, Period, ReportService
from postergen.tracking.intervals import Rate, wilson

STEPS = (0, 1, 2, 7, 30, 100)  # the least days in a row of each group of players


@dataclass(frozen=True, slots=True)
class Returns:
    """Of those who checked in on a day, those who did so on the next, too."""

    day: date
    kept: int
    returned: int

    @property
    def rate(self) -> Rate:
        return wilson(self.returned, self.kept)


@dataclass(frozen=True, slots=True)
class DiarySeen:
    """All that the figures of a diary say; ``uncounted`` lines are not in those by day yet."""

    run: Run[Diary]
    standing: Standing
    days: Sequence[figures.Day]
    kept: int
    repaired: int
    returns: Sequence[Returns]  # of days whose next one is over
    newcomers: Rate  # of whom had a first day, those who came on the second
    streaks: Mapping[int, int]  # players by the least of their step
    brought: Sequence[tuple[str, Breakdown]]  # by what was asked
    uncounted: int
    paid: None = None  # nothing is

    @property
    def returned(self) -> Rate:
        return wilson(sum(one.returned for one in self.returns), sum(one.kept for one in self.returns))

    @property
    def days_each(self) -> float | None:
        """On how many days a player checks in, on average."""
        return self.kept / self.run.players if self.run.players else None


class DiaryFigures:
    """One for each process; safe to share between threads."""

    def __init__(
        self, *, figures: GameFigures, games: GameService, store: GameStore, reports: ReportService, clock: Clock
    ) -> None:
        self._figures, self._games, self._store = figures, games, store
        self._reports, self._clock = reports, clock

    def of(self, campaign: str, game: str) -> DiarySeen:
        """Raises `NotFound` for no such campaign or diary."""
        run = self._games.run_of(Diary, campaign, game)
        (cells, uncounted), entries = self._figures.counted(campaign, game), self._store.all_entries(campaign, game)
        today = run.rules.day_of(max(self._clock(), run.last_at))
        returns, first, steps = Counter[tuple[date, bool]](), Counter[bool](), Counter[int]()
        for _, theirs in groupby(entries, attrgetter("player")):
            _count(list(theirs), today, returns, first, steps)
        return DiarySeen(
            run=run,
            standing=standing(run, run.rules, self._clock()),
            days=figures.days(cells),
            kept=figures.of_kind(cells, Kind.CHECK),
            repaired=figures.of_kind(cells, Kind.REPAIR),
            returns=[
                Returns(day, returns[day, True] + returns[day, False], returns[day, True])
                for day in sorted({day for day, _ in returns})
            ],
            newcomers=wilson(first[True], first.total()),
            streaks={step: steps[step] for step in STEPS},
            brought=self._brought(campaign, run.rules),
            uncounted=uncounted,
        )

    def _brought(self, campaign: str, rules: Diary) -> list[tuple[str, Breakdown]]:
        """What the posters of each ask have brought: those of a game alone have this channel."""
        rows = self._reports.breakdown(campaign, "sites", Period(), CHANNEL)
        by_site = {row.value: row for row in rows}
        sites = {ask.id: f"{rules.id}/{ask.id}" for ask in rules.asks}
        return [(ask, by_site[site]) for ask, site in sites.items() if site in by_site]


def _count(
    entries: Sequence[Entry],
    today: date,
    returns: Counter[tuple[date, bool]],
    first: Counter[bool],
    steps: Counter[int],
) -> None:
    """Add what one player's days say. A day that was filled in is no return, and counts in a streak."""
    checked = {entry.day for entry in entries if not entry.is_repaired}
    for day in checked:
        if day + DAY < today:
            returns[day, day + DAY in checked] += 1
    if min(checked) + DAY < today:
        first[min(checked) + DAY in checked] += 1
    run = streak({entry.day for entry in entries}, today)
    steps[max(step for step in STEPS if step <= run)] += 1

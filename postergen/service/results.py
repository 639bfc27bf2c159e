"""What the studio shows of a campaign: its health, its lines against each other, where it is read, and its trees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol, TypeVar

from postergen.domain.ports import Clock
from postergen.domain.scan import ScanClass
from postergen.domain.variant import CopyVariant
from postergen.service.library import Library
from postergen.service.referrals import ReferralService
from postergen.service.reports import Breakdown, Bucket, Counters, Counts, Period, ReportService
from postergen.service.sample_ratio import SampleRatioService
from postergen.service.standings import Compared, StandingService
from postergen.tracking.forest import Tree, TreePoster, largest_trees
from postergen.tracking.health import Health, Vitals, health
from postergen.tracking.intervals import Rate, wilson
from postergen.tracking.referrals import KFactor
from postergen.tracking.rollup import Measure, scans_of

DRAWS_LOOKED_AT = 2_000  # for a page that somebody waits for: enough to find a third lost, not a fifth
POSTERS_LOOKED_AT = 10_000  # the latest, for trees: so a page takes the same time however large the campaign is
TREES = 6
LONGEST_SERIES = timedelta(days=92)
Key = TypeVar("Key")
MACHINES = (ScanClass.BOT, ScanClass.PREFETCH)


class Lineages(Protocol):
    """Lists posters with their parents. `Unavailable` when the store does not answer."""

    def tree_posters(self, campaign: str, start: datetime | None, end: datetime, most: int) -> Sequence[TreePoster]:
        """The latest posters made in a stretch of time, the newest first; where start is None, from the first on."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Posters of one kind and what became of them, added up."""

    posters: int = 0
    posters_scanned: int = 0
    scans: int = 0
    children: int = 0
    conversions: int = 0

    @property
    def rate(self) -> Rate:
        """The share of the posters that at least one person scanned."""
        return wilson(min(self.posters_scanned, self.posters), self.posters)


@dataclass(frozen=True, slots=True)
class Contest:
    """What the lines of a period had, and how those stand that may be on the same posters.

    ``compared`` is None where no option says which these are. ``retired`` are rows whose words are no longer in the
    pack.
    """

    rows: tuple[Breakdown, ...]
    compared: Compared | None
    retired: tuple[Breakdown, ...]


@dataclass(frozen=True, slots=True)
class Forest:
    """The trees are those of the latest posters, ``since`` a moment; ``is_whole`` when these are all of the period. All
    else is of the whole period, K of the mature posters in it.
    """

    is_whole: bool
    since: datetime | None
    k: KFactor
    generations: tuple[int, ...]
    trees: tuple[Tree, ...]
    is_counting: bool


class Before(NamedTuple):
    """Posters of the time before a period, as long as it, and of all the time before that."""

    earlier: int
    ever: int


class ResultService:
    """Reports that are read on a page, each in a time that does not grow with the campaign."""

    def __init__(
        self,
        *,
        library: Library,
        reports: ReportService,
        counters: Counters,
        sample_ratio: SampleRatioService,
        referrals: ReferralService,
        lineages: Lineages,
        standings: StandingService,
        clock: Clock,
    ) -> None:
        self._library, self._reports, self._counters = library, reports, counters
        self._sample_ratio, self._referrals = sample_ratio, referrals
        self._lineages, self._standings, self._clock = lineages, standings, clock

    def series(self, campaign: str, period: Period, channel: str | None = None) -> Sequence[Bucket]:
        """Days, or hours where the period is at most two days; the last `LONGEST_SERIES` of it."""
        end = min(period.end or self._clock(), self._clock())
        start = max(period.start or end - LONGEST_SERIES, end - LONGEST_SERIES)
        if start >= end:
            return []
        step = "hour" if end - start <= timedelta(days=2) else "day"
        return self._reports.series(campaign, Period(start, end), step, None, channel)

    def health(self, campaign: str, period: Period, channel: str | None = None) -> Health:
        """How well the campaign does in this period, against the one before it."""
        drawn = self._sample_ratio.check(campaign, DRAWS_LOOKED_AT, POSTERS_LOOKED_AT)
        end = min(period.end or self._clock(), self._clock())
        now, k = self._sums(campaign, period, channel), self._referrals.k_factor(campaign, period)
        before = self._before(campaign, period, end, channel)
        days: Counter[date] = Counter()
        for bucket in self.series(campaign, period, channel):
            days[bucket.start.date()] += bucket.counts.get(Measure.POSTERS, 0)
        is_new = before.earlier + before.ever == 0
        age = (max(days) - min(day for day in days if days[day])).days + 1 if is_new and any(days.values()) else None
        return health(
            Vitals(
                days=age or len(days),
                active_days=sum(count > 0 for count in days.values()),
                posters=now.get(Measure.POSTERS, 0),
                earlier_posters=before.earlier if before.ever else 0,
                scanned=now.get(Measure.SCANNED, 0),
                mature=k.posters,
                children=k.children,
                scans=now.get(scans_of(ScanClass.HUMAN), 0),
                confirmations=now.get(Measure.CONFIRMATIONS, 0),
                machines=sum(now.get(scans_of(found), 0) for found in MACHINES),
                conversions=now.get(Measure.CONVERSIONS, 0),
                agreeing=1 - drawn.disagreeing / drawn.draws if drawn.draws else None,
                suspicious=drawn.ratio.suspicious,
                suspected=now.get(Measure.SUSPICIOUS, 0),
                age=age,
            )
        )

    def _before(self, campaign: str, period: Period, end: datetime, channel: str | None) -> Before:
        if period.start is None:
            return Before(0, 0)
        begin = period.start - (end - period.start)
        spans = (Period(begin, period.start), Period(None, begin))
        return Before(*(self._sums(campaign, span, channel).get(Measure.POSTERS, 0) for span in spans))

    def _sums(self, campaign: str, period: Period, channel: str | None) -> Counts:
        return self._counters.sums(campaign, "all", period, channel).get("", {})

    def contest(
        self, campaign: str, locale: str, option: str | None, period: Period, channel: str | None = None
    ) -> Contest:
        """The lines of one language, or those of them that speak for an option or its theme.

        The period and the channel narrow what they had; they are compared by all that was drawn.
        """
        catalogue = self._library.campaign(campaign).catalogue.option_by_id
        theme = catalogue[option].theme if option in catalogue else None
        rows = [
            row
            for row in self._reports.breakdown(campaign, "variants", period, channel)
            if (known := self._copy_of(campaign, row)) is not None
            and known.locale == locale
            and (option is None or option in known.fits.options or theme in known.fits.themes)
        ]
        compared = self._standings.contest(campaign, locale, option) if option else None
        current, retired = (tuple(row for row in rows if (row.variant is None) == gone) for gone in (False, True))
        return Contest(current, compared, retired)

    def by_hook_and_tone(
        self, campaign: str, locale: str, period: Period, channel: str | None = None
    ) -> dict[tuple[str, str], Tally]:
        """Posters by what their line catches by and how it sounds; earlier revisions of a line count with it."""
        rows = self._reports.breakdown(campaign, "variants", period, channel)

        def crossing(row: Breakdown) -> tuple[str, str] | None:
            known = self._copy_of(campaign, row)
            return (known.hook.value, known.tone.value) if known and known.locale == locale else None

        return pool(rows, crossing)

    def by_province(self, campaign: str, period: Period, channel: str | None = None) -> dict[str, Tally]:
        """Posters by the province of the person's place; those without a place are not among them."""
        rows = self._reports.breakdown(campaign, "places", period, channel)
        return pool(rows, lambda row: row.value.partition("/")[0])

    def forest(self, campaign: str, period: Period) -> Forest:
        """How posters of a period led to posters, whenever that was; the largest trees among its latest posters."""
        end = min(period.end or self._clock(), self._clock())
        latest = self._lineages.tree_posters(campaign, period.start, end, POSTERS_LOOKED_AT)
        return Forest(
            is_whole=len(latest) < POSTERS_LOOKED_AT,
            since=min((found.created_at for found in latest), default=None),
            k=self._referrals.k_factor(campaign, period),
            generations=self._referrals.generations(campaign, period),
            trees=largest_trees(latest, TREES),
            is_counting=self._referrals.is_counting(),
        )

    def _copy_of(self, campaign: str, row: Breakdown) -> CopyVariant | None:
        """The line that this row counts, in the words of today if they were edited since."""
        return row.variant or self._library.campaign(campaign).text_by_id.get(row.value)


def pool(rows: Iterable[Breakdown], key: Callable[[Breakdown], Key | None]) -> dict[Key, Tally]:
    """Add up the rows that have the same key; those whose key is None are left out."""
    sums: dict[Key, Tally] = {}
    for row in rows:
        if (found := key(row)) is not None:
            old = sums.get(found, Tally())
            sums[found] = Tally(
                posters=old.posters + row.posters,
                posters_scanned=old.posters_scanned + row.posters_scanned,
                scans=old.scans + row.scans,
                children=old.children + row.children,
                conversions=old.conversions + row.conversions,
            )
    return sums

"""Tell what came of a look back: how many were made and sent on, and what each of its sentences brought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from postergen.domain.campaign import Campaign
from postergen.domain.look_backs import Band, LookBack, Opening, Page
from postergen.domain.ports import Clock
from postergen.domain.poster import LOOK_BACK
from postergen.domain.scan import ScanClass
from postergen.domain.variant import CopyVariant
from postergen.errors import NotFound
from postergen.service.library import Library
from postergen.service.reports import Breakdown, Counts, Period, ReportService, buckets_of
from postergen.tracking.intervals import Rate, wilson
from postergen.tracking.rollup import Measure, scans_of

LONGEST = timedelta(days=31)  # that are told day by day
SITE = "site"  # where a poster is: a band of a page, for those of look backs


class SiteCounters(Protocol):
    """Sums what was counted of single values. `Unavailable` when the store does not answer."""

    def sums_of(self, campaign: str, dimension: str, values: Collection[str]) -> Mapping[str, Counts]:
        """Of all time."""

    def hourly_of(
        self, campaign: str, dimension: str, values: Collection[str], period: Period, channel: str | None
    ) -> Mapping[datetime, Counts]:
        """For each hour of a period that has both ends, the sum of every measure over these values."""

    def hourly(self, campaign: str, period: Period, channel: str | None) -> Mapping[datetime, Counts]:
        """The same of everything in a channel."""


@dataclass(frozen=True, slots=True)
class LookBackCounts:
    """One look back in short: ``made`` by how many, in how many ``pages``, of which so many were sent on or scanned."""

    look_back: LookBack
    opening: Opening
    made: int
    pages: int
    shared: int
    scans: int
    children: int
    rate: Rate


class LookBackDay(NamedTuple):
    """A day of the campaign's clocks: how many were made, and what came of the pages of all its look backs."""

    day: date
    made: int
    shared: int
    scans: int


class Sentence(NamedTuple):
    """A text of a band; without a row no page has had it yet."""

    band: Band
    text: CopyVariant
    row: Breakdown | None


@dataclass(frozen=True, slots=True)
class LookBackSeen:
    """``days`` are the last of them up to now; none before it opens. Of each page, ``sentences`` in their order."""

    counts: LookBackCounts
    days: Sequence[LookBackDay]
    sentences: Sequence[tuple[Page, Sequence[Sentence]]]


class LookBackFigures:
    """One for each process; safe to share between threads. It reads counters, and no posters."""

    def __init__(self, *, library: Library, counters: SiteCounters, reports: ReportService, clock: Clock) -> None:
        self._library, self._counters, self._reports, self._clock = library, counters, reports, clock

    def all(self, campaign: str) -> list[LookBackCounts]:
        """Every look back of the campaign; `NotFound` for no such campaign."""
        return [self._counted(campaign, one)[0] for one in self._library.campaign(campaign).look_backs]

    def of(self, campaign: str, name: str) -> LookBackSeen:
        """`NotFound` for no such campaign or look back."""
        one = self._campaign(campaign).look_back_by_id.get(name)
        if one is None:
            raise NotFound("look back", name)
        counts, fullest = self._counted(campaign, one)
        rows = self._reports.of_variants(campaign, [text for _, _, text in one.texts()])
        sentences = [
            (
                page,
                [
                    Sentence(band, text, rows.get((text.id, text.revision)))
                    for band in page.bands
                    for texts in band.texts.values()
                    for text in texts
                ],
            )
            for page in one.pages
        ]
        return LookBackSeen(counts, self._days(campaign, one, fullest) if counts.pages else (), sentences)

    def _campaign(self, campaign: str) -> Campaign:
        return self._library.campaign(campaign)

    def _counted(self, campaign: str, one: LookBack) -> tuple[LookBackCounts, Page]:
        """In short, and the page that most have: one may be left out where there is nothing to say."""
        by_site = self._counters.sums_of(campaign, SITE, _sites(one, one.pages))
        posters = {site: counts.get(Measure.POSTERS, 0) for site, counts in by_site.items()}
        made = {page.id: sum(posters.get(site, 0) for site in _sites(one, [page])) for page in one.pages}
        fullest = max(one.pages, key=lambda page: made[page.id])
        total: Counter[str] = Counter()
        for counts in by_site.values():
            total.update(counts)
        pages = total[Measure.POSTERS]
        counted = LookBackCounts(
            look_back=one,
            opening=one.opening(self._clock()),
            made=made[fullest.id],
            pages=pages,
            shared=total[Measure.SHARED],
            scans=total[scans_of(ScanClass.HUMAN)],
            children=total[Measure.CHILDREN],
            rate=wilson(min(total[Measure.SCANNED], pages), pages),
        )
        return counted, fullest

    def _days(self, campaign: str, one: LookBack, fullest: Page) -> Sequence[LookBackDay]:
        zone, now = ZoneInfo(one.timezone), self._clock()
        first = max(one.opens, now - LONGEST).astimezone(zone).date()
        period = Period(datetime.combine(first, time(), zone), now + timedelta(microseconds=1))  # with this moment
        made = self._counters.hourly_of(campaign, SITE, _sites(one, [fullest]), period, None)
        came = self._counters.hourly(campaign, period, LOOK_BACK)
        days = (buckets_of(hours, period, "day", zone) for hours in (made, came))
        return [
            LookBackDay(
                its.start.date(),
                its.counts.get(Measure.POSTERS, 0),
                of_all.counts.get(Measure.SHARED, 0),
                of_all.counts.get(scans_of(ScanClass.HUMAN), 0),
            )
            for its, of_all in zip(*days, strict=True)
        ]


def _sites(one: LookBack, pages: Sequence[Page]) -> list[str]:
    return [one.site(page, band) for page in pages for band in page.bands]

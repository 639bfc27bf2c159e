"""Tell which words bring people, and how sure that is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from postergen.domain.ports import Clock
from postergen.domain.scan import ScanClass
from postergen.domain.variant import CopyVariant
from postergen.errors import Finding, InvalidInput
from postergen.service.library import Library
from postergen.tracking.funnel import FunnelStep, Step, funnel
from postergen.tracking.intervals import Rate, wilson
from postergen.tracking.rollup import Measure, hour_of, scans_of, value_in, variant_value

MOST_BUCKETS = 2_000  # points of a time series; more is a mistake in the question
DIMENSION_OF = {  # what the API calls a breakdown, and the dimension that it is kept under
    "variants": "variant",
    "options": "option",
    "themes": "theme",
    "places": "place",
    "channels": "channel",
    "looks": "look",
    "occasions": "occasion",
    "locales": "locale",
    "sites": "site",
}
STEPS: Mapping[Measure, str] = {
    Measure.POSTERS: "poster",
    Measure.SHARED: "shared",
    Measure.SCANNED: "scanned",
    Measure.CONFIRMED: "confirmed",
    Measure.REMADE: "maker",
    Measure.CONVERTED: "converted",
}


@dataclass(frozen=True, slots=True)
class Period:
    """From ``start``, up to but without ``end``, both zone-aware; None is open.

    Counters are kept by the hour (UTC), and an hour belongs to the period in which it begins: periods that follow each
    other never share one. A day of a zone that is half an hour off, as India's, is told from 0:30 to 0:30.
    """

    start: datetime | None = None
    end: datetime | None = None


Counts = Mapping[str, int]  # by measure


class Counters(Protocol):
    """Sums the stored counters. `Unavailable` when the store does not answer."""

    def sums(self, campaign: str, dimension: str, period: Period, channel: str | None) -> Mapping[str, Counts]:
        """For each value of a dimension, the sum of every measure; the dimension ``channel`` sums by channel."""

    def sums_of(self, campaign: str, dimension: str, values: Collection[str]) -> Mapping[str, Counts]:
        """As `sums`, of these values alone and of all time: quick, however much was counted."""

    def hourly(self, campaign: str, period: Period, channel: str | None) -> Mapping[datetime, Counts]:
        """For each hour in which something happened, the sum of every measure."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One value of a dimension. ``rate`` is the share of its posters that at least one person scanned.

    ``scans`` are hits by people, ``hits`` all hits by class; ``maker_rate`` is the share of posters that led to others;
    ``variant`` is the copy, for a variant whose revision the pack still has.
    """

    value: str
    revision: str
    posters: int
    posters_scanned: int
    scans: int
    confirmations: int
    children: int
    conversions: int
    hits: Counts
    values: Mapping[str, float]
    rate: Rate
    maker_rate: Rate
    variant: CopyVariant | None = None


@dataclass(frozen=True, slots=True)
class Bucket:
    """One stretch of a time series, from ``start`` in the zone that was asked for."""

    start: datetime
    counts: Counts = field(default_factory=dict)


class ReportService:
    """Reports over what the store has counted."""

    def __init__(self, *, library: Library, counters: Counters, clock: Clock) -> None:
        self._library, self._counters, self._clock = library, counters, clock

    def breakdown(
        self, campaign: str, name: str, period: Period = Period(), channel: str | None = None
    ) -> Sequence[Breakdown]:
        """Every value of a dimension (`DIMENSION_OF`), the most scanned first.

        Raises:
            NotFound: no such campaign.
            InvalidInput: no such breakdown.
        """
        known = self._library.campaign(campaign).text_by_id
        if name not in DIMENSION_OF:
            raise InvalidInput([Finding("dimension", f"{name[:40]!r} is unknown", f"known: {', '.join(DIMENSION_OF)}")])
        rows = []
        for value, counts in self._counters.sums(campaign, DIMENSION_OF[name], period, channel).items():
            plain, _, revision = value.rpartition("@") if name == "variants" else (value, "", "")
            found = known.get(plain) if name == "variants" else None
            rows.append(_breakdown(plain, revision, counts, found if found and found.revision == revision else None))
        return sorted(rows, key=lambda row: (-row.scans, -row.posters, row.value, row.revision))

    def of_variants(self, campaign: str, variants: Collection[CopyVariant]) -> Mapping[tuple[str, str], Breakdown]:
        """What these texts have brought so far, by id and revision; without those that no poster has had."""
        values = {variant_value(variant.id, variant.revision): variant for variant in variants}
        return {
            (values[value].id, values[value].revision): _breakdown(
                values[value].id, values[value].revision, counts, values[value]
            )
            for value, counts in self._counters.sums_of(campaign, DIMENSION_OF["variants"], values).items()
        }

    def funnel(self, campaign: str, period: Period = Period(), channel: str | None = None) -> Sequence[FunnelStep]:
        """How far the posters made in this period came: shared, scanned, confirmed, then another poster, or a sale."""
        self._library.campaign(campaign)
        counts = self._counters.sums(campaign, "all", period, channel).get("", {})
        return funnel([Step(name, counts.get(measure, 0)) for measure, name in STEPS.items()])

    def series(
        self, campaign: str, period: Period, step: str = "day", zone: str | None = None, channel: str | None = None
    ) -> Sequence[Bucket]:
        """Hits and posters over time, without gaps: what had nothing has zeros.

        Hours are those of UTC, shown in the zone: in India they begin at half past, and where clocks are put back one
        o'clock comes twice. A day has the hours that begin in it.

        Args:
            step: ``hour`` or ``day``, in the zone.
            zone: an IANA zone; the campaign's own when left out.

        Raises:
            NotFound: no such campaign.
            InvalidInput: an unknown zone or step, a period without a beginning, or one with too many buckets.
        """
        found = _zone(zone or self._library.campaign(campaign).timezone)
        end = period.end or self._clock()
        hours = self._counters.hourly(campaign, Period(period.start, end), channel)
        start = period.start or min(hours, default=end)
        return buckets_of(hours, Period(start, end), step, found)


def buckets_of(hours: Mapping[datetime, Counts], period: Period, step: str, zone: ZoneInfo) -> Sequence[Bucket]:
    """What was counted by the hour, in the buckets of a period that has both ends; raises as `ReportService.series`."""
    assert period.start is not None
    assert period.end is not None
    # in UTC, where no moment comes twice
    totals: dict[datetime, dict[str, int]] = {begin: {} for begin in _buckets(period.start, period.end, step, zone)}
    for hour, counts in hours.items():
        bucket = totals.setdefault(hour if step == "hour" else _midnight(hour.astimezone(zone).date(), zone), {})
        for measure, amount in counts.items():
            bucket[measure] = bucket.get(measure, 0) + amount
    return [Bucket(begin.astimezone(zone), counts) for begin, counts in sorted(totals.items())]


def _breakdown(value: str, revision: str, counts: Counts, variant: CopyVariant | None) -> Breakdown:
    posters = counts.get(Measure.POSTERS, 0)
    return Breakdown(
        value=value,
        revision=revision,
        posters=posters,
        posters_scanned=counts.get(Measure.SCANNED, 0),
        scans=counts.get(scans_of(ScanClass.HUMAN), 0),
        confirmations=counts.get(Measure.CONFIRMATIONS, 0),
        children=counts.get(Measure.CHILDREN, 0),
        conversions=counts.get(Measure.CONVERSIONS, 0),
        hits={found.value: counts.get(scans_of(found), 0) for found in ScanClass},
        values={name[6:]: amount / 1_000_000 for name, amount in counts.items() if name.startswith(value_in(""))},
        rate=wilson(min(counts.get(Measure.SCANNED, 0), posters), posters),
        maker_rate=wilson(min(counts.get(Measure.REMADE, 0), posters), posters),
        variant=variant,
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise InvalidInput([Finding("zone", f"{name[:40]!r} is no time zone", "such as Asia/Shanghai")]) from exc


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """When this day begins in the zone, in UTC; where clocks are put forward at midnight, that is at one."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _buckets(start: datetime, end: datetime, step: str, zone: ZoneInfo) -> Sequence[datetime]:
    """The beginnings of all buckets, in UTC; days follow the calendar of the zone, so a change of clocks moves none."""
    if step not in ("hour", "day"):
        raise InvalidInput([Finding("step", f"{step[:20]!r} is unknown", "known: hour, day")])
    length = timedelta(hours=1) if step == "hour" else timedelta(days=1)
    if (end - start) / length > MOST_BUCKETS:
        raise InvalidInput([Finding("from", f"gives more than {MOST_BUCKETS} buckets", "ask for days, or for less")])
    begins: list[datetime] = []
    if step == "hour":
        first = hour_of(start.astimezone(UTC))
        at = first if first == start else first + length
        while at < end:
            begins.append(at)
            at += length
    else:
        day = start.astimezone(zone).date()
        while (at := _midnight(day, zone)) < end:
            begins.append(at)
            day += length
    return begins

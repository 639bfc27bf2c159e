"""Tell what the posters of one text came to: by edit, channel, place and look, day by day, and show some of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from postergen.domain.ports import Clock
from postergen.service.library import Library
from postergen.service.reports import Bucket, Counts, Period, buckets_of
from postergen.service.results import LONGEST_SERIES
from postergen.tracking.intervals import Rate, wilson
from postergen.tracking.rollup import variant_value

SHOWN = 6  # of the posters of a text
WHOLE = "revision"  # the dimension with the fewest values: its posters are summed where nothing else is asked for


@dataclass(frozen=True, slots=True)
class Alike:
    """Posters of one text and channel with the same value of a dimension: ``revision``, ``place`` (empty where none was
    named) or ``look``. Each poster is among those of every dimension.
    """

    dimension: str
    channel: str
    value: str
    posters: int
    scanned: int


@dataclass(frozen=True, slots=True)
class Part:
    """Some posters of a text, and how many of them were scanned at least once."""

    posters: int = 0
    scanned: int = 0

    @property
    def rate(self) -> Rate:
        return wilson(min(self.scanned, self.posters), self.posters)


@dataclass(frozen=True, slots=True)
class Sampled:
    """A poster of the text as whoever works at it may see it: without its person's name, words, picture and code."""

    made_at: datetime
    revision: str
    look: str
    format: str
    options: tuple[str, ...]
    place: str | None
    occasion: str | None
    channel: str
    is_scanned: bool


@dataclass(frozen=True, slots=True)
class TextResult:
    """``buckets`` are days of the campaign's zone, or hours of a short time; ``is_counting`` while the counters do not
    know all that an earlier release stored.
    """

    alike: tuple[Alike, ...]
    buckets: tuple[Bucket, ...]
    sample: tuple[Sampled, ...]
    is_counting: bool = False

    @property
    def whole(self) -> Part:
        parts = self.parts("channel").values()
        return Part(sum(part.posters for part in parts), sum(part.scanned for part in parts))

    def parts(self, dimension: str) -> Mapping[str, Part]:
        """The posters by revision, place, look or channel; what has most comes first."""
        posters: Counter[str] = Counter()
        scanned: Counter[str] = Counter()
        counted = WHOLE if dimension == "channel" else dimension
        for one in self.alike:
            if one.dimension == counted:
                value = one.channel if dimension == "channel" else one.value
                posters[value] += one.posters
                scanned[value] += one.scanned
        return {name: Part(count, scanned[name]) for name, count in sorted(posters.items(), key=lambda p: (-p[1], p))}


class TextPosters(Protocol):
    """Reads the posters of one text. `Unavailable` when the store does not answer."""

    def alike(self, campaign: str, variant: str, period: Period, channel: str | None) -> Sequence[Alike]:
        """All that were made in a period of whole hours, added up."""

    def latest(
        self, campaign: str, variant: str, period: Period, channels: Collection[str], most: int
    ) -> Sequence[Sampled]:
        """The latest of these channels, without those whose person was erased."""

    def is_counting(self) -> bool:
        """Whether posters of an earlier release are not counted yet."""


class TextHours(Protocol):
    """Reads the counters of single values."""

    def hourly_of(
        self, campaign: str, dimension: str, values: Collection[str], period: Period, channel: str | None
    ) -> Mapping[datetime, Counts]:
        """For each hour of a period that has both ends, the sum of every measure over these values."""


class TextResultService:
    """Reports on one text, in every edit that it had."""

    def __init__(self, *, library: Library, posters: TextPosters, hours: TextHours, clock: Clock) -> None:
        self._library, self._posters, self._hours, self._clock = library, posters, hours, clock

    def of_text(self, campaign_name: str, variant: str, period: Period, channel: str | None = None) -> TextResult:
        """What came of the posters that were made with a text; of a long period the last `LONGEST_SERIES`.

        Raises:
            NotFound: no such campaign.
        """
        campaign = self._library.campaign(campaign_name)
        end = min(period.end or self._clock(), self._clock())
        asked = Period(max(period.start or end - LONGEST_SERIES, end - LONGEST_SERIES), end)
        alike = tuple(self._posters.alike(campaign.id, variant, asked, channel))
        values = {variant_value(variant, one.value) for one in alike if one.dimension == "revision"}
        hours = self._hours.hourly_of(campaign.id, "variant", values, asked, channel) if values else {}
        buckets = buckets_of(hours, asked, "day", ZoneInfo(campaign.timezone)) if alike else []
        sample = self._posters.latest(campaign.id, variant, asked, {one.channel for one in alike}, SHOWN)
        return TextResult(alike, tuple(buckets), tuple(sample), self._posters.is_counting())

"""Tell how posters lead to posters: the K-factor with its interval, generations, pace, and what looks odd."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from postergen.domain.ports import Clock
from postergen.errors import Finding, InvalidInput
from postergen.service.library import Library
from postergen.service.reports import Period
from postergen.tracking.referral_rollup import WINDOWS, matured
from postergen.tracking.referrals import (
    ODDITIES,
    Family,
    KFactor,
    Quartiles,
    ReferredPoster,
    amplification,
    cycle_time,
    generation_sizes,
    k_factor,
    k_factors,
)
from postergen.tracking.rollup import day_of

WINDOW = timedelta(hours=72)  # within which a child counts; a poster in a chat is seen for a few days
ODD_WITHIN = timedelta(days=30)
POSTERS_LOOKED_AT = 2_000  # the latest, for what looks odd
_WINDOWS = ", ".join(map(str, WINDOWS))  # hours
SEGMENTS = {"variants": "variant", "options": "option", "channels": "channel", "looks": "look", "places": "place"}


class Trees(Protocol):
    """Reads the counters of referrals, and the latest posters. `Unavailable` when the store does not answer."""

    def families(self, campaign: str, dimension: str, made: Period, window: timedelta) -> Sequence[Family]:
        """By random group and segment (the whole campaign for ""): posters made in a period of whole hours (of segments
        whole days, UTC), and their children in the window.
        """

    def generations(self, campaign: str, made: Period) -> dict[int, int]:
        """Posters made in a period of whole hours, by generation."""

    def paces(self, campaign: str, made: Period, window: timedelta) -> dict[int, int]:
        """Children within the window, of posters made in a period of whole hours, by the step of their delay."""

    def referred_posters(self, campaign: str, after: datetime, most: int) -> dict[str, ReferredPoster]:
        """The children among the latest posters made after a moment, by code."""

    def is_counting(self) -> bool:
        """Whether posters of an earlier release are not counted yet."""


@dataclass(frozen=True, slots=True)
class Referrals:
    """A campaign's referrals. ``young`` posters have not had their window yet and play no part in K; while the product
    ``is_counting`` what an earlier release stored, all figures are too low.
    """

    window: timedelta
    k: KFactor
    young: int
    amplification: float | None
    cycle_time: Quartiles
    generations: tuple[int, ...]
    odd: Mapping[str, int]
    segments: Mapping[str, KFactor]
    is_counting: bool


class ReferralService:
    """Reports over the trees of a campaign."""

    def __init__(self, *, library: Library, trees: Trees, clock: Clock) -> None:
        self._library, self._trees, self._clock = library, trees, clock

    def referrals(self, campaign: str, by: str | None = None, window: timedelta = WINDOW) -> Referrals:
        """The campaign as a whole and, if asked, by segment (`SEGMENTS`).

        Raises:
            NotFound: no such campaign.
            InvalidInput: an unknown segment, or a window that is none.
        """
        self._library.campaign(campaign)
        findings = []
        if by is not None and by not in SEGMENTS:
            findings.append(Finding("by", f"{by[:40]!r} is unknown", f"known: {', '.join(SEGMENTS)}"))
        if window not in [timedelta(hours=hours) for hours in WINDOWS]:
            findings.append(Finding("window_hours", "is no window that is counted", f"one of {_WINDOWS}"))
        if findings:
            raise InvalidInput(findings)
        made = Period(None, matured(self._clock(), window))
        k = self.k_factor(campaign, made, window)
        generations = self._trees.generations(campaign, Period())
        return Referrals(
            window=window,
            k=k,
            young=sum(generations.values()) - k.posters,
            amplification=amplification(k),
            cycle_time=cycle_time(self._trees.paces(campaign, made, window), window),
            generations=generation_sizes(generations),
            odd=self._odd(campaign),
            segments=self._segments(campaign, SEGMENTS[by], window) if by else {},
            is_counting=self._trees.is_counting(),
        )

    def k_factor(self, campaign: str, made: Period, window: timedelta = WINDOW) -> KFactor:
        """K of the posters that were made in a period and are mature."""
        end = matured(self._clock(), window)
        mature = Period(made.start, min(made.end or end, end))
        roots = self._trees.generations(campaign, mature).get(0, 0)
        return k_factor(self._trees.families(campaign, "", mature, window), roots)

    def generations(self, campaign: str, made: Period) -> tuple[int, ...]:
        """Posters made in a period by generation, roots first."""
        return generation_sizes(self._trees.generations(campaign, made))

    def is_counting(self) -> bool:
        """Whether figures are too low, because posters of an earlier release are not counted yet."""
        return self._trees.is_counting()

    def _segments(self, campaign: str, dimension: str, window: timedelta) -> Mapping[str, KFactor]:
        """K by segment, over posters made on days that are mature as a whole."""
        made = Period(None, day_of(matured(self._clock(), window)))
        return k_factors(self._trees.families(campaign, dimension, made, window))

    def _odd(self, campaign: str) -> Mapping[str, int]:
        found = self._trees.referred_posters(campaign, self._clock() - ODD_WITHIN, POSTERS_LOOKED_AT)
        odd = Counter(name for referred in found.values() for name, rule in ODDITIES.items() if rule(referred))
        return {name: odd[name] for name in ODDITIES}

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

WINDOW = timedelta(hours=72)  # within which a child counts; a poster in a chat is seen for a few days
LONGEST_WINDOW = timedelta(days=30)
SEGMENTS = {"variants": "variant", "options": "option", "channels": "channel", "looks": "look", "places": "place"}


class Trees(Protocol):
    """Reads referral trees. `Unavailable` when the store does not answer."""

    def families(self, campaign: str, dimension: str, before: datetime, window: timedelta) -> Sequence[Family]:
        """By root and segment (the whole campaign for ""): posters made before a moment, children in the window."""

    def generations(self, campaign: str) -> dict[int, int]:
        """Posters by generation."""

    def count_young(self, campaign: str, before: datetime) -> int:
        """Posters made after a moment."""

    def delays(self, campaign: str, before: datetime, window: timedelta) -> list[float]:
        """Seconds from parent to child, of children that count."""

    def referred_posters(self, campaign: str, after: datetime) -> dict[str, ReferredPoster]:
        """The children made after a moment, by code."""


@dataclass(frozen=True, slots=True)
class Referrals:
    """A campaign's referrals. ``young`` posters have not had their window yet and play no part in K."""

    window: timedelta
    k: KFactor
    young: int
    amplification: float | None
    cycle_time: Quartiles
    generations: tuple[int, ...]
    odd: Mapping[str, int]
    segments: Mapping[str, KFactor]


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
        if not timedelta(0) < window <= LONGEST_WINDOW:
            findings.append(Finding("window_hours", "is out of bounds", f"1 to {LONGEST_WINDOW.days * 24}"))
        if findings:
            raise InvalidInput(findings)
        before = self._clock() - window
        k = k_factor(self._trees.families(campaign, "", before, window))
        referred_posters = self._trees.referred_posters(campaign, self._clock() - LONGEST_WINDOW)
        odd = Counter(
            name for referred in referred_posters.values() for name, rule in ODDITIES.items() if rule(referred)
        )
        return Referrals(
            window=window,
            k=k,
            young=self._trees.count_young(campaign, before),
            amplification=amplification(k),
            cycle_time=cycle_time(self._trees.delays(campaign, before, window)),
            generations=generation_sizes(self._trees.generations(campaign)),
            odd={name: odd[name] for name in ODDITIES},
            segments=k_factors(self._trees.families(campaign, SEGMENTS[by], before, window)) if by else {},
        )

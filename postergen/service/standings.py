"""Tell how the texts stand that could have been on the same posters, and what learning brings: once a day."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock
from typing import Protocol, TypeVar

from postergen.domain.campaign import Campaign
from postergen.domain.policies import Arm, Slice, Terms
from postergen.domain.ports import Clock
from postergen.errors import Finding, InvalidInput
from postergen.service.library import Library
from postergen.tracking.comparable import comparable
from postergen.tracking.exposure import Observed, by_stratum, delays_of, exposures
from postergen.tracking.lift import Counted, Lift, lift
from postergen.tracking.posteriors import common_prior
from postergen.tracking.standing import LOOKS, Needed, Standings, best_of, needed, stand

KEPT = 24  # days of campaigns, and contests, that are remembered
Found = TypeVar("Found")


class Outcomes(Protocol):
    """Counts posters by how they came to their texts and what became of them. `Unavailable` if that is not possible."""

    def as_of(self, campaign: str, moment: datetime, terms: Terms) -> Sequence[Observed]:
        """What was to be seen at a moment that is past: later posters and successes are left out."""


class Verdict(StrEnum):
    """What a comparison comes to; too young are all but one, or all."""

    BEST = "best"
    CANNOT_TELL = "cannot_tell"
    TOO_YOUNG = "too_young"


@dataclass(frozen=True, slots=True)
class Compared:
    """The texts of one locale that speak for an option or its theme, as they stood at ``at``, a midnight (UTC).

    ``best`` was ahead then and on the days before; ``week_ago`` is how they stood seven days earlier.
    """

    at: datetime
    now: Standings
    best: Arm | None
    needed: Needed | None
    week_ago: Standings

    @property
    def verdict(self) -> Verdict:
        if self.best is not None:
            return Verdict.BEST
        return Verdict.CANNOT_TELL if len(self.now.old) > 1 else Verdict.TOO_YOUNG


class StandingService:
    """Compares at midnight, so that who opens a page more often does not get more chances of being misled."""

    def __init__(self, *, library: Library, outcomes: Outcomes, clock: Clock) -> None:
        self._library, self._outcomes, self._clock = library, outcomes, clock
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def contest(self, campaign_name: str, locale: str, option: str) -> Compared:
        """Raises:
        NotFound: no such campaign.
        InvalidInput: no such option.
        """
        campaign = self._library.campaign(campaign_name)
        if option not in campaign.catalogue.option_by_id:
            raise InvalidInput([Finding("option", f"{option[:40]!r} is no option of {campaign.id}")])
        at = self._midnight()

        def compare() -> Compared:
            looks = [self._look(campaign, locale, option, at - timedelta(days=day)) for day in range(LOOKS)]
            week_ago = self._look(campaign, locale, option, at - timedelta(days=7))
            best = best_of(looks)
            return Compared(at, looks[0], best, None if best else needed(looks[0]), week_ago)

        return self._once((campaign.id, campaign.version, locale, option, at), compare)

    def lift(self, campaign_name: str) -> Lift:
        """Posters that a policy drew for, against those of the hold-out, at the last midnight; as if of full age.

        Raises:
            NotFound: no such campaign.
        """
        campaign = self._library.campaign(campaign_name)
        rows = self._observed(campaign, self._midnight())
        delays = delays_of(rows, campaign.learning)

        def counted(slice_: Slice) -> Counted:
            of_slice = [row for row in rows if row.slice is slice_]
            texts = sorted({(row.variant, row.revision) for row in of_slice})
            if not texts:
                return Counted(0.0, 0.0)
            exposed, rewarded = by_stratum(of_slice, texts, delays, campaign.learning)
            return Counted(float(exposed.sum()), float(rewarded.sum()))

        return lift(counted(Slice.DRAWN), counted(Slice.HELD))

    def _look(self, campaign: Campaign, locale: str, option: str, at: datetime) -> Standings:
        theme = campaign.catalogue.option_by_id[option].theme
        texts = {
            (variant.id, variant.revision)
            for variant in campaign.variants_in(locale)
            if option in variant.fits.options or theme in variant.fits.themes
        }
        rows = self._observed(campaign, at)
        delays = delays_of(rows, campaign.learning)
        prior = common_prior(arm for arm in exposures(rows, delays, campaign.learning) if arm.locale == locale)
        theirs = [row for row in rows if row.locale == locale and (row.variant, row.revision) in texts]
        return stand(comparable(theirs, delays, campaign.learning), prior)

    def _observed(self, campaign: Campaign, at: datetime) -> Sequence[Observed]:
        return self._once(
            (campaign.id, campaign.learning, at), lambda: self._outcomes.as_of(campaign.id, at, campaign.learning)
        )

    def _midnight(self) -> datetime:
        return self._clock().replace(hour=0, minute=0, second=0, microsecond=0)

    def _once(self, key: Hashable, make: Callable[[], Found]) -> Found:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[return-value]
        found = make()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found

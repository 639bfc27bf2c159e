"""Tell how the texts stand that could have been on the same posters, and what learning brings: once a day."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock
from typing import NamedTuple, Protocol, TypeVar

from postergen.domain.campaign import Campaign
from postergen.domain.policies import Arm, Slice, Terms
from postergen.domain.ports import Clock
from postergen.domain.variant import CopyVariant
from postergen.errors import Finding, InvalidInput
from postergen.service.library import Library
from postergen.tracking.comparable import comparable
from postergen.tracking.exposure import Observed, by_stratum, delays_of, exposures, standardised
from postergen.tracking.lift import Counted, Lift, lift
from postergen.tracking.pairs import Duel, Text, duel, duels_with_first
from postergen.tracking.posteriors import common_prior
from postergen.tracking.standing import LOOKS, Needed, Standings, best_of, needed, stand

A_WEEK = timedelta(days=7)
KEPT = 24  # days of campaigns, and contests, that are remembered
Found = TypeVar("Found")
Texts = Callable[[str], Iterable[CopyVariant]]  # all of a campaign that are known, in every edit, by its id


class Among(NamedTuple):
    """Posters that were asked for with this option, alone or among others, and have one of these texts."""

    option: str
    variants: frozenset[str]


class Outcomes(Protocol):
    """Counts posters by how they came to their texts and what became of them. `Unavailable` if that is not possible."""

    def as_of(self, campaign: str, moment: datetime, terms: Terms, among: Among | None = None) -> Sequence[Observed]:
        """What was to be seen at a moment that is past: later posters and successes are left out."""


class Verdict(StrEnum):
    """What a comparison comes to; too young are all but one, or all."""

    BEST = "best"
    CANNOT_TELL = "cannot_tell"
    TOO_YOUNG = "too_young"


@dataclass(frozen=True, slots=True)
class Compared:
    """The texts of one locale that speak for an option or its theme, as they stood at ``at``, a midnight (UTC), by the
    posters that were asked for with that option: those of other options are for other people.

    Args:
        looks: how they stood then and on the days before, the latest first.
        best: what was ahead on all of these days.
        week_ago: how they stood seven days earlier, and those that have gone since.
        there: the texts of the locale that had posters at that time, and those that have had none until now: they may
            have been waiting all along.
        gone: texts that had posters at that time and can have none any more.
    """

    at: datetime
    looks: tuple[Standings, ...]
    best: Arm | None
    needed: Needed | None
    week_ago: Standings
    there: frozenset[Text]
    gone: tuple[CopyVariant, ...]

    @property
    def then(self) -> datetime:
        return self.at - A_WEEK

    @property
    def now(self) -> Standings:
        return self.looks[0]

    @property
    def new(self) -> tuple[Arm, ...]:
        """Texts that had no posters a week ago."""
        return tuple(row.arm for row in self.now.rows if (row.arm.variant, row.arm.revision) not in self.there)

    @property
    def verdict(self) -> Verdict:
        if self.best is not None:
            return Verdict.BEST
        return Verdict.CANNOT_TELL if len(self.now.old) > 1 else Verdict.TOO_YOUNG


class StandingService:
    """Compares at midnight, so that who opens a page more often does not get more chances of being misled."""

    def __init__(self, *, library: Library, outcomes: Outcomes, texts: Texts, clock: Clock) -> None:
        self._library, self._outcomes, self._texts, self._clock = library, outcomes, texts, clock
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
            current = speaking_for(option, campaign, campaign.variants_in(locale))
            days = (at - timedelta(days=day) for day in range(LOOKS))
            looks = tuple(self._look(campaign, locale, option, current, day) for day in days)
            best, then = best_of(looks), at - A_WEEK
            waiting = current.keys() - self._there(campaign, locale, at)
            there = self._there(campaign, locale, then) | waiting
            known = speaking_for(option, campaign, self._texts(campaign.id))
            gone = {text: known[text] for text in sorted(there & known.keys() - current.keys())}
            week_ago = self._look(campaign, locale, option, {*current, *gone}, then)
            lacking = None if best else needed(looks[0])
            return Compared(at, looks, best, lacking, week_ago, there, tuple(gone.values()))

        return self._once((campaign.id, campaign.version, locale, option, at), compare)

    def duels(self, campaign_name: str, locale: str, option: str) -> tuple[Duel, ...]:
        """Each text that is old enough against the one that stands first; raises as `contest`."""
        compared = self.contest(campaign_name, locale, option)
        return self._once(
            ("duels", campaign_name, self._library.campaign(campaign_name).version, locale, option, compared.at),
            lambda: duels_with_first(compared.looks),
        )

    def duel(self, campaign_name: str, locale: str, option: str, names: Sequence[str]) -> Duel:
        """Two texts of the contest, by their ids.

        Raises:
            NotFound: no such campaign.
            InvalidInput: no such option, not two names, or a text that takes no part.
        """
        compared = self.contest(campaign_name, locale, option)
        if len(names) != 2 or names[0] == names[1]:
            raise InvalidInput([Finding("pair", "has to name two different texts", "such as two ids of the rows")])
        arms = {row.arm.variant: row.arm for row in compared.now.rows}
        if strangers := [name for name in names if name not in arms]:
            why = f"is no text with posters that speaks for {option} in {locale}"
            known = f"known: {', '.join(arms)}" if arms else "there is none yet"
            raise InvalidInput([Finding("pair", f"{name[:80]!r} {why}", known) for name in strangers])
        first, second = ((arms[name].variant, arms[name].revision) for name in names)
        found = duel(compared.looks, first, second)
        assert found is not None  # both are in the contest
        return found

    def lift(self, campaign_name: str) -> Lift:
        """Posters that a policy drew for, against those of the hold-out, at the last midnight; as if of full age, and
        made for the same people: the hold-out's share may have changed while they did.

        Raises:
            NotFound: no such campaign.
        """
        campaign = self._library.campaign(campaign_name)
        rows = self._observed(campaign, self._midnight())
        slices = (Slice.DRAWN, Slice.HELD)
        by_slice = [replace(row, variant=row.slice, revision="") for row in rows if row.slice in slices]
        if not by_slice:
            return lift(Counted(0.0, 0.0), Counted(0.0, 0.0))
        as_texts = [(one.value, "") for one in slices]
        exposed, rewarded = by_stratum(by_slice, as_texts, delays_of(rows, campaign.learning), campaign.learning)
        counts = zip(standardised(exposed, rewarded).exposed.tolist(), rewarded.sum(axis=1).tolist(), strict=True)
        return lift(*(Counted(*one) for one in counts))

    def _there(self, campaign: Campaign, locale: str, at: datetime) -> frozenset[Text]:
        rows = self._observed(campaign, at)
        return frozenset((row.variant, row.revision) for row in rows if row.locale == locale)

    def _look(self, campaign: Campaign, locale: str, option: str, texts: Collection[Text], at: datetime) -> Standings:
        rows = self._observed(campaign, at)
        delays = delays_of(rows, campaign.learning)
        prior = common_prior(arm for arm in exposures(rows, delays, campaign.learning) if arm.locale == locale)
        among = Among(option, frozenset(variant for variant, _ in texts))
        asked = self._outcomes.as_of(campaign.id, at, campaign.learning, among)
        theirs = [row for row in asked if row.locale == locale and (row.variant, row.revision) in texts]
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


def speaking_for(option: str, campaign: Campaign, texts: Iterable[CopyVariant]) -> Mapping[Text, CopyVariant]:
    """The texts that an author wrote for an option or its theme."""
    theme = campaign.catalogue.option_by_id[option].theme
    return {
        (text.id, text.revision): text for text in texts if option in text.fits.options or theme in text.fits.themes
    }

"""Tell why each text gets its share of the posters with one option: by the policy that serves now, and a week ago."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import numpy as np

from postergen.domain.campaign import Campaign
from postergen.domain.policies import Kind, Policy
from postergen.domain.ports import Clock
from postergen.domain.poster import Brief
from postergen.domain.variant import CopyVariant
from postergen.errors import Finding, InvalidInput, NotFound, Unavailable
from postergen.ranking.policy import Serving, fixed_policy
from postergen.ranking.ranker import RankedList, RankedVariant
from postergen.ranking.serving import serving_of
from postergen.ranking.shares import Known, Share, known, shares
from postergen.ranking.together import Together
from postergen.service.library import Library
from postergen.service.policies import Kept, Served
from postergen.service.standings import Compared
from postergen.tracking.intervals import Rate
from postergen.tracking.pairs import Text
from postergen.tracking.posteriors import Posteriors, middles

LATE_AFTER = 2  # updates that did not come


class PolicyMemory(Protocol):
    """What draws in this process."""

    def serving(self, campaign: str) -> Serving | None:
        """None for relevance alone."""

    def note(self, campaign: str) -> str:
        """Why relevance alone draws for a campaign that wants to learn; empty when all is as it should be."""


class PolicyShelf(Protocol):
    """Where policies are kept. `Unavailable` when it does not answer."""

    def serving(self, campaign: str) -> Served: ...

    def served_at(self, campaign: str, moment: datetime) -> str:
        """The version that served at a moment that is past; empty for relevance alone."""

    def load(self, campaign: str, version: str) -> Kept:
        """`NotFound` when there is none; `Unavailable` when this release cannot read it."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One text with its share.

    Args:
        relevance: how well it fits the option, from 0 to 1.
        known: None where relevance alone draws.
        posterior: mean and middle 95 % of what the policy believes, for people as everybody's are; None with ``known``.
    """

    variant: CopyVariant
    relevance: float
    share: Share
    known: Known | None = None
    posterior: Rate | None = None


@dataclass(frozen=True, slots=True)
class Shares:
    """How the posters with one option and nothing else are shared out.

    Args:
        version, kind: of what draws; `Kind.FIXED` is relevance alone, and ``note`` says why where the campaign learns.
        made_at: when the policy was made, and with it what it knows; None for relevance alone.
        is_late: updates should have come since then.
        rows: the largest share first; empty in a locale without texts.
    """

    version: str
    kind: Kind
    note: str
    made_at: datetime | None
    is_pinned: bool
    is_late: bool
    holdout: float
    floor: float
    rows: tuple[Explained, ...]

    def is_behind(self, moment: datetime) -> bool:
        """Whether the policy was made before this moment, and so does not know what was seen until then."""
        return self.made_at is not None and self.made_at < moment


class ShareService:
    """Explains what draws; it changes nothing."""

    def __init__(
        self,
        *,
        library: Library,
        memory: PolicyMemory,
        shelf: PolicyShelf,
        clock: Clock,
    ) -> None:
        self._library, self._memory, self._shelf, self._clock = library, memory, shelf, clock

    def explain(self, campaign_name: str, locale: str, option: str) -> Shares:
        """The shares of posters with this option alone, for somebody without a name, a place or an occasion.

        Raises:
            NotFound: no such campaign.
            InvalidInput: no such option.
            Unavailable: the database does not answer.
        """
        campaign = self._library.campaign(campaign_name)
        serving = self._memory.serving(campaign.id) or fixed_policy(campaign)
        policy = None if serving.kind is Kind.FIXED else self._shelf.load(campaign.id, serving.version).policy
        brief = _brief(campaign, locale, option)
        rows = _explained(self._candidates(brief, serving), brief, serving, policy)
        is_pinned = policy is not None and self._shelf.serving(campaign.id).pinned
        late = timedelta(hours=LATE_AFTER * policy.terms.every_hours) if policy else timedelta()
        return Shares(
            version=serving.version,
            kind=serving.kind,
            note=self._memory.note(campaign.id),
            made_at=policy.made_at if policy else None,
            is_pinned=is_pinned,
            is_late=policy is not None and not is_pinned and self._clock() - policy.made_at > late,
            holdout=serving.holdout,
            floor=min((row.share.floor for row in rows), default=0.0),
            rows=rows,
        )

    def before(self, campaign_name: str, locale: str, option: str, compared: Compared) -> Mapping[Text, float]:
        """What shares the texts that were there had a week before a comparison, by the policy of then.

        Texts of today are ranked as they are today, and those that are gone by the mean relevance of their posters.
        Empty where the policy of then cannot be read any more.
        """
        campaign = self._library.campaign(campaign_name)
        version = self._shelf.served_at(campaign.id, compared.then)
        try:
            policy = self._shelf.load(campaign.id, version).policy if version else None
            serving = serving_of(policy, campaign) if policy else fixed_policy(campaign)
        except (NotFound, Unavailable):
            return {}
        brief = _brief(campaign, locale, option)
        ranked = self._candidates(brief, serving)
        there = [one for one in ranked.variants if (one.variant.id, one.variant.revision) in compared.there]
        there += _gone(compared.gone, ranked, policy)
        rows = _explained(replace(ranked, variants=tuple(there)), brief, serving, None)
        return {(row.variant.id, row.variant.revision): row.share.whole for row in rows}

    def _candidates(self, brief: Brief, serving: Serving) -> RankedList:
        return self._library.ranker(brief.campaign).candidates(brief, serving.most)


def _brief(campaign: Campaign, locale: str, option: str) -> Brief:
    if option not in campaign.catalogue.option_by_id:
        raise InvalidInput([Finding("option", f"{option[:40]!r} is no option of {campaign.id}")])
    return Brief(campaign.id, (option,), locale, "")


def _gone(texts: Sequence[CopyVariant], ranked: RankedList, policy: Policy | None) -> list[RankedVariant]:
    """Texts that nobody ranks any more; an edited one is as relevant as what took its place, where nobody knows."""
    now = {one.variant.id: one.score for one in ranked.variants}
    then = {text: arm.relevance for text, arm in policy.arm_of.items()} if policy else {}
    scores = ((text, then.get((text.id, text.revision), now.get(text.id))) for text in texts)
    return [RankedVariant(text, score, ()) for text, score in scores if score is not None]


def _explained(ranked: RankedList, brief: Brief, serving: Serving, policy: Policy | None) -> tuple[Explained, ...]:
    if not ranked.variants:
        return ()
    facts = known(ranked, brief.locale, policy) if policy else [None] * len(ranked.variants)
    rows = [
        Explained(one.variant, one.score, share, fact, _posterior(fact))
        for one, share, fact in zip(ranked.variants, shares(ranked, brief, serving), facts, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: -row.share.whole))


def _posterior(fact: Known | None) -> Rate | None:
    if fact is None:
        return None
    of = fact.belief
    if isinstance(of, Together):
        return Rate(of.value, of.low, of.high)
    low, high = middles(Posteriors(np.array([of.a]), np.array([of.b])))
    return Rate(of.a / (of.a + of.b), float(low[0]), float(high[0]))

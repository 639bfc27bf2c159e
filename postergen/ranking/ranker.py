"""Rank a campaign's variants for a set of options; everything slow is done when content is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from postergen.domain.campaign import Campaign
from postergen.domain.ports import RelevanceModel
from postergen.domain.poster import Brief
from postergen.domain.variant import CopyVariant
from postergen.ranking.diversity import diversify
from postergen.ranking.lexical import shared_tags
from postergen.ranking.likeness import likeness

POOL = 40  # candidates looked at for diversity
# An option that a variant speaks for fully is worth more than several that it half speaks for.
BEST_SHARE, COVERAGE_SHARE = 0.7, 0.3
OCCASION_BONUS, PLACE_BONUS = 0.65, 0.10


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a variant is relevant: the tag or measure, what it refers to, and what it is worth."""

    kind: str
    subject: str
    score: float


@dataclass(frozen=True, slots=True)
class RankedVariant:
    """A variant with its score from 0 to 1; ``reasons`` are sorted by weight."""

    variant: CopyVariant
    score: float
    reasons: tuple[Reason, ...]


class Ranker:
    """One published campaign with its relevance matrix (options x variants, float32)."""

    def __init__(self, campaign: Campaign, model: RelevanceModel) -> None:
        self.campaign = campaign
        self.backend = model.name
        options = campaign.catalogue.options
        matrix = np.asarray(model.relevance(options, campaign.variants), dtype=np.float32)
        self._matrix = matrix.reshape(len(options), len(campaign.variants))
        self._row = {option.id: i for i, option in enumerate(options)}
        self._in_locale = {
            locale: np.flatnonzero([variant.locale == locale for variant in campaign.variants])
            for locale in {variant.locale for variant in campaign.variants}
        }
        self._alike = likeness(campaign.variants)
        fits = [variant.fits for variant in campaign.variants]
        self._dated = np.array([bool(fit.occasions) for fit in fits], dtype=bool)
        self._on_occasion = _tagged([fit.occasions for fit in fits])
        self._at_place = _tagged([fit.places for fit in fits])

    def rank(self, brief: Brief, count: int) -> tuple[RankedVariant, ...]:
        """The first ``count`` variants for this brief: relevant to its options, and diverse. Deterministic."""
        columns = self._in_locale[brief.locale]
        rows = self._matrix[[self._row[option] for option in brief.options]][:, columns]
        scores = BEST_SHARE * rows.max(axis=0) + COVERAGE_SHARE * rows.mean(axis=0)
        scores = np.minimum(1.0, scores + self._bonus(brief, columns))
        pool = np.argsort(-scores, kind="stable")[:POOL]
        alike = self._alike[np.ix_(columns[pool], columns[pool])]
        chosen = diversify(
            [float(scores[i]) for i in pool],
            lambda a, b: float(alike[a, b]),
            count,
        )
        return tuple(self._ranked(int(columns[pool[i]]), float(scores[pool[i]]), brief) for i in chosen)

    def _bonus(self, brief: Brief, columns: NDArray[np.int64]) -> NDArray[np.float32]:
        """What the brief's occasion and place add. An occasion's copy is out of place without its occasion."""
        bonus = np.where(self._dated[columns], np.float32(-1), np.float32(0))
        if brief.occasion in self._on_occasion:
            bonus[self._on_occasion[brief.occasion][columns]] = OCCASION_BONUS
        place = _place(brief)
        if place in self._at_place:
            bonus[self._at_place[place][columns]] += PLACE_BONUS
        return bonus

    def _ranked(self, column: int, score: float, brief: Brief) -> RankedVariant:
        variant = self.campaign.variants[column]
        reasons = []
        for option in self.campaign.catalogue.options_of(brief.options):
            relevance = float(self._matrix[self._row[option.id], column])
            if relevance > 0:
                kind = next(iter(shared_tags(option, variant)), self.backend)
                reasons.append(Reason(kind, option.id, round(relevance, 4)))
        if brief.occasion in variant.fits.occasions:
            reasons.append(Reason("occasion", str(brief.occasion), OCCASION_BONUS))
        if _place(brief) in variant.fits.places:
            reasons.append(Reason("place", str(brief.place), PLACE_BONUS))
        return RankedVariant(variant, round(max(0.0, score), 4), tuple(sorted(reasons, key=lambda r: -r.score)))


def _tagged(tags: Sequence[Sequence[str]]) -> dict[str | None, NDArray[np.bool_]]:
    """For each tag, which variants have it."""
    every = sorted({tag for own in tags for tag in own})
    return {tag: np.array([tag in own for own in tags], dtype=bool) for tag in every}


def _place(brief: Brief) -> str | None:
    """The place that plays a part in the choice: none without personalisation."""
    return brief.place if brief.personalised else None

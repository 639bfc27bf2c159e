"""Rank a campaign's variants for a set of options; everything slow is done when content is published."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from postergen.domain.campaign import Campaign
from postergen.domain.poster import Brief
from postergen.domain.variant import CopyVariant
from postergen.ranking.diversity import diversify
from postergen.ranking.likeness import likeness
from postergen.ranking.relevance import Relevance, Scores
from postergen.ranking.tags import shared_tags

POOL = 40  # candidates looked at for diversity
DENSE = 4096  # variants of a locale: of more, likeness is worked out for the candidates alone, for it is a square
WISH = "wish"  # what reasons call a wish of the person's own
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
    """A variant with its score from 0 to 1 and the backend that judged its text; ``reasons`` are sorted by weight."""

    variant: CopyVariant
    score: float
    reasons: tuple[Reason, ...]
    backend: str = "lexical"


@dataclass(frozen=True, slots=True)
class RankedList:
    """The first variants for a brief.

    ``reading`` says how a typed wish was read: embedded, borrowed or lexical; empty without one. ``state`` names
    everything that the scores depend on besides the brief.
    """

    variants: tuple[RankedVariant, ...]
    reading: str
    state: str


class Ranker:
    """One published campaign with its relevance matrix (options x variants, float32).

    Args:
        alike: how alike the variants of each locale with up to `DENSE` are, as it was worked out before.
    """

    def __init__(self, campaign: Campaign, relevance: Relevance, alike: Mapping[str, Scores] | None = None) -> None:
        self.campaign, self.relevance = campaign, relevance
        self.backend = relevance.backend
        self.state = hashlib.sha256(f"{campaign.version}.{relevance.state}".encode()).hexdigest()[:8]
        self._row = {option.id: i for i, option in enumerate(campaign.catalogue.options)}
        self._in_locale = {
            locale: np.flatnonzero([variant.locale == locale for variant in campaign.variants])
            for locale in {variant.locale for variant in campaign.variants}
        }
        # what a request reads of one locale lies together in memory
        self._relevance_in = {loc: np.ascontiguousarray(relevance.matrix[:, c]) for loc, c in self._in_locale.items()}
        if alike is None:
            some = {loc: c for loc, c in self._in_locale.items() if len(c) <= DENSE}
            alike = {loc: likeness([campaign.variants[i] for i in c]) for loc, c in some.items()}
        self.alike_in = alike
        fits = [variant.fits for variant in campaign.variants]
        self._named = np.array([variant.needs_nickname for variant in campaign.variants], dtype=bool)
        self._dated = np.array([bool(fit.occasions) for fit in fits], dtype=bool)
        self._on_occasion = _tagged([fit.occasions for fit in fits])
        self._at_place = _tagged([fit.places for fit in fits])

    def rank(self, brief: Brief, count: int) -> RankedList:
        """The first ``count`` variants for this brief: relevant to its options, and diverse. Deterministic."""
        return self._rank(brief, count, self._ranked)

    def candidates(self, brief: Brief, count: int) -> RankedList:
        """As `rank`, without the reasons: for whoever only draws."""
        return self._rank(brief, count, self._scored)

    def _rank(
        self, brief: Brief, count: int, say: Callable[[int, float, NDArray[np.float32], Brief], RankedVariant]
    ) -> RankedList:
        columns = self._in_locale[brief.locale]
        rows, reading = self._rows(brief, columns)
        scores = BEST_SHARE * rows.max(axis=0) + COVERAGE_SHARE * rows.mean(axis=0)
        scores = np.minimum(np.float32(1), scores + self._bonus(brief, columns))
        pool = np.argsort(-scores, kind="stable")[:POOL]
        chosen = pool[diversify(scores[pool], self._alike(pool, brief.locale), rows[:, pool], count)]
        found = tuple(say(int(columns[i]), float(scores[i]), rows[:, i], brief) for i in chosen)
        return RankedList(found, reading, f"{self.state}-{reading}" if reading else self.state)

    def _alike(self, pool: NDArray[np.int64], locale: str) -> Scores:
        if locale in self.alike_in:
            return self.alike_in[locale][np.ix_(pool, pool)]
        return likeness([self.campaign.variants[i] for i in self._in_locale[locale][pool]])

    def _rows(self, brief: Brief, columns: NDArray[np.int64]) -> tuple[NDArray[np.float32], str]:
        """The relevance to each option, and last to the wish, of the variants in the brief's locale."""
        rows = self._relevance_in[brief.locale][[self._row[option] for option in brief.options]]
        if not brief.wish:
            return rows, ""
        wish, reading = self.relevance.of_wish(brief.wish, brief.locale)
        return np.vstack([rows, wish[None, columns]]), reading

    def _bonus(self, brief: Brief, columns: NDArray[np.int64]) -> NDArray[np.float32]:
        """What the brief's occasion and place add. An occasion's copy is out of place without its occasion, and copy
        that calls a person by name without a name that may play a part.
        """
        bonus = np.where(self._dated[columns], np.float32(-1), np.float32(0))
        if brief.occasion in self._on_occasion:
            bonus[self._on_occasion[brief.occasion][columns]] = OCCASION_BONUS
        place = _place(brief)
        if place in self._at_place:
            bonus[self._at_place[place][columns]] += PLACE_BONUS
        if not (brief.nickname and brief.personalised):
            bonus[self._named[columns]] = -1
        return bonus

    def _scored(self, column: int, score: float, _relevance: NDArray[np.float32], _brief: Brief) -> RankedVariant:
        return RankedVariant(self.campaign.variants[column], _rounded(score), (), self.relevance.backend_of(column))

    def _ranked(self, column: int, score: float, relevance: NDArray[np.float32], brief: Brief) -> RankedVariant:
        variant = self.campaign.variants[column]
        backend = self.relevance.backend_of(column)
        reasons = [
            Reason(next(iter(shared_tags(option, variant)), backend), option.id, round(float(value), 4))
            for option, value in zip(self.campaign.catalogue.options_of(brief.options), relevance, strict=False)
            if value > 0
        ]
        if brief.wish and relevance[-1] > 0:
            reasons.append(Reason(backend, WISH, round(float(relevance[-1]), 4)))
        if brief.occasion in variant.fits.occasions:
            reasons.append(Reason("occasion", str(brief.occasion), OCCASION_BONUS))
        if _place(brief) in variant.fits.places:
            reasons.append(Reason("place", str(brief.place), PLACE_BONUS))
        by_weight = tuple(sorted(reasons, key=lambda r: -r.score))
        return RankedVariant(variant, _rounded(score), by_weight, backend)


def _rounded(score: float) -> float:
    return round(max(0.0, score), 4)


def _tagged(tags: Sequence[Sequence[str]]) -> dict[str | None, NDArray[np.bool_]]:
    """For each tag, which variants have it."""
    every = sorted({tag for own in tags for tag in own})
    return {tag: np.array([tag in own for own in tags], dtype=bool) for tag in every}


def _place(brief: Brief) -> str | None:
    """The place that plays a part in the choice: none without personalisation."""
    return brief.place if brief.personalised else None

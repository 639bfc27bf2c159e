"""Rank a campaign's variants for a set of options; everything slow is done when content is published."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from postergen.domain.campaign import Campaign
from postergen.domain.poster import Brief
from postergen.domain.variant import CopyVariant, Fits
from postergen.ranking.allotment import allotted
from postergen.ranking.candidates import POOL, Fallback, Indices, in_steps, relevant, standing_in
from postergen.ranking.diversity import diversify
from postergen.ranking.likeness import likeness
from postergen.ranking.pinyin import Pinyin
from postergen.ranking.relevance import Relevance, Scores
from postergen.ranking.search import OptionSearch
from postergen.ranking.tags import shared_tags
from postergen.ranking.wishes import Reading, WishReader, as_said

DENSE = 4096  # variants of a locale: of more, likeness is worked out for the candidates alone, for it is a square
KEPT = 512  # briefs whose candidates are remembered: many people pick the same
SOMEBODY = "·"  # stands for a name: who it is plays no part in how likely texts are
WISH = "wish"  # what reasons call a wish of the person's own
# An option that a variant speaks for fully is worth more than several that it half speaks for.
BEST_SHARE, COVERAGE_SHARE = 0.7, 0.3
OCCASION_BONUS, PLACE_BONUS = 0.65, 0.10
OUT_OF_PLACE = -1.0
FIRM = 0.9  # from this chance on, all of the first few texts are for what a wish is read as
OFFERED = 5  # texts that are shared out among what a wish may mean


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

    ``reading`` is what a typed wish was understood as; None without one. ``state`` names everything that the scores
    depend on besides the brief. ``fallback`` is what stands in for relevant variants.
    """

    variants: tuple[RankedVariant, ...]
    reading: Reading | None
    state: str
    fallback: Fallback = Fallback.NONE


class Ranker:
    """One published campaign with its relevance matrix (options x variants, float32).

    Args:
        alike: how alike the variants of each locale with up to `DENSE` are, as it was worked out before.
        reader: of typed wishes; one that knows neither sounds nor meanings when left out.
        search: of options, by what is typed to find them; as the reader.
    """

    def __init__(
        self,
        campaign: Campaign,
        relevance: Relevance,
        alike: Mapping[str, Scores] | None = None,
        reader: WishReader | None = None,
        search: OptionSearch | None = None,
    ) -> None:
        self.campaign, self.relevance = campaign, relevance
        self.reader = reader or WishReader(campaign, Pinyin({}))
        self.search = search or OptionSearch(campaign, Pinyin({}))
        self.backend = relevance.backend
        self._backend_of = [relevance.backend_of(column) for column in range(len(campaign.variants))]
        self.state = _state(campaign, relevance)
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
        self._on_theme = _tagged([fit.themes for fit in fits])
        self._meant_for = _by_tag(fits)
        self._for_wishes = ~_without([fit.wishes for fit in fits])
        self._for_options = ~_without([fit.options for fit in fits])
        self._for_nothing = _without([fit.options or fit.places or fit.themes or fit.wishes for fit in fits])
        special = [fit.options or fit.places or fit.occasions or fit.wishes for fit in fits]
        self._general = _without(special)
        self._for_all = self._general & _without([fit.themes for fit in fits])
        self._kept_candidates = lru_cache(maxsize=KEPT)(self._candidates)

    def rank(self, brief: Brief, count: int) -> RankedList:
        """The first ``count`` variants for this brief: relevant to its options, and diverse. Deterministic."""
        rows, reading, columns = self._rows(brief)
        scores = self._scores(brief, rows, columns)
        if reading is not None and not (brief.options or reading.meant):  # it was not understood, and there is no other
            instead = self._candidates(brief, POOL, OFFERED, explained=True)
            return replace(instead, variants=instead.variants[:count])
        pool = np.argsort(-scores, kind="stable")[:POOL]
        chosen = self._diverse(pool, scores, rows, brief.locale, count)
        if reading is not None and not brief.options and reading.likeliest and reading.chance < FIRM:
            chosen = self._shared_out(chosen, reading, brief)
        return self._told(chosen, scores, rows, brief, reading, explained=True)

    def candidates(self, brief: Brief, most: int, *, explained: bool = False) -> RankedList:
        """What may be drawn for this brief, at most so many, the most relevant first: all that is relevant to it and
        meant for nothing else, made diverse if that is more; or else what stands in for it. Empty in a locale without
        copy. Of a page of a look back: the texts of its band.

        Scores are in steps of 1/256. Of what stands in, texts of what a wish may mean are as large a part as that is
        likely, but five at most.

        Args:
            explained: with reasons, which whoever only draws can do without.
        """
        if brief.wish or explained:  # what a wish is read as may change while the model comes up
            return self._candidates(brief, most, explained=explained)
        return self._kept_candidates(_what_counts(brief, self.campaign), most)

    def _candidates(self, brief: Brief, most: int, likely: int | None = None, *, explained: bool = False) -> RankedList:
        """As `candidates`, with so many texts of what a wish may mean."""
        if page := self.campaign.page_of(brief):  # its author said what may stand there
            _, _, band = page
            texts = band.texts[brief.locale][:most]
            return RankedList(tuple(RankedVariant(text, 1.0, ()) for text in texts), None, self.state)
        rows, reading, columns = self._rows(brief)
        scores = in_steps(self._scores(brief, rows, columns))
        allowed = ~self._out_of_place(brief, columns)
        may_be = reading is not None and reading.is_likely and not brief.options
        firm = scores - in_steps(rows[-1]) if may_be else scores  # what a wish may mean makes nothing relevant
        found, fallback = relevant(firm, allowed & self._meant(brief, reading, columns)), Fallback.NONE
        if not len(found):  # nobody wrote for this: what comes nearest, if anything does
            found = relevant(firm, allowed)
        if not len(found):
            found, fallback = standing_in(scores, allowed, self._instead(brief, reading, columns))
        if fallback is Fallback.WISH:  # all fit it alike, so that each wish has others of them
            by_lot = sorted(found.tolist(), key=lambda at: self._lot(brief, int(columns[at])))
            found = np.array(by_lot[:most], dtype=np.int64)
        if fallback and reading is not None and may_be:
            places = min(OFFERED, max(1, round(reading.chance * most))) if likely is None else likely
            perhaps = self._perhaps(reading, brief, allowed, places)
            found = np.concatenate([perhaps, found[~np.isin(found, perhaps)]])[:most]
        if len(found) > most:
            found = np.sort(self._diverse(found, scores, rows, brief.locale, most))
            found = found[np.argsort(-scores[found], kind="stable")]
        told = self._told(found, scores, rows, brief, reading, explained=explained)
        return replace(told, fallback=fallback)

    def _perhaps(self, reading: Reading, brief: Brief, allowed: NDArray[np.bool_], most: int) -> Indices:
        """The best texts that were written for what a wish may mean, shared out by how likely that is."""
        own = {option: self._own_texts(option, brief.locale, allowed) for option, _ in reading.perhaps}
        places = allotted(reading.perhaps, {option: len(texts) for option, texts in own.items()}, most)
        return np.array(list(dict.fromkeys(own[option].pop() for option in places)), dtype=np.int64)

    def _shared_out(self, chosen: Indices, reading: Reading, brief: Brief) -> Indices:
        """The first few places are shared out among what a wish may mean, by how likely that is; those of the likeliest
        hold what was chosen.
        """
        allowed = ~self._out_of_place(brief, self._columns(brief.locale))
        own = {option: self._own_texts(option, brief.locale, allowed) for option, _ in reading.likeliest}
        first, left = reading.likeliest[0][0], chosen.tolist()
        counts = {option: len(texts) for option, texts in own.items()} | {first: len(left)}
        found: list[int] = []
        for option in allotted(reading.likeliest, counts, min(OFFERED, len(left))):
            text = left[0] if option == first else own[option].pop()
            found.append(left[0] if text in found else text)
            left = [other for other in left if other != found[-1]]
        return np.array([*found, *left], dtype=np.int64)[: len(chosen)]

    def _own_texts(self, option: str, locale: str, allowed: NDArray[np.bool_]) -> list[int]:
        """The texts that may stand there and were written for an option, the best last."""
        written = np.isin(self._columns(locale), self._meant_for.get(("option", option), []))
        texts = np.flatnonzero(written & allowed)
        worth = self._relevance_in[locale][self._row[option], texts]
        ordered: list[int] = texts[np.argsort(worth, kind="stable")].tolist()
        return ordered

    def _lot(self, brief: Brief, column: int) -> bytes:
        """What is as good as drawn by lot, and the same for the same wish."""
        return hashlib.sha256(f"{brief.wish}\0{self.campaign.variants[column].id}".encode()).digest()

    def score(self, brief: Brief, variant: CopyVariant) -> float:
        """The relevance of one variant in the brief's locale, in the steps in which `candidates` has it."""
        rows, _, columns = self._rows(brief)
        at = int(np.searchsorted(columns, self.campaign.variants.index(variant)))
        return _rounded(float(in_steps(self._scores(brief, rows, columns))[at]))

    def _told(
        self,
        chosen: Indices,
        scores: NDArray[np.float32],
        rows: NDArray[np.float32],
        brief: Brief,
        reading: Reading | None,
        *,
        explained: bool,
    ) -> RankedList:
        columns, worth = self._columns(brief.locale)[chosen].tolist(), scores[chosen].tolist()
        if explained:
            own = (rows[:, i] for i in chosen)
            found = tuple(self._ranked(*one, brief) for one in zip(columns, worth, own, strict=True))
        else:
            found = tuple(self._scored(*one) for one in zip(columns, worth, strict=True))
        return RankedList(found, reading, f"{self.state}-{reading.source}" if reading else self.state)

    def _scores(self, brief: Brief, rows: NDArray[np.float32], columns: NDArray[np.int64]) -> NDArray[np.float32]:
        scores = BEST_SHARE * rows.max(axis=0) + COVERAGE_SHARE * rows.mean(axis=0)
        found: NDArray[np.float32] = np.minimum(np.float32(1), scores + self._bonus(brief, columns))
        return found

    def _diverse(
        self, pool: Indices, scores: NDArray[np.float32], rows: NDArray[np.float32], locale: str, count: int
    ) -> Indices:
        if not len(pool):
            return pool
        return pool[diversify(scores[pool], self._alike(pool, locale), rows[:, pool], count)]

    def _instead(
        self, brief: Brief, reading: Reading | None, columns: NDArray[np.int64]
    ) -> list[tuple[Fallback, NDArray[np.bool_]]]:
        themes = {option.theme for option in self.campaign.catalogue.options_of(brief.options)}
        found = []
        if reading is not None and reading.place in self._at_place:
            found.append((Fallback.PLACE, self._at_place[reading.place] & ~self._for_options))
        if reading is not None and reading.theme is not None:
            themes.add(reading.theme)
        of_themes = [self._on_theme[theme] for theme in sorted(themes) if theme in self._on_theme]
        if of_themes:
            found.append((Fallback.THEME, np.logical_or.reduce(of_themes)))
        if reading is not None:
            found.append((Fallback.WISH, self._for_wishes))
        found += [(Fallback.CAMPAIGN, self._for_all), (Fallback.CAMPAIGN, self._general)]
        everything = np.ones(len(columns), dtype=bool)
        return [*((kind, mask[columns]) for kind, mask in found), (Fallback.ANY, everything)]

    def _alike(self, pool: NDArray[np.int64], locale: str) -> Scores:
        if locale in self.alike_in:
            return self.alike_in[locale][np.ix_(pool, pool)]
        return likeness([self.campaign.variants[i] for i in self._in_locale[locale][pool]])

    def _columns(self, locale: str) -> NDArray[np.int64]:
        return self._in_locale.get(locale, np.zeros(0, dtype=np.int64))

    def _rows(self, brief: Brief) -> tuple[NDArray[np.float32], Reading | None, NDArray[np.int64]]:
        """The relevance to each option, and last to the wish, of the variants in the brief's locale; what the wish was
        understood as; and which variants they are.
        """
        columns = self._columns(brief.locale)
        in_locale = self._relevance_in.get(brief.locale, self.relevance.matrix[:, :0])
        rows = in_locale[[self._row[option] for option in brief.options]]
        if not brief.wish:
            return rows, None, columns
        reading = as_said(brief.wish_means) if brief.wish_means else self.reader.read(brief.wish, brief.locale)
        wish = self.relevance.of_reading(reading)[None, columns]
        if brief.options and not reading.is_sure:  # beside picks, what it may mean says nothing
            wish = np.zeros_like(wish)
        return np.vstack([rows, wish]), reading, columns

    def _bonus(self, brief: Brief, columns: NDArray[np.int64]) -> NDArray[np.float32]:
        """What the brief's occasion and place add, and what is taken from that which is out of place."""
        bonus = np.where(self._dated[columns], np.float32(OUT_OF_PLACE), np.float32(0))
        if brief.occasion in self._on_occasion:
            bonus[self._on_occasion[brief.occasion][columns]] = OCCASION_BONUS
        place = _place(brief)
        if place in self._at_place:
            bonus[self._at_place[place][columns]] += PLACE_BONUS
        if not brief.is_named:
            bonus[self._named[columns]] = OUT_OF_PLACE
        return bonus

    def _meant(self, brief: Brief, reading: Reading | None, columns: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Not what its author wrote for others: noodles of Wuhan get no words about Lanzhou's."""
        found = self._for_nothing.copy()
        tags = [("place", _place(brief))]
        read = tuple(option for option, _ in reading.meant) if reading else ()
        for option in self.campaign.catalogue.options_of((*brief.options, *read)):
            tags += [("option", option.id), ("theme", option.theme), ("place", option.place)]
        for tag in tags:
            found[self._meant_for.get(tag, [])] = True
        meant: NDArray[np.bool_] = found[columns]
        return meant

    def _out_of_place(self, brief: Brief, columns: NDArray[np.int64]) -> NDArray[np.bool_]:
        """An occasion's copy without its occasion, and copy that calls a person by name without a name that may play a
        part.
        """
        dated = self._dated[columns]
        if brief.occasion in self._on_occasion:
            dated = dated & ~self._on_occasion[brief.occasion][columns]
        found: NDArray[np.bool_] = dated if brief.is_named else dated | self._named[columns]
        return found

    def _scored(self, column: int, score: float) -> RankedVariant:
        return RankedVariant(self.campaign.variants[column], _rounded(score), (), self._backend_of[column])

    def _ranked(self, column: int, score: float, relevance: NDArray[np.float32], brief: Brief) -> RankedVariant:
        variant = self.campaign.variants[column]
        backend = self._backend_of[column]
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


def _state(campaign: Campaign, relevance: Relevance) -> str:
    """8 hex digits over all that scores depend on: the same only where they are the same to the last bit.

    How alike variants are is a quotient of whole numbers, the same everywhere.
    """
    digest = hashlib.sha256(f"{campaign.version}.{relevance.state}.".encode())
    digest.update(np.ascontiguousarray(relevance.matrix).data)
    return digest.hexdigest()[:8]


def _rounded(score: float) -> float:
    return round(max(0.0, score), 4)


def _tagged(tags: Sequence[Sequence[str]]) -> dict[str | None, NDArray[np.bool_]]:
    """For each tag, which variants have it."""
    every = sorted({tag for own in tags for tag in own})
    return {tag: np.array([tag in own for own in tags], dtype=bool) for tag in every}


def _without(tags: Sequence[Sequence[str]]) -> NDArray[np.bool_]:
    """Which variants have no such tag."""
    return np.array([not own for own in tags], dtype=bool)


def _by_tag(fits: Sequence[Fits]) -> Mapping[tuple[str, str | None], list[int]]:
    """Which variants an author wrote for an option, theme or place."""
    found: dict[tuple[str, str | None], list[int]] = defaultdict(list)
    for at, fit in enumerate(fits):
        for kind, tags in (("option", fit.options), ("theme", fit.themes), ("place", fit.places)):
            for tag in tags:
                found[kind, tag].append(at)
    return found


def _what_counts(brief: Brief, campaign: Campaign) -> Brief:
    """The brief without what plays no part in which texts may stand there: who it is, and the look."""
    name = SOMEBODY if brief.is_named else ""
    site = brief.site if campaign.page_of(brief) else ""
    return replace(brief, nickname=name, place=_place(brief), template="", format="", avatar=None, fields=(), site=site)


def _place(brief: Brief) -> str | None:
    """The place that plays a part in the choice: none without personalisation."""
    return brief.place if brief.personalised else None

"""Decide what each text has had: posters as if all were of full age and all texts had met the same people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from postergen.domain.policies import Arm, Met, Slice, Terms
from postergen.tracking.delay import Aged, Delays, fit_delays

Floats = NDArray[np.float64]

STRENGTH = 40.0  # posters by which what a text does is drawn towards what all do, while strata are told from texts
ROUNDS = 30  # of telling them apart; a handful would do
LEAST_LEFT = 0.05  # of the information that a comparison has where text and people go together


@dataclass(frozen=True, slots=True)
class Observed:
    """Posters that are alike, and what became of them.

    Args:
        stratum: whose they are: n named, u not.
        age: mean hours since they were made.
        delay: mean hours until they succeeded; None if they have not.
        relevance: mean score of their text for their briefs; None where that was not kept.
        asked: what else is known of how they were asked for, part by part; nothing where nobody asks for it.
    """

    variant: str
    revision: str
    locale: str
    stratum: str
    slice: Slice
    age: float
    delay: float | None
    posters: int
    relevance: float | None = None
    asked: tuple[str, ...] = ()


class Standard(NamedTuple):
    """By text: exposures as if each had met everybody's people, and the share of information that is left to tell the
    texts apart (1 where they met the same people).
    """

    exposed: Floats
    left: Floats


def delays_of(observed: Iterable[Observed], terms: Terms) -> Delays:
    """How soon posters of a campaign succeed, whatever their texts."""
    rewarded = [Aged(row.age, row.delay, row.posters) for row in observed if row.delay is not None]
    return fit_delays(rewarded, terms.window_hours)


def exposures(observed: Sequence[Observed], delays: Delays, terms: Terms) -> tuple[Arm, ...]:
    """What each revision of a text has had by the draws of any policy: texts that people chose are no draws.

    A poster counts by the share of successes that come by its age, and as ``terms.discount`` says by its days.
    """
    drawn = [row for row in observed if row.slice is not Slice.CHOSEN]
    usual = _relevance(drawn, 0.0)
    arms: list[Arm] = []
    for locale in sorted({row.locale for row in drawn}):
        of_locale = [row for row in drawn if row.locale == locale]
        texts = sorted({(row.variant, row.revision) for row in of_locale})
        exposed, rewarded = by_stratum(of_locale, texts, delays, terms)
        standard = standardised(exposed, rewarded).exposed
        of_text: dict[tuple[str, str], list[Observed]] = defaultdict(list)
        for row in of_locale:
            of_text[row.variant, row.revision].append(row)
        arms += [
            Arm(*text, locale, max(float(e), float(k)), float(k), _relevance(of_text[text], usual))
            for text, e, k in zip(texts, standard, rewarded.sum(axis=1), strict=True)
        ]
    return tuple(arms)


def meetings(observed: Sequence[Observed], delays: Delays, terms: Terms) -> list[Met]:
    """What each revision of a text has had with people of each kind, by the draws of any policy."""
    drawn = [row for row in observed if row.slice is not Slice.CHOSEN]
    usual = _relevance(drawn, 0.0)
    shares, weights = _weights(drawn, delays, terms)
    sums: dict[tuple[str, str, str, tuple[str, ...]], list[float]] = defaultdict(lambda: [0.0] * 4)
    for row, share, weight in zip(drawn, shares.tolist(), weights.tolist(), strict=True):
        cell = sums[row.variant, row.revision, row.locale, (row.stratum, *row.asked)]
        cell[0] += row.posters * share * weight
        if row.delay is not None and row.delay <= terms.window_hours:
            cell[1] += row.posters * weight
        cell[2] += row.posters
        cell[3] += row.posters * (usual if row.relevance is None else row.relevance)
    return [Met(*key, max(n, k), k, scores / posters) for key, (n, k, posters, scores) in sums.items()]


def _weights(observed: Sequence[Observed], delays: Delays, terms: Terms) -> tuple[Floats, Floats]:
    """Of each row: the share of its time to succeed that is over, and what its days count."""
    ages = np.maximum([row.age for row in observed], 0.0)
    return delays.share(np.minimum(ages, terms.window_hours)), np.power(terms.discount, ages / 24)


def by_stratum(
    observed: Sequence[Observed], texts: Sequence[tuple[str, str]], delays: Delays, terms: Terms
) -> tuple[Floats, Floats]:
    """Exposures and successes, each text (a row) by stratum (a column), weighted by age alone."""
    row_of = {text: row for row, text in enumerate(texts)}
    column_of = {stratum: column for column, stratum in enumerate(sorted({row.stratum for row in observed}))}
    exposed = np.zeros((len(texts), len(column_of)))
    rewarded = np.zeros_like(exposed)
    for found, share, weight in zip(observed, *_weights(observed, delays, terms), strict=True):
        cell = row_of[found.variant, found.revision], column_of[found.stratum]
        exposed[cell] += found.posters * share * weight
        if found.delay is not None and found.delay <= terms.window_hours:
            rewarded[cell] += found.posters * weight
    return np.maximum(exposed, rewarded), rewarded


def standardised(exposed: Floats, rewarded: Floats) -> Standard:
    """Make the texts (rows) comparable whose people (columns: strata) differ.

    How well strata do given the texts they saw, and texts given who saw them, are found in turns, as in indirect
    standardisation. Where text and people go together the two cannot be told apart: phi squared of "is this text"
    and the strata is the share of information that is lost.
    """
    of_all, successes = exposed.sum(), rewarded.sum()
    if not successes or exposed.shape[1] < 2:
        return Standard(exposed.sum(axis=1), _left(exposed))
    standard, effect = exposed.sum(axis=1), np.ones(len(exposed))
    for _ in range(ROUNDS):
        met = (exposed * effect[:, None]).sum(axis=0)
        worth = (rewarded.sum(axis=0) + 1e-9) / np.maximum(met, 1e-9)
        worth /= (worth * exposed.sum(axis=0)).sum() / of_all
        standard = (exposed * worth).sum(axis=1)
        effect = (rewarded.sum(axis=1) * of_all / successes + STRENGTH) / (standard + STRENGTH)
    return Standard(standard, _left(exposed))


def _left(exposed: Floats) -> Floats:
    of_all = max(float(exposed.sum()), 1e-9)
    shares = exposed.sum(axis=0) / of_all
    own = exposed / np.maximum(exposed.sum(axis=1, keepdims=True), 1e-9)
    part = exposed.sum(axis=1) / of_all
    lost = (part / np.maximum(1 - part, 1e-9))[:, None] * (own - shares) ** 2 / np.maximum(shares, 1e-9)
    return np.asarray(1 - np.minimum(lost.sum(axis=1), 1 - LEAST_LEFT))


def _relevance(observed: Iterable[Observed], otherwise: float) -> float:
    known = [(row.relevance, row.posters) for row in observed if row.relevance is not None]
    posters = sum(count for _, count in known)
    return sum(score * count for score, count in known) / posters if posters else otherwise

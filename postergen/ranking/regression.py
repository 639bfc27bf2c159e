"""What texts have in common learns together: a hierarchical logistic regression over counted posters.

The log odds of a text's success among people of one kind are

    level + hook + tone + slope z + kind of people + own,

where z is the relevance of its draws, in standard deviations from the mean. Hooks, tones, and what each text has of its
own are normal about 0, with variances fitted to the campaign: texts of which little was seen stay close to what others
of their hook and tone do (Gelman and Hill 2007, chapter 14). The mode is found by Newton's method, and the posterior
taken for normal there (Laplace); each step also moves the variances to what the effects so far say of them (empirical
Bayes; MacKay 1992, doi:10.1162/neco.1992.4.3.415), until nothing moves. All is done in numpy's own arithmetic, once
for an update; what comes out is rounded and frozen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from postergen.domain.policies import Met, Terms
from postergen.domain.variant import CopyVariant, Hook, Tone
from postergen.ranking.chances import Floats
from postergen.ranking.logistic_fit import (
    HOOK_OF,
    HOOKS,
    OF_HOOKS,
    OF_TEXTS,
    OF_TONES,
    SLOPE_AT,
    TONE_OF,
    TONES,
    Design,
    Fit,
    Indices,
    newton,
)
from postergen.ranking.prior import (
    FARTHEST,
    LEAST_SPREAD,
    POOLED,
    USUAL_CENTRE,
    USUAL_SPREAD,
)

DIGITS = 9


class Traits(NamedTuple):
    """What a text shares with others; None where nobody knows any more."""

    hook: Hook | None = None
    tone: Tone | None = None


def traits_of(texts: Iterable[CopyVariant]) -> Mapping[tuple[str, str], Traits]:
    """By variant and revision; under the empty revision for those of which nobody knows more than the text."""
    known = [(one, Traits(one.hook, one.tone)) for one in texts]
    return {(one.id, ""): traits for one, traits in known} | {(one.id, one.revision): traits for one, traits in known}


class Effect(NamedTuple):
    """Of something that texts share: its mean, and what each standard normal direction adds to it."""

    mean: float
    loadings: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Common:
    """What is believed of all texts, in log odds.

    Args:
        own: the variance of what a text has of its own, before it was seen.
        centre, spread: of relevance.
    """

    level: Effect
    hooks: Mapping[str, Effect]
    tones: Mapping[str, Effect]
    slope: Effect
    own: float
    centre: float
    spread: float


class Seen(NamedTuple):
    """What is known of one text's own.

    Args:
        mean, variance: of its own log odds, the common effects being what they are in the mean.
        pull: how much of a change of the common effects its own takes back, from 0 to 1.
        hook, tone: as it was seen; empty where nobody knows.
        z: mean relevance of its posters, as it entered.
    """

    mean: float
    variance: float
    pull: float
    hook: str
    tone: str
    z: float


@dataclass(frozen=True, slots=True)
class Regression:
    """A fit: by variant and revision what is their own, and by locale, or `POOLED`, what texts have in common."""

    common: Mapping[str, Common]
    seen: Mapping[tuple[str, str], Seen]


def fit_regression(met: Sequence[Met], traits: Mapping[tuple[str, str], Traits], terms: Terms) -> Regression:
    """A fit of all texts, under the empty name, and, where there are several locales, one for each that has enough
    posters and successes.
    """
    rows = _rows(met)
    common, known = _fitted(rows, traits)
    found, seen = {POOLED: common}, dict(known)
    for place, locale in enumerate(rows.locales):
        own = rows.only(rows.locale == place)
        if (
            len(rows.locales) == 1
            or own.exposed.sum() < terms.least_posters
            or own.rewarded.sum() < terms.least_rewards
        ):
            continue
        found[locale], known = _fitted(own, traits)
        seen |= known
    return Regression(found, seen)


class _Rows(NamedTuple):
    """What was counted, in columns and in an order of its own.

    Args:
        texts, kinds, locales: all that there are of texts and of kinds of people, in order, and of locales.
        text, kind, locale: of each row, as an index into those.
        relevance: mean score of the draws.
    """

    texts: Sequence[tuple[str, str]]
    kinds: Sequence[tuple[str, ...]]
    locales: Sequence[str]
    text: Indices
    kind: Indices
    locale: Indices
    exposed: Floats
    rewarded: Floats
    relevance: Floats

    def only(self, chosen: NDArray[np.bool_]) -> _Rows:
        """These rows, with the texts and kinds of people that they have."""
        texts, text = np.unique(self.text[chosen], return_inverse=True)
        kinds, kind = np.unique(self.kind[chosen], return_inverse=True)
        return self._replace(
            texts=[self.texts[place] for place in texts],
            kinds=[self.kinds[place] for place in kinds],
            text=text,
            kind=kind,
            locale=self.locale[chosen],
            exposed=self.exposed[chosen],
            rewarded=self.rewarded[chosen],
            relevance=self.relevance[chosen],
        )


def _rows(met: Sequence[Met]) -> _Rows:
    """Whatever the order in which they come: sums of floating numbers depend on it."""
    variants, revisions, locales, kinds, *counted = zip(*met, strict=True) if met else ((),) * len(Met._fields)
    exposed, rewarded, relevance = (np.array(column, dtype=np.float64) for column in counted)
    text_names, text = _coded(list(zip(variants, revisions, strict=True)))
    kind_names, kind = _coded(kinds)
    locale_names, locale = _coded(locales)
    found = _Rows(text_names, kind_names, locale_names, text, kind, locale, exposed, rewarded, relevance)
    order = np.lexsort((relevance, rewarded, exposed, kind, text, locale))
    return found._replace(**{name: getattr(found, name)[order] for name in _Rows._fields[3:]}).only(exposed[order] > 0)


def _coded(values: Sequence[Any]) -> tuple[list[Any], Indices]:
    """All values that there are, in order, and the place of each among them."""
    names = sorted(set(values))
    place_of = {name: place for place, name in enumerate(names)}
    return names, np.fromiter(map(place_of.__getitem__, values), np.int64, len(values))


def _fitted(rows: _Rows, traits: Mapping[tuple[str, str], Traits]) -> tuple[Common, Mapping[tuple[str, str], Seen]]:
    of_text = [traits.get(one) or traits.get((one[0], "")) or Traits() for one in rows.texts]
    weight = np.bincount(rows.text, rows.exposed, len(of_text))
    relevance = np.bincount(rows.text, rows.exposed * rows.relevance, len(of_text)) / weight
    centre, spread = USUAL_CENTRE, USUAL_SPREAD
    if len(of_text):
        centre = round(float(np.average(relevance, weights=weight)), DIGITS)
        spread = round(max(float(np.average((relevance - centre) ** 2, weights=weight)) ** 0.5, LEAST_SPREAD), DIGITS)
    z = np.clip((relevance - centre) / spread, -FARTHEST, FARTHEST)
    texts = np.column_stack([np.ones(len(of_text)), _of_traits(of_text), z])
    rewarded = np.minimum(rows.rewarded, rows.exposed)
    fit = newton(Design(texts, rows.text, rows.kind, *_people(rows.kinds), rows.exposed, rewarded))
    seen = {one: _seen(fit, place, of_text[place], float(z[place])) for place, one in enumerate(rows.texts)}
    return _common(fit, centre, spread), seen


def _seen(fit: Fit, place: int, traits: Traits, z: float) -> Seen:
    mean, variance, pull, z = (
        round(float(one), DIGITS) for one in (fit.own[place], fit.variance[place], fit.pull[place], z)
    )
    hook, tone = (one.value if one else "" for one in traits)
    return Seen(mean, variance, pull, hook, tone, z)


def _of_traits(traits: Sequence[Traits]) -> Floats:
    """Hooks and tones of texts as contrasts; 0 for what nobody knows."""
    found = np.zeros((len(traits), SLOPE_AT - 1))
    for i, one in enumerate(traits):
        if one.hook is not None:
            found[i, : OF_HOOKS.stop - 1] = HOOKS[HOOK_OF[one.hook]]
        if one.tone is not None:
            found[i, OF_HOOKS.stop - 1 :] = TONES[TONE_OF[one.tone]]
    return found


def _people(kinds: Sequence[tuple[str, ...]]) -> tuple[Indices, int]:
    """The place of each value among all of all parts, shape (kinds, parts), and how many there are; parts that are the
    same for everybody say nothing.
    """
    columns, first = [], 0
    for part in zip(*kinds, strict=True):
        place_of = {value: place for place, value in enumerate(sorted(set(part)), first)}
        if len(place_of) > 1:
            columns.append([place_of[value] for value in part])
            first += len(place_of)
    return np.array(columns, dtype=np.int64).reshape(len(columns), len(kinds)).T, first


def _common(fit: Fit, centre: float, spread: float) -> Common:
    # a triangle, which rounding does not turn; what only the level leaves open moves all texts alike, and is left out
    order = np.roll(np.arange(OF_TEXTS), -1)
    loadings = np.empty((OF_TEXTS, OF_TEXTS - 1))
    loadings[order] = np.linalg.cholesky(fit.covariance[np.ix_(order, order)])[:, :-1]

    def effect(of: Floats) -> Effect:
        added = tuple(round(float(value), DIGITS) for value in of @ loadings)
        return Effect(round(float(of @ fit.shared[:OF_TEXTS]), DIGITS), added)

    unit = np.eye(OF_TEXTS)
    return Common(
        effect(unit[0]),
        {hook.value: effect(HOOKS[i] @ unit[OF_HOOKS]) for hook, i in HOOK_OF.items()},
        {tone.value: effect(TONES[i] @ unit[OF_TONES]) for tone, i in TONE_OF.items()},
        effect(unit[SLOPE_AT]),
        round(fit.own_spread, DIGITS),
        centre,
        spread,
    )

"""What texts have in common learns together: a hierarchical logistic regression over counted posters.

The log odds of a text's success among people of one kind are

    level + hook + tone + slope z + kind of people + own,

where z is the relevance of its draws, in standard deviations from the mean. Hooks, tones, and what each text has of its
own are normal about 0, with variances fitted to the campaign: texts of which little was seen stay close to what others
of their hook and tone do (Gelman and Hill 2007, chapter 14). The mode is found by Newton's method, and the posterior
taken for normal there (Laplace); each step also moves the variances to what the effects so far say of them (empirical
Bayes; MacKay 1992, doi:10.1162/neco.1992.4.3.415). All is done in numpy's own arithmetic, once for an update; what
comes out is rounded and frozen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from postergen.domain.policies import Met, Terms
from postergen.domain.variant import CopyVariant, Hook, Tone
from postergen.ranking.chances import Floats
from postergen.ranking.prior import (
    BASE,
    BASE_SPREAD,
    FARTHEST,
    LEAST_SPREAD,
    POOLED,
    SLOPE,
    SLOPE_SPREAD,
    USUAL_CENTRE,
    USUAL_SPREAD,
)

# standard deviations, in log odds, that are expected before a campaign was seen, and how many effects that is worth
HOOK_SPREAD = TONE_SPREAD = 0.3
OWN_SPREAD = 0.3
WORTH = 4.0
PEOPLE_SPREAD = 0.7  # of kinds of people: fixed, for they say nothing of which text is best
ROUNDS = 25
FARTHEST_STEP = 2.0  # in log odds, of one step
DIGITS = 9

Indices = NDArray[np.int64]


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
    ordered = sorted(met, key=lambda row: (row.locale, row))
    by_locale = {locale: list(rows) for locale, rows in groupby(ordered, key=lambda row: row.locale)}
    common, seen = _fitted(ordered, traits)
    found, known = {POOLED: common}, dict(seen)
    for locale, rows in by_locale.items():
        exposed, rewarded = sum(row.exposed for row in rows), sum(row.rewarded for row in rows)
        if len(by_locale) == 1 or exposed < terms.least_posters or rewarded < terms.least_rewards:
            continue
        found[locale], seen = _fitted(rows, traits)
        known |= seen
    return Regression(found, known)


class _Design(NamedTuple):
    """Rows of posters, and what is known of texts.

    Args:
        texts: level, hooks, tones and relevance, shape (texts, 9).
        text: of each row, as an index into those.
        people: of each row a column for each part of the kinds of people: the value's place among all values.
        kinds: how many values there are.
    """

    texts: Floats
    text: Indices
    people: Indices
    kinds: int
    exposed: Floats
    rewarded: Floats


class _Fit(NamedTuple):
    """Means of the shared effects and their covariance; of each text's own the mean, variance and pull."""

    shared: Floats
    covariance: Floats
    own: Floats
    variance: Floats
    pull: Floats
    own_spread: float


def contrasts(levels: int) -> Floats:
    """Orthonormal columns that sum to 0, shape (levels, levels - 1): effects of levels about their mean."""
    found = np.zeros((levels, levels - 1))
    for j in range(levels - 1):
        found[: j + 1, j], found[j + 1, j] = 1.0, -(j + 1.0)
    scaled: Floats = found / np.sqrt((found**2).sum(axis=0))
    return scaled


_HOOKS, _TONES = contrasts(len(Hook)), contrasts(len(Tone))
_HOOK_OF, _TONE_OF = ({one: i for i, one in enumerate(kind)} for kind in (Hook, Tone))
_OF_HOOKS = slice(1, len(Hook))
_OF_TONES = slice(_OF_HOOKS.stop, _OF_HOOKS.stop + len(Tone) - 1)
_SLOPE = _OF_TONES.stop
_OF_TEXTS = _SLOPE + 1  # level, hooks, tones and slope; kinds of people follow


def _fitted(
    met: Sequence[Met], traits: Mapping[tuple[str, str], Traits]
) -> tuple[Common, Mapping[tuple[str, str], Seen]]:
    rows = [row for row in met if row.exposed > 0]
    place_of = {text: place for place, text in enumerate(sorted({(row.variant, row.revision) for row in rows}))}
    of_text = [traits.get(one) or traits.get((one[0], "")) or Traits() for one in place_of]
    text = np.array([place_of[row.variant, row.revision] for row in rows], dtype=np.int64)
    exposed = np.array([row.exposed for row in rows], dtype=np.float64)
    rewarded = np.minimum([row.rewarded for row in rows], exposed)
    weight = np.bincount(text, exposed, len(of_text))
    relevance = np.bincount(text, exposed * [row.relevance for row in rows], len(of_text)) / weight
    centre, spread = USUAL_CENTRE, USUAL_SPREAD
    if len(rows):
        centre = round(float(np.average(relevance, weights=weight)), DIGITS)
        spread = round(max(float(np.average((relevance - centre) ** 2, weights=weight)) ** 0.5, LEAST_SPREAD), DIGITS)
    z = np.clip((relevance - centre) / spread, -FARTHEST, FARTHEST)
    texts = np.column_stack([np.ones(len(of_text)), _of_traits(of_text), z])
    fit = _newton(_Design(texts, text, *_people([row.people for row in rows]), exposed, rewarded))
    seen = {one: _seen(fit, place, of_text[place], float(z[place])) for one, place in place_of.items()}
    return _common(fit, centre, spread), seen


def _seen(fit: _Fit, place: int, traits: Traits, z: float) -> Seen:
    mean, variance, pull, z = (
        round(float(one), DIGITS) for one in (fit.own[place], fit.variance[place], fit.pull[place], z)
    )
    hook, tone = (one.value if one else "" for one in traits)
    return Seen(mean, variance, pull, hook, tone, z)


def _of_traits(traits: Sequence[Traits]) -> Floats:
    """Hooks and tones of texts as contrasts; 0 for what nobody knows."""
    found = np.zeros((len(traits), _SLOPE - 1))
    for i, one in enumerate(traits):
        if one.hook is not None:
            found[i, : _OF_HOOKS.stop - 1] = _HOOKS[_HOOK_OF[one.hook]]
        if one.tone is not None:
            found[i, _OF_HOOKS.stop - 1 :] = _TONES[_TONE_OF[one.tone]]
    return found


def _people(kinds: Sequence[tuple[str, ...]]) -> tuple[Indices, int]:
    """The place of each value among all of all parts, shape (rows, parts), and how many there are; parts that are the
    same for everybody say nothing.
    """
    columns, first = [], 0
    for part in zip(*kinds, strict=True):
        place_of = {value: place for place, value in enumerate(sorted(set(part)), first)}
        if len(place_of) > 1:
            columns.append([place_of[value] for value in part])
            first += len(place_of)
    return np.array(columns, dtype=np.int64).reshape(len(columns), len(kinds)).T, first


def _newton(data: _Design) -> _Fit:
    """The mode, the curvature there, and the variances that fit best."""
    width = _OF_TEXTS + data.kinds
    mean: Floats = np.zeros(width)
    precision: Floats = np.full(width, PEOPLE_SPREAD**-2)
    mean[0], precision[0] = BASE, BASE_SPREAD**-2
    mean[_SLOPE], precision[_SLOPE] = SLOPE, SLOPE_SPREAD**-2
    precision[_OF_HOOKS], precision[_OF_TONES] = HOOK_SPREAD**-2, TONE_SPREAD**-2
    shared, own, own_variance = mean, np.zeros(len(data.texts)), OWN_SPREAD**2
    for _ in range(ROUNDS):
        of_text, of_people = data.texts @ shared[:_OF_TEXTS] + own, shared[_OF_TEXTS:]
        logit = of_text[data.text] + of_people[data.people].sum(axis=1)
        p = 1 / (1 + np.exp(-np.clip(logit, -30, 30)))
        sums = _sums(data, data.exposed * p * (1 - p), data.rewarded - data.exposed * p)
        alone = sums.text_weight + 1 / own_variance
        slope_own = sums.text_off - own / own_variance
        share = sums.both / alone[:, None]
        covariance = np.linalg.inv(sums.curve + np.diag(precision) - sums.both.T @ share)
        step = covariance @ (sums.off - precision * (shared - mean) - share.T @ slope_own)
        step_own = slope_own / alone - share @ step
        longest = np.abs(data.texts @ step[:_OF_TEXTS] + step_own).max(initial=np.abs(step[_OF_TEXTS:]).max(initial=0))
        reach = min(1.0, FARTHEST_STEP / max(float(longest), 1e-12))
        shared, own = shared + reach * step, own + reach * step_own
        marginal = 1 / alone + ((share @ covariance) * share).sum(axis=1)
        before, own_variance = own_variance, _variance(own, marginal, own_variance, OWN_SPREAD)
        for group, usual in ((_OF_HOOKS, HOOK_SPREAD), (_OF_TONES, TONE_SPREAD)):
            spread = 1 / precision[group][0]
            precision[group] = 1 / _variance(shared[group], np.diag(covariance)[group], spread, usual)
    variance: Floats = 1 / alone
    return _Fit(shared, np.asarray(covariance, dtype=np.float64), own, variance, 1 - variance / before, own_variance)


class _Sums(NamedTuple):
    """What one step is made of: weights and errors by text, and by shared effect; ``both`` is texts x shared."""

    text_weight: Floats
    text_off: Floats
    curve: Floats
    off: Floats
    both: Floats


def _sums(data: _Design, weight: Floats, off: Floats) -> _Sums:
    """By counting, for each row has one text and one value of each part: no row is ever written out as columns."""
    texts, kinds = len(data.texts), data.kinds
    text_weight, text_off = _counted(data.text, weight, texts), _counted(data.text, off, texts)
    met, people, people_off = np.zeros(texts * kinds), np.zeros(kinds * kinds), np.zeros(kinds)
    for column in data.people.T:
        met += np.bincount(data.text * kinds + column, weight, texts * kinds)
        people_off += np.bincount(column, off, kinds)
        for other in data.people.T:
            people += np.bincount(column * kinds + other, weight, kinds * kinds)
    both = np.column_stack([data.texts * text_weight[:, None], met.reshape(texts, kinds)])
    above = data.texts.T @ both
    curve = np.vstack([above, np.column_stack([above[:, _OF_TEXTS:].T, people.reshape(kinds, kinds)])])
    return _Sums(text_weight, text_off, curve, np.concatenate([data.texts.T @ text_off, people_off]), both)


def _counted(places: Indices, weights: Floats, among: int) -> Floats:
    return np.asarray(np.bincount(places, weights, among), dtype=np.float64)


def _variance(means: Floats, variances: Floats, before: float, usual: float) -> float:
    """Of effects with these posteriors under the variance before, shrunk towards what is usual."""
    told = max(len(means) - float(variances.sum()) / before, 0.0)  # effects that the data have told
    return (float((means**2).sum()) + WORTH * usual**2) / (told + WORTH)


def _common(fit: _Fit, centre: float, spread: float) -> Common:
    # a triangle, which rounding does not turn; what only the level leaves open moves all texts alike, and is left out
    order = np.roll(np.arange(_OF_TEXTS), -1)
    loadings = np.empty((_OF_TEXTS, _OF_TEXTS - 1))
    loadings[order] = np.linalg.cholesky(fit.covariance[np.ix_(order, order)])[:, :-1]

    def effect(of: Floats) -> Effect:
        added = tuple(round(float(value), DIGITS) for value in of @ loadings)
        return Effect(round(float(of @ fit.shared[:_OF_TEXTS]), DIGITS), added)

    unit = np.eye(_OF_TEXTS)
    return Common(
        effect(unit[0]),
        {hook.value: effect(_HOOKS[i] @ unit[_OF_HOOKS]) for hook, i in _HOOK_OF.items()},
        {tone.value: effect(_TONES[i] @ unit[_OF_TONES]) for tone, i in _TONE_OF.items()},
        effect(unit[_SLOPE]),
        round(fit.own_spread, DIGITS),
        centre,
        spread,
    )

"""Find the mode of a hierarchical logistic regression, how sure it is, and the variances that fit best.

See `regression` for what is believed. Sums run over rows in the order in which they are given.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from postergen.domain.variant import Hook, Tone
from postergen.ranking.chances import Floats
from postergen.ranking.prior import BASE, BASE_SPREAD, SLOPE, SLOPE_SPREAD

# standard deviations, in log odds, that are expected before a campaign was seen, and how many effects that is worth
HOOK_SPREAD = TONE_SPREAD = 0.3
OWN_SPREAD = 0.3
WORTH = 4.0
PEOPLE_SPREAD = 0.7  # of kinds of people: fixed, for they say nothing of which text is best
ROUNDS, TURNS = 40, 60  # at most; some eight of the first are needed
CLOSE = 1e-8  # of log odds, and the share of a variance, by which nothing moves any more
ALONE = 1 << 17  # multiplications of a product, below half of those from which on OpenBLAS takes further threads
FARTHEST_STEP = 2.0  # in log odds, of one step

Indices = NDArray[np.int64]


class Design(NamedTuple):
    """Rows of posters, and what is known of texts.

    Args:
        texts: level, hooks, tones and relevance, shape (texts, 9).
        text, kind: of each row, as an index into those and into the kinds of people.
        people: of each kind of people a column for each part: the value's place among all values.
        values: how many values there are.
    """

    texts: Floats
    text: Indices
    kind: Indices
    people: Indices
    values: int
    exposed: Floats
    rewarded: Floats


class Fit(NamedTuple):
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


HOOKS, TONES = contrasts(len(Hook)), contrasts(len(Tone))
HOOK_OF, TONE_OF = ({one: i for i, one in enumerate(kind)} for kind in (Hook, Tone))
OF_HOOKS = slice(1, len(Hook))
OF_TONES = slice(OF_HOOKS.stop, OF_HOOKS.stop + len(Tone) - 1)
SLOPE_AT = OF_TONES.stop
OF_TEXTS = SLOPE_AT + 1  # level, hooks, tones and slope; kinds of people follow


def newton(data: Design) -> Fit:
    """The mode, the curvature there, and the variances that fit best.

    Rows are gone through once for each of at most `ROUNDS` steps: what they say of log odds is then taken for a
    parabola, whose mode and variances are found in at most `TURNS` turns. It ends when nothing moves by `CLOSE`.
    """
    width = OF_TEXTS + data.values
    mean: Floats = np.zeros(width)
    precision: Floats = np.full(width, PEOPLE_SPREAD**-2)
    mean[0], precision[0] = BASE, BASE_SPREAD**-2
    mean[SLOPE_AT], precision[SLOPE_AT] = SLOPE, SLOPE_SPREAD**-2
    precision[OF_HOOKS], precision[OF_TONES] = HOOK_SPREAD**-2, TONE_SPREAD**-2
    at, at_own, own_variance = mean, np.zeros(len(data.texts)), OWN_SPREAD**2
    for _ in range(ROUNDS):
        sums = _sums(data, at, at_own)
        for _ in range(TURNS):
            alone = sums.text_weight + 1 / own_variance
            slope_own = sums.text_off - at_own / own_variance
            share = sums.both / alone[:, None]
            covariance: Floats = np.asarray(np.linalg.inv(sums.curve + np.diag(precision) - _across(sums.both, share)))
            step = covariance @ (sums.off - precision * (at - mean) - _across(share, slope_own))
            step_own = slope_own / alone - _times(share, step)
            moved = np.abs(_times(data.texts, step[:OF_TEXTS]) + step_own)
            longest = float(moved.max(initial=np.abs(step[OF_TEXTS:]).max(initial=0)))
            reach = min(1.0, FARTHEST_STEP / max(longest, 1e-12))
            shared, own = at + reach * step, at_own + reach * step_own
            marginal = 1 / alone + (_times(share, covariance) * share).sum(axis=1)
            before, own_variance = own_variance, _variance(own, marginal, own_variance, OWN_SPREAD)
            change = abs(own_variance / before - 1)
            for group, usual in ((OF_HOOKS, HOOK_SPREAD), (OF_TONES, TONE_SPREAD)):
                spread = 1 / precision[group][0]
                found = _variance(shared[group], np.diag(covariance)[group], spread, usual)
                change = max(change, abs(found / spread - 1))
                precision[group] = 1 / found
            if change < CLOSE:
                break
        at, at_own = shared, own
        if longest < CLOSE:
            break
    variance: Floats = 1 / alone
    return Fit(at, covariance, at_own, variance, 1 - variance / before, own_variance)


class _Sums(NamedTuple):
    """What one step is made of: weights and errors by text, and by shared effect; ``both`` is texts x shared."""

    text_weight: Floats
    text_off: Floats
    curve: Floats
    off: Floats
    both: Floats


def _sums(data: Design, shared: Floats, own: Floats) -> _Sums:
    """By counting, for each row has one text and one kind of people: no row is ever written out as columns."""
    texts, values = len(data.texts), data.values
    of_text, of_kind = _times(data.texts, shared[:OF_TEXTS]) + own, shared[OF_TEXTS:][data.people].sum(axis=1)
    p = 1 / (1 + np.exp(-np.clip(of_text[data.text] + of_kind[data.kind], -30, 30)))
    off = data.rewarded - data.exposed * p
    weight = data.exposed * p * (1 - p)
    text_weight, text_off = _counted(data.text, weight, texts), _counted(data.text, off, texts)
    kind_weight, kind_off = _counted(data.kind, weight, len(of_kind)), _counted(data.kind, off, len(of_kind))
    met, people, people_off = np.zeros(texts * values), np.zeros(values * values), np.zeros(values)
    first = data.text * values
    for column in data.people.T:
        met += np.bincount(first + column[data.kind], weight, texts * values)
        people_off += np.bincount(column, kind_off, values)
        for other in data.people.T:
            people += np.bincount(column * values + other, kind_weight, values * values)
    both = np.column_stack([data.texts * text_weight[:, None], met.reshape(texts, values)])
    above = _across(data.texts, both)
    curve = np.vstack([above, np.column_stack([above[:, OF_TEXTS:].T, people.reshape(values, values)])])
    return _Sums(text_weight, text_off, curve, np.concatenate([_across(data.texts, text_off), people_off]), both)


def _times(tall: Floats, right: Floats) -> Floats:
    return np.concatenate([tall[some] @ right for some in _pieces(tall)])


def _across(tall: Floats, other: Floats) -> Floats:
    """The transposed times another that is as tall."""
    found = [tall[some].T @ other[some] for some in _pieces(tall)]
    return np.asarray(sum(found[1:], found[0]))


def _pieces(tall: Floats) -> Iterable[slice]:
    """So few rows at once that OpenBLAS wakes no further threads: these wait for each other, turning, where others need
    the processor, and products of so few columns gain nothing by them. On any machine the sums are the same, too.
    """
    rows, width = tall.shape
    most = max(1, ALONE // max(width, 1) ** 2)
    return [slice(start, start + most) for start in range(0, max(rows, 1), most)]


def _counted(places: Indices, weights: Floats, among: int) -> Floats:
    return np.asarray(np.bincount(places, weights, among), dtype=np.float64)


def _variance(means: Floats, variances: Floats, before: float, usual: float) -> float:
    """Of effects with these posteriors under the variance before, shrunk towards what is usual."""
    told = max(len(means) - float(variances.sum()) / before, 0.0)  # effects that the data have told
    return (float((means**2).sum()) + WORTH * usual**2) / (told + WORTH)

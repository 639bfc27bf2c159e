"""Say whether the draws of a policy came out as the logged chances promise (sample ratio mismatch).

A mismatch means that posters are lost, doubled or drawn by other rules than the log says; no comparison of variants is
worth reading until its cause is found (Fabijan et al., "Diagnosing sample ratio mismatch in online controlled
experiments", KDD 2019).

What is expected is the sum of the chances in every draw, also in those where another text won. A log of posters holds
the chance of the text that was drawn, and no other; but a policy is frozen, so ranking each brief again gives them.

Texts are many and each is drawn a few times, so what is counted is the *place* of the text that was drawn: the
likeliest of its brief, the second, and so on. Losses that have to do with how likely a text is show there; of two texts
that always are equally likely one may be lost without a trace.

Count *draws*, not posters: a named person's brief always draws the same words, so if it is sent a thousand times, it is
one draw. Counted a thousand times, it would look like a mismatch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

import numpy as np

SUSPICIOUS = 0.001  # Fabijan et al. 2019; a true ratio is called suspicious once in a thousand checks
LEAST_EXPECTED = 5.0  # below this a place is not near enough to normal (Cochran 1954)
PLACES = 5  # that are told apart; the others are one


@dataclass(frozen=True, slots=True)
class Draw:
    """The chances of all texts of a brief, which sum to 1, and the index of the one drawn; None if it was not among
    them.
    """

    chances: Sequence[float]
    drawn: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """How many draws fell to the texts of one place, the likeliest being 1, and how many should have."""

    place: int
    observed: int
    expected: float


@dataclass(frozen=True, slots=True)
class SampleRatio:
    """``p`` is None when there was too little to test; ``impossible`` draws had no chance: one is enough to suspect."""

    chi2: float
    df: int
    p: float | None
    suspicious: bool
    places: tuple[Place, ...]
    impossible: int = 0


def sample_ratio(draws: Iterable[Draw]) -> SampleRatio:
    """Compare the places of what was drawn with what the chances of each draw promise.

    D = sum(e - p) over the draws has mean 0 and the covariance V = sum(diag(p) - p p'), exactly, whatever the chances
    of each draw; D' V^-1 D is chi-squared. Places with fewer than 5 expected draws, and those that are certain, are
    left out.
    """
    width = PLACES + 1
    observed, expected, covariance = np.zeros(width), np.zeros(width), np.zeros((width, width))
    impossible = 0
    for draw in draws:
        order = sorted(range(len(draw.chances)), key=lambda i: (-draw.chances[i], i))
        if draw.drawn is None or draw.chances[draw.drawn] <= 0:
            impossible += 1
            continue
        p = np.zeros(width)
        for place, index in enumerate(order):
            p[min(place, PLACES)] += draw.chances[index]
        observed[min(order.index(draw.drawn), PLACES)] += 1
        expected += p
        covariance += np.diag(p) - np.outer(p, p)
    tested = [i for i in range(PLACES) if expected[i] >= LEAST_EXPECTED and covariance[i, i] >= 1]
    places = tuple(Place(i + 1, int(observed[i]), float(expected[i])) for i in range(width) if expected[i] > 0)
    if not tested:
        return SampleRatio(0.0, 0, None, impossible > 0, places, impossible)
    away = (observed - expected)[tested]
    among = covariance[np.ix_(tested, tested)]
    chi2, df = float(away @ np.linalg.pinv(among, hermitian=True) @ away), int(np.linalg.matrix_rank(among))
    p_value = chi2_survival(max(chi2, 0.0), df)
    return SampleRatio(chi2, df, p_value, impossible > 0 or p_value < SUSPICIOUS, places, impossible)


def chi2_survival(x: float, df: int) -> float:
    """The probability that chi-squared with `df` degrees of freedom exceeds x: Q(df / 2, x / 2).

    The regularised incomplete gamma function by its series (Abramowitz and Stegun 6.5.29) where that converges fast,
    else by its continued fraction (6.5.31); both as in Numerical Recipes, 3rd ed., 6.2. Relative error about 1e-12, and
    more for thousands of degrees of freedom.
    """
    if not (x >= 0 and df >= 1):
        raise ValueError(f"chi-squared {x} with {df} degrees of freedom")
    a, half = df / 2, x / 2
    if half == 0:
        return 1.0
    front = exp(a * log(half) - half - lgamma(a))
    return 1 - front * _series(a, half) if half < a + 1 else front * _fraction(a, half)


def _series(a: float, x: float) -> float:
    term = total = 1 / a
    n = a
    while term > total * 1e-17:
        n += 1
        term *= x / n
        total += term
    return total


def _fraction(a: float, x: float) -> float:
    """Lentz's method; x >= a + 1, so that no denominator comes near 0."""
    b = x + 1 - a
    c, d = 1e300, 1 / b
    value = d
    for i in range(1, 1000 + 20 * int(a**0.5)):
        numerator = -i * (i - a)
        b += 2
        c, d = b + numerator / c, 1 / (b + numerator * d)
        value *= c * d
        if abs(c * d - 1) < 1e-15:
            return value
    raise ArithmeticError(f"the incomplete gamma function did not converge at Q({a}, {x})")

"""Say whether the draws of a policy came out as the logged chances promise (sample ratio mismatch).

A mismatch means that posters are lost, doubled or drawn by other rules than the log says; no comparison of variants is
worth reading until its cause is found (Fabijan et al., "Diagnosing sample ratio mismatch in online controlled
experiments", KDD 2019).

What is expected of an arm is the sum of the chances it had in every draw, also in those where another arm won. The log
of posters does not have it: it holds the chance of the arm that was drawn. That alone allows no test: the sum of
1 / propensity over an arm's posters estimates in how many draws the arm was a candidate, which the log does not say
either, with weights of up to 1 / floor. But a policy is frozen, so ranking each distinct brief again gives the chances.

Count *draws*, not posters: the same brief always draws the same words, so a brief that is sent a thousand times is one
draw. Counted a thousand times, it would look like a mismatch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, fsum, lgamma, log

SUSPICIOUS = 0.001  # Fabijan et al. 2019; a true ratio is called suspicious once in a thousand checks
LEAST_EXPECTED = 5.0  # below this a chi-squared cell is not near enough to normal (Cochran 1954)


@dataclass(frozen=True, slots=True)
class Cell:
    """One arm of one group: draws that it won and draws it was expected to win, the sum of its chances in all draws.

    A group has draws of its own, such as those of one policy version, and all of its arms.
    """

    group: str
    arm: str
    observed: int
    expected: float


@dataclass(frozen=True, slots=True)
class SampleRatio:
    """Pearson's statistic with its degrees of freedom and p; p is None when there was too little to test.

    `impossible` are the cells that were drawn without ever having a chance: one is enough to be suspicious.
    """

    chi2: float
    df: int
    p: float | None
    suspicious: bool
    impossible: tuple[Cell, ...] = ()


def sample_ratio(cells: Sequence[Cell]) -> SampleRatio:
    """Compare the observed draws of all groups with the expected ones by one chi-squared test.

    In each group the cells below 5 expected draws become one, and if that is still below 5, it joins the smallest of
    the others: left out, it could hide an arm that is drawn far too often, and the sums would no longer agree. A
    group with one cell left tells nothing. df = cells - groups. Where chances differ between draws the counts vary less
    than a multinomial's, so the test errs to the quiet side: p is at most too large.

    Raises ValueError if the observed draws of a group are not as many as its expected ones: arms are missing then.
    """
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(cell.group, []).append(cell)
    pooled = [pairs for group in groups.values() if len(pairs := _pooled(_checked(group))) > 1]
    chi2 = fsum((observed - expected) ** 2 / expected for pairs in pooled for observed, expected in pairs)
    df = sum(len(pairs) - 1 for pairs in pooled)
    p = chi2_survival(chi2, df) if df else None
    impossible = tuple(cell for cell in cells if cell.observed > 0 and cell.expected == 0)
    return SampleRatio(chi2, df, p, bool(impossible) or (p is not None and p < SUSPICIOUS), impossible)


def _checked(group: Sequence[Cell]) -> Sequence[Cell]:
    if any(cell.observed < 0 or not cell.expected >= 0 for cell in group):
        raise ValueError(f"group {group[0].group}: a count below 0")
    observed, expected = sum(cell.observed for cell in group), fsum(cell.expected for cell in group)
    if abs(observed - expected) > 1e-4 * max(observed, expected):
        raise ValueError(f"group {group[0].group}: {observed} draws observed, {expected:.3f} expected")
    return group


def _pooled(group: Sequence[Cell]) -> list[tuple[float, float]]:
    """(observed, expected) of the cells that are large enough, smallest first, the small ones added up."""
    pairs = sorted(((float(cell.observed), cell.expected) for cell in group), key=lambda pair: pair[1])
    large = [pair for pair in pairs if pair[1] >= LEAST_EXPECTED]
    small = [pair for pair in pairs if pair[1] < LEAST_EXPECTED]
    if not small:
        return large
    rest = (fsum(observed for observed, _ in small), fsum(expected for _, expected in small))
    if rest[1] >= LEAST_EXPECTED or not large:
        return [rest, *large]
    return [(rest[0] + large[0][0], rest[1] + large[0][1]), *large[1:]]


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

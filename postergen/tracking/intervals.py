"""Say how sure a rate is."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, hypot, lgamma, log, log1p, sqrt

Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % interval; all None when there was nothing to count."""

    value: float | None
    low: float | None
    high: float | None


def wilson(successes: float, trials: float) -> Rate:
    """Wilson's score interval (Wilson 1927), which stays inside 0 to 1 and is honest for small counts."""
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes in {trials} trials")
    if trials == 0:
        return Rate(None, None, None)
    share, spread = successes / trials, Z_95**2 / trials
    centre = (share + spread / 2) / (1 + spread)
    half = Z_95 / (1 + spread) * sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return Rate(share, max(0.0, centre - half), min(1.0, centre + half))


def difference(first: Rate, second: Rate) -> Rate:
    """By how much the first share is above the second, from their Wilson intervals (Newcombe 1998, method 10): it stays
    inside -1 to 1, and is honest for small counts. All None where one of them has nothing.
    """
    (one, low, high), (other, other_low, other_high) = _ends(first), _ends(second)
    if one is None or low is None or high is None or other is None or other_low is None or other_high is None:
        return Rate(None, None, None)
    value = one - other
    return Rate(value, value - hypot(one - low, other_high - other), value + hypot(high - one, other - other_low))


def _ends(rate: Rate) -> tuple[float | None, float | None, float | None]:
    return rate.value, rate.low, rate.high


def student_quantile(probability: float, df: float) -> float:
    """The point below which Student's t with `df` > 0 degrees of freedom lies with `probability`, from 0.5 to 1.

    df / (df + t^2) is distributed as Beta(df / 2, 1 / 2) (Abramowitz and Stegun 26.7.1).
    """
    if not 0.5 <= probability < 1:
        raise ValueError(f"probability {probability}")
    x = beta_quantile(2 * (1 - probability), df / 2, 0.5)
    return sqrt(df * (1 - x) / x)


def beta_quantile(probability: float, a: float, b: float) -> float:
    """The point below which Beta(a, b) lies with `probability`, to about 1e-10 of itself, by bisection."""
    if not 0 < probability < 1:
        raise ValueError(f"probability {probability}")
    low, high = 0.0, 1.0
    while high - low > 1e-14 * high:
        middle = (low + high) / 2
        if beta_cdf(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), for 0 <= x <= 1 and a, b > 0 (DLMF 8.17)."""
    if not (0 <= x <= 1 and a > 0 and b > 0):
        raise ValueError(f"I_{x}({a}, {b})")
    if x in (0.0, 1.0):
        return x
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):  # where the fraction converges fast; elsewhere it is mirrored
        return front * _beta_fraction(x, a, b) / a
    return 1 - front * _beta_fraction(1 - x, b, a) / b


def _beta_fraction(x: float, a: float, b: float) -> float:
    """The continued fraction DLMF 8.17.22 by Lentz's method (Numerical Recipes, 3rd ed., 6.4)."""
    tiny = 1e-300
    c, d = 1.0, 1 / _nonzero(1 - (a + b) * x / (a + 1), tiny)
    value = d
    for m in range(1, 1000 + 20 * int(sqrt(max(a, b)))):  # some sqrt(max(a, b)) rounds are enough
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            c, d = _nonzero(1 + term / c, tiny), 1 / _nonzero(1 + term * d, tiny)
            value *= c * d
        if abs(c * d - 1) < 1e-15:
            return value
    raise ArithmeticError(f"the incomplete beta function did not converge at I_{x}({a}, {b})")


def _nonzero(value: float, tiny: float) -> float:
    return value if abs(value) > tiny else tiny

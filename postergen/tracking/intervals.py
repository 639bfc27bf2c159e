"""Say how sure a rate is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, log1p, sqrt

import numpy as np
from numpy.typing import NDArray

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


JEFFREYS = (0.5, 0.5)


def beta_interval(successes: int, trials: int, prior: tuple[float, float] = JEFFREYS) -> Rate:
    """The middle 95 % of the posterior of a share; Jeffreys' interval unless another Beta prior is given.

    With Jeffreys' prior it also covers like a confidence interval, if 0 and all successes get the ends 0 and 1
    (Brown, Cai, DasGupta, "Interval estimation for a binomial proportion", Statistical Science 16 (2001), 4.1.2).
    The value is the plain share, as with `wilson`.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes in {trials} trials")
    if trials == 0:
        return Rate(None, None, None)
    a, b = successes + prior[0], trials - successes + prior[1]
    low = 0.0 if successes == 0 else beta_quantile(0.025, a, b)
    high = 1.0 if successes == trials else beta_quantile(0.975, a, b)
    return Rate(successes / trials, low, high)


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


def probability_best(counts: Sequence[tuple[int, int]], prior: tuple[float, float] = JEFFREYS) -> list[float]:
    """For each (successes, trials): how probable it is that its share is the highest of all. They sum to 1.

    The shares have independent Beta posteriors; P(i is best) is the integral of f_i times the product of the other F_j,
    computed on one grid over logit(share), where all densities are smooth. Deterministic, and true to 5e-5 at least.
    The counts must not come from an allocation that followed these same counts: that biases them.
    """
    for successes, trials in counts:
        if not 0 <= successes <= trials:
            raise ValueError(f"{successes} successes in {trials} trials")
    if not counts:
        return []
    shapes = [(successes + prior[0], trials - successes + prior[1]) for successes, trials in counts]
    grid = np.unique(np.concatenate([_logit_grid(a, b) for a, b in shapes]))
    density = np.stack([_logit_beta(grid, a, b) for a, b in shapes])
    below = _running_integral(density, grid)
    density, below = density / below[:, -1:], below / below[:, -1:]
    log_below = np.log(np.maximum(below, 1e-300))
    best = density * np.exp(log_below.sum(axis=0) - log_below)
    chances = _running_integral(best, grid)[:, -1]
    return [float(chance) for chance in chances / chances.sum()]


def _logit_grid(a: float, b: float) -> NDArray[np.float64]:
    """Points that are dense around the posterior's mode and reach far into its tails, which are exponential."""
    steps = np.sinh(np.linspace(-7, 7, 401))
    return np.asarray(log(a / b) + sqrt(1 / a + 1 / b) * steps, dtype=np.float64)


def _logit_beta(grid: NDArray[np.float64], a: float, b: float) -> NDArray[np.float64]:
    """The density of logit(x), x ~ Beta(a, b), up to a factor: 1 at its mode."""
    height = a * np.logaddexp(0, -log(a / b)) + b * np.logaddexp(0, log(a / b))
    return np.asarray(np.exp(height - a * np.logaddexp(0, -grid) - b * np.logaddexp(0, grid)), dtype=np.float64)


def _running_integral(heights: NDArray[np.float64], grid: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows x points -> the integral of each row up to each point, by trapezia."""
    areas = (heights[:, 1:] + heights[:, :-1]) / 2 * np.diff(grid)
    return np.concatenate([np.zeros((len(heights), 1)), np.cumsum(areas, axis=1)], axis=1)

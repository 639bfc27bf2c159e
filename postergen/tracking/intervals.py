"""Say how sure a rate is."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % interval; all None when there was nothing to count."""

    value: float | None
    low: float | None
    high: float | None


def wilson(successes: int, trials: int) -> Rate:
    """Wilson's score interval (Wilson 1927), which stays inside 0 to 1 and is honest for small counts."""
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes in {trials} trials")
    if trials == 0:
        return Rate(None, None, None)
    share, spread = successes / trials, Z_95**2 / trials
    centre = (share + spread / 2) / (1 + spread)
    half = Z_95 / (1 + spread) * sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return Rate(share, max(0.0, centre - half), min(1.0, centre + half))

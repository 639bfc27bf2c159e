"""Exponentials that are the same to the last bit on every machine, and probabilities made of them.

IEEE 754 fixes + - * / rint and ldexp, whatever vector unit numpy finds; exp of numpy or of the C library differ in the
last bit from one machine to the next, and with them the words on a poster.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LOG2_E = 1.44269504088896338700
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # ln 2 in two parts (fdlibm, e_exp.c)
_TAYLOR = (1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 0.5, 1.0, 1.0)  # exp to 2e-8 for |x| <= ln 2 / 2
_LEAST = -700.0  # exp of less is taken for that of this


def portable_exp(x: Floats) -> Floats:
    """The exponential of numbers up to 0, with a relative error of 2e-8."""
    x = np.maximum(x, _LEAST)
    halvings = np.rint(x * _LOG2_E)
    rest = x - halvings * _LN2_HIGH - halvings * _LN2_LOW
    found = np.full_like(rest, _TAYLOR[0])
    for coefficient in _TAYLOR[1:]:
        found = found * rest + coefficient
    return np.ldexp(found, halvings.astype(np.int32))


def in_proportion(weights: Floats) -> Floats:
    """The weights divided by their sum, which is added up one by one: numpy's own sum groups them by vector unit."""
    shares: Floats = weights / np.add.accumulate(weights)[-1]
    return shares


def mixed(shares: Floats, floor: float) -> Floats:
    """p = f + (1 - n f) w: everybody gets the floor, or half of an even share where that is less.

    It is added and not clipped, which would favour the survivors.
    """
    least = min(floor, 0.5 / len(shares))
    found: Floats = least + (1 - len(shares) * least) * shares
    return found

"""Split an envelope at random among its finders: nobody gets nothing, and coming early or late is no advantage.

A split of `units` into `finders` parts of one and more is a choice of cut points: `finders` - 1 of the `units` - 1
places between two units (stars and bars: W. Feller, An Introduction to Probability Theory and Its Applications I,
3rd ed. 1968, II.5). The cut points are drawn so that every choice of them is as likely as any other. Whoever swaps two
parts of a split has another split, which is as likely: so each part has the same distribution, whichever place it has,
and the mean of each is `units` / `finders`.
"""

from __future__ import annotations

from itertools import pairwise

from postergen.games.fairness import below


def parts(units: int, finders: int, seed: bytes, label: str) -> tuple[int, ...]:
    """What the first finder gets, the second, and so on; nothing each of an envelope that holds words alone.

    Cut points are drawn by R. W. Floyd's method (J. Bentley, Programming Pearls: A Sample of Brilliance, Communications
    of the ACM 30, 1987, p. 754): one number for each, however many units there are.

    Args:
        units: 0, or as many as there are finders and more.
    """
    if units == 0:
        return (0,) * finders
    if units < finders:
        raise ValueError(f"{units} units are not enough for {finders} finders")
    cuts: set[int] = set()
    for last in range(units - finders + 1, units):
        cut = 1 + below(last, seed, f"{label}/{last}")
        cuts.add(last if cut in cuts else cut)
    return tuple(end - start for start, end in pairwise((0, *sorted(cuts), units)))


def split_label(hidden_in: int, nonce: str) -> str:
    """By which the split of the envelope is drawn that this line of the record hides."""
    return f"split/{hidden_in}/{nonce}"

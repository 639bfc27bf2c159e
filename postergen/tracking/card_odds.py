"""Say whether the cards of a game came as often as their odds promise.

Once a card is used up, its odds go to the others. So a game falls into stretches in which the odds were the same, and
what is expected is summed over them: a card is compared over the deals that could have brought it, and no others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from postergen.tracking.intervals import Rate, wilson
from postergen.tracking.sample_ratio import LEAST_EXPECTED, SUSPICIOUS, chi2_survival

SELDOM = 0.05
Floats = NDArray[np.float64]


class Verdict(StrEnum):
    """What the test says to whoever does not test for a living."""

    TOO_FEW = "too-few"
    AS_PROMISED = "as-promised"
    SELDOM = "seldom"  # chance alone does this in less than one game of twenty
    SUSPICIOUS = "suspicious"  # in less than one of a thousand
    IMPOSSIBLE = "impossible"  # a card was dealt when there was none left


@dataclass(frozen=True, slots=True)
class CardOdds:
    """A card: how many were dealt and should have been, of how many deals that could have brought it.

    ``promised`` is its share of these deals by the odds: those of the rules, as long as no other card was used up.
    """

    card: str
    dealt: int
    expected: float
    deals: int
    rate: Rate

    @property
    def promised(self) -> float | None:
        return self.expected / self.deals if self.deals else None


@dataclass(frozen=True, slots=True)
class DrawnOdds:
    """``p`` is how likely so large a difference is by chance alone; None when there was too little to test."""

    cards: tuple[CardOdds, ...]
    chi2: float
    df: int
    p: float | None
    verdict: Verdict


def drawn_odds(cards: Sequence[str], stretches: Sequence[tuple[Mapping[str, int], Mapping[str, int]]]) -> DrawnOdds:
    """Compare what was dealt with the odds.

    As in `sample_ratio`: the sum D of what came less what was likely has mean 0 and the covariance V = sum(n (diag(p) -
    p p')) over the stretches, and D' V^-1 D is chi-squared. Cards with fewer than 5 expected are tested as one.

    Args:
        stretches: for each, the odds of the cards that were left, in any unit, and how many of each were dealt.
    """
    width = len(cards)
    observed, expected, covariance = np.zeros(width), np.zeros(width), np.zeros((width, width))
    deals, impossible = np.zeros(width), False
    for odds, dealt in stretches:
        p = np.array([odds.get(card, 0) for card in cards], dtype=float)
        counts = np.array([dealt.get(card, 0) for card in cards], dtype=float)
        impossible |= bool((counts[p == 0] > 0).any()) or counts.sum() < sum(dealt.values())
        if not p.sum():
            continue
        p, n = p / p.sum(), counts.sum()
        observed += counts
        expected += n * p
        deals += n * (p > 0)
        covariance += n * (np.diag(p) - np.outer(p, p))
    rows = tuple(
        CardOdds(card, int(o), float(e), int(n), wilson(min(int(o), int(n)), int(n)))
        for card, o, e, n in zip(cards, observed, expected, deals, strict=True)
    )
    groups = _groups(expected)
    if len(groups) < 2:
        return DrawnOdds(rows, 0.0, 0, None, Verdict.IMPOSSIBLE if impossible else Verdict.TOO_FEW)
    away, among = groups @ (observed - expected), groups @ covariance @ groups.T
    chi2, df = float(away @ np.linalg.pinv(among, hermitian=True) @ away), int(np.linalg.matrix_rank(among))
    p_value = chi2_survival(max(0.0, chi2), df) if df else None
    return DrawnOdds(rows, chi2, df, p_value, Verdict.IMPOSSIBLE if impossible else _verdict(p_value))


def _groups(expected: Floats) -> Floats:
    """A row for each group of cards that are tested as one, with 1 for each card in it: the rare ones together, and
    with the next rarest where there are still too few of them (Cochran 1954).
    """
    order = [int(i) for i in np.argsort(expected, kind="stable") if expected[i] > 0]
    rare = [i for i in order if expected[i] < LEAST_EXPECTED]
    others = order[len(rare) :]
    if rare and expected[rare].sum() < LEAST_EXPECTED:
        rare, others = rare + others[:1], others[1:]
    parts = [part for part in (rare, *([i] for i in others)) if part]
    return np.array([[float(i in part) for i in range(len(expected))] for part in parts])


def _verdict(p: float | None) -> Verdict:
    if p is None:
        return Verdict.TOO_FEW
    if p < SUSPICIOUS:
        return Verdict.SUSPICIOUS
    return Verdict.SELDOM if p < SELDOM else Verdict.AS_PROMISED

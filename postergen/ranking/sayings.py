"""How much what a person typed is like what others say, without a model.

Texts are compared by the cosine of their units (`sayings_table`, `text_units`). A stem that nobody says lends a share
to those whose words are spelled like its own (Dice 1945, over letters; a word that is spelled wrong loses the wrong
ending).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt

import numpy as np

from postergen.ranking.sayings_table import PAIR_SHARE, Likeness, SayingsTable, cached_log, key_of
from postergen.ranking.text_units import Units, is_least, is_pair, letters_of, marked

SPELLED_ALIKE = 0.45  # from this Dice index on, a word that nobody says is a way to spell another
SPELLINGS = 3  # at most
LEAST_LETTERS = 4  # of a word that can be another one misspelled


@dataclass(frozen=True, eq=False)
class Comparison:
    """How like typed words each owner is, shape (owners,) each.

    Args:
        best: the cosine with the likest of its texts.
        whole: the cosine with all that it says.
        explained: the share of what was typed that it says at all, from 0 to 1, by how much each unit tells.
        odds: how much likelier it is to say that than anybody is: a sum of logarithms, 0 for one that says none of it.
        units: how many different units were typed.
    """

    best: Likeness
    whole: Likeness
    explained: Likeness
    odds: Likeness
    units: int

    @property
    def likeness(self) -> Likeness:
        """From 0 to 2."""
        found: Likeness = self.best + self.whole
        return found


class Sayings:
    """Texts with those who say them, for typed words to be compared with.

    Args:
        units: what typed words are made of, as those of the table were.
    """

    def __init__(self, table: SayingsTable, units: Callable[[str], Units]) -> None:
        self._table, self._units = table, units
        self._unknown = cached_log(1 + table.whole.size)
        spelled = table.spelled
        bounds = zip(spelled.starts.tolist(), spelled.starts[1:].tolist(), strict=False)
        self._spelled = dict(zip(spelled.letters, bounds, strict=True))

    def compare(self, words: str) -> Comparison:
        """How like the words each owner is."""
        typed = self._units(words)
        asked, length, shares = self._asked(typed)
        rows = [(row, value / length) for row, value in asked.items()]
        table = self._table
        best = np.zeros(table.whole.size, dtype=np.float32)
        np.maximum.at(best, table.owners, table.texts.sums(rows))
        odds = table.odds.sums(list(shares.items()))
        return Comparison(best, table.whole.sums(rows), table.whole.said(rows), odds, len(typed.times))

    def _asked(self, typed: Units) -> tuple[Mapping[int, float], float, Mapping[int, float]]:
        """What was asked, by unit; its length, for what nobody says makes it longer, and so less like anything; and how
        much each unit counts among the others.
        """
        asked: dict[int, float] = defaultdict(float)
        shares: dict[int, float] = defaultdict(float)
        squares = []
        rows = self._rows(list(typed.times))
        for (unit, times), row in zip(typed.times.items(), rows, strict=True):
            if row >= 0:
                value = (1 + cached_log(times)) * float(self._table.weights[row])
                asked[row] += value
                shares[row] += 1 if is_least(unit) else PAIR_SHARE
                squares.append(value * value)
            elif not is_pair(unit):
                squares.append(self._unknown**2)
                near = self._spellings(typed.typed.get(unit, ""))
                for (_, share), other in zip(near, self._rows([stem for stem, _ in near]), strict=True):
                    asked[other] += share * float(self._table.weights[other])
                    shares[other] += share
        return asked, sqrt(fsum(squares)) or 1.0, shares

    def _rows(self, units: Sequence[str]) -> list[int]:
        """The row of each unit; -1 for one that nobody says."""
        known = self._table.keys
        if not len(known):
            return [-1] * len(units)
        keys = np.array([key_of(unit) for unit in units], dtype=np.uint64)
        rows = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        found: list[int] = np.where(known[rows] == keys, rows, -1).tolist()
        return found

    def _spellings(self, word: str) -> list[tuple[str, float]]:
        """The known stems whose words are spelled most like this one, and how alike they are."""
        if len(word) < LEAST_LETTERS + len(marked("")):
            return []
        own = letters_of(word)
        words, stems, counts = self._table.spelled.words, self._table.spelled.stems, self._table.spelled.counts
        known = [words[slice(*self._spelled[letters])] for letters in own if letters in self._spelled]
        if not known:
            return []
        shared = np.bincount(np.concatenate(known), minlength=len(stems))
        dice = 2 * shared / (len(own) + counts)
        alike: dict[str, float] = defaultdict(float)
        for at in np.flatnonzero(dice >= SPELLED_ALIKE).tolist():
            alike[stems[at]] = max(alike[stems[at]], float(dice[at]))
        return sorted(alike.items(), key=lambda found: (-found[1], found[0]))[:SPELLINGS]

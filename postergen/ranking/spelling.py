"""Find the known words that a word is a mistyped one of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

SHORTEST = 4  # letters of a word in which a mistake can be told from another word
TWO_FROM = 8  # letters, from which on two mistakes are one word still
LEAST_SHARED = 0.3  # of the pairs of letters (Dice 1945): fewer are not worth counting mistakes


class Spellings:
    """Words, read once, that typed ones are compared with."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted({word for word in words if len(word) >= SHORTEST})
        found: dict[str, list[int]] = defaultdict(list)
        for at, word in enumerate(self._words):
            for pair in _pairs(word):
                found[pair].append(at)
        self._with = {pair: np.array(places, dtype=np.int64) for pair, places in found.items()}
        self._pairs = np.array([len(_pairs(word)) for word in self._words], dtype=np.int64)

    def near(self, typed: str) -> list[str]:
        """The words that differ from this one by what a finger does, those with the fewest mistakes alone."""
        if len(typed) < SHORTEST or not self._words:
            return []
        own = _pairs(typed)
        places = [self._with[pair] for pair in own if pair in self._with]
        if not places:
            return []
        shared = np.bincount(np.concatenate(places), minlength=len(self._words))
        dice = 2 * shared / (len(own) + self._pairs)
        likely = [self._words[at] for at in np.flatnonzero(dice >= LEAST_SHARED).tolist()]
        counted = [(mistakes(typed, word), word) for word in likely if _may_be(typed, word)]
        good = [(count, word) for count, word in counted if count <= (2 if len(typed) >= TWO_FROM else 1)]
        least = min((count for count, _ in good), default=0)
        return [word for count, word in good if count == least]


def mistakes(typed: str, word: str) -> int:
    """How many letters are wrong, missing, too many or exchanged with the next (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(word) + 1))
    for i, letter in enumerate(typed, 1):
        row = [i]
        for j, other in enumerate(word, 1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]


def _may_be(typed: str, word: str) -> bool:
    """Nobody mistypes the first letter of a word that they look for, and finds it."""
    return typed[0] == word[0] and abs(len(typed) - len(word)) <= 2


def _pairs(word: str) -> frozenset[str]:
    marked = f"<{word}>"
    return frozenset(marked[i : i + 2] for i in range(len(marked) - 1))

"""Find English words in what is said of options: by their stems, by how they begin, and as they are mistyped."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import regex

from postergen.ranking.option_texts import Said, Worths, best_of, most, rarity, together
from postergen.ranking.spelling import Spellings
from postergen.ranking.stems import stem
from postergen.ranking.text_units import EMPTY_WORDS

BEGUN, MISTYPED = 0.85, 0.75  # of a word that is not typed to its end, or not as it is written
SHORTEST_BEGINNING = 2
SHORTEST_PART = 3  # letters of one of two words that are written as one
MOST_WORDS = 8  # of a search

_WORD = regex.compile(r"[\p{L}\p{N}'’]+")


class EnglishTexts:
    """What is said of so many options in English."""

    def __init__(self, said: Sequence[Said], count: int) -> None:
        self._count = count
        self._known: set[str] = set()
        at: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(said):
            words = words_of(one.text)
            for word in words:
                at[stem(word)].append(place)
                self._known.add(word)
            for first, second in pairwise(words):  # hot pot is hotpot
                if min(len(first), len(second)) >= SHORTEST_PART:
                    at[first + second].append(place)
        self._places = {stem: np.unique(np.array(places, dtype=np.int64)) for stem, places in at.items()}
        self._written = sorted(self._known)
        self._spellings = Spellings(self._written)
        self._owners = np.array([one.option for one in said], dtype=np.int64)
        self._worths = np.array([one.worth for one in said], dtype=np.float32)

    def find(self, typed: str) -> Worths:
        """How much each option is what was typed, from 0 to about 1, shape (options,)."""
        words = words_of(typed)[:MOST_WORDS]
        telling = [word for word in words if word not in EMPTY_WORDS]
        found = [self._word(word, is_last=word is telling[-1]) for word in telling]
        apart = together([(rarity(one), one) for one in found], self._count)
        joined = [self._exact(first + second) for first, second in pairwise(words)]
        return most([apart, *joined], self._count)

    def _word(self, word: str, *, is_last: bool) -> Worths:
        found = self._exact(stem(word), word)
        if is_last and word not in self._known and len(word) >= SHORTEST_BEGINNING:
            begun = [other for other in self._written if other.startswith(word) and other not in EMPTY_WORDS]
            found = np.maximum(found, np.float32(BEGUN) * self._any(begun))
        return found if found.any() else np.float32(MISTYPED) * self._any(self._spellings.near(word))

    def _any(self, words: Sequence[str]) -> Worths:
        return most([self._exact(stem(word)) for word in words], self._count)

    def _exact(self, *stems: str) -> Worths:
        places = [self._places[stem] for stem in dict.fromkeys(stems) if stem in self._places]
        here = np.unique(np.concatenate(places)) if places else np.zeros(0, dtype=np.int64)
        return best_of(self._owners[here], self._worths[here], self._count)


def words_of(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    return [word.removesuffix("'s").replace("'", "") for word in _WORD.findall(plain) if word.strip("'")]

"""How much what a person typed is like what others say, without a model.

Texts are bags of units, weighted by TF-IDF with sublinear term frequency and compared by their cosine (Manning,
Raghavan and Schuetze, Introduction to Information Retrieval, 6.2-6.4); how rare a unit is counts by owners, for one
owner says the same in many ways. Units of Chinese are its characters, one to three at a time, and two sounds at a time,
so that what is typed by ear is found. Units of English are stems (Porter 2001, Snowball) and pairs of them; a stem that
nobody says lends a share to those whose words are spelled like its own (Dice 1945, over letters; a word that is spelled
wrong loses the wrong ending).

Beside that stands how much likelier each owner is to say what was typed than anybody is: naive Bayes (Maron 1961), with
what all say mixed in (Jelinek and Mercer 1980).
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from math import fsum, sqrt
from typing import NamedTuple

import numpy as np
import regex
from numpy.typing import NDArray

from postergen.ranking.chances import portable_log, portable_logs
from postergen.ranking.pinyin import Pinyin
from postergen.ranking.stems import stem

Likeness = NDArray[np.float32]


class Units(NamedTuple):
    """What a text is made of: how often it says each unit, and the word as it was typed that a stem stands for."""

    times: Counter[str]
    typed: Mapping[str, str]


RARE = 0.1  # added to every weight: what all owners say still says a little
PAIR_SHARE = 0.5  # of two stems side by side, against one
SPELLED_ALIKE = 0.45  # from this Dice index on, a word that nobody says is a way to spell another
SPELLINGS = 3  # at most
LEAST_LETTERS = 4  # of a word that can be another one misspelled
SAID_BY_ALL = 0.3  # of what an owner might say, that anybody might
# English words that say nothing of what is wished for.
EMPTY_WORDS = frozenset(
    """
    a an the i im ive id me my mine we us our you your to of in on at for with and or but so is are am be been was it
    its this that these those just want wanna would like have had has get got gonna go going do did does not no one
    once more some any all can could will shall should from by as up out about again before after than then there he
    she they him her his hers them their what when how who which too very really if please wish hope finally ever
    lets let make
    """.split()  # noqa: SIM905 a list of a hundred would be a column
)

_WORD = regex.compile(r"(\p{Han}+)|([\p{L}\p{N}'’]+)")
_log = lru_cache(maxsize=4096)(portable_log)


def units_in(locale: str, pinyin: Pinyin) -> Callable[[str], Units]:
    """What texts of this locale are made of."""
    return partial(chinese_units, pinyin=pinyin) if locale == "zh-CN" else english_units


def chinese_units(text: str, pinyin: Pinyin) -> Units:
    found: Counter[str] = Counter()
    typed: dict[str, str] = {}
    heard: list[str] = []
    for han, other in _WORD.findall(pinyin.simplified(_plain(text))):
        if han:
            found.update(han[i : i + n] for n in (1, 2, 3) for i in range(len(han) - n + 1))
            heard += pinyin.of_han(han)
        else:
            found[_marked(other)] += 1
            typed[_marked(other)] = _marked(other)
            heard += pinyin.of_latin(other.replace("'", ""))
    found.update(f"~{one} {other}" for one, other in pairwise(heard))
    return Units(found, typed)


def english_units(text: str) -> Units:
    words = [word.removesuffix("'s").replace("'", "") for _, word in _WORD.findall(_plain(text)) if word]
    words = [word for word in words if word not in EMPTY_WORDS]
    stems = [_marked(stem(word)) for word in words]
    typed = {stem: _marked(word) for stem, word in zip(stems, words, strict=True)}
    return Units(Counter([*stems, *(f"{one} {other}" for one, other in pairwise(stems))]), typed)


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
        owners: who says each text, as numbers from 0.
        count: how many owners there are.
    """

    def __init__(self, texts: Sequence[str], owners: Sequence[int], count: int, units: Callable[[str], Units]) -> None:
        self._units, self._count = units, count
        split = [units(text) for text in texts]
        said = [one.times for one in split]
        whole: list[Counter[str]] = [Counter() for _ in range(count)]
        for owner, own in zip(owners, said, strict=True):
            whole[owner].update(own)
        weights = _weights(whole)
        self._row = {unit: row for row, unit in enumerate(weights)}
        self._weights = np.array(list(weights.values()))
        self._owners = np.array(owners, dtype=np.int64)
        self._texts = _Vectors([_unit_length(own, weights) for own in said], self._row)
        self._whole = _Vectors([_unit_length(own, weights) for own in whole], self._row)
        self._odds = _Vectors(_odds(whole), self._row)
        self._unknown = _log(1 + count)
        words = sorted({(stem, word) for one in split for stem, word in one.typed.items()})
        spelled: dict[str, list[int]] = defaultdict(list)
        for at, (_, word) in enumerate(words):
            for letters in _letters(word):
                spelled[letters].append(at)
        self._spelled = {letters: np.array(found, dtype=np.int64) for letters, found in spelled.items()}
        self._stems = [stem for stem, _ in words]
        self._letter_counts = np.array([len(_letters(word)) for _, word in words], dtype=np.int64)

    def compare(self, words: str) -> Comparison:
        """How like the words each owner is."""
        typed = self._units(words)
        asked, length, shares = self._asked(typed)
        rows = [(row, value / length) for row, value in asked.items()]
        best = np.zeros(self._count, dtype=np.float32)
        np.maximum.at(best, self._owners, self._texts.sums(rows))
        odds = self._odds.sums(list(shares.items()))
        return Comparison(best, self._whole.sums(rows), self._whole.said(rows), odds, len(typed.times))

    def _asked(self, typed: Units) -> tuple[Mapping[int, float], float, Mapping[int, float]]:
        """What was asked, by unit; its length, for what nobody says makes it longer, and so less like anything; and how
        much each unit counts among the others.
        """
        asked: dict[int, float] = defaultdict(float)
        shares: dict[int, float] = defaultdict(float)
        squares = []
        for unit, times in typed.times.items():
            row = self._row.get(unit)
            if row is not None:
                value = (1 + _log(times)) * float(self._weights[row])
                asked[row] += value
                shares[row] += 1 if _is_least(unit) else PAIR_SHARE
                squares.append(value * value)
            elif not _is_pair(unit):
                squares.append(self._unknown**2)
                for other, share in self._spellings(typed.typed.get(unit, "")):
                    asked[self._row[other]] += share * float(self._weights[self._row[other]])
                    shares[self._row[other]] += share
        return asked, sqrt(fsum(squares)) or 1.0, shares

    def _spellings(self, word: str) -> list[tuple[str, float]]:
        """The known stems whose words are spelled most like this one, and how alike they are."""
        if len(word) < LEAST_LETTERS + len(_marked("")):
            return []
        own = _letters(word)
        known = [self._spelled[letters] for letters in own if letters in self._spelled]
        if not known:
            return []
        shared = np.bincount(np.concatenate(known), minlength=len(self._stems))
        dice = 2 * shared / (len(own) + self._letter_counts)
        alike: dict[str, float] = defaultdict(float)
        for at in np.flatnonzero(dice >= SPELLED_ALIKE).tolist():
            alike[self._stems[at]] = max(alike[self._stems[at]], float(dice[at]))
        return sorted(alike.items(), key=lambda found: (-found[1], found[0]))[:SPELLINGS]


class _Vectors:
    """What units are worth to each text, unit after unit: the texts that have one lie together."""

    def __init__(self, texts: Sequence[Mapping[str, float]], row: Mapping[str, int]) -> None:
        self._count = len(texts)
        rows = np.array([row[unit] for text in texts for unit in text], dtype=np.int64)
        order = np.argsort(rows, kind="stable")
        self._columns = np.repeat(np.arange(len(texts), dtype=np.int32), [len(text) for text in texts])[order]
        self._values = np.array([value for text in texts for value in text.values()])[order]
        self._starts = np.searchsorted(rows[order], np.arange(len(row) + 1)).astype(np.int32)

    def sums(self, asked: Sequence[tuple[int, float]]) -> Likeness:
        """By text, shape (texts,), what these rows are worth to it, each so many times; of vectors of length 1 that is
        their cosine.
        """
        return self._summed(asked, [value * self._values[self._of(row)] for row, value in asked])

    def said(self, asked: Sequence[tuple[int, float]]) -> Likeness:
        """The share of what has these rows and values, by their squares, that each text says; shape (texts,)."""
        squares = [np.full(self._starts[row + 1] - self._starts[row], value * value) for row, value in asked]
        return np.minimum(self._summed(asked, squares), np.float32(1))

    def _of(self, row: int) -> slice:
        return slice(self._starts[row], self._starts[row + 1])

    def _summed(self, asked: Sequence[tuple[int, float]], worth: Sequence[NDArray[np.float64]]) -> Likeness:
        """By text, what each of these rows is worth to the texts that have it; added up in their order."""
        if not asked:
            return np.zeros(self._count, dtype=np.float32)
        columns = np.concatenate([self._columns[self._of(row)] for row, _ in asked])
        return np.bincount(columns, np.concatenate(worth), self._count).astype(np.float32)


def _unit_length(units: Counter[str], weights: Mapping[str, float]) -> dict[str, float]:
    """What each unit of a text counts, as a vector of length 1."""
    own = {unit: (1 + _log(times)) * weights[unit] for unit, times in units.items()}
    length = sqrt(fsum(value * value for value in own.values())) or 1.0
    return {unit: value / length for unit, value in own.items()}


def _odds(whole: Sequence[Counter[str]]) -> list[dict[str, float]]:
    """By owner, how much likelier it is to say each of its units than anybody is. For a unit that they do not say all
    owners lose the same, so none has to.
    """
    usual = Counter[str]()
    for own in whole:
        usual.update(own)
    own_word = (1 - SAID_BY_ALL) / SAID_BY_ALL * usual.total()
    found = []
    for own in whole:
        more = own_word / (own.total() or 1)
        ratios = np.array([times / usual[unit] for unit, times in own.items()])
        found.append(dict(zip(own, portable_logs(1 + more * ratios).tolist(), strict=True)))
    return found


def _weights(whole: Sequence[Counter[str]]) -> dict[str, float]:
    """How much each unit says: the fewer owners say it, the more; a pair of words less than one."""
    frequency = Counter(unit for own in whole for unit in own)
    rarity = {unit: _log((1 + len(whole)) / (1 + count)) + RARE for unit, count in frequency.items()}
    return {unit: value * (PAIR_SHARE if _is_pair(unit) else 1) for unit, value in rarity.items()}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().replace("’", "'")


def _marked(word: str) -> str:
    return f"<{word}>"


def _is_pair(unit: str) -> bool:
    return unit[0] == "<" and unit.count("<") == 2


def _is_least(unit: str) -> bool:
    """Whether it is made of no other units: a stem, or a character."""
    return len(unit) == 1 or (unit[0] == "<" and not _is_pair(unit))


def _letters(word: str) -> frozenset[str]:
    return frozenset(word[i : i + n] for n in (2, 3, 4) for i in range(len(word) - n + 1))

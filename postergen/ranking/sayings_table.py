"""What is worked out of texts and those who say them before anything is typed; arrays that can be kept.

Texts are bags of units, weighted by TF-IDF with sublinear term frequency (Manning, Raghavan and Schuetze, Introduction
to Information Retrieval, 6.2-6.4); how rare a unit is counts by owners, for one owner says the same in many ways.
Beside that stands how much likelier each owner is to say a unit than anybody is: naive Bayes (Maron 1961), with what
all say mixed in (Jelinek and Mercer 1980).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from math import fsum, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from postergen.ranking.chances import portable_log, portable_logs
from postergen.ranking.text_units import Units, is_pair, letters_of

Likeness = NDArray[np.float32]

RARE = 0.1  # added to every weight: what all owners say still says a little
PAIR_SHARE = 0.5  # of two stems side by side, against one
SAID_BY_ALL = 0.3  # of what an owner might say, that anybody might

cached_log = lru_cache(maxsize=4096)(portable_log)


class Vectors(NamedTuple):
    """What units are worth to each text, unit after unit: the texts that have one lie together.

    Args:
        size: how many texts there are.
        columns: which text each value is of.
        values: what a unit is worth to it.
        starts: where the values of each unit begin, and last where those of the last end.
    """

    size: int
    columns: NDArray[np.int32]
    values: NDArray[np.float64]
    starts: NDArray[np.int32]

    def sums(self, asked: Sequence[tuple[int, float]]) -> Likeness:
        """By text, shape (texts,), what these rows are worth to it, each so many times; of vectors of length 1 that is
        their cosine.
        """
        return self._summed(asked, [value * self.values[self._of(row)] for row, value in asked])

    def said(self, asked: Sequence[tuple[int, float]]) -> Likeness:
        """The share of what has these rows and values, by their squares, that each text says; shape (texts,)."""
        squares = [np.full(self.starts[row + 1] - self.starts[row], value * value) for row, value in asked]
        return np.minimum(self._summed(asked, squares), np.float32(1))

    def _of(self, row: int) -> slice:
        return slice(self.starts[row], self.starts[row + 1])

    def _summed(self, asked: Sequence[tuple[int, float]], worth: Sequence[NDArray[np.float64]]) -> Likeness:
        """By text, what each of these rows is worth to the texts that have it; added up in their order."""
        if not asked:
            return np.zeros(self.size, dtype=np.float32)
        columns = np.concatenate([self.columns[self._of(row)] for row, _ in asked])
        return np.bincount(columns, np.concatenate(worth), self.size).astype(np.float32)


class Spelled(NamedTuple):
    """The words that stems stand for, by the letters that are in them, two to four at a time.

    Args:
        stems: of each word.
        counts: how many different letters each word has.
        letters: all that some word has, in order.
        words: which words have them, those of each lying together.
        starts: where the words of each begin, and last where those of the last end.
    """

    stems: tuple[str, ...]
    counts: NDArray[np.int32]
    letters: tuple[str, ...]
    words: NDArray[np.int32]
    starts: NDArray[np.int32]


class SayingsTable(NamedTuple):
    """What is worked out of texts and those who say them, before anything is typed.

    Args:
        keys: what the units that are said are called here (`key_of`), in order; where each stands is its row.
        weights: what the unit of each row counts.
        owners: who says each text, as numbers from 0.
        texts: what units are worth to each text, as vectors of length 1.
        whole: the same for all that each owner says.
        odds: how much likelier each owner is to say a unit than anybody is.
    """

    keys: NDArray[np.uint64]
    weights: NDArray[np.float64]
    owners: NDArray[np.int32]
    texts: Vectors
    whole: Vectors
    odds: Vectors
    spelled: Spelled


def key_of(unit: str) -> int:
    """A unit as a number of 64 bits (BLAKE2b, RFC 7693): of a hundred thousand units two have the same with a chance of
    one in three thousand million. Their letters would take ten times the room.
    """
    return int.from_bytes(blake2b(unit.encode(), digest_size=8).digest())


def tabled(texts: Sequence[str], owners: Sequence[int], count: int, units: Callable[[str], Units]) -> SayingsTable:
    """The table of these texts.

    Args:
        owners: who says each text, as numbers from 0.
        count: how many owners there are.
        units: what a text is made of.
    """
    split = [units(text) for text in texts]
    said = [one.times for one in split]
    whole: list[Counter[str]] = [Counter() for _ in range(count)]
    for owner, own in zip(owners, said, strict=True):
        whole[owner].update(own)
    weights = _weights(whole)
    keys = {unit: key_of(unit) for unit in weights}
    ordered = sorted(weights, key=keys.__getitem__)
    row = {unit: at for at, unit in enumerate(ordered)}
    return SayingsTable(
        np.array([keys[unit] for unit in ordered], dtype=np.uint64),
        np.array([weights[unit] for unit in ordered], dtype=np.float64),
        np.array(owners, dtype=np.int32),
        _vectors([_unit_length(own, weights) for own in said], row),
        _vectors([_unit_length(own, weights) for own in whole], row),
        _vectors(_odds(whole), row),
        _spelled(split),
    )


def _vectors(texts: Sequence[Mapping[str, float]], row: Mapping[str, int]) -> Vectors:
    rows = np.array([row[unit] for text in texts for unit in text], dtype=np.int64)
    order = np.argsort(rows, kind="stable")
    columns = np.repeat(np.arange(len(texts), dtype=np.int32), [len(text) for text in texts])[order]
    values = np.array([value for text in texts for value in text.values()], dtype=np.float64)[order]
    starts = np.searchsorted(rows[order], np.arange(len(row) + 1)).astype(np.int32)
    return Vectors(len(texts), columns, values, starts)


def _spelled(split: Sequence[Units]) -> Spelled:
    words = sorted({(stem, word) for one in split for stem, word in one.typed.items()})
    letters = [sorted(letters_of(word)) for _, word in words]
    found: dict[str, list[int]] = {some: [] for some in sorted({some for own in letters for some in own})}
    for at, own in enumerate(letters):
        for some in own:
            found[some].append(at)
    return Spelled(
        tuple(stem for stem, _ in words),
        np.array([len(own) for own in letters], dtype=np.int32),
        tuple(found),
        np.array([at for those in found.values() for at in those], dtype=np.int32),
        np.cumsum([0, *map(len, found.values())], dtype=np.int32),
    )


def _unit_length(units: Counter[str], weights: Mapping[str, float]) -> dict[str, float]:
    """What each unit of a text counts, as a vector of length 1."""
    own = {unit: (1 + cached_log(times)) * weights[unit] for unit, times in units.items()}
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
    rarity = {unit: cached_log((1 + len(whole)) / (1 + count)) + RARE for unit, count in frequency.items()}
    return {unit: value * (PAIR_SHARE if is_pair(unit) else 1) for unit, value in rarity.items()}

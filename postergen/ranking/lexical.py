"""Relevance without a model: shared character n-grams.

Term weighting is TF-IDF with sublinear term frequency and cosine similarity (Manning, Raghavan and Schuetze,
Introduction to Information Retrieval, 6.2-6.4), over character 1- to 3-grams for Chinese, which needs no word
segmentation, and word and character 3- to 5-grams for English.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import fsum, sqrt

import numpy as np
import regex
from numpy.typing import NDArray

from postergen.domain.catalogue import Option
from postergen.ranking.chances import portable_log

_log = lru_cache(maxsize=65_536)(portable_log)  # of counts, and quotients of counts: there are few

_WORD = regex.compile(r"(\p{Han}+)|([\p{L}\p{N}]+)")


class LexicalTexts:
    """Texts, read once, that others are compared with."""

    def __init__(self, texts: Sequence[str]) -> None:
        grams = [_grams(text) for text in texts]
        self._weights = _inverse_document_frequency(grams)
        self._row = {gram: row for row, gram in enumerate(self._weights)}
        self._count = len(texts)
        # each gram of each text, text after text, and then gram after gram: the texts that have it lie together
        rows = np.array([self._row[gram] for text in grams for gram in text], dtype=np.int64)
        columns = np.repeat(np.arange(len(texts)), [len(text) for text in grams])
        weights = np.array([1 + _log(count) for text in grams for count in text.values()])
        weights *= np.array(list(self._weights.values()))[rows]
        lengths = np.sqrt(np.bincount(columns, weights * weights, len(texts)))
        weights /= np.where(lengths > 0, lengths, 1)[columns]
        order = np.argsort(rows, kind="stable")
        self._columns, self._values = columns[order].astype(np.int32), weights[order].astype(np.float32)
        self._starts = np.searchsorted(rows[order], np.arange(len(self._row) + 1))

    def similarity(self, text: str) -> NDArray[np.float32]:
        """The cosine similarity of this text with each, from 0 to 1; shape (texts,)."""
        found = np.zeros(self._count, dtype=np.float32)
        for gram, value in _vector(_grams(text), self._weights).items():
            row = self._row[gram]
            here = slice(self._starts[row], self._starts[row + 1])
            found[self._columns[here]] += np.float32(value) * self._values[here]
        return np.minimum(found, np.float32(1))


def words_of(option: Option, locale: str) -> str:
    """The text and keywords of an option."""
    return " ".join((option.text.in_locale(locale), *option.keywords[locale]))


def ngrams(text: str) -> frozenset[str]:
    """The n-grams by which texts are compared."""
    return frozenset(_grams(text))


def _grams(text: str) -> Counter[str]:
    found: list[str] = []
    for han, other in _WORD.findall(text.lower()):
        word, lengths = (han, (1, 2, 3)) if han else (other, (3, 4, 5))
        for n in lengths:
            found += [word[i : i + n] for i in range(len(word) - n + 1)]
        if other:
            found.append(f"<{other}>")
    return Counter(found)


def _inverse_document_frequency(texts: Sequence[Counter[str]]) -> dict[str, float]:
    frequency = Counter(gram for text in texts for gram in text)
    return {gram: _log((1 + len(texts)) / (1 + count)) for gram, count in frequency.items()}


def _vector(grams: Counter[str], weights: dict[str, float]) -> dict[str, float]:
    """Unit length; n-grams that no text has are left out."""
    raw = {gram: (1 + _log(count)) * weights[gram] for gram, count in grams.items() if weights.get(gram)}
    norm = sqrt(fsum(value * value for value in raw.values())) or 1.0
    return {gram: value / norm for gram, value in raw.items()}

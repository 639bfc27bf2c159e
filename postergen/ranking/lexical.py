"""Relevance without a model: shared character n-grams.

Term weighting is TF-IDF with sublinear term frequency and cosine similarity (Manning, Raghavan and Schuetze,
Introduction to Information Retrieval, 6.2-6.4), over character 1- to 3-grams for Chinese, which needs no word
segmentation, and word and character 3- to 5-grams for English.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import log, sqrt

import numpy as np
import regex
from numpy.typing import NDArray

from postergen.domain.catalogue import Option

_WORD = regex.compile(r"\p{Han}+|[\p{L}\p{N}]+")


class LexicalTexts:
    """Texts, read once, that others are compared with."""

    def __init__(self, texts: Sequence[str]) -> None:
        grams = [_grams(text) for text in texts]
        self._weights = _inverse_document_frequency(grams)
        found: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for column, text in enumerate(grams):
            for gram, weight in _vector(text, self._weights).items():
                found[gram].append((column, weight))
        self._postings = {gram: _column_weights(pairs) for gram, pairs in found.items()}
        self._count = len(texts)

    def similarity(self, text: str) -> NDArray[np.float32]:
        """The cosine similarity of this text with each, from 0 to 1; shape (texts,)."""
        found = np.zeros(self._count, dtype=np.float32)
        for gram, value in _vector(_grams(text), self._weights).items():
            columns, weights = self._postings[gram]
            found[columns] += np.float32(value) * weights
        return np.minimum(found, np.float32(1))


def words_of(option: Option, locale: str) -> str:
    """The text and keywords of an option."""
    return " ".join((option.text.in_locale(locale), *option.keywords[locale]))


def ngrams(text: str) -> frozenset[str]:
    """The n-grams by which texts are compared."""
    return frozenset(_grams(text))


def _grams(text: str) -> Counter[str]:
    return Counter(gram for word in _WORD.findall(text.lower()) for gram in _grams_of(word))


def _grams_of(word: str) -> Iterator[str]:
    han = bool(regex.match(r"\p{Han}", word))
    lengths = (1, 2, 3) if han else (3, 4, 5)
    for n in lengths:
        yield from (word[i : i + n] for i in range(len(word) - n + 1))
    if not han:
        yield f"<{word}>"


def _inverse_document_frequency(texts: Sequence[Counter[str]]) -> dict[str, float]:
    frequency = Counter(gram for text in texts for gram in text)
    return {gram: log((1 + len(texts)) / (1 + count)) for gram, count in frequency.items()}


def _vector(grams: Counter[str], weights: dict[str, float]) -> dict[str, float]:
    """Unit length; n-grams that no text has are left out."""
    raw = {gram: (1 + log(count)) * weights[gram] for gram, count in grams.items() if weights.get(gram)}
    norm = sqrt(sum(value * value for value in raw.values())) or 1.0
    return {gram: value / norm for gram, value in raw.items()}


def _column_weights(pairs: Sequence[tuple[int, float]]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    columns, weights = zip(*pairs, strict=True)
    return np.array(columns, dtype=np.int64), np.array(weights, dtype=np.float32)

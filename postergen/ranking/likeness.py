"""Say how alike the variants of a campaign are, all pairs at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from postergen.domain.variant import CopyVariant
from postergen.ranking.lexical import ngrams

SAME_SUBJECT = 0.3  # two texts that fit the same options, themes, places and occasions are at least so alike


def likeness(variants: Sequence[CopyVariant]) -> NDArray[np.float32]:
    """A square matrix, from 0 (nothing shared) to 1 (the same headline): the Jaccard index of the n-grams."""
    alike = jaccard([variant.headline for variant in variants])
    subjects: dict[object, int] = {}
    subject = np.array([subjects.setdefault(variant.fits, len(subjects)) for variant in variants], dtype=np.int64)
    least = np.where(subject[:, None] == subject[None, :], np.float32(SAME_SUBJECT), np.float32(0))
    found: NDArray[np.float32] = np.maximum(alike, least)
    return found


def jaccard(texts: Sequence[str]) -> NDArray[np.float32]:
    """The Jaccard index of the n-grams of every pair of texts; shape (texts, texts)."""
    grams = [ngrams(text) for text in texts]
    frequency = Counter(gram for own in grams for gram in own)
    # what one text alone has, it shares with none
    index = {gram: i for i, gram in enumerate(gram for gram, count in frequency.items() if count > 1)}
    has = np.zeros((len(grams), len(index) or 1), dtype=np.float32)
    for row, own in enumerate(grams):
        has[row, [index[gram] for gram in own if gram in index]] = 1
    shared = has @ has.T
    sizes = np.array([len(own) for own in grams], dtype=np.float32)
    np.fill_diagonal(shared, sizes)
    union = sizes[:, None] + sizes[None, :] - shared
    found: NDArray[np.float32] = np.divide(shared, union, out=np.ones_like(shared), where=union > 0)
    return found

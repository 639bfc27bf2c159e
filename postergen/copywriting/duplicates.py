"""Find variants that say nearly the same: by their letters (Broder 1997, resemblance), and by their meaning."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import regex
from numpy.typing import NDArray

from postergen.domain.variant import CopyVariant

SAME_LETTERS = 0.5  # the Jaccard index of the headlines' character 3-grams
SAME_MEANING = 0.90  # the cosine similarity of the embeddings, of a model that nobody has measured

_IGNORED = regex.compile(r"[\p{P}\p{Z}\p{S}]")


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two variants of one locale that say nearly the same; ``by`` is letters or meaning."""

    variant: str
    other: str
    by: str
    likeness: float


def near_duplicates(
    fresh: Iterable[CopyVariant],
    library: Sequence[CopyVariant],
    vectors: Mapping[str, NDArray[np.float32]] | None = None,
    same_meaning: Mapping[str, float] | None = None,
) -> list[NearDuplicate]:
    """The pairs of a fresh variant with one of the library, or with an earlier fresh one; the most alike first.

    Args:
        vectors: embeddings of unit length by variant id; variants without one are compared by their letters.
        same_meaning: the cosine from which texts of a locale say nearly the same to the model.
    """
    found = []
    by_gram: dict[tuple[str, str], list[str]] = defaultdict(list)
    grams: dict[str, frozenset[str]] = {}
    known: dict[str, CopyVariant] = {}

    def add(variant: CopyVariant) -> None:
        known[variant.id] = variant
        grams[variant.id] = trigrams(variant.headline)
        for gram in grams[variant.id]:
            by_gram[variant.locale, gram].append(variant.id)

    fresh = list(fresh)
    for variant in library:
        if variant.id not in {one.id for one in fresh}:
            add(variant)
    for variant in fresh:
        mine = trigrams(variant.headline)
        shared = Counter(other for gram in mine for other in by_gram[variant.locale, gram])
        for other, count in shared.items():
            likeness = count / (len(mine) + len(grams[other]) - count)
            if likeness >= SAME_LETTERS:
                found.append(NearDuplicate(variant.id, other, "letters", round(likeness, 3)))
        same = (same_meaning or {}).get(variant.locale, SAME_MEANING)
        found += _same_meaning(variant, known.values(), vectors or {}, same)
        add(variant)
    return sorted(found, key=lambda pair: (-pair.likeness, pair.variant, pair.other))


@lru_cache(maxsize=8192)  # a text is compared again with every other one that is written
def trigrams(text: str) -> frozenset[str]:
    """The character 3-grams of a text without punctuation and spaces; a shorter text is one gram."""
    plain = _IGNORED.sub("", text.lower())
    return frozenset(plain[i : i + 3] for i in range(max(1, len(plain) - 2)))


def _same_meaning(
    variant: CopyVariant, others: Iterable[CopyVariant], vectors: Mapping[str, NDArray[np.float32]], same: float
) -> list[NearDuplicate]:
    if variant.id not in vectors:
        return []
    names = [other.id for other in others if other.locale == variant.locale and other.id in vectors]
    if not names:
        return []
    similarity = np.stack([vectors[name] for name in names]) @ vectors[variant.id]
    return [
        NearDuplicate(variant.id, names[i], "meaning", round(float(similarity[i]), 3))
        for i in np.flatnonzero(similarity >= same)
    ]

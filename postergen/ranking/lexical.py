"""Relevance without a model: shared character n-grams and what the authors said their text fits.

Term weighting is TF-IDF with sublinear term frequency and cosine similarity (Manning, Raghavan and Schuetze,
Introduction to Information Retrieval, 6.2-6.4), over character 1- to 3-grams for Chinese, which needs no word
segmentation, and word and character 3- to 5-grams for English.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt

import regex

from postergen.domain.catalogue import Option
from postergen.domain.variant import CopyVariant

# What an author's tag is worth beside a perfect lexical match. An option named in `fits` is the strongest
# statement there is; a place or theme in common says less; a shared occasion or season says a little.
TAG_WEIGHTS = {"option": 0.70, "place": 0.25, "theme": 0.30, "occasion": 0.15}
LEXICAL_WEIGHT = 0.30

_WORD = regex.compile(r"\p{Han}+|[\p{L}\p{N}]+")


@dataclass(frozen=True, slots=True)
class LexicalRelevance:
    """The `RelevanceModel` that needs nothing installed. Relevance is from 0 to 1."""

    name: str = "lexical"

    def relevance(self, options: Sequence[Option], variants: Sequence[CopyVariant]) -> list[list[float]]:
        """A row for each option, a column for each variant."""
        texts = [_grams(f"{v.headline} {v.body}") for v in variants]
        weights = _inverse_document_frequency(texts)
        found = {locale: _inverted(texts, weights, variants, locale) for locale in {v.locale for v in variants}}
        rows = []
        for option in options:
            row = [tag_score(option, variant) for variant in variants]
            for locale, postings in found.items():
                for gram, value in _vector(_grams(_words_of(option, locale)), weights).items():
                    for column, weight in postings.get(gram, ()):
                        row[column] += LEXICAL_WEIGHT * value * weight
            rows.append([min(1.0, score) for score in row])
        return rows


def tag_score(option: Option, variant: CopyVariant) -> float:
    """What the author's tags say of this pair: the strongest tag, from 0 to 1."""
    fits = variant.fits
    if option.id in fits.options:
        return TAG_WEIGHTS["option"]
    if not (fits.themes or fits.places or fits.occasions):  # as it is with most pairs
        return 0.0
    return max((TAG_WEIGHTS[tag] for tag in shared_tags(option, variant)), default=0.0)


def shared_tags(option: Option, variant: CopyVariant) -> tuple[str, ...]:
    """The kinds of tags (keys of `TAG_WEIGHTS`) by which the variant fits the option."""
    fits = variant.fits
    found = {
        "option": option.id in fits.options,
        "place": option.place is not None and option.place in fits.places,
        "theme": option.theme in fits.themes,
        "occasion": bool(set(option.occasions) & set(fits.occasions)),
    }
    return tuple(tag for tag, shared in found.items() if shared)


def ngrams(text: str) -> frozenset[str]:
    """The n-grams by which texts are compared."""
    return frozenset(_grams(text))


def _words_of(option: Option, locale: str) -> str:
    return " ".join((option.text.in_locale(locale), *option.keywords[locale]))


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
    """Unit length; n-grams that no variant has are left out."""
    raw = {gram: (1 + log(count)) * weights[gram] for gram, count in grams.items() if weights.get(gram)}
    norm = sqrt(sum(value * value for value in raw.values())) or 1.0
    return {gram: value / norm for gram, value in raw.items()}


def _inverted(
    texts: Sequence[Counter[str]], weights: dict[str, float], variants: Sequence[CopyVariant], locale: str
) -> dict[str, list[tuple[int, float]]]:
    """For each n-gram the variants of this locale that have it, with its weight in their unit vectors."""
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for column, (text, variant) in enumerate(zip(texts, variants, strict=True)):
        if variant.locale == locale:
            for gram, weight in _vector(text, weights).items():
                postings[gram].append((column, weight))
    return postings

"""Relevance by meaning: the cosine similarity of sentence embeddings (Reimers and Gurevych 2019, arXiv:1908.10084).

The embeddings are made when content is published, and kept in an index under the digest of the text that they stand
for; a text that changed has none, and its variant falls back to shared words.

A model that reads only English sees Chinese copy through its gloss. A wish that it cannot read, or that nobody can
embed because no model is installed, borrows the meaning of the texts whose words it shares.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from postergen.domain.campaign import Campaign
from postergen.domain.catalogue import Option
from postergen.domain.localized import LOCALES
from postergen.domain.variant import CopyVariant
from postergen.ranking.lexical import LexicalTexts, words_of

Vectors = NDArray[np.float32]
Role = Literal["query", "document"]  # a wish asks, copy answers; some models read the two in different ways
Reads = Literal["en", "any"]  # the languages that a model understands
LENDERS = 6  # how many texts lend their meaning to a wish
OPTION_TRUST = 3.0  # an option and its keywords say what they are about; copy speaks in images
ENOUGH_SHARED = 0.05  # below this, two texts share words by chance

# Components count in steps of 1 / 16,384. Sums of products of whole numbers are exact below 2^53, in whatever order a
# library adds them up, so similarities are the same to the last bit on every machine.
STEPS = 2.0**14

WishReading = Literal["embedded", "borrowed"]


class Embedder(Protocol):
    """Turns texts into vectors. `Unavailable` when its model cannot be loaded."""

    @property
    def name(self) -> str:
        """What the model is called; an index made with another one is of no use to it."""

    @property
    def reads(self) -> Reads: ...

    def embed(self, role: Role, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (texts, width)."""


@dataclass(frozen=True, eq=False)
class SemanticIndex:
    """The embeddings of a pack's texts: unit vectors, shape (texts, width), and the row of each text's digest."""

    model: str
    reads: Reads
    rows: Mapping[str, int]
    vectors: Vectors

    def vector(self, role: Role, text: str) -> Vectors | None:
        """The embedding of this text; None when the index was made before it was written."""
        row = self.rows.get(digest_of(role, text))
        return None if row is None else self.vectors[row]

    @cached_property
    def digest(self) -> str:
        """Names the state of the index: 16 hex digits over the model and the texts it knows."""
        known = "\n".join((self.model, self.reads, *sorted(self.rows)))
        return hashlib.sha256(known.encode()).hexdigest()[:16]


def merged(first: SemanticIndex | None, second: SemanticIndex) -> SemanticIndex:
    """What both know, if the same model made them; else the first alone."""
    if first is None:
        return second
    if (first.model, first.reads) != (second.model, second.reads):
        return first
    new = [digest for digest in second.rows if digest not in first.rows]
    rows = dict(first.rows) | {digest: len(first.vectors) + i for i, digest in enumerate(new)}
    vectors = np.vstack([first.vectors, second.vectors[[second.rows[digest] for digest in new]]])
    return SemanticIndex(first.model, first.reads, rows, vectors)


def digest_of(role: Role, text: str) -> str:
    """16 hex digits under which the embedding of a text is kept; models may read queries in another way."""
    return hashlib.sha256(f"{role}\0{text}".encode()).hexdigest()[:16]


def texts_of(campaign: Campaign, reads: Reads) -> Iterator[tuple[Role, str]]:
    """Everything of a campaign that has a place in its index."""
    for option in campaign.catalogue.options:
        for locale in LOCALES:
            yield "query", option_text(option, locale, reads)
    offered = [offer.as_variant(locale) for offer in campaign.offers for locale in LOCALES]
    for variant in (*campaign.variants, *offered):
        yield "document", variant_text(variant, reads)


def option_text(option: Option, locale: str, reads: Reads) -> str:
    """What the model reads of an option."""
    read = "en" if reads == "en" else locale
    words = option.keywords[read]
    return f"{option.text.in_locale(read)}. {', '.join(words)}" if words else option.text.in_locale(read)


def variant_text(variant: CopyVariant, reads: Reads) -> str:
    """What the model reads of a variant: the gloss, where the text itself is not English or speaks in images."""
    if reads == "en" and variant.gloss:
        return variant.gloss
    return f"{variant.headline} {variant.body}"


class SemanticTexts:
    """A campaign's variants as vectors, that options and wishes are compared with."""

    def __init__(self, index: SemanticIndex, campaign: Campaign, embedder: Embedder | None = None) -> None:
        self.index, self._embedder = index, embedder
        found = [index.vector("document", variant_text(variant, index.reads)) for variant in campaign.variants]
        self.known: NDArray[np.bool_] = np.array([vector is not None for vector in found], dtype=bool)
        self._whole = _in_whole_steps(_stacked(found, index.vectors.shape[1]))
        self._lender_of = lru_cache(maxsize=None)(lambda locale: _Lenders(index, campaign, locale))

    @property
    def vectors(self) -> Vectors:
        """The embedding of each variant, shape (variants, width); zeros where the index does not know it."""
        return np.asarray(self._whole / STEPS, dtype=np.float32)

    def similarities(self, options: Sequence[Option], locale: str) -> list[Vectors | None]:
        """The cosine similarity of each option with every variant, shape (variants,); None for an option that the
        index does not know.
        """
        found = [self.index.vector("query", option_text(option, locale, self.index.reads)) for option in options]
        similarity = self._similarity(_stacked(found, self._whole.shape[1]))
        return [None if vector is None else row for vector, row in zip(found, similarity, strict=True)]

    def similarity_of_wish(self, wish: str, locale: str) -> tuple[Vectors, WishReading] | None:
        """As above for words that a person typed, and how they were read; None when they share no word with any."""
        if self._embedder is not None and self.index.reads in ("any", locale):
            (vector,) = self._embedder.embed("query", [wish])
            return self._similarity(vector), "embedded"
        borrowed = self._lender_of(locale).lend(wish)
        return None if borrowed is None else (self._similarity(borrowed), "borrowed")

    def _similarity(self, vectors: Vectors) -> Vectors:
        """The cosine similarity of unit vectors, shape (..., width), with every variant, shape (..., variants)."""
        return np.asarray(_in_whole_steps(vectors) @ self._whole.T / STEPS**2, dtype=np.float32)


class _Lenders:
    """The texts of one locale with their embeddings."""

    def __init__(self, index: SemanticIndex, campaign: Campaign, locale: str) -> None:
        options = [
            (words_of(option, locale), index.vector("query", option_text(option, locale, index.reads)))
            for option in campaign.catalogue.options
        ]
        variants = [
            (f"{variant.headline} {variant.body}", index.vector("document", variant_text(variant, index.reads)))
            for variant in campaign.variants
            if variant.locale == locale
        ]
        known = [(text, vector) for text, vector in (*options, *variants) if vector is not None]
        self._texts = LexicalTexts([text for text, _ in known])
        self._vectors = _stacked([vector for _, vector in known], index.vectors.shape[1])
        own = sum(vector is not None for _, vector in options)
        self._trust = np.array([OPTION_TRUST] * own + [1.0] * (len(known) - own), dtype=np.float32)

    def lend(self, wish: str) -> Vectors | None:
        """The mean of the embeddings of the texts most like the wish, weighted by how alike they are."""
        shared = self._trust * self._texts.similarity(wish)
        nearest = np.argsort(-shared, kind="stable")[:LENDERS]
        nearest = nearest[shared[nearest] >= ENOUGH_SHARED]
        if not len(nearest):
            return None
        weights = shared[nearest] ** 2
        mean = np.add.reduce(weights[:, None] * self._vectors[nearest], axis=0, dtype=np.float64)
        length = np.sqrt(np.add.accumulate(mean * mean)[-1])  # one after the other: in the same order everywhere
        return np.asarray(mean / (length or 1), dtype=np.float32)


def _in_whole_steps(vectors: Vectors) -> NDArray[np.float64]:
    return np.rint(vectors.astype(np.float64) * STEPS)


def _stacked(vectors: Sequence[Vectors | None], width: int) -> Vectors:
    nothing = np.zeros(width, dtype=np.float32)
    rows = [nothing if vector is None else vector for vector in vectors]
    return np.stack(rows) if rows else np.zeros((0, width), dtype=np.float32)

"""Relevance by meaning: the cosine similarity of sentence embeddings (Reimers and Gurevych 2019, arXiv:1908.10084).

The embeddings are made when content is published, and kept in an index under the digest of the text that they stand
for; a text that changed has none, and its variant falls back to shared words.

Copy speaks in images, so a model sees it through its gloss, which says in plain English what it means.
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
from postergen.ranking.background import Background
from postergen.ranking.option_classifier import OptionClassifier

Vectors = NDArray[np.float32]
Role = Literal["query", "document"]  # a wish asks, copy answers; some models read the two in different ways
Asked = tuple[Role, tuple[str, ...]]  # a text, or several whose mean is asked for
Reads = Literal["en", "any"]  # the languages that a model understands

# Components count in steps of 1 / 16,384. Sums of products of whole numbers are exact below 2^53, in whatever order a
# library adds them up, so similarities are the same to the last bit on every machine.
STEPS = 2.0**14
# Of unit vectors in these steps they are exact in 32 bits as well, for half the room: below 2^24.
PAIR_STEPS = 2.0**11

SOME = 512  # vectors that are made of their steps at a time

COPY_SHARE = 0.5  # of an author's own copy, against what is said of an option: copy speaks in images


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
    """The embeddings of a pack's texts: vectors `in_byte_steps`, shape (texts, width), the row of each text's digest,
    what the model's similarities are worth, and what tells the pack's options apart. Most processes ask for few of
    them, or none.
    """

    model: str
    reads: Reads
    rows: Mapping[str, int]
    steps: NDArray[np.int8]
    background: Background
    classifier: OptionClassifier | None = None

    def row(self, role: Role, *texts: str) -> int | None:
        """Where the embedding of this text is, or the mean of these; None when the index was made before they were
        written.
        """
        return self.rows.get(digest_of(role, *texts))

    def vectors(self, rows: Sequence[int | None]) -> Vectors:
        """The unit vectors of these rows, shape (rows, width); zeros for None."""
        found = np.zeros((len(rows), self.steps.shape[1]), dtype=np.float32)
        known = [at for at, row in enumerate(rows) if row is not None]
        found[known] = at_unit_length(self.steps[[row for row in rows if row is not None]])
        return found

    @cached_property
    def digest(self) -> str:
        """Names the state of the index: 16 hex digits over the model, its background, the texts it knows and what it
        learned from.
        """
        learned = self.classifier.learned_from if self.classifier else ""
        known = "\n".join((self.model, self.reads, str(self.background), learned, *sorted(self.rows)))
        return hashlib.sha256(known.encode()).hexdigest()[:16]


def merged(first: SemanticIndex | None, second: SemanticIndex) -> SemanticIndex:
    """What both know, if the same model made them; else the first alone."""
    if first is None:
        return second
    if (first.model, first.reads) != (second.model, second.reads):
        return first
    new = [digest for digest in second.rows if digest not in first.rows]
    rows = dict(first.rows) | {digest: len(first.steps) + i for i, digest in enumerate(new)}
    steps = np.vstack([first.steps, second.steps[[second.rows[digest] for digest in new]]])
    return SemanticIndex(first.model, first.reads, rows, steps, first.background, first.classifier)


def digest_of(role: Role, *texts: str) -> str:
    """16 hex digits under which an embedding is kept; models may read queries in another way."""
    return hashlib.sha256("\0".join((role, *texts)).encode()).hexdigest()[:16]


def texts_of(campaign: Campaign, reads: Reads) -> Iterator[Asked]:
    """Everything of a campaign that has a place in its index."""
    for option in campaign.catalogue.options:
        for locale in LOCALES:
            yield "query", (option_text(option, locale, reads),)
            yield "query", sayings_of(option, locale, reads)
            yield from (("query", pair) for pair in pairs_of(option, locale, reads))
    for locale in LOCALES:
        for text in campaign.none_of_these.get("en" if reads == "en" else locale, ()):
            yield "query", (text,)
    offered = [offer.as_variant(locale) for offer in campaign.offers for locale in LOCALES]
    for variant in (*campaign.variants, *offered):
        yield "document", (variant_text(variant, reads),)


def sayings_of(option: Option, locale: str, reads: Reads) -> tuple[str, ...]:
    """What an option is, and how people say it: the model compares wishes with the mean of these (nearest class mean:
    Rocchio 1971).
    """
    aliases = option.aliases.get("en" if reads == "en" else locale, ())
    return (option_text(option, locale, reads), *aliases)


def pairs_of(option: Option, locale: str, reads: Reads) -> Iterator[tuple[str, ...]]:
    """How people say an option, two ways at a time: of many ways the mean is none of them (nearest prototype), and
    each alone would take twice the room.
    """
    _, *aliases = sayings_of(option, locale, reads)
    return (tuple(aliases[at : at + 2]) for at in range(0, len(aliases), 2))


def sayings_to_learn(campaign: Campaign, reads: Reads) -> list[tuple[str, int]]:
    """What options are told apart by: each thing that is said of them, with the option's place; one more than the last
    for what none of them answers.
    """
    options = campaign.catalogue.options
    said = [
        (text, at)
        for at, option in enumerate(options)
        for locale in LOCALES
        for text in sayings_of(option, locale, reads)
    ]
    none = [text for locale in LOCALES for text in campaign.none_of_these.get("en" if reads == "en" else locale, ())]
    return list(dict.fromkeys([*said, *((text, len(options)) for text in none)]))


def option_text(option: Option, locale: str, reads: Reads) -> str:
    """What an option is, with its keywords, in the language that the model reads."""
    read = "en" if reads == "en" else locale
    words = option.keywords[read]
    return f"{option.text.in_locale(read)}. {', '.join(words)}" if words else option.text.in_locale(read)


def variant_text(variant: CopyVariant, reads: Reads) -> str:
    """What the model reads of a variant: the gloss, where it has one."""
    return variant.gloss or f"{variant.headline} {variant.body}"


def language_of(variant: CopyVariant, reads: Reads) -> str:
    """The language in which the model reads a variant."""
    return "en" if reads == "en" or variant.gloss else variant.locale


class SemanticTexts:
    """A campaign's variants as vectors, that options are compared with. Likeness is on the scale that was measured for
    the model (`Scale`).
    """

    def __init__(self, index: SemanticIndex, campaign: Campaign) -> None:
        self.index = index
        self._rows = [index.row("document", variant_text(variant, index.reads)) for variant in campaign.variants]
        self.known: NDArray[np.bool_] = np.array([row is not None for row in self._rows], dtype=bool)
        in_english = [language_of(variant, index.reads) == "en" for variant in campaign.variants]
        self._in_english: NDArray[np.bool_] = np.array(in_english, dtype=bool)

    @property
    def vectors(self) -> Vectors:
        """The embedding of each variant, shape (variants, width); zeros where the index does not know it."""
        return np.asarray(self._whole / STEPS, dtype=np.float32)

    @cached_property
    def _whole(self) -> NDArray[np.float64]:
        return in_whole_steps(self.index.vectors(self._rows))

    def similarities(self, options: Sequence[Option], locale: str) -> list[Vectors | None]:
        """The likeness of each option to every variant, shape (variants,); None for an option that the index does not
        know. Either is read in the language in which the model reads the variant.
        """
        known = [True] * len(options)
        cosines = np.zeros((len(options), len(self._whole)))
        for language, columns in (("en", self._in_english), (locale, ~self._in_english)):
            if columns.any():
                texts = [option_text(option, language, self.index.reads) for option in options]
                rows = [self.index.row("query", text) for text in texts]
                known = [was and row is not None for was, row in zip(known, rows, strict=True)]
                cosines[:, columns] = self._cosines(self.index.vectors(rows))[:, columns]
        likeness = self.index.background.scale("option-variant", locale).likeness(cosines)
        return [row if is_known else None for row, is_known in zip(likeness, known, strict=True)]

    def same_meaning(self, locale: str) -> float:
        """The cosine from which two variants of a locale say nearly the same."""
        return self.index.background.scale("variant-variant", locale).nearly_the_same()

    def _cosines(self, vectors: Vectors) -> NDArray[np.float64]:
        """The cosine similarity of unit vectors, shape (..., width), with every variant, shape (..., variants)."""
        return np.asarray(in_whole_steps(vectors) @ self._whole.T / STEPS**2)


class OptionMeanings:
    """What is said of options, and of what none of them answers, and a model that compares wishes with it: a
    `Meaning`.
    """

    def __init__(self, index: SemanticIndex, campaign: Campaign, embedder: Embedder) -> None:
        self._index, self._campaign, self._embedder = index, campaign, embedder
        self._said_in = lru_cache(maxsize=None)(self._said)
        self._pairs_in = lru_cache(maxsize=None)(self._pairs)
        self._none_in = lru_cache(maxsize=None)(self._none)

    def option_likeness(self, wish: str, locale: str) -> Vectors | None:
        """How alike typed words are to each option, and last to what none of them answers, shape (options + 1,): to all
        that is said of it, 0 as to one that they have nothing to do with and 1 as what it is called is to how people
        say it; to the likest that is said of it, by the same measure; and a part of that to the likest copy of it.
        None in a locale that the model does not read.
        """
        if self._index.reads not in ("any", locale):
            return None
        (typed,) = self._embedder.embed("query", [wish])
        vector = in_whole_steps(typed)
        said, copy = (self._index.background.scale(pairing, locale) for pairing in ("wish-option", "option-variant"))
        none = (self._none_in(locale) @ vector).max(initial=0)
        whole = np.append(self._said_in(locale) @ vector, none) / STEPS**2
        likeness, likest = np.maximum(said.likeness(whole), 0), np.zeros(len(whole), dtype=np.float32)
        pairs, owner = self._pairs_in(locale)
        best = np.append(np.zeros(len(whole) - 1), none / STEPS**2)
        np.maximum.at(best, owner, pairs @ _in_short_steps(typed) / PAIR_STEPS**2)
        written, author = self._copy
        np.maximum.at(likest, author, copy.likeness(written @ vector / STEPS**2))
        likeness += np.maximum(said.likeness(best), 0)
        return np.asarray(likeness + np.float32(COPY_SHARE) * likest, dtype=np.float32)

    def likelier_options(self, wish: str, locale: str) -> Vectors | None:
        """How much likelier than by chance typed words mean each option, and last none of them, as `OptionClassifier`
        says it, shape (options + 1,); 0 for options that came after the index. None in a locale that the model does
        not read, and where nothing was learned.
        """
        classifier = self._index.classifier
        if classifier is None or self._index.reads not in ("any", locale):
            return None
        (typed,) = self._embedder.embed("query", [wish])
        known = classifier.likelier(in_whole_steps(typed) / STEPS)
        return np.asarray(np.append(known, 0)[self._places], dtype=np.float32)

    @cached_property
    def _places(self) -> NDArray[np.int64]:
        """Where the classifier has each option, and last what none of them answers; else after its end."""
        classifier = self._index.classifier
        assert classifier is not None
        at = {name: at for at, name in enumerate(classifier.options)}
        count = len(classifier.options)
        known = [at.get(option.id, count + 1) for option in self._campaign.catalogue.options]
        return np.array([*known, count], dtype=np.int64)

    @cached_property
    def _copy(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """What authors wrote for an option, and which that is, shapes (texts, width) and (texts,)."""
        at = {option.id: at for at, option in enumerate(self._campaign.catalogue.options)}
        pairs = [(one, at[name]) for one in self._campaign.variants for name in one.fits.options if name in at]
        rows = [self._index.row("document", variant_text(variant, self._index.reads)) for variant, _ in pairs]
        return in_whole_steps(self._index.vectors(rows)), np.array([owner for _, owner in pairs], dtype=np.int64)

    def _said(self, locale: str) -> NDArray[np.float64]:
        found = []
        for option in self._campaign.catalogue.options:
            said = sayings_of(option, locale, self._index.reads)
            whole = self._index.row("query", *said)
            # what was said of it since the index was made waits for the next one
            found.append(self._index.row("query", said[0]) if whole is None else whole)
        return in_whole_steps(self._index.vectors(found))

    def _pairs(self, locale: str) -> tuple[Vectors, NDArray[np.int64]]:
        """What is said of options, and whose it is, shapes (pairs, width) and (pairs,)."""
        found = [
            (row, at)
            for at, option in enumerate(self._campaign.catalogue.options)
            for pair in pairs_of(option, locale, self._index.reads)
            if (row := self._index.row("query", *pair)) is not None
        ]
        pairs = _in_short_steps(self._index.vectors([row for row, _ in found]))
        return pairs, np.array([at for _, at in found], dtype=np.int64)

    def _none(self, locale: str) -> NDArray[np.float64]:
        texts = self._campaign.none_of_these.get("en" if self._index.reads == "en" else locale, ())
        found = [row for row in (self._index.row("query", text) for text in texts) if row is not None]
        return in_whole_steps(self._index.vectors(found))


def in_whole_steps(vectors: Vectors) -> NDArray[np.float64]:
    """Components in whole steps, so that sums of their products are exact."""
    return np.rint(vectors.astype(np.float64) * STEPS)


def _in_short_steps(vectors: Vectors) -> Vectors:
    return np.asarray(np.rint(vectors * np.float32(PAIR_STEPS)), dtype=np.float32)


def in_byte_steps(vectors: Vectors) -> NDArray[np.int8]:
    """Vectors in a quarter of their room, shape (..., width): in steps of a 127th of the largest component of each."""
    largest = np.abs(vectors).max(axis=-1, keepdims=True)
    return np.rint(vectors / np.where(largest > 0, largest, 1) * 127).astype(np.int8)


def at_unit_length(steps: NDArray[np.int8]) -> Vectors:
    """The unit vectors in these steps, shape (vectors, width). A few are made at a time: those stay in the processor's
    cache, and all of them in 64 bits would be 70 MB.
    """
    found = np.empty(steps.shape, dtype=np.float32)
    for start in range(0, len(steps), SOME):
        some = slice(start, start + SOME)
        whole = steps[some].astype(np.float64)
        lengths = np.sqrt((whole * whole).sum(axis=1, keepdims=True))  # exact: of 8 bits each, in 64
        np.divide(whole, np.where(lengths > 0, lengths, 1), out=found[some], casting="same_kind")
    return found

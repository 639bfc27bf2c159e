"""Make a pack's semantic index: embed what it does not know yet, drop what the pack has no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from typing import get_args

import numpy as np

from postergen.adapters.content.semantic_files import write_index
from postergen.domain.campaign import Campaign
from postergen.errors import Finding, InvalidContent
from postergen.ranking.background import LEAST_SPREAD
from postergen.ranking.background_pairs import measure_background
from postergen.ranking.option_classifier import learned
from postergen.ranking.semantic import (
    Asked,
    Embedder,
    Role,
    SemanticIndex,
    Vectors,
    at_unit_length,
    digest_of,
    in_byte_steps,
    sayings_to_learn,
    texts_of,
)

ROLES: tuple[Role, ...] = get_args(Role)
CHUNK = 64  # texts embedded between two steps of the progress bar


def missing_texts(campaign: Campaign, embedder: Embedder, known: SemanticIndex | None) -> list[Asked]:
    """The texts of the campaign that this index has no embedding of, by this model."""
    fits = known is not None and (known.model, known.reads) == (embedder.name, embedder.reads)
    return [
        (role, texts)
        for role, texts in dict.fromkeys(texts_of(campaign, embedder.reads))
        if not (fits and known is not None and digest_of(role, *texts) in known.rows)
    ]


def embed_in_chunks(embedder: Embedder, asked: Sequence[Asked]) -> Iterator[dict[str, Vectors]]:
    """Digests with their vectors, some at a time."""
    for role in ROLES:
        mine = iter([texts for wanted, texts in asked if wanted == role])
        while chunk := list(islice(mine, CHUNK)):
            vectors = embedder.embed(role, [text for texts in chunk for text in texts])
            starts = np.cumsum([0, *(len(texts) for texts in chunk[:-1])])
            means = np.add.reduceat(vectors, starts, axis=0)
            means /= np.linalg.norm(means, axis=1, keepdims=True)
            yield {digest_of(role, *texts): mean for texts, mean in zip(chunk, means, strict=True)}


def assemble(
    campaign: Campaign, embedder: Embedder, known: SemanticIndex | None, fresh: dict[str, Vectors]
) -> SemanticIndex:
    """The index of exactly this campaign's texts, with what the model's similarities are worth.

    Raises:
        InvalidContent: the model does not tell the texts of this campaign apart.
    """
    digests = dict.fromkeys(digest_of(role, *texts) for role, texts in texts_of(campaign, embedder.reads))
    found = [
        in_byte_steps(fresh[digest]) if digest in fresh or known is None else known.steps[known.rows[digest]]
        for digest in digests
    ]
    rows, steps = {d: i for i, d in enumerate(digests)}, np.stack(found)
    vectors = at_unit_length(steps)

    def find(role: Role, *texts: str) -> Vectors:
        return np.asarray(vectors[rows[digest_of(role, *texts)]])

    background = measure_background(campaign, embedder.reads, find)
    pairing, locale, scale = background.least()
    if scale.spread < LEAST_SPREAD:
        problem = (
            f"the model tells texts that belong together from others by {scale.spread:.3f} of the cosine, less than "
            f"{LEAST_SPREAD} ({pairing} pairs in {locale}: {scale.own:.3f} and {scale.unrelated:.3f})"
        )
        raise InvalidContent([Finding(embedder.name, problem, "name another one: POSTERGEN_SEMANTIC_MODEL")])
    kept = known.classifier if known and (known.model, known.reads) == (embedder.name, embedder.reads) else None
    return SemanticIndex(embedder.name, embedder.reads, rows, steps, background, kept)


def unlearned_sayings(campaign: Campaign, index: SemanticIndex) -> list[tuple[str, int]]:
    """What this index's classifier has to be learned from, as `sayings_to_learn`; none when it was already."""
    sayings = sayings_to_learn(campaign, index.reads)
    known = index.classifier.learned_from if index.classifier else ""
    return [] if known == _named(campaign, sayings) else sayings


def learn(
    campaign: Campaign,
    embedder: Embedder,
    index: SemanticIndex,
    sayings: Sequence[tuple[str, int]],
    tell: Callable[[int], object] = int,
) -> SemanticIndex:
    """The index with a classifier that tells the campaign's options apart by these sayings, as the index has it where
    there are none; ``tell`` is told how many were embedded now.
    """
    if not sayings:
        return index
    vectors = []
    for start in range(0, len(sayings), CHUNK):
        texts = [text for text, _ in sayings[start : start + CHUNK]]
        vectors.append(embedder.embed("query", texts))
        tell(len(texts))
    options, owners = [option.id for option in campaign.catalogue.options], [owner for _, owner in sayings]
    return replace(index, classifier=learned(np.vstack(vectors), owners, options, _named(campaign, sayings)))


def _named(campaign: Campaign, sayings: Sequence[tuple[str, int]]) -> str:
    """16 hex digits for the options and what is said of them."""
    said = ([option.id for option in campaign.catalogue.options], sayings)
    return sha256(repr(said).encode()).hexdigest()[:16]


def embed_new(campaign: Campaign, known: SemanticIndex | None, embedder: Embedder | None) -> bytes | None:
    """The embeddings of the texts that the pack's index does not know; None without the model that made it."""
    if embedder is None or known is None or known.model != embedder.name:
        return None
    fresh: dict[str, Vectors] = {}
    for chunk in embed_in_chunks(embedder, missing_texts(campaign, embedder, known)):
        fresh |= chunk
    if not fresh:
        return None
    rows = {digest: row for row, digest in enumerate(fresh)}
    steps = in_byte_steps(np.stack(list(fresh.values())))
    return write_index(SemanticIndex(embedder.name, embedder.reads, rows, steps, known.background))

"""Make a pack's semantic index: embed what it does not know yet, drop what the pack has no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import get_args

import numpy as np

from postergen.adapters.content.semantic_files import write_index
from postergen.domain.campaign import Campaign
from postergen.ranking.semantic import Embedder, Role, SemanticIndex, Vectors, digest_of, texts_of

ROLES: tuple[Role, ...] = get_args(Role)
CHUNK = 64  # texts embedded between two steps of the progress bar


def missing_texts(campaign: Campaign, embedder: Embedder, known: SemanticIndex | None) -> list[tuple[Role, str]]:
    """The texts of the campaign that this index has no embedding of, by this model."""
    fits = known is not None and (known.model, known.reads) == (embedder.name, embedder.reads)
    return [
        (role, text)
        for role, text in dict.fromkeys(texts_of(campaign, embedder.reads))
        if not (fits and known is not None and digest_of(role, text) in known.rows)
    ]


def embed_in_chunks(embedder: Embedder, texts: Sequence[tuple[Role, str]]) -> Iterator[dict[str, Vectors]]:
    """Digests with their vectors, some at a time."""
    for role in ROLES:
        mine = iter([text for asked, text in texts if asked == role])
        while chunk := list(islice(mine, CHUNK)):
            vectors = embedder.embed(role, chunk)
            yield {digest_of(role, text): vector for text, vector in zip(chunk, vectors, strict=True)}


def assemble(
    campaign: Campaign, embedder: Embedder, known: SemanticIndex | None, fresh: dict[str, Vectors]
) -> SemanticIndex:
    """The index of exactly this campaign's texts."""
    digests = dict.fromkeys(digest_of(role, text) for role, text in texts_of(campaign, embedder.reads))
    found = [
        fresh[digest] if digest in fresh or known is None else known.vectors[known.rows[digest]] for digest in digests
    ]
    return SemanticIndex(embedder.name, embedder.reads, {d: i for i, d in enumerate(digests)}, np.stack(found))


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
    return write_index(SemanticIndex(embedder.name, embedder.reads, rows, np.stack(list(fresh.values()))))

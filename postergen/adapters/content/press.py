"""Turn what the studio decides into files over a pack, with the embeddings of what is new in them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np

from postergen.adapters.content.index_builder import embed_in_chunks, missing_texts
from postergen.adapters.content.library import FileLibrary
from postergen.adapters.content.pack_files import EDITORIAL
from postergen.adapters.content.semantic_files import write_index
from postergen.adapters.content.variant_codec import variant_to_values
from postergen.domain.campaign import Campaign
from postergen.domain.variant import CopyVariant
from postergen.ranking.semantic import Embedder, SemanticIndex, Vectors
from postergen.service.editorial import Press


def press_for(library: FileLibrary, embedder: Embedder | None) -> Press:
    """The press over a library of packs."""
    return Press(
        pack=lambda name: library.compose(name, {}),
        published=library.campaign,
        compose=library.compose,
        overlay=overlay_files,
        embed=lambda campaign: embed_new(campaign, library.index(campaign.id), embedder),
        refresh=library.refresh,
    )


def overlay_files(variants: Sequence[CopyVariant], withdrawn: Sequence[str]) -> Mapping[str, bytes]:
    """The file that stands over a pack's variants (JSON, which is YAML, too)."""
    over = {"variants": [variant_to_values(variant) for variant in variants], "withdrawn": list(withdrawn)}
    return {EDITORIAL: json.dumps(over, ensure_ascii=False, indent=1).encode()}


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

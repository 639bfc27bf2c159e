"""An index is made with a model that tells texts apart, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from postergen.adapters.content.index_builder import assemble, embed_in_chunks, missing_texts
from postergen.adapters.content.semantic_files import parse_index, write_index
from postergen.domain.campaign import Campaign
from postergen.errors import InvalidContent
from postergen.ranking.semantic import Reads, Role, SemanticIndex, Vectors


class Saturated:
    """A model to which all texts are the same, but for so much."""

    name = "saturated"
    reads: Reads = "any"

    def __init__(self, own: float) -> None:
        self._own = own

    def embed(self, role: Role, texts: Sequence[str]) -> Vectors:
        found = np.zeros((len(texts), 512))
        for row, text in zip(found, texts, strict=True):
            row[0], row[1 + sum(text.encode()) % 511] = 1, self._own
        return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def made(campaign: Campaign, model: Saturated) -> SemanticIndex:
    fresh: dict[str, Vectors] = {}
    for chunk in embed_in_chunks(model, missing_texts(campaign, model, None)):
        fresh |= chunk
    return assemble(campaign, model, None, fresh)


class Spread(Saturated):
    """A model that tells texts apart by their letters."""

    name = "spread"

    def embed(self, role: Role, texts: Sequence[str]) -> Vectors:
        found = np.zeros((len(texts), 512))
        for row, text in zip(found, texts, strict=True):
            for pair in pairwise(f"{text} "):  # a saying may be one letter
                row[hash_of(pair)] += 1
        return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def hash_of(pair: tuple[str, str]) -> int:
    return (ord(pair[0]) * 31 + ord(pair[1])) % 512


def test_an_index_in_which_nothing_is_new_is_the_same_to_the_byte(campaign: Campaign) -> None:
    first = write_index(made(campaign, Spread(1)))
    assert write_index(assemble(campaign, Spread(1), parse_index(first), {})) == first


@pytest.mark.parametrize("own", [0.0, 0.05])
def test_a_model_that_tells_nothing_apart_is_refused_with_the_figure(campaign: Campaign, own: float) -> None:
    with pytest.raises(
        InvalidContent, match=r"saturated: .*by (-0\.00\d|0\.00\d) of the cosine, less than 0\.01"
    ) as caught:
        made(campaign, Saturated(own))
    assert "POSTERGEN_SEMANTIC_MODEL" in str(caught.value)

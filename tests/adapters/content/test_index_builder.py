"""An index is made with a model that tells texts apart, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from postergen.adapters.content.index_builder import assemble, embed_in_chunks, learn, missing_texts, unlearned_sayings
from postergen.adapters.content.semantic_files import parse_index, write_index
from postergen.domain.campaign import Campaign
from postergen.domain.variant import Fits
from postergen.errors import InvalidContent
from postergen.ranking.semantic import OptionMeanings, Reads, Role, SemanticIndex, Vectors
from tests.ranking.small_campaigns import option, small_campaign, variant


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


def small() -> Campaign:
    said = {"zh-CN": ("沙滩", "大海"), "en": ("sand", "waves and sand")}
    options = [replace(option("sea"), aliases=said), option("exam")]
    texts = [variant("v", "waves", Fits(options=("sea",))), variant("w", "a degree", Fits(options=("exam",)))]
    return replace(small_campaign(options, texts), none_of_these={"en": ("a helicopter",)})


def test_what_tells_options_apart_is_learned_from_all_that_is_said_of_them_once() -> None:
    model, told = Spread(1), list[int]()
    before = made(small(), model)
    sayings = unlearned_sayings(small(), before)
    assert {("sand", 0), ("大海", 0), ("exam", 1), ("a helicopter", 2)} <= set(sayings)
    after = learn(small(), model, before, sayings, told.append)
    assert sum(told) == len(sayings)
    assert after.classifier is not None
    assert after.classifier.options == ("sea", "exam")
    assert unlearned_sayings(small(), after) == []
    assert learn(small(), model, after, []) is after
    assert assemble(small(), model, after, {}).classifier is after.classifier
    best = OptionMeanings(after, small(), model).likelier_options("waves", "en")
    assert best is not None
    assert best.argmax() == 0


def test_what_is_said_anew_has_to_be_learned() -> None:
    model = Spread(1)
    index = made(small(), model)
    index = learn(small(), model, index, unlearned_sayings(small(), index))
    catalogue = small().catalogue
    more = replace(catalogue.options[1], aliases={"en": ("a degree",)})
    changed = replace(small(), catalogue=replace(catalogue, options=(catalogue.options[0], more)))
    assert ("a degree", 1) in unlearned_sayings(changed, index)


@pytest.mark.parametrize("own", [0.0, 0.05])
def test_a_model_that_tells_nothing_apart_is_refused_with_the_figure(campaign: Campaign, own: float) -> None:
    with pytest.raises(
        InvalidContent, match=r"saturated: .*by (-0\.00\d|0\.00\d) of the cosine, less than 0\.01"
    ) as caught:
        made(campaign, Saturated(own))
    assert "POSTERGEN_SEMANTIC_MODEL" in str(caught.value)

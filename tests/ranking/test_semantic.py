"""Two indexes of one model are one; of another model the first stays what it was. Wishes are compared with what is said
of options.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from postergen.adapters.content.index_builder import embed_in_chunks
from postergen.domain.localized import LOCALES
from postergen.domain.variant import Fits
from postergen.ranking.background import PAIRINGS, Background, Scale
from postergen.ranking.option_classifier import OptionClassifier
from postergen.ranking.semantic import (
    OptionMeanings,
    Reads,
    Role,
    SemanticIndex,
    Vectors,
    in_byte_steps,
    merged,
    texts_of,
)

from .small_campaigns import option, small_campaign, variant


def index(model: str, *rows: str) -> SemanticIndex:
    vectors = np.eye(len(rows), 3, dtype=np.float32)
    return SemanticIndex(model, "any", {row: i for i, row in enumerate(rows)}, in_byte_steps(vectors), Background({}))


def test_what_is_new_comes_behind_what_is_known() -> None:
    both = merged(index("m", "a", "b"), index("m", "b", "c", "d"))
    assert both.rows == {"a": 0, "b": 1, "c": 2, "d": 3}
    assert both.vectors([2, None]).tolist() == [[0, 1, 0], [0, 0, 0]]


def test_an_index_of_another_model_is_of_no_use() -> None:
    first = index("m", "a")
    assert merged(first, index("n", "b")) is first


def test_without_a_first_one_there_is_the_second() -> None:
    second = index("m", "a")
    assert merged(None, second) is second


class Beach:
    """Understands beaches, in two of three words."""

    name = "beach"
    reads: Reads = "any"

    def embed(self, role: Role, texts: Sequence[str]) -> Vectors:
        found = np.array([[("sea" in t) + ("sand" in t), "exam" in t, 0.5] for t in texts], dtype=float)
        return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def test_a_wish_is_as_like_an_option_as_to_the_mean_of_what_is_said_of_it() -> None:
    said = {"zh-CN": ("sand",), "en": ("sand", "sea and sand")}
    campaign = small_campaign([replace(option("sea"), aliases=said), option("exam")], [variant("v", "v", Fits())])
    fresh = next(embed_in_chunks(Beach(), [asked for asked in texts_of(campaign, "any") if asked[0] == "query"]))
    rows = {digest: row for row, digest in enumerate(fresh)}
    scales = {(pairing, locale): Scale(0.2, 0.7) for pairing in PAIRINGS for locale in LOCALES}
    made = SemanticIndex("beach", "any", rows, in_byte_steps(np.stack(list(fresh.values()))), Background(scales))  # type: ignore[arg-type]
    likeness = OptionMeanings(made, campaign, Beach()).option_likeness("a day by the sea", "en")
    assert likeness is not None
    assert likeness[0] > 1 > likeness[1] >= 0


class Compass:
    """Tells four directions."""

    name = "compass"
    reads: Reads = "any"

    def embed(self, role: Role, texts: Sequence[str]) -> Vectors:
        found = np.array([[word in text for word in ("north", "south", "east", "west")] for text in texts], dtype=float)
        return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def test_one_thing_that_is_said_of_an_option_is_found_among_many_others() -> None:
    many = dict.fromkeys(LOCALES, ("south", "south", "south", "south", "east", "east", "north", "north"))
    one = dict.fromkeys(LOCALES, ("south", "north and south and east"))
    options = [replace(option("south"), aliases=many), replace(option("south and east"), aliases=one)]
    campaign = small_campaign(options, [variant("v", "west", Fits())])
    made = dict[str, Vectors]()
    for chunk in embed_in_chunks(Compass(), list(texts_of(campaign, "any"))):
        made |= chunk
    scales = {(pairing, locale): Scale(0.2, 0.7) for pairing in PAIRINGS for locale in LOCALES}
    rows = {digest: row for row, digest in enumerate(made)}
    known = SemanticIndex("compass", "any", rows, in_byte_steps(np.stack(list(made.values()))), Background(scales))  # type: ignore[arg-type]
    likeness = OptionMeanings(known, campaign, Compass()).option_likeness("go north", "en")
    assert likeness is not None
    assert likeness[0] > 1 > likeness[1]


def test_a_wish_in_a_language_that_the_model_does_not_read_is_not_compared() -> None:
    campaign = small_campaign([option("sea"), option("exam")], [variant("v", "v", Fits())])
    made = replace(index("beach", "a"), reads="en")
    assert OptionMeanings(made, campaign, Beach()).option_likeness("看海", "zh-CN") is None
    assert OptionMeanings(learnt(made), campaign, Beach()).likelier_options("看海", "zh-CN") is None


def learnt(made: SemanticIndex) -> SemanticIndex:
    """Told the sea and the exam apart, before there was a dog."""
    weights = np.array([[9, 0, 0, 0], [0, 9, 0, 0], [0, 0, 0, 0]], dtype=np.float16)
    return replace(made, classifier=OptionClassifier(("sea", "exam"), weights, "f00"))


def test_an_option_that_came_after_the_index_is_no_likelier_than_by_chance() -> None:
    campaign = small_campaign([option("exam"), option("dog"), option("sea")], [variant("v", "v", Fits())])
    found = OptionMeanings(learnt(index("beach", "a")), campaign, Beach()).likelier_options("a day by the sea", "en")
    assert found is not None
    assert found.tolist() == [0, 0, pytest.approx(np.log(2), abs=0.01), 0]


def test_an_index_from_which_nothing_was_learned_says_nothing() -> None:
    campaign = small_campaign([option("sea")], [variant("v", "v", Fits())])
    assert OptionMeanings(index("beach", "a"), campaign, Beach()).likelier_options("the sea", "en") is None


def test_what_was_learned_stays_with_the_index_and_names_its_state() -> None:
    first = learnt(index("m", "a"))
    assert merged(first, index("m", "b")).classifier is first.classifier
    assert first.digest != index("m", "a").digest

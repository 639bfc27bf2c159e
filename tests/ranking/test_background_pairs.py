"""Any model ranks as well as another that finds the same texts alike, however alike it finds them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from postergen.adapters.content.semantic_files import read_index
from postergen.config import CONTENT
from postergen.domain.campaign import Campaign
from postergen.domain.variant import Fits
from postergen.ranking.background_pairs import measure_background
from postergen.ranking.relevance import Relevance
from postergen.ranking.semantic import Role, SemanticIndex, Vectors, at_unit_length, in_byte_steps

from .small_campaigns import option, small_campaign, variant

COMMON = 256  # components that all texts have alike: as large as the others, so that steps of one are fine for all


@pytest.fixture(scope="module")
def shipped() -> SemanticIndex:
    index = read_index(CONTENT / "assets/campaigns/better-life")
    assert index is not None
    return index


def squeezed(index: SemanticIndex, campaign: Campaign, share: float) -> SemanticIndex:
    """As of a model to which all texts have so much in common: cosines of c become share + (1 - share) c."""
    common = np.full((len(index.steps), COMMON), np.sqrt(share / COMMON))
    vectors = np.hstack([common, np.sqrt(1 - share) * at_unit_length(index.steps)]).astype(np.float32)
    made = replace(index, steps=in_byte_steps(vectors))
    return replace(made, background=measure_background(campaign, made.reads, partial(found, made)))


def found(index: SemanticIndex, role: Role, *texts: str) -> Vectors:
    return index.vectors([index.row(role, *texts)])[0]


def test_a_model_to_which_everything_is_alike_ranks_as_one_to_which_little_is(
    campaign: Campaign, shipped: SemanticIndex
) -> None:
    narrow = squeezed(shipped, campaign, 0.8)
    assert narrow.background.scale("option-variant", "en").unrelated > 0.8
    wide_matrix, narrow_matrix = (Relevance(campaign, "blend", index).matrix for index in (shipped, narrow))
    assert np.abs(wide_matrix - narrow_matrix).max() < 0.01  # steps are coarser where much is common
    assert wide_matrix.std() > 0.02


def test_what_people_say_of_an_option_is_its_own_scale() -> None:
    names = "abcdefghijkl"
    said = [replace(option(name), aliases={"zh-CN": (f"{name}1",), "en": (f"{name}2",)}) for name in names]
    campaign = small_campaign(said, [variant("v", "v", Fits()), variant("w", "w", Fits(), "zh-CN")])

    def find(role: Role, *texts: str) -> Vectors:
        """What an option is called has a cosine of 0.5 with what is said of it, and of 0 with all of another."""
        vector = np.zeros(64, dtype=np.float32)
        vector[[names.find(texts[0]), 20 + 20 * (len(texts) - 1) + names.find(texts[0])]] = np.sqrt(0.5)
        return vector

    scale = measure_background(campaign, "any", find).scale("wish-option", "zh-CN")
    assert (scale.unrelated, scale.own) == pytest.approx((0, 0.5), abs=0.001)

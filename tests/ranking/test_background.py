"""A cosine counts by where it lies between unrelated pairs and those that an author put together."""

from __future__ import annotations

import numpy as np
import pytest

from postergen.ranking.background import ENOUGH, Background, Scale, scale_of


def test_an_unrelated_pair_is_not_alike_and_an_authors_own_is() -> None:
    scale = scale_of(np.linspace(0.7, 0.8, 101), np.full(ENOUGH, 0.88))
    assert scale == Scale(0.78, 0.88)  # four in five unrelated pairs do not reach 0.78
    assert scale.likeness(np.array([0.78, 0.83, 0.88, 0.93, 0.73])) == pytest.approx([0, 0.5, 1, 1.5, -0.5], abs=1e-5)


def test_nearly_the_same_lies_between_an_authors_own_pair_and_the_same_text() -> None:
    assert Scale(0.1, 0.5).nearly_the_same() == pytest.approx(0.9)
    assert Scale(0.8, 0.9).nearly_the_same() == pytest.approx(0.98)


def test_of_few_pairs_the_least_alike_is_unrelated_and_half_way_to_the_same_text_is_an_authors_own() -> None:
    assert scale_of(np.array([0.4, 0.9, 0.9]), np.array([0.41])) == Scale(0.4, 0.7)


def test_a_model_that_finds_all_alike_has_no_spread() -> None:
    assert scale_of(np.ones(50), np.ones(50)).spread == 0


def test_the_background_names_where_a_model_tells_least_apart() -> None:
    scales = {("option-variant", "en"): Scale(0.1, 0.5), ("wish-option", "zh-CN"): Scale(0.8, 0.81)}
    assert Background(scales).least() == ("wish-option", "zh-CN", Scale(0.8, 0.81))

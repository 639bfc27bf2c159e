"""What says nearly the same is found by its letters and by its meaning, within one language."""

from __future__ import annotations

import numpy as np

from postergen.copywriting.duplicates import near_duplicates
from postergen.domain.variant import Fits
from tests.ranking.small_campaigns import variant

FITS = Fits(options=("one",))
LANE = variant("lane", "By six the lane smells of sesame", FITS)
STREET = variant("street", "By six the lane smells of sesames!", FITS)
MOON = variant("moon", "The moon is in the washing", FITS)


def pairs(*found: object) -> list[tuple[str, str, str]]:
    return [(pair.variant, pair.other, pair.by) for pair in near_duplicates(*found)]  # type: ignore[arg-type]


def test_the_same_letters_are_found_among_old_texts_and_among_new_ones() -> None:
    assert pairs([STREET], [LANE, MOON]) == [("street", "lane", "letters")]
    assert pairs([LANE, STREET, MOON], []) == [("street", "lane", "letters")]
    assert pairs([MOON], [LANE]) == []


def test_a_text_is_not_compared_with_itself_nor_with_another_language() -> None:
    assert pairs([STREET], [STREET]) == []
    assert pairs([STREET], [variant("chinese", LANE.headline, FITS, locale="zh-CN")]) == []


def test_the_same_meaning_is_found_where_both_have_an_embedding() -> None:
    near = np.array([0.95, np.sqrt(1 - 0.95**2)], np.float32)
    vectors = {"moon": np.array([1, 0], np.float32), "lane": near}
    assert pairs([MOON], [LANE, STREET], vectors) == [("moon", "lane", "meaning")]
    assert pairs([MOON], [LANE], vectors, {MOON.locale: 0.999}) == []  # to a model that finds much alike
    assert pairs([MOON], [LANE], {"moon": vectors["moon"]}) == []
    assert pairs([MOON], [LANE], {"lane": near}) == []
    assert pairs([MOON], [LANE], {**vectors, "lane": np.array([0, 1], np.float32)}) == []

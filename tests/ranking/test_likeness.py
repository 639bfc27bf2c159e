"""Variants that say the same are alike, and those about the same subject a little."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.domain.variant import Fits
from postergen.ranking.likeness import SAME_SUBJECT, likeness

from .small_campaigns import variant

headlines = st.lists(st.text("我你吃面 abcnoodle，！", max_size=20), min_size=1, max_size=8)


@given(headlines)
@settings(max_examples=150, deadline=None)
def test_likeness_is_symmetric_and_between_nothing_and_all(texts: list[str]) -> None:
    found = likeness([variant(f"v{i}", text, Fits((f"o{i}",))) for i, text in enumerate(texts)])
    assert np.array_equal(found, found.T)
    assert found.min() >= 0
    assert found.max() <= 1
    assert (np.diag(found) == 1).all()


def test_half_the_words_in_common_is_half_alike() -> None:
    found = likeness([variant("a", "面", Fits(("x",))), variant("b", "面 汤", Fits(("y",)))])
    assert found[0, 1] == 0.5


def test_texts_for_the_same_option_are_alike_whatever_they_say() -> None:
    same, other = Fits(("noodles",)), Fits(("sleep",))
    found = likeness([variant("a", "凌晨五点", same), variant("b", "芝麻酱", same), variant("c", "再睡一会", other)])
    assert found[0, 1] == np.float32(SAME_SUBJECT)
    assert found[0, 2] == 0

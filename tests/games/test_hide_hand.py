"""Who is near enough, and what the rules allow on a day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from postergen.domain.hiding import Strips
from postergen.domain.places import Place
from postergen.games.hand import Refusal
from postergen.games.hide_hand import HideTally, Seen, is_near, why_not_find, why_not_hide
from tests.games.hunts import PIER, a_hunt

NORTH = 111_195  # metres of a degree


def away(metres: float, accuracy: float) -> Seen:
    return Seen(Place(PIER.latitude + metres / NORTH, PIER.longitude), accuracy)


@pytest.mark.parametrize(
    ("metres", "accuracy", "near"),
    [
        (0, 5, True),
        (99, 0, True),
        (101, 0, False),
        (140, 45, True),
        (160, 45, False),
        (199, 250, True),
        (201, 300, False),
    ],
)
def test_what_a_browser_does_not_know_counts_for_whoever_looks_and_not_without_end(
    metres: float, accuracy: float, near: bool
) -> None:
    assert is_near(a_hunt(), PIER, away(metres, accuracy)) is near


@pytest.mark.parametrize(
    ("accuracy", "coarse"), [(0, False), (300, False), (301, True), (-1, True), (float("nan"), True)]
)
def test_whoever_does_not_know_where_they_are_is_told_so(accuracy: float, coarse: bool) -> None:
    assert away(0, accuracy).is_coarse is coarse


def test_a_day_has_so_many_envelopes_and_so_many_tries() -> None:
    rules = a_hunt()
    assert why_not_hide(rules, HideTally(hidden=1, lying=1)) is None
    assert why_not_hide(rules, HideTally(hidden=2)) is Refusal.DAY_FULL
    assert why_not_hide(rules, HideTally(lying=2)) is Refusal.LYING_FULL
    assert why_not_find(rules, HideTally(found=2, wrong=2)) is None
    assert why_not_find(rules, HideTally(found=3)) is Refusal.FOUND_FULL
    assert why_not_find(rules, HideTally(wrong=3)) is Refusal.WRONG_FULL


def test_a_photo_comes_to_be_seen_strip_by_strip() -> None:
    strips = Strips(count=6, at_first=2, another_after=60)
    assert [strips.shown(timedelta(minutes=m)) for m in (-5, 0, 59, 60, 200, 10_000)] == [2, 2, 2, 3, 5, 6]

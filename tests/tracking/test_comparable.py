"""Texts are judged by their words, not by how old their posters are or who made them."""

from __future__ import annotations

import numpy as np

from postergen.domain.policies import Arm, Slice, Terms
from postergen.tracking.comparable import comparable
from postergen.tracking.delay import Delays
from postergen.tracking.exposure import Observed, delays_of
from postergen.tracking.posteriors import common_prior
from postergen.tracking.standing import LOOKS, best_of, stand

TERMS = Terms()
AT_ONCE = Delays((0.0, 72.0), (1.0, 1.0))


def observed(variant: str, posters: float, rewarded: float, stratum: str = "u", age: float = 300.0) -> list[Observed]:
    kinds = ((None, posters - rewarded), (min(age, 5.0), rewarded))
    return [Observed(variant, "r", "en", stratum, Slice.DRAWN, age, delay, count) for delay, count in kinds]


def chance_of(arms: tuple[Arm, ...], variant: str) -> float | None:
    rows = stand(arms, common_prior(arms)).rows
    return next(row.chance for row in rows if row.arm.variant == variant)


def test_young_posters_are_no_failures() -> None:
    """The same 20 %: old ones have had all of it, those of three hours a quarter."""
    old, young = observed("old", 1000, 187), observed("young", 1000, 50, age=3.0)
    delays = Delays((0.0, 3.0, 72.0), (0.0, 0.25, 1.0))
    chance = chance_of(comparable([*old, *young], delays, TERMS), "old")
    assert chance is not None
    assert chance < 0.95


def test_a_text_of_an_hour_is_too_young_to_lose() -> None:
    rows = [*observed("old", 1000, 187), *observed("young", 300, 13, age=1.0)]
    arms = comparable(rows, delays_of(rows, TERMS), TERMS)
    assert chance_of(arms, "young") is None


def test_chosen_texts_are_no_draws() -> None:
    chosen = Observed("v", "r", "en", "u", Slice.CHOSEN, 300.0, None, 50)
    assert comparable([chosen], AT_ONCE, TERMS) == ()


def test_the_same_words_before_other_people_are_the_same() -> None:
    """20 % and 80 % of the people are named; named ones succeed in 10 %, others in 3 %. 15 looks, 20 campaigns."""
    wrong = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        counts = np.zeros((2, 2, 2))  # text x stratum x (posters, successes)
        looks: list = []
        for _day in range(15):
            for text, share in enumerate((0.2, 0.8)):
                named = rng.binomial(200, share)
                for stratum, (posters, rate) in enumerate(((200 - named, 0.03), (named, 0.10))):
                    counts[text, stratum] += posters, rng.binomial(posters, rate)
            rows = [
                row
                for text in range(2)
                for stratum in range(2)
                for row in observed(f"v{text}", *counts[text, stratum], "un"[stratum])
            ]
            arms = comparable(rows, AT_ONCE, TERMS)
            looks = [stand(arms, common_prior(arms)), *looks[: LOOKS - 1]]
            if best_of(looks) is not None:
                wrong += 1
                break
    assert wrong <= 2

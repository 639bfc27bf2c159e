"""Two texts are told apart by what their counts leave open, and by no more."""

from __future__ import annotations

import numpy as np
import pytest

from postergen.domain.policies import Arm
from postergen.tracking.pairs import Duel, duel, duels_with_first, pairs
from postergen.tracking.posteriors import common_prior
from postergen.tracking.standing import LOOKS, Standings, posteriors_of, stand

A, B, C = (("v0", "r"), ("v1", "r"), ("v2", "r"))


def standing(*counts: tuple[float, float]) -> Standings:
    arms = [Arm(f"v{i}", "r", "en", *pair, 0.0) for i, pair in enumerate(counts)]
    return stand(arms, common_prior(arms))


def told(looks: list[Standings], first: tuple[str, str] = A, second: tuple[str, str] = B) -> Duel:
    found = duel(looks, first, second)
    assert found is not None
    return found


@pytest.mark.parametrize("counts", [((100, 10), (120, 11)), ((2000, 100), (1500, 90)), ((300, 60), (5000, 300))])
def test_the_difference_and_the_chance_are_those_of_a_simulation(counts: tuple[tuple[float, float], ...]) -> None:
    found = standing(*counts)
    (one,) = pairs(found)
    of, rng = posteriors_of([one.first, one.second], found.prior), np.random.default_rng(1)
    drawn = rng.beta(of.a[:, None], of.b[:, None], (2, 100_000))
    low, high = np.quantile(drawn[0] - drawn[1], (0.025, 0.975))
    assert one.difference.low == pytest.approx(low, abs=0.02 * (high - low))
    assert one.difference.high == pytest.approx(high, abs=0.02 * (high - low))
    assert one.difference.value == pytest.approx(float((drawn[0] - drawn[1]).mean()), abs=0.001)
    assert one.chance == pytest.approx(float((drawn[0] > drawn[1]).mean()), abs=0.005)


def test_who_asks_the_other_way_round_is_told_the_same() -> None:
    looks = [standing((680, 350), (520, 160))] * LOOKS
    one, other = told(looks, A, B), told(looks, B, A)
    assert one.pair is not None
    assert other.pair is not None
    assert (one.better, other.better) == (one.first, one.first)
    assert one.pair.chance == 1 - other.pair.chance
    assert (one.pair.difference.low, one.pair.difference.high) == (
        -(other.pair.difference.high or 0),
        -(other.pair.difference.low or 0),
    )
    assert (other.pair.first, other.pair.second) == (other.first, other.second)


def test_the_better_was_ahead_on_each_of_the_days() -> None:
    ahead, level = standing((680, 350), (520, 160)), standing((680, 200), (520, 160))
    assert told([ahead] * LOOKS).better is not None
    assert told([ahead] * LOOKS).needed is None
    assert told([ahead, level, ahead]).better is None
    assert told([ahead]).better is None


def test_a_day_without_one_of_the_two_ends_the_days_in_a_row() -> None:
    both = standing((680, 350), (520, 160))
    alone = stand([row.arm for row in both.rows if row.arm.variant == "v0"], both.prior)
    assert told([both, both, alone, both]).better is None
    assert told([both, both, both, alone]).better is not None
    assert duel([alone, both, both, both], A, B) is None


def test_what_cannot_be_told_apart_comes_with_what_it_takes() -> None:
    found = told([standing((700, 56), (700, 50))] * LOOKS)
    assert found.better is None
    assert found.pair is not None
    assert found.needed is not None
    assert (found.needed.posters or 0) > 1000
    assert (found.pair.difference.low or 0) < 0 < (found.pair.difference.high or 0)


def test_of_a_text_that_is_too_young_nothing_is_told() -> None:
    found = told([standing((700, 56), (50, 20))] * LOOKS)
    assert (found.pair, found.better, found.needed) == (None, None, None)


def test_a_text_that_takes_no_part_and_a_text_with_itself_are_no_pair() -> None:
    looks = [standing((700, 56), (700, 50))]
    assert duel(looks, A, C) is None
    assert duel(looks, A, A) is None
    assert duel([], A, B) is None


def test_a_pair_that_was_chosen_from_many_has_to_be_surer() -> None:
    """Of twenty texts that are all alike, one is always far ahead of another."""
    two = ((1200, 75), (1200, 42))
    assert told([standing(*two)] * LOOKS).better is not None
    assert told([standing(*two, *[(1200, 58)] * 18)] * LOOKS).better is None


def test_each_stands_against_the_first() -> None:
    found = duels_with_first([standing((700, 56), (700, 50), (700, 70), (60, 9))] * LOOKS)
    assert {one.first.variant for one in found} == {"v2"}
    assert [one.second.variant for one in found] == ["v0", "v1"]
    assert duels_with_first([standing((700, 56))]) == ()
    assert duels_with_first([]) == ()

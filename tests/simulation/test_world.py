"""The truth of a simulated campaign."""

from __future__ import annotations

import numpy as np
import pytest

from postergen.domain.policies import Terms
from postergen.simulation.world import World, make_truth


@pytest.mark.parametrize("relevance", [0.6, 0.0, -0.6])
def test_relevance_goes_with_the_rates_as_far_as_it_is_told_to(relevance: float) -> None:
    truth = make_truth(World(lines=2000, relevance=relevance), Terms(), 1)
    found = np.corrcoef(truth.relevance, truth.rates)[0, 1]
    assert found == pytest.approx(relevance, abs=0.08)
    assert truth.rates.min() >= 0.02
    assert truth.rates.max() <= 0.08
    assert truth.rates.mean() == pytest.approx(0.05, abs=0.002)


def test_hook_and_tone_explain_what_they_are_said_to() -> None:
    truth = make_truth(World(lines=2000, shared=0.7, relevance=0), Terms(), 2)
    groups: dict[object, list[float]] = {}
    for variant, rate in zip(truth.campaign.variants, truth.rates.tolist(), strict=True):
        groups.setdefault((variant.hook, variant.tone), []).append(rate)
    within = sum(np.var(rates) * len(rates) for rates in groups.values()) / len(truth.rates)
    assert 1 - within / np.var(truth.rates) == pytest.approx(0.7, abs=0.1)


def test_a_drift_deals_the_rates_of_an_option_out_anew() -> None:
    truth = make_truth(World(options=3, lines=4, drift_day=2), Terms(), 3)
    before, after = truth.rates_at(47.9), truth.rates_at(48)
    assert before.tolist() != after.tolist()
    for option in range(3):
        mine = slice(option * 4, option * 4 + 4)
        assert sorted(before[mine]) == sorted(after[mine])
    still = make_truth(World(options=3, lines=4), Terms(), 3)
    assert still.rates_at(1e6).tolist() == before.tolist()


def test_the_same_seed_is_the_same_world_whatever_the_terms() -> None:
    world = World(lines=5)
    one, other = make_truth(world, Terms(), 4), make_truth(world, Terms(holdout=0.5), 4)
    assert one.rates.tolist() == other.rates.tolist()
    assert one.relevance.tolist() == other.relevance.tolist()
    assert make_truth(world, Terms(), 5).rates.tolist() != one.rates.tolist()

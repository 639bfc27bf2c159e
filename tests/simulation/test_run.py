"""Policies that serve campaigns whose truth is known."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import pytest

from postergen.domain.policies import Kind, Reward, Terms
from postergen.simulation.posters import NEVER
from postergen.simulation.run import Run, run
from postergen.simulation.world import World

SMALL = World(lines=5, posters=3000, days=6)
BETA = Terms(kind=Kind.BETA)


def lost(world: World, terms: Terms, seeds: range, *, by_age: bool = True) -> float:
    return float(np.mean([run(world, terms, seed, by_age=by_age).lost for seed in seeds]))


@pytest.mark.parametrize("kind", list(Kind))
def test_the_same_seed_gives_the_same_run_with_every_policy(kind: Kind) -> None:
    one, other = (run(SMALL, Terms(kind=kind), 7) for _ in range(2))
    assert one.steps == other.steps
    assert all(
        np.array_equal(a, b) for a, b in zip(asdict(one.posters).values(), asdict(other.posters).values(), strict=True)
    )
    assert run(SMALL, Terms(kind=kind), 8).steps != one.steps


def test_a_policy_that_learns_loses_less_than_even_drawing() -> None:
    world = replace(SMALL, posters=10_000, relevance=0.0)
    assert lost(world, BETA, range(2)) < 0.7 * lost(world, Terms(kind=Kind.UNIFORM), range(2))


def test_texts_that_have_something_in_common_lose_less_when_they_learn_together() -> None:
    world = World(options=30, lines=4, posters=8000, days=4, shared=0.7, relevance=0.0)
    assert lost(world, Terms(kind=Kind.LOGISTIC), range(2)) < 0.8 * lost(world, BETA, range(2))


def test_a_policy_stays_with_relevance_until_there_is_enough_to_learn_from() -> None:
    made = run(SMALL, replace(BETA, least_posters=1000), 1)
    before = [step.version for step in made.steps[:8]]  # 125 posters each
    assert len(set(before)) == 1
    assert made.steps[8].version != before[0]
    assert run(SMALL, replace(BETA, least_rewards=10_000), 1).policy is None


def test_the_holdout_is_drawn_evenly_and_as_often_as_the_terms_say() -> None:
    made = run(replace(SMALL, posters=20_000), replace(BETA, holdout=0.2), 2)
    held = made.posters.held[made.posters.made > 24]
    assert held.mean() == pytest.approx(0.2, abs=0.02)
    drawn = np.bincount(made.posters.line[made.posters.held], minlength=5)
    assert drawn / drawn.sum() == pytest.approx(np.full(5, 0.2), abs=0.03)


def test_posters_lead_to_posters() -> None:
    made = run(replace(SMALL, posters=10_000, fission=4.0), Terms(), 3)
    born = len(made.posters) - 10_000
    parents = (made.posters.person < NEVER).sum()
    assert born == pytest.approx(4 * parents, rel=0.1)
    assert len(np.unique(made.posters.root)) == 10_000


def test_programs_deceive_a_policy_that_takes_scans_for_people() -> None:
    world = replace(SMALL, bots=0.5)
    confirmed, scanned = run(world, BETA, 4), run(world, replace(BETA, reward=Reward.SCAN), 4)
    assert won(confirmed) < 0.1 < 0.4 < won(scanned)


def won(one: Run) -> float:
    assert one.policy is not None
    return sum(arm.rewarded for arm in one.policy.arms) / sum(arm.exposed for arm in one.policy.arms)


def test_nobody_is_taken_for_a_failure_before_their_time() -> None:
    world = World(posters=20_000, days=3, delay_hours=24, relevance=0.0)
    terms = replace(BETA, every_hours=12)
    assert lost(world, terms, range(2)) < lost(world, terms, range(2), by_age=False)

"""What simulated campaigns are said to show."""

from __future__ import annotations

import pytest

from postergen.domain.policies import Kind, Terms
from postergen.simulation.report import rows
from postergen.simulation.run import run
from postergen.simulation.world import World


def test_a_row_for_each_policy_over_its_seeds() -> None:
    world, terms = World(lines=4, posters=4000, days=4), Terms()
    runs = [run(world, Terms(kind=kind), seed) for kind in (Kind.FIXED, Kind.UNIFORM) for seed in (1, 2, 3)]
    fixed, uniform = rows(runs, terms)
    assert (fixed.kind, fixed.runs, uniform.kind, uniform.runs) == ("fixed", 3, "uniform", 3)
    assert fixed.lost == pytest.approx(sum(one.lost for one in runs[:3]) / 3)
    assert uniform.best == pytest.approx(0.25, abs=0.05)
    assert fixed.covered is None  # it holds nothing out
    assert uniform.posters == 4000


def test_plain_means_of_texts_that_were_drawn_evenly_are_right() -> None:
    world = World(lines=4, posters=20_000, days=4)
    (row,) = rows([run(world, Terms(kind=Kind.UNIFORM), seed) for seed in range(4)], Terms())
    assert row.bias == pytest.approx((0, 0), abs=0.1)
    assert row.naive > 0.7

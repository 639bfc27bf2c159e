"""Probabilities are probabilities, and the same on every machine."""

from __future__ import annotations

import numpy as np
import pytest

from postergen.ranking.chances import in_proportion, mixed, portable_exp


def test_the_portable_exponential_is_one() -> None:
    x = np.linspace(-699, 0, 100_001)
    assert np.max(np.abs(portable_exp(x) / np.exp(x) - 1)) < 3e-8
    assert portable_exp(np.array([-1e9, -np.inf]))[0] >= 0


@pytest.mark.parametrize("n", [1, 2, 24, 40, 900])
@pytest.mark.parametrize("floor", [0.0, 0.001, 0.05, 0.9])
def test_a_floor_leaves_at_least_half_to_the_policy(n: int, floor: float) -> None:
    shares = in_proportion(np.arange(n) + 0.0 if n > 1 else np.ones(1))
    found = mixed(shares, floor)
    assert found.sum() == pytest.approx(1)
    assert found.min() >= min(floor, 0.5 / n)
    assert found.max() >= shares.max() / 2

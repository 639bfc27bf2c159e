"""Probabilities are probabilities, and the same to the last bit on every machine."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.ranking.chances import (
    best_chances,
    in_proportion,
    mixed,
    portable_exp,
    portable_expit,
    portable_log,
    portable_logs,
    sharpened,
)

# chances of being best over all sorts of counts, as a digest of their bits; and whether numpy's own exp has these
DIGESTS = """
import hashlib
import numpy as np
from postergen.ranking.chances import best_chances, mixed, sharpened
random, digest = np.random.default_rng(3), hashlib.sha256()
for most in (1, 100, 5_000, 1_000_000):
    for n in (1, 2, 5, 24, 40):
        for _ in range(20):
            posters = random.integers(1, most + 1, n).astype(float)
            k = random.binomial(posters.astype(int), random.uniform(0.02, 0.08, n))
            found = best_chances(4 + k, 76 + posters - k)
            digest.update(mixed(sharpened(found, 2), 0.001).tobytes())
print(digest.hexdigest())
"""


def test_the_portable_functions_are_those_of_the_textbook() -> None:
    x = np.linspace(-699, 0, 100_001)
    assert np.max(np.abs(portable_exp(x) / np.exp(x) - 1)) < 3e-8
    assert portable_exp(np.array([-1e9, -np.inf])).max() < 1e-300
    assert x[0] == -699  # what is given stays as it is
    assert all(abs(portable_log(v) - np.log(v)) < 1e-12 for v in (1e-9, 0.3, 0.71, 1.0, 7.0, 1e12))
    many = np.concatenate([np.linspace(1e-5, 3, 5001), np.geomspace(1e-9, 1e12, 301)])
    assert portable_logs(many).tolist() == [portable_log(v) for v in many.tolist()]
    y = np.linspace(-30, 30, 1001)
    assert np.max(np.abs(portable_expit(y) - 1 / (1 + np.exp(-y)))) < 3e-8


def test_chances_are_those_that_random_rates_have() -> None:
    random = np.random.default_rng(1)
    for n in (2, 5, 20):
        posters = random.integers(50, 3000, n).astype(float)
        k = random.binomial(posters.astype(int), random.uniform(0.02, 0.08, n))
        a, b = 4 + k, 76 + posters - k
        best = np.argmax(random.beta(a, b, (100_000, n)), axis=1)
        assert np.abs(best_chances(a, b) - np.bincount(best, minlength=n) / 100_000).max() < 0.012


def test_equals_have_equal_chances() -> None:
    assert best_chances(np.full(20, 5.0), np.full(20, 95.0)) == pytest.approx(np.full(20, 0.05), abs=1e-3)


@given(st.lists(st.tuples(st.floats(1e-3, 1e6), st.floats(1e-3, 1e7)), min_size=1, max_size=40))
@settings(max_examples=300, deadline=None)
def test_whatever_the_counts_chances_sum_to_one(counts: list[tuple[float, float]]) -> None:
    a, b = np.array(counts).T
    found = best_chances(a, b)
    assert found.sum() == pytest.approx(1)
    assert found.min() >= 0


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ([1e-3], [1e-3]),
        ([1e6] * 3, [1.0] * 3),
        ([1e-3] * 40, [1e7] * 40),
        ([1e6, 1e-3], [1e-3, 1e6]),
        ([1e-3] * 2, [1e-3] * 2),
    ],
)
def test_degenerate_counts_give_no_nonsense(a: list[float], b: list[float]) -> None:
    found = best_chances(np.array(a), np.array(b))
    assert found.sum() == pytest.approx(1)
    assert np.isfinite(found).all()


@pytest.mark.parametrize("n", [1, 2, 24, 40, 900])
@pytest.mark.parametrize("floor", [0.0, 0.001, 0.05, 0.9])
def test_a_floor_leaves_at_least_half_to_the_policy(n: int, floor: float) -> None:
    shares = in_proportion(np.arange(n) + 0.0)
    found = mixed(shares, floor)
    assert found.sum() == pytest.approx(1)
    assert found.min() >= min(floor, 0.5 / n)
    assert found.max() >= shares.max() / 2


def test_sharpened_shares_are_still_shares() -> None:
    assert sharpened(np.array([0.6, 0.4]), 1) == pytest.approx([0.6, 0.4])
    assert sharpened(np.array([0.6, 0.4]), 2) == pytest.approx([0.36 / 0.52, 0.16 / 0.52])
    assert in_proportion(np.zeros(4)) == pytest.approx([0.25] * 4)


def test_another_processor_gives_the_same_bits() -> None:
    from numpy._core._multiarray_umath import __cpu_dispatch__ as features

    digests = [
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", DIGESTS],
            env={**os.environ, "NPY_DISABLE_CPU_FEATURES": without},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for without in ("", " ".join(features))
    ]
    assert digests[0] == digests[1]
    assert len(digests[0].strip()) == 64

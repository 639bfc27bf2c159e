"""Chances of candidates that share something, beside a million draws of them, and to the last bit."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from postergen.ranking import normal_chances
from postergen.ranking.normal_chances import best_of_normals

Floats = np.ndarray


def candidates(n: int, shared: float, own: float, seed: int = 5) -> tuple[Floats, Floats, Floats]:
    """Means, variances and loadings of texts of three hooks and six tones."""
    random = np.random.default_rng(seed)
    hooks, tones = random.standard_normal((3, 8)), random.standard_normal((6, 8))
    loadings = shared / 4 * (hooks[random.integers(0, 3, n)] + tones[random.integers(0, 6, n)])
    return random.normal(0, 0.25, n), (own * random.uniform(0.5, 1, n)) ** 2, loadings


def drawn(mean: Floats, variance: Floats, loadings: Floats, draws: int = 200_000) -> Floats:
    random = np.random.default_rng(1)
    found = random.standard_normal((draws, loadings.shape[1])) @ loadings.T
    found += mean + np.sqrt(variance) * random.standard_normal((draws, len(mean)))
    return np.bincount(found.argmax(axis=1), minlength=len(mean)) / draws


@pytest.mark.parametrize("n", [2, 5, 24])
@pytest.mark.parametrize(("shared", "own", "most"), [(0.05, 0.2, 0.01), (0.2, 0.2, 0.03)])
def test_chances_are_those_of_drawing(n: int, shared: float, own: float, most: float) -> None:
    given = candidates(n, shared, own)
    assert 0.5 * np.abs(best_of_normals(*given) - drawn(*given)).sum() < most


def test_what_two_share_does_not_blur_which_of_them_is_better() -> None:
    mean, variance = np.array([0.0, 0.3]), np.array([0.01, 0.01])
    together = best_of_normals(mean, variance, np.array([[0.5], [0.5]]))
    apart = best_of_normals(mean, variance, np.array([[0.5], [-0.5]]))
    assert together[1] == pytest.approx(best_of_normals(mean, variance, np.zeros((2, 0)))[1], abs=1e-3)
    assert together[1] > 0.95 > 0.7 > apart[1]


@pytest.mark.parametrize("variance", [1e-6, 1e-3, 1.0, 100.0])
@pytest.mark.parametrize("n", [1, 2, 40])
def test_chances_sum_to_one_whatever_is_known(n: int, variance: float) -> None:
    for mean in (np.zeros(n), np.linspace(-30, 30, n)):
        for loadings in (np.zeros((n, 0)), np.ones((n, 8)), np.outer(np.linspace(-5, 5, n), np.ones(3))):
            found = best_of_normals(mean, np.full(n, variance), loadings)
            assert found.sum() == pytest.approx(1, abs=1e-12)
            assert (found >= 0).all()


def test_equals_are_as_likely_and_order_does_not_matter() -> None:
    alike = best_of_normals(np.zeros(4), np.full(4, 0.04), np.full((4, 2), 0.1))
    assert alike == pytest.approx([0.25] * 4)
    mean, variance, loadings = candidates(7, 0.1, 0.2)
    turned = best_of_normals(mean[::-1].copy(), variance[::-1].copy(), loadings[::-1].copy())
    assert turned[::-1] == pytest.approx(best_of_normals(mean, variance, loadings), abs=1e-12)


def test_the_bits_are_those_of_every_machine() -> None:
    """Inputs are made without a library; the digest was made once, and holds wherever IEEE 754 does."""
    digest = hashlib.sha256()
    for n in (2, 5, 12, 30, 40):
        mean = np.array([((i * 37) % 19 - 9) / 40 for i in range(n)])
        variance = np.array([(1 + i % 5) / 64 for i in range(n)])
        loadings = np.array([[((i * j * 7) % 11 - 5) / 50 for j in range(1, 7)] for i in range(n)])
        digest.update(best_of_normals(mean, variance, loadings).tobytes())
    assert digest.hexdigest()[:16] == "319cfbc023dc3772"


def test_the_points_have_the_moments_of_the_normal_distribution() -> None:
    points = normal_chances._CORNERS
    assert points.shape == (16, 8)
    assert (points.T @ points / 16).tolist() == np.eye(8).tolist()
    assert not np.einsum("pi,pj,pk->ijk", points, points, points).any()

"""What sets options apart is learned from what is said of them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from postergen.ranking import option_classifier
from postergen.ranking.option_classifier import RIDGE, OptionClassifier, learned

Floats = NDArray[np.float32]
DRAW = np.random.default_rng(7)


def near(*middles: list[float], each: int = 12) -> tuple[Floats, list[int]]:
    """Unit vectors around each of these, with whose they are."""
    around = np.repeat(np.array(middles, dtype=float), each, axis=0)
    around += DRAW.normal(scale=0.05, size=around.shape)
    found = around / np.linalg.norm(around, axis=1, keepdims=True)
    return found.astype(np.float32), np.repeat(np.arange(len(middles)), each).tolist()


def test_what_matters_is_what_sets_options_apart_and_not_what_is_large() -> None:
    """The first component says most of all that is said, and nothing of which is meant."""
    vectors, owners = near([9, 1, 0], [9, 0, 1])
    classifier = learned(vectors, owners, ["sea", "exam"])
    asked = np.array([4, 1.5, 0.2]) / np.linalg.norm([4, 1.5, 0.2])
    sea, exam, none = classifier.likelier(asked)
    assert sea > 0.4
    assert exam == none == 0


def test_nothing_is_likelier_than_certain() -> None:
    vectors, owners = near([1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1])
    classifier = learned(vectors, owners, ["sea", "exam", "dog"])  # the fourth is what none of them answers
    for number, vector in zip(owners, vectors, strict=True):
        found = classifier.likelier(vector.astype(np.float64))
        assert int(found.argmax()) == number
        assert 0 <= found.min() <= found.max() <= np.log(3)


def loss(weights: NDArray[np.float64], rows: NDArray[np.float64], owners: list[int]) -> float:
    logits = rows @ weights.T
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return float(-np.log(chances[np.arange(len(rows)), owners]).sum() + RIDGE / 2 * (weights**2).sum())


def test_the_weights_are_those_at_which_the_sayings_are_likeliest() -> None:
    vectors, owners = near([3, 1, 0, 0], [3, 0, 1, 0], [3, 0, 0, 1])
    weights = learned(vectors, owners, ["a", "b"]).weights.astype(np.float64)
    rows = np.hstack([vectors.astype(np.float64), np.ones((len(vectors), 1))])
    least = loss(weights, rows, owners)
    for _ in range(50):
        step = DRAW.normal(size=weights.shape)
        assert loss(weights + 0.3 * step / np.linalg.norm(step), rows, owners) > least


def test_of_too_many_sayings_each_option_keeps_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, owners = near([1, 0, 0], [0, 1, 0], each=30)
    every_third = learned(vectors[::3], owners[::3], ["a", "b"])
    assert not np.array_equal(learned(vectors, owners, ["a", "b"]).weights, every_third.weights)
    monkeypatch.setattr(option_classifier, "MOST_SAYINGS", 20)
    assert np.array_equal(learned(vectors, owners, ["a", "b"]).weights, every_third.weights)


def test_sayings_that_come_in_several_parts_teach_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, owners = near([1, 0, 0], [0, 1, 0])
    whole: OptionClassifier = learned(vectors, owners, ["a", "b"])
    monkeypatch.setattr(option_classifier, "AT_ONCE", 5)
    assert learned(vectors, owners, ["a", "b"]).weights == pytest.approx(whole.weights, abs=0.01)

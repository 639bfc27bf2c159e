"""A split is exact, nobody gets nothing, and no place in the line is better than another."""

from __future__ import annotations

import os
from collections import Counter
from itertools import combinations
from math import comb, sqrt

import pytest

from postergen.games.splitting import parts, split_label

SEED = bytes(range(32))
SPLITS = int(os.environ.get("POSTERGEN_TEST_SPLITS", "100000"))  # a million takes half a minute
WIDE = 3.2905  # standard errors: 99.9 % of a normal distribution lie within


@pytest.mark.parametrize(("units", "finders"), [(1, 1), (8, 8), (9, 8), (88, 1), (88, 8), (10**12, 5)])
def test_the_sum_is_exact_and_each_finder_has_a_unit_at_least(units: int, finders: int) -> None:
    for line in range(200):
        split = parts(units, finders, SEED, split_label(line, "ab"))
        assert (sum(split), len(split)) == (units, finders)
        assert min(split) >= 1


def test_words_alone_are_split_into_nothing_for_each() -> None:
    assert parts(0, 3, SEED, "x") == (0, 0, 0)


def test_too_few_units_are_no_split() -> None:
    with pytest.raises(ValueError, match="2 units are not enough for 3"):
        parts(2, 3, SEED, "x")


def test_every_split_is_as_likely_as_any_other() -> None:
    found = Counter(parts(6, 3, SEED, split_label(line, "")) for line in range(10_000))
    assert set(found) == {(a, b - a, 6 - b) for a, b in combinations(range(1, 6), 2)}
    # 1,000 of each are expected; chi-square of 9 degrees stays under 27.88 in 999 of 1,000
    assert sum((count - 1_000) ** 2 / 1_000 for count in found.values()) < 27.88


@pytest.mark.slow
def test_many_splits_give_each_place_the_same_mean() -> None:
    units, finders, splits = 20, 3, SPLITS
    sums = [0] * finders
    for line in range(splits):
        split = parts(units, finders, SEED, split_label(line, "k"))
        assert sum(split) == units
        sums = [so_far + part for so_far, part in zip(sums, split, strict=True)]
    chances = {x: comb(units - x - 1, finders - 2) / comb(units - 1, finders - 1) for x in range(1, units)}
    mean = sum(x * chance for x, chance in chances.items())
    assert mean == pytest.approx(units / finders)
    spread = sqrt(sum((x - mean) ** 2 * chance for x, chance in chances.items()) / splits)
    assert all(abs(so_far / splits - mean) <= WIDE * spread for so_far in sums)

"""A font's coverage is what its ranges say."""

from __future__ import annotations

import pytest

from postergen.rendering.coverage import Coverage, ranges_of


@pytest.mark.parametrize("points", [[], [0], [0x20, 0x21, 0x22, 0xA9], [0x4E00, 0x20000, 0x31349]])
def test_coverage_comes_back_as_it_was_written(points: list[int]) -> None:
    coverage = Coverage.read(ranges_of(points))
    assert list(coverage) == points
    assert 0x10FFFF not in coverage


def test_neighbours_are_written_as_one_range() -> None:
    assert ranges_of([0x7E, 0x7D, 0xA9]) == "7d-7e a9"

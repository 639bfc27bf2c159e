"""A canvas falls into tiles, and what shares some is found, directly or through others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postergen.rendering.tiles import LEAST_BLOCKS, PixelBox, sharing, tile_grid

SIZES = [(1080, 1920), (1080, 1440), (1080, 1080), (1200, 630), (2480, 3508), (9, 6), (1000, 7), (8 * 47, 8)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_tiles_cover_the_canvas_and_a_row_holds_whole_tiles(width: int, height: int) -> None:
    grid = tile_grid(width, height)
    assert grid.columns * grid.tile_width == -(-width // 8) * 8
    assert (grid.rows - 1) * 8 < height <= grid.rows * 8
    assert grid.columns == 1 or grid.blocks >= LEAST_BLOCKS
    assert grid.tiles(grid.covered(PixelBox(0, 0, width, height))) == list(range(grid.count))


def test_a_story_has_five_tiles_in_a_row() -> None:
    assert (tile_grid(1080, 1920).columns, tile_grid(1080, 1920).tile_width) == (5, 216)


@pytest.mark.parametrize(
    ("box", "tiles"),
    [
        (PixelBox(0, 0, 1, 1), [0]),
        (PixelBox(215, 7, 217, 9), [0, 1, 5, 6]),
        (PixelBox(216, 8, 432, 16), [6]),
        (PixelBox(-50, -50, 5, 5), [0]),
        (PixelBox(1079, 1919, 5000, 5000), [1199]),
        (PixelBox(5, 5, 5, 9), []),
        (PixelBox(-9, 0, 0, 8), []),
        (PixelBox(1080, 0, 1090, 8), []),
    ],
)
def test_a_box_covers_the_tiles_that_it_touches(box: PixelBox, tiles: list[int]) -> None:
    grid = tile_grid(1080, 1920)
    assert grid.tiles(grid.covered(box)) == tiles


def test_bounds_are_whole_tiles_and_may_reach_over_the_edge() -> None:
    grid = tile_grid(1200, 630)
    last = grid.count - 1
    assert grid.bounds([0, last]) == PixelBox(0, 0, 1200, 632)
    assert grid.bounds([last]) == PixelBox(1000, 624, 1200, 632)


sets = st.lists(st.integers(0, 255), max_size=12)


@given(sets)
def test_groups_share_nothing_and_lose_nobody(covered: list[int]) -> None:
    groups = sharing(covered)
    members = sorted(member for _, group in groups for member in group)
    assert members == [i for i, own in enumerate(covered) if own]
    for tiles, group in groups:
        assert group == sorted(group)
        together = 0
        for member in group:
            together |= covered[member]
        assert together == tiles
    assert sum(tiles.bit_count() for tiles, _ in groups) == sum(map(int.bit_count, _either(groups)))


def _either(groups: list[tuple[int, list[int]]]) -> list[int]:
    """All tiles of all groups once: as many as in the groups when no two share any."""
    found = 0
    for tiles, _ in groups:
        found |= tiles
    return [found]


def test_two_meet_through_a_third() -> None:
    assert sharing([0b0011, 0b1100, 0b0110, 0b10000]) == [(0b1111, [0, 1, 2]), (0b10000, [3])]

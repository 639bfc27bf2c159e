"""A canvas falls into tiles, and it is found which of them show the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postergen.rendering.tiles import LEAST_BLOCKS, MOST_COLUMNS, PixelBox, TileGrid, cells, sharing, tile_grid

SIZES = [(1080, 1920), (1080, 1440), (1080, 1080), (1200, 630), (2480, 3508), (9, 6), (1000, 7), (8 * 47, 8)]


def numbers(grid: TileGrid, box: PixelBox) -> list[int]:
    covered = grid.covered(box)
    return sorted(grid.shape(covered).numbers) if covered else []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_tiles_cover_the_canvas_and_a_row_holds_whole_tiles(width: int, height: int) -> None:
    grid = tile_grid(width, height)
    assert grid.columns * grid.tile_width == -(-width // 8) * 8
    assert (grid.rows - 1) * 8 < height <= grid.rows * 8
    assert grid.columns == 1 or (grid.blocks >= LEAST_BLOCKS and grid.columns <= MOST_COLUMNS)
    assert numbers(grid, PixelBox(0, 0, width, height)) == list(range(grid.count))


def test_a_story_has_fifteen_tiles_in_a_row() -> None:
    assert (tile_grid(1080, 1920).columns, tile_grid(1080, 1920).tile_width) == (15, 72)


@pytest.mark.parametrize(
    ("box", "tiles"),
    [
        (PixelBox(0, 0, 1, 1), [0]),
        (PixelBox(71, 7, 73, 9), [0, 1, 15, 16]),
        (PixelBox(72, 8, 144, 16), [16]),
        (PixelBox(-50, -50, 5, 5), [0]),
        (PixelBox(1079, 1919, 5000, 5000), [3599]),
        (PixelBox(5, 5, 5, 9), []),
        (PixelBox(-9, 0, 0, 8), []),
        (PixelBox(1080, 0, 1090, 8), []),
    ],
)
def test_a_box_covers_the_tiles_that_it_touches(box: PixelBox, tiles: list[int]) -> None:
    grid = tile_grid(1080, 1920)
    assert numbers(grid, box) == tiles


def test_bounds_are_whole_tiles_and_may_reach_over_the_edge() -> None:
    grid = tile_grid(1200, 630)
    last = grid.count - 1
    assert grid.shape(1 << last | 1).bounds == PixelBox(0, 0, 1200, 632)
    assert grid.shape(1 << last).bounds == PixelBox(1120, 624, 1200, 632)


@pytest.mark.parametrize(("width", "height"), [(1080, 1920), (1200, 630), (24, 16), (1080, 1082)])
def test_a_shrunk_canvas_has_tiles_of_whole_blocks_too(width: int, height: int) -> None:
    grid = tile_grid(width, height, 2)
    assert grid.tile_width % 16 == 0
    assert (grid.columns - 1) * grid.tile_width < width <= grid.columns * grid.tile_width
    assert (grid.rows - 1) * 16 < height <= grid.rows * 16
    assert grid.around(tile_grid(width, height).whole) == grid.whole
    assert grid.around(0) == 0


@given(st.integers(-20, 1100), st.integers(-20, 1940), st.integers(1, 200), st.integers(1, 60))
def test_tiles_around_others_show_all_that_these_do(left: int, top: int, width: int, height: int) -> None:
    finest, grid = tile_grid(1080, 1920), tile_grid(1080, 1920, 2)
    box = PixelBox(left, top, left + width, top + height)
    around = grid.around(finest.covered(box))
    assert grid.covered(box) & ~around == 0
    room = PixelBox(left - 72, top - 8, left + width + 72, top + height + 8)
    assert around & ~grid.covered(room) == 0
    assert finest.around(finest.covered(box)) == finest.covered(box)


sets = st.lists(st.integers(0, 255), max_size=12)


@given(sets)
def test_every_tile_is_in_the_cell_of_the_sets_that_hold_it(covered: list[int]) -> None:
    found = cells(covered)
    for tile in range(8):
        holding = tuple(i for i, own in enumerate(covered) if own >> tile & 1)
        assert [members for tiles, members in found if tiles >> tile & 1] == ([holding] if holding else [])
    assert len({members for _, members in found}) == len(found)


@given(sets)
def test_joined_sets_share_nothing_and_lose_no_tile(covered: list[int]) -> None:
    groups = sharing(covered)
    assert sum(map(int.bit_count, groups)) == _all(groups).bit_count() == _all(covered).bit_count()
    assert all(sum(bool(own & group) for group in groups) == 1 for own in covered if own)


def _all(sets_of_tiles: list[int]) -> int:
    found = 0
    for tiles in sets_of_tiles:
        found |= tiles
    return found


def test_two_meet_through_a_third() -> None:
    assert sharing([0b0011, 0b1100, 0b0110, 0b10000]) == [0b1111, 0b10000]


def test_a_shape_is_drawn_column_by_column() -> None:
    grid = tile_grid(1080, 1920)
    shape = grid.shape(grid.covered(PixelBox(71, 8, 73, 24)) | grid.covered(PixelBox(0, 40, 9, 48)))
    assert shape.bounds == PixelBox(0, 8, 144, 48)
    assert shape.strips == ((0, 1, 3), (0, 5, 6), (1, 1, 3))
    assert shape.numbers == (15, 30, 75, 16, 31)

"""Divide a canvas into tiles, and say which of them show the same parts of a poster: those are kept together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import numpy as np

from postergen.rendering.jpeg import BLOCK

LEAST_BLOCKS, MOST_COLUMNS = 8, 17  # blocks of a canvas that is not shrunk


@dataclass(frozen=True, slots=True)
class PixelBox:
    """Whole pixels from (left, top) up to, but without, (right, bottom)."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class TileGrid:
    """A canvas in tiles of ``blocks`` blocks side by side, ``columns`` of them in a row; numbered row by row.

    All lengths are in pixels of the canvas, of which the file has one for each ``shrink`` in both directions.
    """

    width: int
    height: int
    blocks: int
    columns: int
    rows: int
    shrink: int = 1

    @property
    def count(self) -> int:
        return self.columns * self.rows

    @property
    def whole(self) -> int:
        """All tiles, as a set of bits."""
        return (1 << self.count) - 1

    @property
    def tile_height(self) -> int:
        return BLOCK * self.shrink

    @property
    def tile_width(self) -> int:
        return self.blocks * BLOCK * self.shrink

    def covered(self, box: PixelBox) -> int:
        """The tiles that a box touches as a set of bits; nothing for an empty box, or one outside the canvas."""
        if box.left >= box.right or box.top >= box.bottom:
            return 0
        left, right = max(box.left, 0) // self.tile_width, ceil(min(box.right, self.width) / self.tile_width)
        top, bottom = max(box.top, 0) // self.tile_height, ceil(min(box.bottom, self.height) / self.tile_height)
        return _bits(self.columns, left, top, right, bottom) if left < right and top < bottom else 0

    def around(self, covered: int) -> int:
        """The tiles that touch any of these, which are of the grid of the same canvas that is not shrunk."""
        return _around(self, covered) if covered and self.shrink > 1 else covered

    def shape(self, covered: int) -> Shape:
        """How the tiles of a set lie."""
        return _shape(self, covered)


@dataclass(frozen=True, slots=True)
class Shape:
    """Some tiles of a grid: the whole tiles around them, and the order in which they are drawn.

    ``strips`` are tiles below one another, as (column, first row, row after the last); ``numbers`` are those of all
    the tiles, strip by strip.
    """

    bounds: PixelBox
    strips: tuple[tuple[int, int, int], ...]
    numbers: tuple[int, ...]


@lru_cache(maxsize=512)
def _shape(grid: TileGrid, covered: int) -> Shape:
    places = [divmod(tile, grid.columns) for tile in _numbers(covered)]
    columns = [column for _, column in places]
    bounds = PixelBox(
        min(columns) * grid.tile_width,
        places[0][0] * grid.tile_height,
        (max(columns) + 1) * grid.tile_width,
        (places[-1][0] + 1) * grid.tile_height,
    )
    strips: list[tuple[int, int, int]] = []
    for column, row in sorted((column, row) for row, column in places):
        if strips and strips[-1][0] == column and strips[-1][2] == row:
            strips[-1] = (column, strips[-1][1], row + 1)
        else:
            strips.append((column, row, row + 1))
    numbers = [row * grid.columns + column for column, start, end in strips for row in range(start, end)]
    return Shape(bounds, tuple(strips), tuple(numbers))


@lru_cache(maxsize=1024)
def runs(covered: int) -> tuple[tuple[int, int], ...]:
    """The tiles of a set that follow one another by their numbers, as (first, the one after the last)."""
    starts, lasts = _numbers(covered & ~(covered << 1)), _numbers(covered & ~(covered >> 1))
    return tuple(zip(starts, (last + 1 for last in lasts), strict=True))


def _numbers(covered: int) -> list[int]:
    """The numbers of the tiles in a set, in order."""
    data = np.frombuffer(covered.to_bytes((covered.bit_length() + 7) // 8, "little"), np.uint8)
    numbers: list[int] = np.flatnonzero(np.unpackbits(data, bitorder="little")).tolist()
    return numbers


@lru_cache(maxsize=4096)
def _around(grid: TileGrid, covered: int) -> int:
    whole = tile_grid(grid.width, grid.height)
    width, height = whole.tile_width, whole.tile_height
    strips = whole.shape(covered).strips
    boxes = (PixelBox(at * width, start * height, (at + 1) * width, end * height) for at, start, end in strips)
    return union(map(grid.covered, boxes))


@lru_cache(maxsize=256)
def tile_grid(width: int, height: int, shrink: int = 1) -> TileGrid:
    """The finest grid for a canvas of this size whose tiles are wide enough to be worth it.

    Args:
        shrink: pixels of the canvas for each of the file; it divides both sides.
    """
    block = BLOCK * shrink
    across = ceil(width / block)
    most = min(MOST_COLUMNS, max(across * shrink // LEAST_BLOCKS, 1))
    columns = max(n for n in range(1, most + 1) if across % n == 0)
    return TileGrid(width, height, across // columns, columns, ceil(height / block), shrink)


@lru_cache(maxsize=4096)
def _bits(columns: int, left: int, top: int, right: int, bottom: int) -> int:
    row = ((1 << (right - left)) - 1) << left
    found = 0
    for y in range(top, bottom):
        found |= row << (y * columns)
    return found


def union(sets: Iterable[int]) -> int:
    """The tiles of all these sets."""
    found = 0
    for own in sets:
        found |= own
    return found


def cells(covered: Iterable[int]) -> list[tuple[int, tuple[int, ...]]]:
    """Sort the tiles of some sets by which of the sets hold them.

    Returns:
        For each combination that there is its tiles, and the positions of its sets in the order in which they came.
    """
    found: list[tuple[int, tuple[int, ...]]] = []
    taken = 0
    for position, own in enumerate(covered):
        if own & taken:
            found = [cell for old in found for cell in _divided(old, own, position)]
        new = own & ~taken
        if new:
            found.append((new, (position,)))
            taken |= new
    return found


def _divided(cell: tuple[int, tuple[int, ...]], own: int, position: int) -> list[tuple[int, tuple[int, ...]]]:
    """A cell without what it shares with this set, and what they share."""
    tiles, members = cell
    both = tiles & own
    if not both:
        return [cell]
    shared = (both, (*members, position))
    return [shared] if both == tiles else [(tiles ^ both, members), shared]


def sharing(covered: Iterable[int]) -> list[int]:
    """The sets of tiles, joined where they have some in common, directly or through others."""
    groups: list[int] = []
    for own in covered:
        if own:
            apart = [group for group in groups if not group & own]
            for group in groups:
                if group & own:
                    own |= group
            groups = [*apart, own]
    return groups

"""Divide a canvas into tiles, and say which parts of a poster share some: those are drawn and encoded together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from postergen.rendering.jpeg import BLOCK

LEAST_BLOCKS = 24  # of a tile; a smaller one costs more in markers and padding than it saves


@dataclass(frozen=True, slots=True)
class PixelBox:
    """Whole pixels from (left, top) up to, but without, (right, bottom)."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class TileGrid:
    """A canvas in tiles of ``blocks`` blocks side by side, ``columns`` of them in a row; numbered row by row."""

    width: int
    height: int
    blocks: int
    columns: int
    rows: int

    @property
    def count(self) -> int:
        return self.columns * self.rows

    @property
    def tile_width(self) -> int:
        return self.blocks * BLOCK

    def covered(self, box: PixelBox) -> int:
        """The tiles that a box touches as a set of bits; nothing for an empty box, or one outside the canvas."""
        if box.left >= box.right or box.top >= box.bottom:
            return 0
        left, right = max(box.left, 0) // self.tile_width, ceil(min(box.right, self.width) / self.tile_width)
        top, bottom = max(box.top, 0) // BLOCK, ceil(min(box.bottom, self.height) / BLOCK)
        return _bits(self.columns, left, top, right, bottom) if left < right and top < bottom else 0

    def tiles(self, covered: int) -> list[int]:
        """The numbers of the tiles in a set."""
        return [i for i, bit in enumerate(reversed(f"{covered:b}")) if bit == "1"]

    def bounds(self, tiles: Sequence[int]) -> PixelBox:
        """The box of whole tiles around these; it may reach over the edge of the canvas."""
        columns = [tile % self.columns for tile in tiles]
        left, right = min(columns), max(columns) + 1
        top, bottom = tiles[0] // self.columns, tiles[-1] // self.columns + 1
        return PixelBox(left * self.tile_width, top * BLOCK, right * self.tile_width, bottom * BLOCK)


@lru_cache(maxsize=256)
def tile_grid(width: int, height: int) -> TileGrid:
    """The finest grid for a canvas of this size whose tiles are wide enough to be worth it."""
    across = ceil(width / BLOCK)
    columns = max(n for n in range(1, across + 1) if across % n == 0 and (n == 1 or across // n >= LEAST_BLOCKS))
    return TileGrid(width, height, across // columns, columns, ceil(height / BLOCK))


@lru_cache(maxsize=16384)
def _bits(columns: int, left: int, top: int, right: int, bottom: int) -> int:
    row = ((1 << (right - left)) - 1) << left
    found = 0
    for y in range(top, bottom):
        found |= row << (y * columns)
    return found


def sharing(covered: Iterable[int]) -> list[tuple[int, list[int]]]:
    """Group sets of tiles that have some in common, directly or through others.

    Returns:
        For each group its tiles, and the positions of its members in the order in which they came.
    """
    groups: list[tuple[int, list[int]]] = []
    for position, own in enumerate(covered):
        if not own:
            continue
        apart, members = [], [position]
        for group in groups:
            if group[0] & own:
                own |= group[0]
                members += group[1]
            else:
                apart.append(group)
        apart.append((own, members))
        groups = apart
    return [(own, sorted(members)) for own, members in groups]

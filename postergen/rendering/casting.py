"""Draw and encode what no store has: the plate of a look, and cells of tiles on it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import add

from PIL import Image

from postergen.rendering.ground import Ground
from postergen.rendering.jpeg import BLOCK, QUALITY, SMALL_QUALITY, Head, encode_intervals, markers
from postergen.rendering.packed import Tiles, some_tiles
from postergen.rendering.paint import Painter
from postergen.rendering.part import Part
from postergen.rendering.placed import Placed
from postergen.rendering.template import PosterTemplate
from postergen.rendering.tiles import PixelBox, Shape, TileGrid, sharing


@dataclass(frozen=True, slots=True, eq=False)
class Plate:
    """The ground of a look in tiles: the parts that come before all others. ``base`` is a digest of look and format."""

    base: bytes
    template: PosterTemplate
    ground: Ground
    leading: tuple[Part, ...]
    grid: TileGrid
    head: Head
    tiles: Tiles

    def name_of(self, tiles: int, digests: Iterable[bytes]) -> bytes:
        """A name for these tiles with what these digests stand for, on as much of the ground as lies below them."""
        digest = hashlib.blake2b(self.base, digest_size=16)
        digest.update(tiles.to_bytes((tiles.bit_length() + 7) // 8, "little"))
        for part in self.leading:
            if part.mark is None or tiles_of(part, self.grid) & tiles:
                digest.update(part.digest())
        for each in digests:
            digest.update(each)
        return digest.digest()


@dataclass(frozen=True, slots=True)
class Cell:
    """Tiles with the parts that stand on them, in the order in which these are drawn."""

    tiles: int
    parts: tuple[Part, ...]

    def digests(self) -> Sequence[bytes]:
        return [part.digest() for part in self.parts]

    def islands(self, grid: TileGrid) -> Sequence[Cell]:
        """The same in pieces that have no part in common, so that nothing between them is drawn."""
        if len(self.parts) < 2:
            return [self]
        apart = sharing(tiles_of(part, grid) & self.tiles for part in self.parts)
        return [Cell(tiles, tuple([part for part in self.parts if tiles_of(part, grid) & tiles])) for tiles in apart]


def tiles_of(part: Part, grid: TileGrid) -> int:
    """The tiles on which a part that was looked at leaves ink, or a few more of them."""
    assert part.mark is not None, "every part was looked at"
    return part.mark.covered if grid.shrink == 1 else grid.around(part.mark.covered)


class Caster:
    """Draws with one painter."""

    def __init__(self, painter: Painter) -> None:
        self._painter = painter

    def cast_plate(self, ground: Ground, grid: TileGrid) -> tuple[Head, Tiles]:
        """The head of a file, and the tiles of a ground."""
        whole = _shrunk(self._painter.grounds.whole(ground), grid)
        head, intervals = encode_intervals(whole, grid.blocks, _quality(grid))
        finished = map(add, intervals, _markers(grid.count))
        return head, some_tiles(grid.whole, dict(enumerate(finished)))

    def cast(self, plate: Plate, cells: Sequence[Cell]) -> list[Tiles]:
        """These cells on a plate as tiles: all drawn on one sheet as wide as a tile, and encoded in one call."""
        if not cells:
            return []
        grid = plate.grid
        islands = [(number, island) for number, cell in enumerate(cells) for island in cell.islands(grid)]
        shapes = [grid.shape(island.tiles) for _, island in islands]
        numbers = [number for shape in shapes for number in shape.numbers]
        sheet = Image.new("RGB", (grid.blocks * BLOCK, len(numbers) * BLOCK))
        top = 0
        for (_, island), shape in zip(islands, shapes, strict=True):
            top = _cut(self._draw(plate, island, shape.bounds), shape, grid, sheet, top)
        _, intervals = encode_intervals(sheet, grid.blocks, _quality(grid))
        finished = map(add, intervals, map(_markers(grid.count).__getitem__, numbers))
        found: list[dict[int, bytes]] = [{} for _ in cells]
        for (number, _), shape in zip(islands, shapes, strict=True):
            found[number].update(zip(shape.numbers, finished, strict=False))  # each takes its share of them
        return [some_tiles(cell.tiles, by_number) for cell, by_number in zip(cells, found, strict=True)]

    def _draw(self, plate: Plate, cell: Cell, bounds: PixelBox) -> Image.Image:
        is_personal = not all(part.lasts for part in cell.parts)
        drawn = self._painter.grounds.crop(plate.ground, bounds, is_usual=is_personal)
        items: Iterable[Placed] = (item for part in cell.parts for item in part.items())
        self._painter.draw(drawn, plate.template, items, bounds.left, bounds.top)
        grid = plate.grid
        drawn = _shrunk(drawn, grid)
        _extend_edges(drawn, (grid.width - bounds.left) // grid.shrink, (grid.height - bounds.top) // grid.shrink)
        return drawn


def _shrunk(image: Image.Image, grid: TileGrid) -> Image.Image:
    """A picture in pixels of the file: each is the mean of those of the canvas that it stands for."""
    return image if grid.shrink == 1 else image.reduce(grid.shrink)


def _quality(grid: TileGrid) -> int:
    return QUALITY if grid.shrink == 1 else SMALL_QUALITY


def _cut(drawn: Image.Image, shape: Shape, grid: TileGrid, sheet: Image.Image, top: int) -> int:
    """Lay the strips of a drawing below one another on a sheet, from this row of pixels on; returns the row after them.

    By Pillow's own pictures, for a strip costs less than the checks around it.
    """
    source, target, width = drawn.im, sheet.im, grid.blocks * BLOCK
    before, above = shape.bounds.left // grid.shrink, shape.bounds.top // grid.shrink
    for column, start, end in shape.strips:
        left, upper, height = column * width - before, start * BLOCK - above, (end - start) * BLOCK
        target.paste(source.crop((left, upper, left + width, upper + height)), (0, top, width, top + height))
        top += height
    return top


@lru_cache(maxsize=64)
def _markers(count: int) -> list[bytes]:
    return markers(count)


def _extend_edges(image: Image.Image, width: int, height: int) -> None:
    """Repeat the last column and row beyond the edge of the canvas, as an encoder fills up its last blocks (A.2.4)."""
    if width < image.width:
        edge = image.crop((width - 1, 0, width, image.height))
        image.paste(edge.resize((image.width - width, image.height)), (width, 0))
    if height < image.height:
        edge = image.crop((0, height - 1, image.width, height))
        image.paste(edge.resize((image.width, image.height - height)), (0, height))

"""Print posters from movable type: what was drawn and encoded once is spliced into the file, only the rest is drawn.

A *plate* is one ground of a look, encoded in tiles. On a poster, parts that share tiles form a region; a region whose
parts all stand on other posters too is kept as finished tiles. The bytes are those of encoding the whole picture.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from PIL import Image

from postergen.rendering.jpeg import BLOCK, EOI, Head, closed, encode_intervals
from postergen.rendering.layout import Identity, Layout, Placed
from postergen.rendering.paint import Painter
from postergen.rendering.template import PosterTemplate
from postergen.rendering.tiles import PixelBox, TileGrid, sharing, tile_grid

PLATES = 24  # grounds of a look and format in tiles; a few hundred kilobytes each
KEPT_BYTES = 96 << 20  # of finished regions


Tiles = Sequence[tuple[int, bytes]]  # the number of a tile, and its bytes with the marker behind them


@dataclass(frozen=True, slots=True, eq=False)
class _Plate:
    grid: TileGrid
    head: Head
    tiles: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class _Region:
    """Parts that share tiles, in the order in which they are drawn."""

    covered: int
    parts: tuple[Placed, ...]

    @property
    def is_lasting(self) -> bool:
        return all(part.lasting for part in self.parts)


class PlatePrinter:
    """Prints layouts as JPEG. Safe to share between threads."""

    def __init__(self, painter: Painter, kept_bytes: int = KEPT_BYTES) -> None:
        self._painter = painter
        self._plates = lru_cache(maxsize=PLATES)(self._cast)
        self._covered = lru_cache(maxsize=16384)(self._tiles_under)
        self._regions = _Kept(kept_bytes)

    def print(self, template: PosterTemplate, layout: Layout, xmp: bytes) -> bytes:
        """The file of a layout, labelled with an XMP packet."""
        ground, rest = self._painter.ground(template, layout)
        plate = self._plates(Identity(ground))
        tiles = list(plate.tiles)
        missing: list[_Region] = []
        for covered, members in sharing(self._covered_by(part, plate.grid) for part in rest):
            region = _Region(covered, tuple(rest[i] for i in members))
            finished = self._regions.get((plate, region.parts)) if region.is_lasting else None
            if finished is None:
                missing.append(region)
            else:
                _splice(tiles, finished)
        for region, finished in zip(missing, self._finish(plate, template, ground, missing), strict=True):
            _splice(tiles, finished)
            if region.is_lasting:
                self._regions.put((plate, region.parts), finished)
        return b"".join((plate.head.labelled(xmp), *tiles, EOI))

    def _covered_by(self, part: Placed, grid: TileGrid) -> int:
        return self._covered(part, grid) if part.lasting else self._tiles_under(part, grid)

    def _tiles_under(self, part: Placed, grid: TileGrid) -> int:
        return grid.covered(self._painter.ink_box(part))

    def _cast(self, ground: Identity[Image.Image]) -> _Plate:
        grid = tile_grid(*ground.value.size)
        head, intervals = encode_intervals(ground.value, grid.blocks)
        return _Plate(grid, head, [_closed(interval, i, grid) for i, interval in enumerate(intervals)])

    def _finish(
        self, plate: _Plate, template: PosterTemplate, ground: Image.Image, regions: Sequence[_Region]
    ) -> list[Tiles]:
        """Draw these regions and encode them, all on one sheet as wide as a tile."""
        if not regions:
            return []
        grid = plate.grid
        bounds = [grid.bounds(grid.tiles(region.covered)) for region in regions]
        sheet = Image.new("RGB", (grid.tile_width, sum(_strips_height(box, grid) for box in bounds)))
        top = 0
        for region, box in zip(regions, bounds, strict=True):
            drawn = _cropped(ground, box)
            self._painter.draw(drawn, template, region.parts, box.left, box.top)
            _extend_edges(drawn, ground.width - box.left, ground.height - box.top)
            for left in range(0, drawn.width, grid.tile_width):
                sheet.paste(drawn.crop((left, 0, left + grid.tile_width, drawn.height)), (0, top))
                top += drawn.height
        _, intervals = encode_intervals(sheet, grid.blocks)
        finished, first = [], 0
        for region, box in zip(regions, bounds, strict=True):
            finished.append(_tiles_of(region.covered, box, grid, intervals, first))
            first += _strips_height(box, grid) // BLOCK
        return finished


class _Kept:
    """Finished regions by their parts, the least recently used ones let go of."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._bytes = most_bytes, 0
        self._found: dict[Hashable, tuple[Tiles, int]] = {}
        self._lock = Lock()

    def get(self, key: Hashable) -> Tiles | None:
        with self._lock:
            found = self._found.pop(key, None)
            if found is None:
                return None
            self._found[key] = found  # now the youngest
            return found[0]

    def put(self, key: Hashable, tiles: Tiles) -> None:
        size = sum(len(data) + 100 for _, data in tiles)  # an object and its place take about a hundred bytes
        with self._lock:
            if key in self._found or size > self._most:
                return
            self._found[key] = (tiles, size)
            self._bytes += size
            while self._bytes > self._most:
                _, dropped = self._found.pop(next(iter(self._found)))
                self._bytes -= dropped


def _splice(tiles: list[bytes], finished: Iterable[tuple[int, bytes]]) -> None:
    for index, data in finished:
        tiles[index] = data


def _closed(interval: bytes, index: int, grid: TileGrid) -> bytes:
    """Nothing follows the last tile but the end of the file."""
    return closed(interval, index) if index < grid.count - 1 else interval


def _strips_height(box: PixelBox, grid: TileGrid) -> int:
    """How much of a sheet a box takes when its columns of tiles lie under one another."""
    return (box.bottom - box.top) * ((box.right - box.left) // grid.tile_width)


def _tiles_of(covered: int, box: PixelBox, grid: TileGrid, intervals: Sequence[bytes], first: int) -> Tiles:
    """The tiles of a region among the intervals of a sheet, where its strips begin at ``first``."""
    height, left, top = (box.bottom - box.top) // BLOCK, box.left // grid.tile_width, box.top // BLOCK
    found = []
    for index in grid.tiles(covered):
        row, column = divmod(index, grid.columns)
        found.append((index, _closed(intervals[first + (column - left) * height + row - top], index, grid)))
    return found


def _cropped(ground: Image.Image, box: PixelBox) -> Image.Image:
    return ground.crop((box.left, box.top, box.right, box.bottom))


def _extend_edges(image: Image.Image, width: int, height: int) -> None:
    """Repeat the last column and row beyond the edge of the canvas, as an encoder fills up its last blocks (A.2.4)."""
    if width < image.width:
        image.paste(
            image.crop((width - 1, 0, width, image.height)).resize((image.width - width, image.height)), (width, 0)
        )
    if height < image.height:
        image.paste(
            image.crop((0, height - 1, image.width, height)).resize((image.width, image.height - height)), (0, height)
        )

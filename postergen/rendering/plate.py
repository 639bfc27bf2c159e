"""Print posters from movable type: what was drawn and encoded once is spliced into the file, only the rest is drawn.

A *plate* is the ground of a look, encoded in tiles. On a poster, parts that share tiles form a region; a region whose
parts all stand on other posters too is kept as finished tiles. The bytes are those of encoding the whole picture.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import NamedTuple, Protocol

from PIL import Image

from postergen.rendering.content import PosterContent
from postergen.rendering.jpeg import BLOCK, EOI, Head, closed, encode_intervals
from postergen.rendering.paint import Painter
from postergen.rendering.parts import Identity, Part, parts_of
from postergen.rendering.placed import (
    AVATAR_LEFT_OUT,
    Placed,
    PlacedArtwork,
    PlacedPicture,
    PlacedText,
    Warning,
    warnings_of,
)
from postergen.rendering.template import Format, PosterTemplate
from postergen.rendering.tiles import PixelBox, TileGrid, sharing, tile_grid

PLATES = 24  # grounds of a look and format in tiles; a few hundred kilobytes each
MARKS = 1 << 16  # parts whose place is remembered; some hundred bytes each
KEPT_BYTES = 64 << 20  # of finished regions in memory

Tiles = Sequence[tuple[int, int, bytes]]  # the first tile of a run, how many there are, and their bytes with markers


class TileStore(Protocol):
    """Keeps finished regions, and may lose any of them."""

    def get(self, key: Hashable) -> Tiles | None:
        """The tiles of a region, if they are still there."""

    def put(self, key: Hashable, tiles: Tiles) -> None:
        """Keep the tiles of a region."""


class Mark(NamedTuple):
    """What is known of a part without setting it again: where it leaves ink, and what a person should know of it."""

    covered: int
    warnings: tuple[Warning, ...]
    shows_avatar: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Plate:
    """A ground in tiles. The painter has the picture, which is much larger, and may have to draw it again."""

    form: Format
    artwork: tuple[PlacedArtwork, ...]
    grid: TileGrid
    head: Head
    tiles: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class _Region:
    """Parts that share tiles, in the order in which they are drawn; without a key when one of them is one person's."""

    covered: int
    parts: tuple[Part, ...]
    key: Hashable | None


class PlatePrinter:
    """Prints posters as JPEG. Safe to share between threads."""

    def __init__(self, painter: Painter, store: TileStore) -> None:
        self._painter, self._store = painter, store
        self._plates = lru_cache(maxsize=PLATES)(self._cast)
        self._marks = _Marks(MARKS)

    def print(
        self, template: PosterTemplate, format_name: str, content: PosterContent, glossary: frozenset[str], xmp: bytes
    ) -> tuple[bytes, tuple[Warning, ...]]:
        """The file of a poster, labelled with an XMP packet, and what a person should know about it."""
        parts = parts_of(template, format_name, content, self._painter.fonts, glossary)
        form = template.formats[format_name]
        artwork, rest = _leading(parts)
        plate = self._plates(Identity(template), Identity(form), artwork)
        marks = [self._mark(part, plate.grid) for part in rest]
        tiles = list(plate.tiles)
        missing: list[_Region] = []
        for covered, members in sharing(mark.covered for mark in marks):
            region = _region(plate, covered, tuple([rest[i] for i in members]))
            finished = self._store.get(region.key) if region.key else None
            if finished is None:
                missing.append(region)
            else:
                _splice(tiles, finished)
        for region, finished in zip(missing, self._finish(plate, template, missing), strict=True):
            _splice(tiles, finished)
            if region.key:
                self._store.put(region.key, finished)
        found = tuple(warning for mark in marks for warning in mark.warnings)
        if content.avatar is not None and not any(mark.shows_avatar for mark in marks):
            found = (*found, AVATAR_LEFT_OUT)
        return b"".join((plate.head.labelled(xmp), *tiles, EOI)), found

    def _mark(self, part: Part, grid: TileGrid) -> Mark:
        if part.key is None:
            return self._mark_of(part, grid)
        found = self._marks.get(part.key)
        if found is None:
            found = self._mark_of(part, grid)
            self._marks.put(part.key, found)
        return found

    def _mark_of(self, part: Part, grid: TileGrid) -> Mark:
        covered = 0
        warnings: list[Warning] = []
        shows_avatar = False
        for item in part.items():
            covered |= grid.covered(self._painter.ink_box(item))
            if isinstance(item, PlacedText):
                warnings += warnings_of(item)
            shows_avatar |= isinstance(item, PlacedPicture) and item.source == "avatar"
        return Mark(covered, tuple(warnings), shows_avatar)

    def _cast(
        self, look: Identity[PosterTemplate], form: Identity[Format], artwork: tuple[PlacedArtwork, ...]
    ) -> _Plate:
        ground = self._painter.ground(look.value, form.value, artwork)
        grid = tile_grid(*ground.size)
        head, intervals = encode_intervals(ground, grid.blocks)
        return _Plate(
            form.value, artwork, grid, head, [_closed(interval, i, grid) for i, interval in enumerate(intervals)]
        )

    def _finish(self, plate: _Plate, template: PosterTemplate, regions: Sequence[_Region]) -> list[Tiles]:
        """Draw these regions and encode them, all on one sheet as wide as a tile."""
        if not regions:
            return []
        grid, ground = plate.grid, self._painter.ground(template, plate.form, plate.artwork)
        numbers = [grid.tiles(region.covered) for region in regions]
        bounds = [grid.bounds(found) for found in numbers]
        sheet = Image.new("RGB", (grid.tile_width, sum(_strips_height(box, grid) for box in bounds)))
        top = 0
        for region, box in zip(regions, bounds, strict=True):
            drawn = ground.crop((box.left, box.top, box.right, box.bottom))
            items: Iterable[Placed] = (item for part in region.parts for item in part.items())
            self._painter.draw(drawn, template, items, box.left, box.top)
            _extend_edges(drawn, ground.width - box.left, ground.height - box.top)
            for left in range(0, drawn.width, grid.tile_width):
                sheet.paste(drawn.crop((left, 0, left + grid.tile_width, drawn.height)), (0, top))
                top += drawn.height
        _, intervals = encode_intervals(sheet, grid.blocks)
        finished, first = [], 0
        for found, box in zip(numbers, bounds, strict=True):
            finished.append(_runs(found, box, grid, intervals, first))
            first += _strips_height(box, grid) // BLOCK
        return finished


class MemoryTiles:
    """A `TileStore` in memory: the least recently used regions are let go of."""

    def __init__(self, most_bytes: int = KEPT_BYTES) -> None:
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
        size = sum(len(data) + 200 for _, _, data in tiles)  # a run and its place take about two hundred bytes
        with self._lock:
            if key in self._found or size > self._most:
                return
            self._found[key] = (tiles, size)
            self._bytes += size
            while self._bytes > self._most:
                _, dropped = self._found.pop(next(iter(self._found)))
                self._bytes -= dropped


class _Marks:
    """The marks of so many parts, the oldest let go of."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: dict[Hashable, Mark] = {}
        self.get = self._found.get

    def put(self, key: Hashable, mark: Mark) -> None:
        self._found[key] = mark
        if len(self._found) > self._most:
            self._found.pop(next(iter(self._found)), None)


def _leading(parts: Sequence[Part]) -> tuple[tuple[PlacedArtwork, ...], list[Part]]:
    """The artwork that lies behind everything else, and the parts that lie on it."""
    artwork: list[PlacedArtwork] = []
    for i, part in enumerate(parts):
        items = part.items() if part.is_ground else None
        if items is None:
            return tuple(artwork), list(parts[i:])
        artwork += [item for item in items if isinstance(item, PlacedArtwork)]
    return tuple(artwork), []


def _region(plate: _Plate, covered: int, parts: tuple[Part, ...]) -> _Region:
    keys = tuple([part.key for part in parts])
    return _Region(covered, parts, None if None in keys else (plate, keys))


def _splice(tiles: list[bytes], finished: Tiles) -> None:
    for first, count, data in finished:
        tiles[first] = data
        for index in range(first + 1, first + count):
            tiles[index] = b""


def _closed(interval: bytes, index: int, grid: TileGrid) -> bytes:
    """Nothing follows the last tile but the end of the file."""
    return closed(interval, index) if index < grid.count - 1 else interval


def _strips_height(box: PixelBox, grid: TileGrid) -> int:
    """How much of a sheet a box takes when its columns of tiles lie under one another."""
    return (box.bottom - box.top) * ((box.right - box.left) // grid.tile_width)


def _runs(tiles: Sequence[int], box: PixelBox, grid: TileGrid, intervals: Sequence[bytes], first: int) -> Tiles:
    """The tiles of a region among the intervals of a sheet, where its strips begin at ``first``; neighbours joined."""
    height, left, top = (box.bottom - box.top) // BLOCK, box.left // grid.tile_width, box.top // BLOCK
    runs: list[tuple[int, list[bytes]]] = []
    for index in tiles:
        row, column = divmod(index, grid.columns)
        data = _closed(intervals[first + (column - left) * height + row - top], index, grid)
        if runs and runs[-1][0] + len(runs[-1][1]) == index:
            runs[-1][1].append(data)
        else:
            runs.append((index, [data]))
    return [(start, len(parts), b"".join(parts)) for start, parts in runs]


def _extend_edges(image: Image.Image, width: int, height: int) -> None:
    """Repeat the last column and row beyond the edge of the canvas, as an encoder fills up its last blocks (A.2.4)."""
    if width < image.width:
        edge = image.crop((width - 1, 0, width, image.height))
        image.paste(edge.resize((image.width - width, image.height)), (width, 0))
    if height < image.height:
        edge = image.crop((0, height - 1, image.width, height))
        image.paste(edge.resize((image.width, image.height - height)), (0, height))

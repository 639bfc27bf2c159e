"""Print posters from movable type: what was drawn and encoded once is spliced into the file, only the rest is drawn.

A *plate* is the ground of a look, encoded in tiles. On a poster, the tiles that show the same parts form a *cell*; a
cell whose parts all stand on other posters too is kept as it was encoded. The bytes are those of encoding the whole
picture.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from postergen.rendering.bounded import Bounded, TileStore
from postergen.rendering.casting import Caster, Cell, Plate
from postergen.rendering.content import PosterContent
from postergen.rendering.jpeg import EOI, Head
from postergen.rendering.packed import Tiles, pack_marks, pack_tiles, unpack_marks, unpack_tiles
from postergen.rendering.paint import Painter
from postergen.rendering.part import Identity, Mark, Part, PartGroup
from postergen.rendering.parts import groups_of
from postergen.rendering.placed import (
    AVATAR_LEFT_OUT,
    Fitting,
    PlacedArtwork,
    PlacedPicture,
    PlacedText,
    SetText,
    Warning,
    warnings_of,
)
from postergen.rendering.template import Format, PosterTemplate
from postergen.rendering.tiles import TileGrid, cells, sharing, tile_grid

PLATES = 20 << 20  # bytes in memory; a look and format takes about half a megabyte
CELLS = 20 << 20


class PlatePrinter:
    """Prints posters as JPEG. Safe to share between threads."""

    def __init__(self, painter: Painter, store: TileStore, fingerprint: str = "") -> None:
        """``fingerprint`` changes whenever the same part might be drawn otherwise."""
        self._painter, self._store, self._fingerprint = painter, store, fingerprint.encode()
        self._caster = Caster(painter)
        self._plates: Bounded[Plate] = Bounded(PLATES)
        self._cells: Bounded[Tiles] = Bounded(CELLS)

    def print(
        self, template: PosterTemplate, format_name: str, content: PosterContent, glossary: frozenset[str], xmp: bytes
    ) -> tuple[bytes, tuple[Warning, ...]]:
        """The file of a poster, labelled with an XMP packet, and what a person should know about it."""
        form = template.formats[format_name]
        grid = tile_grid(form.width, form.height)
        parts = self._parts(template, format_name, content, glossary)
        leading = next((i for i, part in enumerate(parts) if not part.is_ground), len(parts))
        plate = self._plate(template, form, grid, tuple(parts[:leading]))
        tiles = dict(plate.tiles)
        for finished in self._cells_of(plate, parts[leading:]):
            tiles.update(finished)
        file = b"".join((plate.head.labelled(xmp), *tiles.values(), EOI))
        return file, _warnings(content, [_mark_of(part) for part in parts])

    def fitting(
        self, template: PosterTemplate, format_name: str, content: PosterContent, glossary: frozenset[str]
    ) -> Fitting:
        """What would stand on a poster, without drawing it: what lasts is not even set again."""
        marks = [_mark_of(part) for part in self._parts(template, format_name, content, glossary)]
        return Fitting(tuple([text for mark in marks for text in mark.texts]), _warnings(content, marks))

    def _parts(
        self, template: PosterTemplate, format_name: str, content: PosterContent, glossary: frozenset[str]
    ) -> list[Part]:
        """The parts that leave ink, or need a word to the person; each has its mark."""
        form = template.formats[format_name]
        grid = tile_grid(form.width, form.height)
        parts: list[Part] = []
        for group in groups_of(template, format_name, content, self._painter.fonts, glossary):
            parts += self._look_at(group, template, grid) if group.inked is None else group.inked
        return parts

    def _cells_of(self, plate: Plate, parts: Sequence[Part]) -> list[Tiles]:
        """All that stands on the plate: what lasts first, then the tiles that show something of one person's."""
        found: list[Tiles] = []
        missing: list[Cell] = []
        lasting = [part for part in parts if part.lasts]
        for tiles, members in cells(_mark_of(part).covered for part in lasting):
            cell = Cell(tiles, tuple([lasting[i] for i in members]))
            finished = self._cells.get((plate, cell)) or self._read(plate, cell)
            if finished is None:
                missing.append(cell)
            else:
                found.append(finished)
        for tiles in sharing(_mark_of(part).covered for part in parts if not part.lasts):
            missing.append(Cell(tiles, tuple([part for part in parts if _mark_of(part).covered & tiles])))
        cast = self._caster.cast(plate, missing)
        for cell, finished in zip(missing, cast, strict=True):
            if cell.lasts:
                self._keep(plate, cell, finished)
                self._store.put(_cell_name(plate, cell), pack_tiles(finished))
        return found + cast

    def _read(self, plate: Plate, cell: Cell) -> Tiles | None:
        packed = self._store.get(_cell_name(plate, cell))
        finished = unpack_tiles(packed) if packed is not None else None
        if finished is not None:
            self._keep(plate, cell, finished)
        return finished

    def _keep(self, plate: Plate, cell: Cell, finished: Tiles) -> None:
        self._cells.put((plate, cell), finished, _size(finished))

    def _look_at(self, group: PartGroup, template: PosterTemplate, grid: TileGrid) -> tuple[Part, ...]:
        for part, mark in zip(group.parts, self._marks(group, template, grid), strict=True):
            part.mark = mark
        group.inked = tuple([part for part in group.parts if part.mark != NOTHING])
        return group.inked

    def _marks(self, group: PartGroup, template: PosterTemplate, grid: TileGrid) -> list[Mark]:
        if not group.lasts:
            return [self._seen(part, grid) for part in group.parts]
        name = self._name("marks", template.version, grid.width, grid.height, group.digest())
        packed = self._store.get(name)
        marks = unpack_marks(packed) if packed is not None else None
        if marks is None or len(marks) != len(group.parts):
            marks = [self._seen(part, grid) for part in group.parts]
            self._store.put(name, pack_marks(marks))
        return marks

    def _seen(self, part: Part, grid: TileGrid) -> Mark:
        covered = 0
        texts: list[SetText] = []
        warnings: list[Warning] = []
        shows_avatar = False
        for item in part.items():
            covered |= grid.covered(self._painter.ink_box(item))
            if isinstance(item, PlacedText):
                texts.append(SetText(item.id, item.fitted.size, item.fitted.lines, item.fitted.given_up))
                warnings += warnings_of(item)
            shows_avatar |= isinstance(item, PlacedPicture) and item.source == "avatar"
        return Mark(covered, tuple(texts), tuple(warnings), shows_avatar)

    def _plate(self, template: PosterTemplate, form: Format, grid: TileGrid, leading: tuple[Part, ...]) -> Plate:
        key = (Identity(template), Identity(form), leading)
        plate = self._plates.get(key)
        if plate is None:
            plate = self._read_or_cast(template, form, grid, leading)
            self._plates.put(key, plate, _size(plate.tiles))
        return plate

    def _read_or_cast(self, template: PosterTemplate, form: Format, grid: TileGrid, leading: tuple[Part, ...]) -> Plate:
        artwork = [item for part in leading for item in part.items() if isinstance(item, PlacedArtwork)]
        ground = self._painter.ground(template, form, artwork)
        name = self._name("plate", ground.key)
        packed = self._store.get(name)
        kept = unpack_tiles(packed) if packed is not None else None
        if kept is None:
            head, tiles = self._caster.cast_plate(ground, grid)
            self._store.put(name, pack_tiles({**tiles, grid.count: head.first, grid.count + 1: head.rest}))
        else:
            head = Head(kept[grid.count], kept[grid.count + 1])
            tiles = {number: kept[number] for number in range(grid.count)}
        return Plate(name, template, ground, grid, head, tiles)

    def _name(self, *parts: object) -> bytes:
        return hashlib.blake2b(repr(parts).encode(), key=self._fingerprint[:64], digest_size=16).digest()


NOTHING = Mark(0)


def _mark_of(part: Part) -> Mark:
    assert part.mark is not None, "every part was looked at"
    return part.mark


def _warnings(content: PosterContent, marks: Sequence[Mark]) -> tuple[Warning, ...]:
    found = tuple([warning for mark in marks for warning in mark.warnings])
    is_left_out = content.avatar is not None and not any(mark.shows_avatar for mark in marks)
    return (*found, AVATAR_LEFT_OUT) if is_left_out else found


def _size(tiles: Tiles) -> int:
    return sum(map(len, tiles.values())) + 120 * len(tiles)  # Python's own bytes for each


def _cell_name(plate: Plate, cell: Cell) -> bytes:
    digest = hashlib.blake2b(plate.name, digest_size=16)
    digest.update(cell.tiles.to_bytes((cell.tiles.bit_length() + 7) // 8, "little"))
    for part in cell.parts:
        digest.update(part.digest())
    return digest.digest()

"""Print posters from movable type: what was drawn and encoded once is spliced into the file, only the rest is drawn.

A *plate* is the ground of a look, encoded in tiles. The tiles of parts that read the same of a poster form a *cell*;
one whose parts all stand on other posters too is kept as it was encoded. The bytes are those of encoding the whole
picture.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import partial
from itertools import takewhile
from typing import NamedTuple

from postergen.rendering.bounded import Bounded, TileStore
from postergen.rendering.casting import Caster, Cell, Plate, tiles_of
from postergen.rendering.content import PosterContent
from postergen.rendering.jpeg import EOI
from postergen.rendering.packed import (
    Tiles,
    pack_head,
    pack_marks,
    pack_tiles,
    spliced,
    unpack_head,
    unpack_marks,
    unpack_tiles,
)
from postergen.rendering.paint import Painter
from postergen.rendering.part import Identity, Mark, Part, PartGroup, in_order
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
from postergen.rendering.tiles import TileGrid, cells, sharing, tile_grid, union

PLATES = 20 << 20  # bytes in memory; a look and format takes about half a megabyte
CELLS = 20 << 20
_HEAD = b" head"


class PlatePrinter:
    """Prints posters as JPEG. Safe to share between threads."""

    def __init__(self, painter: Painter, store: TileStore, fingerprint: str = "") -> None:
        """``fingerprint`` changes whenever the same part might be drawn otherwise."""
        self._painter, self._store, self._fingerprint = painter, store, fingerprint.encode()
        self._caster = Caster(painter)
        self._plates: Bounded[Plate] = Bounded(PLATES)
        self._cells: Bounded[Tiles] = Bounded(CELLS)

    def print(
        self,
        template: PosterTemplate,
        format_name: str,
        content: PosterContent,
        glossary: frozenset[str],
        xmp: bytes,
        *,
        shrink: int = 1,
    ) -> tuple[bytes, tuple[Warning, ...]]:
        """The file of a poster, labelled with an XMP packet, and what a person should know about it.

        Args:
            shrink: pixels of the poster for each of the file; it divides both sides of the format.
        """
        form = template.formats[format_name]
        groups = self._groups(template, format_name, content, glossary)
        parts = in_order(_inked(group) for group in groups)
        ground = tuple(takewhile(lambda part: part.is_ground, parts))
        plate = self._plate(template, form, tile_grid(form.width, form.height, shrink), ground)
        layers = [plate.tiles, *self._cells_of(plate, groups, parts[len(ground) :])]
        file = b"".join((plate.head.labelled(xmp), *spliced(layers), EOI))
        return file, _warnings(content, [_mark_of(part) for part in parts])

    def fitting(
        self, template: PosterTemplate, format_name: str, content: PosterContent, glossary: frozenset[str]
    ) -> Fitting:
        """What would stand on a poster, without drawing it: what lasts is not even set again."""
        form = template.formats[format_name]
        grid = tile_grid(form.width, form.height)
        groups = groups_of(template, format_name, content, self._painter.fonts, glossary)
        self._look_at([group for group in groups if group.lasts and group.inked is None], template, grid)
        parts = in_order(_telling(group) for group in groups)
        marks = [_mark_of(part) if part.lasts else _told(part) for part in parts]
        return Fitting(tuple([text for mark in marks for text in mark.texts]), _warnings(content, marks))

    def _groups(
        self, template: PosterTemplate, format_name: str, content: PosterContent, glossary: frozenset[str]
    ) -> list[PartGroup]:
        """The parts of a poster, each with its mark."""
        form = template.formats[format_name]
        grid = tile_grid(form.width, form.height)
        groups = groups_of(template, format_name, content, self._painter.fonts, glossary)
        self._look_at([group for group in groups if group.inked is None], template, grid)
        return groups

    def _cells_of(self, plate: Plate, groups: Sequence[PartGroup], parts: Sequence[Part]) -> list[Tiles]:
        """All that stands on the plate: what lasts first, then the tiles that show something of one person's."""
        wanted = [*_lasting(plate, groups), *_personal(parts, plate.grid)]
        found = self._find(plate, wanted)
        missing = [kept for kept, tiles in zip(wanted, found, strict=True) if tiles is None]
        cast = iter(self._caster.cast(plate, [kept.cell for kept in missing]))
        return [
            self._keep(plate, kept, next(cast)) if tiles is None else tiles
            for kept, tiles in zip(wanted, found, strict=True)
        ]

    def _find(self, plate: Plate, wanted: Sequence[_Kept]) -> list[Tiles | None]:
        """What is kept of these, in memory or in the store."""
        found = [self._cells.get(kept.key) if kept.key else None for kept in wanted]
        names = {
            number: plate.name_of(kept.cell.tiles, kept.digests())
            for number, kept in enumerate(wanted)
            if found[number] is None and kept.digests
        }
        stored = self._store.get_many(list(names.values())) if names else {}
        for number, name in names.items():
            tiles = unpack_tiles(wanted[number].cell.tiles, stored[name]) if name in stored else None
            if tiles is not None:
                self._cells.put(wanted[number].key, tiles, tiles.size)
                found[number] = tiles
        return found

    def _keep(self, plate: Plate, kept: _Kept, tiles: Tiles) -> Tiles:
        if kept.key:
            self._cells.put(kept.key, tiles, tiles.size)
        if kept.digests:
            self._store.put(plate.name_of(kept.cell.tiles, kept.digests()), pack_tiles(tiles))
        return tiles

    def _look_at(self, groups: Sequence[PartGroup], template: PosterTemplate, grid: TileGrid) -> None:
        """Give each of their parts its mark."""
        names = {
            group: self._name("marks", template.version, grid.width, grid.height, group.digest())
            for group in groups
            if group.lasts
        }
        stored = self._store.get_many(list(names.values())) if names else {}
        for group in groups:
            packed = stored.get(names[group]) if group.lasts else None
            marks = unpack_marks(packed) if packed is not None else None
            if marks is None or len(marks) != len(group.parts):
                marks = [self._seen(part, grid) for part in group.parts]
                if group.lasts:
                    self._store.put(names[group], pack_marks(marks))
            for part, mark in zip(group.parts, marks, strict=True):
                part.mark = mark
            group.inked = tuple([part for part in group.parts if part.mark != NOTHING])

    def _seen(self, part: Part, grid: TileGrid) -> Mark:
        covered = union(grid.covered(self._painter.ink_box(item)) for item in part.items())
        return _told(part)._replace(covered=covered)

    def _plate(self, template: PosterTemplate, form: Format, grid: TileGrid, leading: tuple[Part, ...]) -> Plate:
        key = (Identity(template), Identity(form), leading, grid.shrink)
        plate = self._plates.get(key)
        if plate is None:
            plate = self._read_or_cast(template, form, grid, leading)
            self._plates.put(key, plate, plate.tiles.size)
        return plate

    def _read_or_cast(self, template: PosterTemplate, form: Format, grid: TileGrid, leading: tuple[Part, ...]) -> Plate:
        artwork = [item for part in leading for item in part.items() if isinstance(item, PlacedArtwork)]
        ground = self._painter.ground(template, form, artwork)
        name = self._name("plate", ground.key, grid.shrink)
        packed = self._store.get_many((name, name + _HEAD))
        tiles = unpack_tiles(grid.whole, packed[name]) if name in packed else None
        head = unpack_head(packed[name + _HEAD]) if name + _HEAD in packed else None
        if tiles is None or head is None:
            head, tiles = self._caster.cast_plate(ground, grid)
            self._store.put(name, pack_tiles(tiles))
            self._store.put(name + _HEAD, pack_head(head))
        base = self._name("cells", template.version, grid.width, grid.height, grid.shrink)
        return Plate(base, template, ground, leading, grid, head, tiles)

    def _name(self, *parts: object) -> bytes:
        return hashlib.blake2b(repr(parts).encode(), key=self._fingerprint[:64], digest_size=16).digest()


NOTHING = Mark(0)


class _Kept(NamedTuple):
    """A cell and what it is kept under, if it is: in memory by a key, in the store by digests of what it shows."""

    cell: Cell
    key: Hashable = None
    digests: Callable[[], Sequence[bytes]] | None = None


def _lasting(plate: Plate, groups: Iterable[PartGroup]) -> Iterator[_Kept]:
    """What stands on many posters whatever people pick, and then, on it, what they picked."""
    standing = [(group, parts) for group in groups if group.lasts and (parts := _standing(group, plate))]
    common = [(group, parts) for group, parts in standing if not any(part.picks for part in parts)]
    picked = [(group, parts) for group, parts in standing if any(part.picks for part in parts)]
    yield from _layer(plate, common, ())
    yield from _layer(plate, picked, in_order(parts for _, parts in common))


def _layer(
    plate: Plate, standing: Sequence[tuple[PartGroup, Sequence[Part]]], below: Sequence[Part]
) -> Iterator[_Kept]:
    """Each of these groups alone on the plate and what it touches of ``below``, then the tiles that several share.

    Of these there may be one for each mixture of what people pick, which is too many to be written.
    """
    grid = plate.grid
    covered = [union(tiles_of(part, grid) for part in parts) for _, parts in standing]
    shared = [(tiles, members) for tiles, members in cells(covered) if len(members) > 1]
    hidden = union(tiles for tiles, _ in shared)
    for (group, parts), own in zip(standing, covered, strict=True):
        if own & ~hidden:
            touched = tuple(_touching(below, own, grid))
            named = group.digests if not touched else partial(_digests, group, touched)
            yield _Kept(Cell(own, tuple(in_order((parts, touched)))), (plate, group, touched), named)
    for tiles, members in shared:
        together = (below, *(standing[i][1] for i in members))
        cell = Cell(tiles, tuple(in_order(_touching(parts, tiles, grid) for parts in together)))
        picks = frozenset().union(*(part.picks for part in cell.parts))
        yield _Kept(cell, (plate, cell), cell.digests if len(picks) < 2 else None)


def _digests(group: PartGroup, touched: Iterable[Part]) -> Sequence[bytes]:
    return [group.digest(), *(part.digest() for part in touched)]


def _personal(parts: Sequence[Part], grid: TileGrid) -> Iterator[_Kept]:
    """The tiles that show something of one person's, with all that stands there."""
    for tiles in sharing(tiles_of(part, grid) for part in parts if not part.lasts):
        yield _Kept(Cell(tiles, tuple(_touching(parts, tiles, grid))))


def _told(part: Part) -> Mark:
    """The mark of a part without where it leaves ink."""
    texts: list[SetText] = []
    warnings: list[Warning] = []
    shows_avatar = False
    for item in part.items():
        if isinstance(item, PlacedText):
            texts.append(SetText(item.id, item.fitted.size, item.fitted.lines, item.fitted.given_up))
            warnings += warnings_of(item)
        shows_avatar |= isinstance(item, PlacedPicture) and item.source == "avatar"
    return Mark(0, tuple(texts), tuple(warnings), shows_avatar)


def _telling(group: PartGroup) -> Sequence[Part]:
    """The parts of a group of which something is to be told. Where those of one person stand is not looked at."""
    return _inked(group) if group.lasts else [part for part in group.parts if part.tells]


def _standing(group: PartGroup, plate: Plate) -> Sequence[Part]:
    """What of a group is not part of the plate itself."""
    return [part for part in _inked(group) if not (part.is_ground and part in plate.leading)]


def _touching(parts: Iterable[Part], tiles: int, grid: TileGrid) -> list[Part]:
    return [part for part in parts if tiles_of(part, grid) & tiles]


def _inked(group: PartGroup) -> Sequence[Part]:
    assert group.inked is not None, "every group was looked at"
    return group.inked


def _mark_of(part: Part) -> Mark:
    assert part.mark is not None, "every part was looked at"
    return part.mark


def _warnings(content: PosterContent, marks: Sequence[Mark]) -> tuple[Warning, ...]:
    found = tuple([warning for mark in marks for warning in mark.warnings])
    is_left_out = content.avatar is not None and not any(mark.shows_avatar for mark in marks)
    return (*found, AVATAR_LEFT_OUT) if is_left_out else found

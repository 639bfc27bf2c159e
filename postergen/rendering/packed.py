"""Write tiles and marks as bytes, and read them again. What is not whole is as good as lost."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from itertools import accumulate
from struct import Struct
from sys import intern
from typing import NamedTuple

from postergen.rendering.jpeg import Head
from postergen.rendering.part import Mark
from postergen.rendering.placed import SetText, Warning
from postergen.rendering.tiles import runs

_CHECK = Struct("<I")
_COUNT = Struct("<I")


class Tiles(NamedTuple):
    """Some tiles of a grid, each with its marker: which they are, as a set of bits, and one after another their bytes.

    The one that comes n-th by its number lies from ``ends[n]`` up to ``ends[n + 1]``.
    """

    covered: int
    ends: Sequence[int]
    data: bytes

    def pieces(self, visible: int) -> list[tuple[int, bytes]]:
        """What is to be seen of them: the bytes of those that follow one another, by the number of the first."""
        data, ends, covered = self.data, self.ends, self.covered
        found = []
        at, is_whole = 0, covered.bit_length() == len(ends) - 1  # none is missing from the first on
        for start, stop in runs(visible):
            if is_whole:
                at = start
            elif visible != covered:
                at = (covered & ((1 << start) - 1)).bit_count()
            before, at = at, at + stop - start
            found.append((start, data[ends[before] : ends[at]]))
        return found

    @property
    def size(self) -> int:
        """The bytes that it takes in memory, or a few less."""
        return len(self.data) + _EACH * len(self.ends)


_EACH = 36  # bytes that Python takes for a number


def some_tiles(covered: int, by_number: Mapping[int, bytes]) -> Tiles:
    """These tiles, in whatever order they come."""
    in_order = [by_number[number] for number in sorted(by_number)]
    return Tiles(covered, list(accumulate(map(len, in_order), initial=0)), b"".join(in_order))


def spliced(layers: Sequence[Tiles]) -> list[bytes]:
    """The bytes of all tiles of a grid in order, of each those of the last layer that has it."""
    pieces: list[tuple[int, bytes]] = []
    taken = 0
    for tiles in reversed(layers):
        pieces += tiles.pieces(tiles.covered & ~taken)
        taken |= tiles.covered
    pieces.sort()
    return [piece for _, piece in pieces]


def pack_tiles(tiles: Tiles) -> bytes:
    """How many, where each ends, then their bytes. Which they are is part of the name that they are kept under."""
    ends = Struct(f"<{len(tiles.ends)}I").pack(*tiles.ends)
    return _checked(b"".join((_COUNT.pack(len(tiles.ends)), ends, tiles.data)))


def unpack_tiles(covered: int, packed: bytes) -> Tiles | None:
    """What `pack_tiles` was given, or None when this is not all of it."""
    if not _is_whole(packed):
        return None
    (count,) = _COUNT.unpack_from(packed)
    ends = Struct(f"<{count}I").unpack_from(packed, _COUNT.size)
    return Tiles(covered, ends, packed[_COUNT.size + 4 * count : -_CHECK.size])


def pack_head(head: Head) -> bytes:
    return _checked(_COUNT.pack(len(head.first)) + head.first + head.rest)


def unpack_head(packed: bytes) -> Head | None:
    """What `pack_head` was given, or None when this is not all of it."""
    if not _is_whole(packed):
        return None
    (size,) = _COUNT.unpack_from(packed)
    both = packed[_COUNT.size : -_CHECK.size]
    return Head(both[:size], both[size:])


def pack_marks(marks: Sequence[Mark]) -> bytes:
    """Of parts that last: they show no avatar."""
    return _checked(json.dumps([(f"{mark.covered:x}", mark.texts, mark.warnings) for mark in marks]).encode())


def unpack_marks(packed: bytes) -> list[Mark] | None:
    """What `pack_marks` was given, or None when this is not all of it."""
    if not _is_whole(packed):
        return None
    return [
        Mark(
            int(covered, 16),
            tuple(
                SetText(intern(element), size, tuple(lines), tuple(given_up))
                for element, size, lines, given_up in texts
            ),
            tuple(Warning(*words) for words in warnings),
        )
        for covered, texts, warnings in json.loads(packed[: -_CHECK.size])
    ]


def _checked(data: bytes) -> bytes:
    return data + _CHECK.pack(zlib.crc32(data))


def _is_whole(packed: bytes) -> bool:
    if len(packed) < _CHECK.size + _COUNT.size:
        return False
    view = memoryview(packed)
    (said,) = _CHECK.unpack(view[-_CHECK.size :])
    return bool(zlib.crc32(view[: -_CHECK.size]) == said)

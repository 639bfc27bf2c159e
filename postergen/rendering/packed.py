"""Write tiles and marks as bytes, and read them again. What is not whole is as good as lost."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from itertools import accumulate
from struct import Struct
from sys import intern

from postergen.rendering.part import Mark
from postergen.rendering.placed import SetText, Warning

Tiles = Mapping[int, bytes]  # by their numbers, each with its marker

_CHECK = Struct("<I")
_COUNT = Struct("<I")


def pack_tiles(tiles: Tiles) -> bytes:
    """How many, the number of each, the bytes of each, then these bytes."""
    numbers = Struct(f"<{2 * len(tiles)}I").pack(*tiles, *map(len, tiles.values()))
    return _checked(b"".join((_COUNT.pack(len(tiles)), numbers, *tiles.values())))


def unpack_tiles(packed: bytes) -> Tiles | None:
    """What `pack_tiles` was given, or None when this is not all of it."""
    if not _is_whole(packed):
        return None
    (count,) = _COUNT.unpack_from(packed)
    numbers = Struct(f"<{2 * count}I").unpack_from(packed, _COUNT.size)
    ends = list(accumulate(numbers[count:], initial=_COUNT.size + 8 * count))
    return {number: packed[start:end] for number, start, end in zip(numbers[:count], ends, ends[1:], strict=False)}


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

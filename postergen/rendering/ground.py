"""The ground of a look: its artwork behind everything else, drawn once and kept in strips."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from postergen.rendering.bounded import Bounded, TileStore
from postergen.rendering.tiles import PixelBox

STRIP = 64  # rows of pixels
WHOLE = 32 << 20  # bytes in memory; a story takes 8 MB, a sheet of paper 35
PARTS = 20 << 20  # the same few are wanted for every poster: where a code stands, a name, a serial


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground that may have to be drawn: its key in a store, its size in pixels, and how it is drawn."""

    key: bytes
    size: tuple[int, int]
    draw: Callable[[], Image.Image]


class Grounds:
    """Gives grounds, whole or in part. In a store they lie in compressed strips, so that a part costs no more."""

    def __init__(self, store: TileStore) -> None:
        self._store = store
        self._whole: Bounded[Image.Image] = Bounded(WHOLE)
        self._parts: Bounded[Image.Image] = Bounded(PARTS)

    def whole(self, ground: Ground) -> Image.Image:
        """The picture (RGB), not to be drawn on."""
        found = self._whole.get(ground.key)
        if found is None:
            width, height = ground.size
            found = self._assembled(ground, PixelBox(0, 0, width, height)) or self._draw(ground)
            self._whole.put(ground.key, found, _size(found))
        return found

    def crop(self, ground: Ground, box: PixelBox) -> Image.Image:
        """A part of the picture, to be drawn on; black where the box reaches over the edge."""
        whole = self._whole.get(ground.key)
        part = self._part(ground, box) if whole is None else None
        return part.copy() if part else (whole or self.whole(ground)).crop((box.left, box.top, box.right, box.bottom))

    def _part(self, ground: Ground, box: PixelBox) -> Image.Image | None:
        found = self._parts.get((ground.key, box)) or self._assembled(ground, box)
        if found:
            self._parts.put((ground.key, box), found, _size(found))
        return found

    def _draw(self, ground: Ground) -> Image.Image:
        image = ground.draw()
        width, height = ground.size
        for top in range(0, height, STRIP):
            strip = image.crop((0, top, width, min(top + STRIP, height)))
            self._store.put(_name(ground, top), zlib.compress(strip.tobytes(), 1))
        return image

    def _assembled(self, ground: Ground, box: PixelBox) -> Image.Image | None:
        """This part out of its strips, if all of them are there."""
        part = Image.new("RGB", (box.right - box.left, box.bottom - box.top))
        for top in range(box.top // STRIP * STRIP, min(box.bottom, ground.size[1]), STRIP):
            try:
                rows = zlib.decompress(self._store.get(_name(ground, top)) or b"")
            except zlib.error:  # it is not there, or not whole
                return None
            strip = Image.frombytes("RGB", (ground.size[0], len(rows) // (ground.size[0] * 3)), rows)
            part.paste(strip.crop((box.left, 0, box.right, strip.height)), (0, top - box.top))
        return part


def _name(ground: Ground, top: int) -> bytes:
    return ground.key + top.to_bytes(4, "big")


def _size(image: Image.Image) -> int:
    return image.width * image.height * 4  # Pillow keeps four bytes for a pixel of three

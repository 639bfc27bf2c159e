"""The ground of a look: its artwork behind everything else, drawn once and kept in strips."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from postergen.rendering.bounded import Bounded, TileStore
from postergen.rendering.tiles import PixelBox

STRIP = 64  # rows of pixels
KEPT_BYTES = 32 << 20  # of whole grounds in memory; a story takes 8 MB, a sheet of paper 35


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
        self._whole: Bounded[Image.Image] = Bounded(KEPT_BYTES)

    def whole(self, ground: Ground) -> Image.Image:
        """The picture (RGB), not to be drawn on."""
        found = self._whole.get(ground.key)
        if found is not None:
            return found
        image = self._read(ground, 0, ground.size[1]) or self._draw(ground)
        self._whole.put(ground.key, image, image.width * image.height * 4)  # Pillow keeps four bytes a pixel
        return image

    def crop(self, ground: Ground, box: PixelBox) -> Image.Image:
        """A part of the picture, to be drawn on; black where the box reaches over the edge."""
        area = (box.left, box.top, box.right, box.bottom)
        whole = self._whole.get(ground.key)
        if whole is not None:
            return whole.crop(area)
        top = box.top // STRIP * STRIP
        part = self._read(ground, top, min(box.bottom, ground.size[1]))
        if part is None:
            return self.whole(ground).crop(area)
        return part.crop((box.left, box.top - top, box.right, box.bottom - top))

    def _draw(self, ground: Ground) -> Image.Image:
        image = ground.draw()
        width, height = ground.size
        for top in range(0, height, STRIP):
            strip = image.crop((0, top, width, min(top + STRIP, height)))
            self._store.put(_name(ground, top), zlib.compress(strip.tobytes(), 1))
        return image

    def _read(self, ground: Ground, top: int, bottom: int) -> Image.Image | None:
        """The rows from a strip's first up to, at least, the one before ``bottom``, if all of them are kept."""
        width = ground.size[0]
        rows = bytearray()
        for start in range(top, bottom, STRIP):
            try:
                rows += zlib.decompress(self._store.get(_name(ground, start)) or b"")
            except zlib.error:  # it is not there, or not whole
                return None
        return Image.frombytes("RGB", (width, len(rows) // (width * 3)), bytes(rows))


def _name(ground: Ground, top: int) -> bytes:
    return ground.key + top.to_bytes(4, "big")

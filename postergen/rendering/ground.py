"""The ground of a look: its artwork behind everything else, drawn once and kept in strips."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from postergen.rendering.bounded import Bounded, TileStore
from postergen.rendering.tiles import PixelBox

STRIP = 64  # rows of pixels
WHOLE = 16 << 20  # bytes in memory; a story takes 8 MB, a sheet of paper 35, which is not kept
STRIPS = 12 << 20
PARTS = 14 << 20


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
        self._strips: Bounded[Image.Image] = Bounded(STRIPS)
        self._parts: Bounded[Image.Image] = Bounded(PARTS)

    def whole(self, ground: Ground) -> Image.Image:
        """The picture (RGB), not to be drawn on."""
        found = self._whole.get(ground.key)
        if found is None:
            width, height = ground.size
            found = self._assembled(ground, PixelBox(0, 0, width, height)) or self._draw(ground)
            self._whole.put(ground.key, found, _size(found))
        return found

    def crop(self, ground: Ground, box: PixelBox, *, is_usual: bool = False) -> Image.Image:
        """A part of the picture, to be drawn on; black where the box reaches over the edge.

        Args:
            is_usual: many posters want this part, such as that below the code.
        """
        whole = self._whole.get(ground.key)
        part = self._part(ground, box, is_usual=is_usual) if whole is None else None
        return part or (whole or self.whole(ground)).crop((box.left, box.top, box.right, box.bottom))

    def _part(self, ground: Ground, box: PixelBox, *, is_usual: bool) -> Image.Image | None:
        found = self._parts.get((ground.key, box)) if is_usual else None
        if found is None:
            found = self._assembled(ground, box)
            if found and is_usual:
                self._parts.put((ground.key, box), found, _size(found))
        return found.copy() if found and is_usual else found

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
            strip = self._strip(ground, top)
            if strip is None:
                return None
            part.paste(strip.crop((box.left, 0, box.right, strip.height)), (0, top - box.top))
        return part

    def _strip(self, ground: Ground, top: int) -> Image.Image | None:
        name = _name(ground, top)
        strip = self._strips.get(name)
        if strip is None:
            try:
                rows = zlib.decompress(self._store.get(name) or b"")
            except zlib.error:  # it is not there, or not whole
                return None
            strip = Image.frombytes("RGB", (ground.size[0], len(rows) // (ground.size[0] * 3)), rows)
            self._strips.put(name, strip, _size(strip))
        return strip


def _name(ground: Ground, top: int) -> bytes:
    return ground.key + top.to_bytes(4, "big")


def _size(image: Image.Image) -> int:
    return image.width * image.height * 4  # Pillow keeps four bytes for a pixel of three

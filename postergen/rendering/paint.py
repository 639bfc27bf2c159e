"""Draw a layout; every decision was taken before."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.metadata import version
from math import ceil, floor
from typing import Any

import PIL
from PIL import Image, ImageChops, ImageDraw, ImageOps

from postergen.errors import Finding, InvalidContent
from postergen.rendering.bounded import Bounded, MemoryTiles, TileStore
from postergen.rendering.fonts import EMOJI_ADVANCE, EMOJI_STRIKE, EMOJI_WIDTH, FontBook, Shaping
from postergen.rendering.ground import Ground, Grounds
from postergen.rendering.placed import (
    Layout,
    Placed,
    PlacedArtwork,
    PlacedPaper,
    PlacedPicture,
    PlacedQr,
    PlacedText,
)
from postergen.rendering.qr import FINDER
from postergen.rendering.svg import SvgToPng, svg_to_png
from postergen.rendering.template import Format, PosterTemplate
from postergen.rendering.tiles import PixelBox
from postergen.rendering.typography import ASCENT, Box, PlacedGlyphs

# bytes in memory, of each
GROUNDS, ARTWORK, MASKS, EMOJI = 48 << 20, 12 << 20, 8 << 20, 8 << 20
SMALL = 50  # px; glyphs up to this size are kept by number, for that is quicker: some two kilobytes each
RASTERISER = version("resvg-py")
EMOJI_HEIGHT = 128  # px; of a NotoColorEmoji bitmap
EMOJI_INK = 1.1  # em; as wide as it is drawn


_Mask = tuple[Any, int, int]  # Pillow's own picture, which is not one of its public types, and where it stands


class Painter:
    """Draws layouts. Keeps what does not change with the person: artwork, grounds, glyphs and emoji."""

    def __init__(self, fonts: FontBook, store: TileStore | None = None) -> None:
        """``store`` keeps grounds for the next start; without one they last as long as the painter has room."""
        self.fonts = fonts
        self.grounds = Grounds(store or MemoryTiles(GROUNDS))
        self.svg_to_png: SvgToPng = svg_to_png  # a server has processes for that
        self._artwork: Bounded[Image.Image] = Bounded(ARTWORK)
        self._small_masks = lru_cache(maxsize=4096)(self._draw_mask)
        self._large_masks: Bounded[_Mask] = Bounded(MASKS)
        self._emoji: Bounded[Image.Image] = Bounded(EMOJI)
        self._ink = lru_cache(maxsize=16384)(self._measure_ink)

    def paint(self, template: PosterTemplate, layout: Layout) -> Image.Image:
        """The finished poster as an RGB image."""
        first = leading_artwork(layout.items)
        image = self.grounds.whole(self.ground(template, layout.format, first)).copy()
        self.draw(image, template, layout.items[len(first) :])
        return image

    def ground(self, template: PosterTemplate, form: Format, artwork: Iterable[PlacedArtwork]) -> Ground:
        """The artwork behind everything personal."""
        drawn, size = [(item.file, item.box) for item in artwork], (form.width, form.height)
        named = (template.id, template.version, size, form.background, drawn, RASTERISER, PIL.__version__)
        key = hashlib.blake2b(repr(named).encode(), digest_size=16).digest()
        return Ground(key, size, lambda: self._cast(template, form, drawn))

    def draw(
        self, image: Image.Image, template: PosterTemplate, items: Iterable[Placed], x: int = 0, y: int = 0
    ) -> None:
        """Draw these items, in this order, on an image whose corner is at (x, y) of the poster."""
        pen = ImageDraw.Draw(image).draw
        for item in items:
            match item:
                case PlacedArtwork():
                    self._paste_artwork(image, template, item, x, y)
                case PlacedPicture():
                    _paste_picture(image, item, x, y)
                case PlacedPaper():
                    _lay_paper(image, item, x, y)
                case PlacedQr():
                    _draw_qr(image, item, x, y)
                case PlacedText():
                    inks = [pen.draw_ink(color) for color in item.colors]
                    mask_of = self._small_masks if item.fitted.size <= SMALL else self._large_mask
                    for glyphs in item.fitted.glyphs:
                        if glyphs.shaping == "emoji":
                            picture, left, top = self._emoji_at(glyphs)
                            image.paste(picture, (left - x, top - y), picture)
                        elif glyphs.turned:
                            self._draw_turned(image, glyphs, item.colors[glyphs.ink], x, y)
                        else:
                            mask, left, top = mask_of(glyphs.face, glyphs.size, glyphs.shaping, glyphs.text)
                            across, down = _pixel(glyphs.x, glyphs.baseline)
                            pen.draw_bitmap((across + left - x, down + top - y), mask, inks[glyphs.ink])

    def ink_box(self, item: Placed) -> PixelBox:
        """Whole pixels outside of which nothing of this item is drawn."""
        if isinstance(item, PlacedText):
            return self._ink_of(item.fitted.glyphs)
        box = item.inner if isinstance(item, PlacedQr) else item.box
        left, top = round(box.x), round(box.y)
        return PixelBox(left, top, left + round(box.width), top + round(box.height))

    def _ink_of(self, placed: Sequence[PlacedGlyphs]) -> PixelBox:
        """The box around all of these; as `glyphs_box` of each, which is asked for those alone that are not plain."""
        boxes, ink = [], self._ink
        for glyphs in placed:
            if glyphs.turned or glyphs.shaping == "emoji":
                boxes.append(self.glyphs_box(glyphs))
            else:
                left, top, right, bottom = ink(glyphs.face, glyphs.size, glyphs.shaping, glyphs.text)
                x, y = floor(glyphs.x), floor(glyphs.baseline)
                boxes.append((x + left - 1, y + top - 1, x + right + 2, y + bottom + 2))
        if not boxes:
            return PixelBox(0, 0, 0, 0)
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return PixelBox(min(lefts), min(tops), max(rights), max(bottoms))

    def glyphs_box(self, glyphs: PlacedGlyphs) -> tuple[int, int, int, int]:
        """The box of some glyphs; a pixel wider than their ink, for they may stand between two pixels."""
        if glyphs.shaping == "emoji":
            picture, x, y = self._emoji_at(glyphs)
            return x, y, x + picture.width, y + picture.height
        left, top, right, bottom = self._ink(glyphs.face, glyphs.size, glyphs.shaping, glyphs.text)
        x, y = floor(glyphs.x), floor(glyphs.baseline)
        if glyphs.turned:  # clockwise: what rose from the baseline now lies to its right
            left, top, right, bottom = -bottom, left, -top, right
        return x + left - 1, y + top - 1, x + right + 2, y + bottom + 2

    def _draw_mask(self, face: int, size: float, shaping: Shaping, text: str) -> _Mask:
        """Glyphs in white on black, and where that picture stands from the pixel of their origin."""
        mask, (left, top) = self.fonts.font(face, size, shaping).getmask2(text, "L", anchor="ls")
        return mask, left, top

    def _large_mask(self, face: int, size: float, shaping: Shaping, text: str) -> _Mask:
        key = (face, size, shaping, text)
        found = self._large_masks.get(key)
        if found is None:
            found = self._draw_mask(*key)
            self._large_masks.put(key, found, found[0].size[0] * found[0].size[1])
        return found

    def _measure_ink(self, face: int, size: float, shaping: Shaping, text: str) -> tuple[int, int, int, int]:
        left, top, right, bottom = self.fonts.font(face, size, shaping).getbbox(text, anchor="ls")
        return floor(left), floor(top), ceil(right), ceil(bottom)

    def _cast(self, template: PosterTemplate, form: Format, artwork: Iterable[tuple[str, Box]]) -> Image.Image:
        ground = Image.new("RGB", (form.width, form.height), form.background)
        for file, box in artwork:
            self._paste_artwork(ground, template, PlacedArtwork("", file, box), 0, 0)
        return ground

    def _paste_artwork(self, image: Image.Image, template: PosterTemplate, item: PlacedArtwork, x: int, y: int) -> None:
        svg, size = template.artwork[item.file], (round(item.box.width), round(item.box.height))
        picture = self._artwork.get_or_make((svg, size), lambda: rasterise(svg, size, self.svg_to_png), _size)
        image.paste(picture, (round(item.box.x) - x, round(item.box.y) - y), picture)

    def _draw_turned(
        self, image: Image.Image, glyphs: PlacedGlyphs, color: tuple[int, int, int], x: int, y: int
    ) -> None:
        """Draw glyphs lying on their right side: draw them level, turn the drawing clockwise, and lay it down."""
        font = self.fonts.font(glyphs.face, glyphs.size, glyphs.shaping)
        margin = round(glyphs.size / 2)
        width, height = round(font.getlength(glyphs.text)) + 2 * margin, round(glyphs.size * 2)
        level = Image.new("L", (width, height), 0)
        baseline = round(glyphs.size * 1.4)
        ImageDraw.Draw(level).text((margin, baseline), glyphs.text, font=font, fill=255, anchor="ls")
        mask = level.transpose(Image.Transpose.ROTATE_270)
        image.paste(color, (round(glyphs.x) - (height - baseline) - x, round(glyphs.baseline) - margin - y), mask)

    def _emoji_at(self, glyphs: PlacedGlyphs) -> tuple[Image.Image, int, int]:
        """The drawing of an emoji, and where its corner stands."""
        key = (glyphs.text, glyphs.face, glyphs.size)
        picture = self._emoji.get_or_make(key, lambda: self._draw_emoji(*key), _size)
        parts = max(1, round(picture.width / (EMOJI_INK * glyphs.size)))
        left = glyphs.x + (parts * EMOJI_ADVANCE * glyphs.size - picture.width) / 2
        top = glyphs.baseline - ASCENT * glyphs.size + (glyphs.size - picture.height) / 2
        return picture, round(left), round(top)

    def _draw_emoji(self, text: str, face: int, size: float) -> Image.Image:
        font = self.fonts.font(face, EMOJI_STRIKE, "emoji")
        width, height = max(1, round(font.getlength(text) / EMOJI_WIDTH)) * EMOJI_WIDTH, EMOJI_HEIGHT
        strike = Image.new("RGBA", (width, height), (0, 0, 0, 0))
        ImageDraw.Draw(strike).text((0, 0), text, font=font, embedded_color=True, anchor="lt")
        scale = size * EMOJI_INK / EMOJI_WIDTH
        return strike.resize((round(width * scale), round(height * scale)), Image.Resampling.LANCZOS)


def _size(image: Image.Image) -> int:
    return image.width * image.height * 4  # Pillow keeps four bytes for a pixel of three, too


def leading_artwork(items: Sequence[Placed]) -> list[PlacedArtwork]:
    """The artwork that comes before anything personal: it can be cast once."""
    leading: list[PlacedArtwork] = []
    for item in items:
        if not isinstance(item, PlacedArtwork) or "[" in item.id:
            break
        leading.append(item)
    return leading


_OWN_RATIO = re.compile(r"""(<svg\b[^>]*?)\spreserveAspectRatio\s*=\s*("[^"]*"|'[^']*')""")


def rasterise(svg: bytes, size: tuple[int, int], draw: SvgToPng = svg_to_png) -> Image.Image:
    """Draw an SVG stretched to this size in pixels (RGBA). Artwork carries no live text: no fonts are loaded.

    The stretching is done on the root element, so that one drawing serves boxes of any proportion.
    """
    text = _OWN_RATIO.sub(r"\1", svg.decode(), count=1)
    text = text.replace("<svg", '<svg preserveAspectRatio="none"', 1)
    try:
        png = draw(text, size)
    except ValueError as exc:
        raise InvalidContent([Finding("artwork", f"is no SVG that can be drawn: {exc}", "export it again")]) from exc
    with Image.open(io.BytesIO(png)) as image:
        picture = image.convert("RGBA")
    return picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS)


def _paste_picture(image: Image.Image, item: PlacedPicture, x: int, y: int) -> None:
    """An avatar fills its box; a logo keeps its proportions inside it."""
    size = (round(item.box.width), round(item.box.height))
    with Image.open(io.BytesIO(item.data)) as opened:
        picture = opened.convert("RGBA")
    if item.source == "avatar":
        picture = ImageOps.fit(picture, size, Image.Resampling.LANCZOS)
    else:
        picture = ImageOps.pad(picture, size, Image.Resampling.LANCZOS, color=(0, 0, 0, 0))
    if item.round:
        mask = Image.new("L", (size[0] * 4, size[1] * 4), 0)
        ImageDraw.Draw(mask).ellipse((0, 0, mask.width - 1, mask.height - 1), fill=255)
        picture.putalpha(ImageChops.multiply(picture.getchannel("A"), mask.resize(size, Image.Resampling.BOX)))
    image.paste(picture, (round(item.box.x) - x, round(item.box.y) - y), picture)


def _lay_paper(image: Image.Image, item: PlacedPaper, x: int, y: int) -> None:
    paper = Image.new("RGB", (round(item.box.width), round(item.box.height)), item.light)  # faster than filling a box
    image.paste(paper, (round(item.box.x) - x, round(item.box.y) - y))


def _draw_qr(image: Image.Image, item: PlacedQr, x: int, y: int) -> None:
    side, box = item.matrix.side, item.inner
    modules = Image.new("RGB", (side, side), item.light)
    modules.paste(item.dark, (0, 0), Image.frombytes("L", (side, side), item.matrix.dark))
    code = modules.resize((side * item.module, side * item.module), Image.Resampling.NEAREST)
    if item.shape == "round":
        light = Image.new("RGB", code.size, item.light)
        code = Image.composite(code, light, _dots(side, item.module))
    image.paste(code, (round(box.x) - x, round(box.y) - y))
    if item.logo:
        box = item.logo_box
        image.paste(item.light, (round(box.x) - x, round(box.y) - y, round(box.right) - x, round(box.bottom) - y))
        inner = Box(*(v + item.module / 2 for v in (box.x, box.y)), *(v - item.module for v in (box.width, box.height)))
        _paste_picture(image, PlacedPicture(item.id, item.logo, inner, "logo", False), x, y)


@lru_cache(maxsize=16)
def _dots(side: int, module: int) -> Image.Image:
    """A mask with a dot in every module, but for the three finder patterns, which stay whole.

    Nine tenths of a module wide: smaller dots lose readers at a distance.
    """
    dot = Image.new("L", (module * 8, module * 8), 0)
    margin = module * 8 // 20
    ImageDraw.Draw(dot).ellipse((margin, margin, dot.width - 1 - margin, dot.height - 1 - margin), fill=255)
    dot = dot.resize((module, module), Image.Resampling.BOX)
    mask = Image.new("L", (side * module, side * module), 0)
    for row in range(side):
        for column in range(side):
            mask.paste(dot, (column * module, row * module))
    far = side - FINDER
    for column, row in ((0, 0), (far, 0), (0, far)):
        corner = (column * module, row * module, (column + FINDER) * module, (row + FINDER) * module)
        mask.paste(255, corner)
    return mask


def _pixel(x: float, y: float) -> tuple[int, int]:
    """Where glyphs stand that are to stand here: FreeType draws them at whole pixels, from positions in 64ths."""
    return (round(x * 64) + 32) >> 6, (round(y * 64) + 31) >> 6

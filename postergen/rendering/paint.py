"""Draw a layout; every decision was taken before."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import lru_cache

import resvg_py
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps

from postergen.errors import Finding, InvalidContent
from postergen.rendering.fonts import EMOJI_ADVANCE, EMOJI_STRIKE, FontBook
from postergen.rendering.layout import Layout, Placed, PlacedArtwork, PlacedPicture, PlacedQr, PlacedText
from postergen.rendering.qr import FINDER, QUIET_ZONE
from postergen.rendering.template import PosterTemplate
from postergen.rendering.typography import ASCENT, Box, PlacedGlyphs

_EMOJI_SIZE = (136, 128)  # pixels of one NotoColorEmoji bitmap


class Painter:
    """Draws layouts. Keeps what does not change with the person: artwork, plates and emoji."""

    def __init__(self, fonts: FontBook) -> None:
        self.fonts = fonts
        self._artwork = lru_cache(maxsize=256)(rasterise)
        self._plates = lru_cache(maxsize=32)(self._cast)
        self._emoji = lru_cache(maxsize=1024)(self._draw_emoji)

    def paint(self, template: PosterTemplate, layout: Layout) -> Image.Image:
        """The finished poster as an RGB image."""
        first = _leading_artwork(layout.items)
        plate_key = tuple((item.file, item.box) for item in first)
        size = (layout.format.width, layout.format.height)
        image = self._plates(_Files(template), size, layout.format.background, plate_key).copy()
        draw = ImageDraw.Draw(image)
        for item in layout.items[len(first) :]:
            match item:
                case PlacedArtwork():
                    self._paste_artwork(image, template, item)
                case PlacedPicture():
                    _paste_picture(image, item)
                case PlacedQr():
                    _draw_qr(image, item)
                case PlacedText():
                    for glyphs in item.fitted.glyphs:
                        self._draw_glyphs(image, draw, glyphs, item.colors[glyphs.ink])
        return image

    def _cast(
        self,
        files: _Files,
        size: tuple[int, int],
        background: tuple[int, int, int],
        artwork: tuple[tuple[str, Box], ...],
    ) -> Image.Image:
        """The plate: everything behind the first element that depends on the person."""
        plate = Image.new("RGB", size, background)
        for file, box in artwork:
            self._paste_artwork(plate, files.template, PlacedArtwork("", file, box))
        return plate

    def _paste_artwork(self, image: Image.Image, template: PosterTemplate, item: PlacedArtwork) -> None:
        size = (round(item.box.width), round(item.box.height))
        picture = self._artwork(template.artwork[item.file], size)
        image.paste(picture, (round(item.box.x), round(item.box.y)), picture)

    def _draw_glyphs(
        self, image: Image.Image, draw: ImageDraw.ImageDraw, glyphs: PlacedGlyphs, color: tuple[int, int, int]
    ) -> None:
        if glyphs.shaping == "emoji":
            picture = self._emoji(glyphs.text, glyphs.face, glyphs.size)
            x = glyphs.x + (EMOJI_ADVANCE * glyphs.size - picture.width) / 2
            y = glyphs.baseline - ASCENT * glyphs.size + (glyphs.size - picture.height) / 2
            image.paste(picture, (round(x), round(y)), picture)
            return
        font = self.fonts.font(glyphs.face, glyphs.size, glyphs.shaping)
        if glyphs.turned:
            _draw_turned(image, glyphs, font, color)
            return
        draw.text((glyphs.x, glyphs.baseline), glyphs.text, font=font, fill=color, anchor="ls")

    def _draw_emoji(self, text: str, face: int, size: float) -> Image.Image:
        font = self.fonts.font(face, EMOJI_STRIKE, "emoji")
        strike = Image.new("RGBA", _EMOJI_SIZE, (0, 0, 0, 0))
        ImageDraw.Draw(strike).text((0, 0), text, font=font, embedded_color=True, anchor="lt")
        scale = size * 1.1 / _EMOJI_SIZE[0]
        return strike.resize((round(_EMOJI_SIZE[0] * scale), round(_EMOJI_SIZE[1] * scale)), Image.Resampling.LANCZOS)


class _Files:
    """A template as a cache key: two with the same version are the same."""

    def __init__(self, template: PosterTemplate) -> None:
        self.template = template

    def __hash__(self) -> int:
        return hash(self.template.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Files) and other.template.version == self.template.version


def _leading_artwork(items: Sequence[Placed]) -> list[PlacedArtwork]:
    """The artwork that comes before anything personal: it can be cast once."""
    leading: list[PlacedArtwork] = []
    for item in items:
        if not isinstance(item, PlacedArtwork) or "[" in item.id:
            break
        leading.append(item)
    return leading


_OWN_RATIO = re.compile(r"""(<svg\b[^>]*?)\spreserveAspectRatio\s*=\s*("[^"]*"|'[^']*')""")


def rasterise(svg: bytes, size: tuple[int, int]) -> Image.Image:
    """Draw an SVG stretched to this size in pixels (RGBA). Artwork carries no live text: no fonts are loaded.

    The stretching is done on the root element, so that one drawing serves boxes of any proportion.
    """
    text = _OWN_RATIO.sub(r"\1", svg.decode(), count=1)
    text = text.replace("<svg", '<svg preserveAspectRatio="none"', 1)
    try:
        png = resvg_py.svg_to_bytes(svg_string=text, width=size[0], height=size[1], skip_system_fonts=True)
    except ValueError as exc:
        raise InvalidContent([Finding("artwork", f"is no SVG that can be drawn: {exc}", "export it again")]) from exc
    with Image.open(io.BytesIO(bytes(png))) as image:
        picture = image.convert("RGBA")
    return picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS)


def _draw_turned(
    image: Image.Image, glyphs: PlacedGlyphs, font: ImageFont.FreeTypeFont, color: tuple[int, int, int]
) -> None:
    """Draw glyphs lying on their right side: draw them level, turn the drawing clockwise, and lay it down."""
    margin = round(glyphs.size / 2)
    width, height = round(font.getlength(glyphs.text)) + 2 * margin, round(glyphs.size * 2)
    level = Image.new("L", (width, height), 0)
    baseline = round(glyphs.size * 1.4)
    ImageDraw.Draw(level).text((margin, baseline), glyphs.text, font=font, fill=255, anchor="ls")
    mask = level.transpose(Image.Transpose.ROTATE_270)
    image.paste(color, (round(glyphs.x) - (height - baseline), round(glyphs.baseline) - margin), mask)


def _paste_picture(image: Image.Image, item: PlacedPicture) -> None:
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
    image.paste(picture, (round(item.box.x), round(item.box.y)), picture)


def _draw_qr(image: Image.Image, item: PlacedQr) -> None:
    side = item.matrix.size_with_quiet_zone
    small = Image.new("1", (side, side), 0)
    small.putdata([dark for row in _with_quiet_zone(item.matrix.modules) for dark in row])
    mask = small.resize((side * item.module, side * item.module), Image.Resampling.NEAREST)
    if item.shape == "round":
        mask = ImageChops.multiply(mask.convert("L"), _dots(side, item.module))
    image.paste(item.light, (item.x, item.y, item.x + mask.width, item.y + mask.height))
    image.paste(item.dark, (item.x, item.y), mask)
    if item.logo:
        box = item.logo_box
        image.paste(item.light, (round(box.x), round(box.y), round(box.right), round(box.bottom)))
        inner = Box(*(v + item.module / 2 for v in (box.x, box.y)), *(v - item.module for v in (box.width, box.height)))
        _paste_picture(image, PlacedPicture(item.id, item.logo, inner, "logo", False))


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
    far = side - QUIET_ZONE - FINDER
    for column, row in ((QUIET_ZONE, QUIET_ZONE), (far, QUIET_ZONE), (QUIET_ZONE, far)):
        corner = (column * module, row * module, (column + FINDER) * module, (row + FINDER) * module)
        mask.paste(255, corner)
    return mask


def _with_quiet_zone(modules: Sequence[Sequence[bool]]) -> list[list[bool]]:
    empty = [False] * (len(modules) + 2 * QUIET_ZONE)
    margin = [False] * QUIET_ZONE
    return [empty] * QUIET_ZONE + [[*margin, *row, *margin] for row in modules] + [empty] * QUIET_ZONE

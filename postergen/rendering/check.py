"""Check a look before it is published: every hard case is set, and the code can be read."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

from PIL import Image, ImageFilter

from postergen.errors import Finding, InvalidContent
from postergen.rendering.content import PosterContent
from postergen.rendering.fonts import FontBook
from postergen.rendering.layout import Layout, PlacedArtwork, PlacedQr, PlacedText, lay_out
from postergen.rendering.paint import Painter
from postergen.rendering.template import Color, Format, PosterTemplate, QrElement
from postergen.rendering.text import ASCENT, Box

MIN_CONTRAST = 4.5  # WCAG 2.2, 1.4.3; for the code, dark against light
PHONE_WIDTH = 360  # px

Decoder = Callable[[Image.Image], str | None]


def check_template(
    template: PosterTemplate, contents: Sequence[PosterContent], fonts: FontBook, decode: Decoder
) -> list[Finding]:
    """Everything wrong with a look, over these contents (which should be the hardest there are).

    Args:
        decode: reads a QR code out of a picture.
    """
    findings: list[Finding] = []
    painter = Painter(fonts)
    for name, chosen in template.formats.items():
        where = f"{template.id}/{name}"
        findings += _check_code_contrast(chosen, where)
        for number, content in enumerate(contents):
            try:
                layout = lay_out(template, name, content, fonts)
            except InvalidContent as exc:
                findings += exc.findings
                break
            findings += check_layout(layout, where)
            if number == 0:
                findings += _check_decoding(painter.paint(template, layout), content.scan_url, decode, where)
    return list(dict.fromkeys(findings))


def check_layout(layout: Layout, where: str) -> Iterator[Finding]:
    """Nothing is cut or leaves the canvas, and no two texts overlap each other or the code."""
    canvas = layout.format.canvas
    for text in layout.texts():
        if text.fitted.truncated:
            yield Finding(f"{where}/{text.id}", "is cut with an ellipsis", "enlarge the box or lower min_size")
    solid = [(item.id, box) for item in layout.items if (box := _ink_box(item))]
    for name, box in solid:
        if box.x < -1 or box.y < -1 or box.right > canvas.right + 1 or box.bottom > canvas.bottom + 1:
            yield Finding(f"{where}/{name}", "reaches over the edge of the picture", "move or shrink its box")
    for (a, left), (b, right) in itertools.combinations(solid, 2):
        if _overlap(left, right):
            yield Finding(f"{where}/{a}", f"overlaps {b}", "move or shrink one of the boxes")


def _ink_box(item: PlacedText | PlacedArtwork | PlacedQr) -> Box | None:
    """The em boxes of all glyphs together, or the code with its quiet zone; artwork may lie under anything."""
    if isinstance(item, PlacedQr):
        return item.box
    if isinstance(item, PlacedArtwork) or not item.fitted.glyphs:
        return None
    glyphs, size = item.fitted.glyphs, item.fitted.size
    top = min(g.baseline for g in glyphs) - ASCENT * size
    bottom = max(g.baseline for g in glyphs) + (1 - ASCENT) * size
    left = min(g.x for g in glyphs)
    return Box(left, top, item.fitted.box.right - left if len(glyphs) > 1 else size, bottom - top)


def _overlap(a: Box, b: Box) -> bool:
    return min(a.right, b.right) - max(a.x, b.x) > 1 and min(a.bottom, b.bottom) - max(a.y, b.y) > 1


def _check_code_contrast(chosen: Format, where: str) -> Iterator[Finding]:
    for element in chosen.elements:
        if isinstance(element, QrElement) and contrast(element.dark, element.light) < MIN_CONTRAST:
            found = contrast(element.dark, element.light)
            yield Finding(f"{where}/{element.id}", f"the code's contrast is {found:.1f}", f"at least {MIN_CONTRAST}")


def _check_decoding(poster: Image.Image, expected: str, decode: Decoder, where: str) -> Iterator[Finding]:
    for damage, harm in DAMAGES.items():
        if decode(harm(poster)) != expected:
            yield Finding(f"{where}/qr", f"the code cannot be read: {damage}", "enlarge its box, raise its contrast")


def _at_phone_width(image: Image.Image) -> Image.Image:
    height = round(image.height * PHONE_WIDTH / image.width)
    return image.resize((PHONE_WIDTH, height), Image.Resampling.BILINEAR)


DAMAGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "as it is": lambda image: image,
    "scaled to a phone's 360 px": _at_phone_width,
    "blurred a little": lambda image: image.filter(ImageFilter.GaussianBlur(2)),
    "half as bright": lambda image: image.point(lambda value: value // 2),
}


def contrast(a: Color, b: Color) -> float:
    """The contrast ratio of two colours (WCAG 2.2, relative luminance), 1 to 21."""

    def luminance(color: Color) -> float:
        parts = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in color]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)

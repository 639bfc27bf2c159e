"""Draw the frames of a sticker on nothing: what layout and paint make of them, cut out, with a rim around it.

Layout, fonts, line breaking and paint are those of posters. A painter draws on a ground, so each frame is drawn on
black and on white: where both are the same it is solid, and where they differ the ground shines through.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import cos, pi, sin

import numpy as np
from PIL import Image, ImageChops

from postergen.rendering.content import PosterContent
from postergen.rendering.figure import SIDE, Figure, Outline
from postergen.rendering.fonts import FontBook
from postergen.rendering.layout import lay_out
from postergen.rendering.paint import Painter
from postergen.rendering.placed import Layout
from postergen.rendering.template import Color

BLACK, WHITE = (0, 0, 0), (255, 255, 255)
LANCZOS = Image.Resampling.LANCZOS
DIRECTIONS = 32  # in which a rim is laid around a shape: the corners of a circle that nobody sees


class StickerPainter:
    """Draws stickers with one set of fonts. Safe to share between threads."""

    def __init__(self, fonts: FontBook) -> None:
        self._fonts, self._painter = fonts, Painter(fonts)

    def lay_out(self, figure: Figure, movement: str, number: int, line: str, locale: str) -> Layout:
        """Where everything stands in one frame, from 1; without a line nothing is said."""
        form = figure.movements[movement].frames[number - 1].form
        return lay_out(figure.template, form, says(line, locale), self._fonts)

    def frames(self, figure: Figure, movement: str, line: str, locale: str, side: int = SIDE) -> list[Image.Image]:
        """Every frame of the movement (RGBA), ``side`` pixels square."""
        count = len(figure.movements[movement].frames)
        return [self.frame(figure, movement, number + 1, line, locale, side) for number in range(count)]

    def still(self, figure: Figure, movement: str, line: str, locale: str, side: int = SIDE) -> Image.Image:
        """The frame that stands for the movement."""
        return self.frame(figure, movement, figure.movements[movement].still, line, locale, side)

    def frame(self, figure: Figure, movement: str, number: int, line: str, locale: str, side: int) -> Image.Image:
        layout = self.lay_out(figure, movement, number, line, locale)
        dark, light = (self._on(ground, figure, layout, side) for ground in (BLACK, WHITE))
        return outlined(_cut_out(dark, light), figure.outline, side / SIDE)

    def alone(self, figure: Figure, movement: str, side: int, margin: float = 0.04) -> Image.Image:
        """The figure without a line and without its rim (RGBA), as large as a square with this margin holds."""
        layout = self.lay_out(figure, movement, figure.movements[movement].still, "", "en")
        dark, light = (self._on(ground, figure, layout, SIDE) for ground in (BLACK, WHITE))
        return fitted(_cut_out(dark, light), (side, side), margin)

    def banner(self, figures: Sequence[tuple[Figure, str]], size: tuple[int, int], ground: Color) -> Image.Image:
        """These figures, each with what it does, side by side on a table; nothing is said."""
        width, height = size
        image = Image.new("RGB", size, ground)
        table = tuple(round(part * 0.82) for part in ground)
        image.paste(table, (0, round(height * 0.74), width, height))
        across = width / max(1, len(figures))
        for number, (figure, movement) in enumerate(figures):
            inner = (round(across * 0.84), round(height * 0.74))
            drawn = fitted(self.alone(figure, movement, SIDE, 0.0), inner, 0.03, bottom=True)
            drawn = outlined(drawn, figure.outline, 0.8)
            left = round(across * number + (across - inner[0]) / 2)
            image.paste(drawn, (left, round(height * 0.9) - inner[1]), drawn)
        return image

    def _on(self, ground: Color, figure: Figure, layout: Layout, side: int) -> Image.Image:
        image = Image.new("RGB", (SIDE, SIDE), ground)
        self._painter.draw(image, figure.template, layout.items)
        return image if side == SIDE else image.resize((side, side), LANCZOS)


@lru_cache(maxsize=256)
def says(line: str, locale: str) -> PosterContent:
    """The line of a sticker as what a template may speak of: its headline."""
    return PosterContent(
        locale=locale,
        headline=line,
        body="",
        call_to_action="",
        options=(),
        nickname="",
        place="",
        occasion="",
        date="",
        serial="",
        code="",
        scan_url="",
        typed_fallback="",
        ai_label="",
        campaign="",
    )


def _cut_out(on_black: Image.Image, on_white: Image.Image) -> Image.Image:
    """What was drawn on both grounds, without them (RGBA)."""
    dark, light = (np.asarray(image, dtype=np.int16) for image in (on_black, on_white))
    alpha = 255 - (light - dark).mean(axis=2)
    color = np.divide(dark * 255.0, alpha[..., None], out=np.zeros(dark.shape), where=alpha[..., None] > 0)
    pixels = np.dstack([color.clip(0, 255), alpha.clip(0, 255)])
    return Image.fromarray(pixels.round().astype(np.uint8), "RGBA")


def fitted(image: Image.Image, size: tuple[int, int], margin: float, *, bottom: bool = False) -> Image.Image:
    """What of a picture is not nothing, as large as this size holds it, in the middle or at the bottom."""
    inner = image.crop(image.getbbox() or (0, 0, 1, 1))
    width, height = size
    scale = min(width / inner.width, height / inner.height) * (1 - 2 * margin)
    inner = inner.resize((max(1, round(inner.width * scale)), max(1, round(inner.height * scale))), LANCZOS)
    left, top = (width - inner.width) // 2, (height - inner.height) // 2
    whole = Image.new("RGBA", size)
    whole.paste(inner, (left, height - inner.height - round(margin * height) if bottom else top))
    return whole


def outlined(image: Image.Image, outline: Outline, scale: float) -> Image.Image:
    """The picture with its rim behind it; ``scale`` is pixels of it for a pixel of `SIDE`."""
    radius = outline.width * scale
    if radius < 0.5:
        return image
    alpha = image.getchannel("A")
    wide = alpha
    for right, down in _circle(radius):
        moved = Image.new("L", alpha.size)
        moved.paste(alpha, (right, down))
        wide = ImageChops.lighter(wide, moved)
    rim = Image.new("RGBA", image.size, outline.color)
    rim.putalpha(wide)
    rim.alpha_composite(image)
    return rim


@lru_cache(maxsize=8)
def _circle(radius: float) -> Sequence[tuple[int, int]]:
    """Whole pixels at this distance, all around, and half as far, so that thin lines leave no hole."""
    angles = [2 * pi * k / DIRECTIONS for k in range(DIRECTIONS)]
    return tuple(dict.fromkeys((round(r * cos(a)), round(r * sin(a))) for r in (radius, radius / 2) for a in angles))

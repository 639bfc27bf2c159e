"""Whether the texts of a poster can be read on a phone: their size, their contrast, and the room between them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image

from postergen.errors import Finding
from postergen.rendering.paint import Painter, leading_artwork
from postergen.rendering.placed import Layout, Placed, PlacedQr, PlacedText
from postergen.rendering.template import Color, PosterTemplate
from postergen.rendering.typography import Box, PlacedGlyphs

PAGE = 1080  # px; what sizes are told for: a poster of another width has as many more, or fewer
SMALLEST = 20  # px of 1080: 7 px on a phone 375 wide
# WCAG 2.2, "large scale": 18 pt, or 14 pt when bold; 24 and 18.66 px on a phone that shows 1080 px on 375
LARGE, LARGE_BOLD, BOLD = 69, 54, 700
TEXT_CONTRAST, LARGE_CONTRAST = 4.5, 3.0  # WCAG 2.2, 1.4.3
GROUND = 0.9  # of the ground below a character has the contrast: a seam of a pixel hides nothing
ROOM = 0.15  # em of the smaller one, between two texts, or a text and a picture


def check_legibility(template: PosterTemplate, layout: Layout, painter: Painter, where: str) -> Iterator[Finding]:
    """What of a poster is too small, too pale on what is painted below it, or too near to something else."""
    yield from check_sizes(layout, where)
    yield from check_room(layout, where)
    yield from check_contrast(template, layout, painter, where)


def check_sizes(layout: Layout, where: str) -> Iterator[Finding]:
    """No text is smaller than people read."""
    least = SMALLEST * layout.format.width / PAGE
    for text in layout.texts():
        if text.fitted.glyphs and text.fitted.size < least - 0.5:
            problem = f"is set at {text.fitted.size:.0f} px"
            yield Finding(f"{where}/{text.id}", problem, f"at least {least:.0f} px: raise min_size, enlarge the box")


def check_room(layout: Layout, where: str) -> Iterator[Finding]:
    """No two texts, and no text and code, touch each other; a seal may be pressed upon the edge of a picture."""
    solid = [(item.id, box, em) for item in layout.items for box, em in _solid(item)]
    for (a, left, small), (b, right, other) in itertools.combinations(solid, 2):
        across = max(left.x, right.x) - min(left.right, right.right)
        down = max(left.y, right.y) - min(left.bottom, right.bottom)
        apart = max(across, down)
        if -1 <= apart < _room(small, other):  # what overlaps is found by `check_layout`
            yield Finding(f"{where}/{a}", f"touches {b}", "leave some room between the boxes")


def _room(a: float, b: float) -> float:
    return ROOM * min(a, b)


def _solid(item: Placed) -> Iterator[tuple[Box, float]]:
    """The em boxes of all glyphs of a text and its size, or the code with its quiet zone."""
    if isinstance(item, PlacedQr):
        yield item.box, math.inf
    elif isinstance(item, PlacedText) and item.fitted.glyphs:
        yield item.fitted.extent, item.fitted.size


def check_contrast(template: PosterTemplate, layout: Layout, painter: Painter, where: str) -> Iterator[Finding]:
    """Every character stands out from what is painted below it, artwork and pictures included."""
    ground = Image.new("RGB", (layout.format.width, layout.format.height), layout.format.background)
    first = leading_artwork(layout.items)
    if first:
        ground = painter.grounds.whole(painter.ground(template, layout.format, first)).copy()
    for item in layout.items[len(first) :]:
        if not isinstance(item, PlacedText):
            painter.draw(ground, template, [item])
            continue
        letters = [glyphs for glyphs in item.fitted.glyphs if glyphs.shaping != "emoji"]
        found = min((_contrast(ground, painter, item, glyphs) for glyphs in letters), default=21.0)
        wanted = _wanted(item.fitted.size * PAGE / layout.format.width, painter, letters)
        if found < wanted:
            problem = f"has a contrast of {found:.1f} to what is painted below it"
            yield Finding(f"{where}/{item.id}", problem, f"at least {wanted}: another colour, or a calmer ground")


def _wanted(size: float, painter: Painter, letters: Sequence[PlacedGlyphs]) -> float:
    lightest = min((painter.fonts.files[glyphs.face].weight for glyphs in letters), default=0)
    return LARGE_CONTRAST if size >= (LARGE_BOLD if lightest >= BOLD else LARGE) else TEXT_CONTRAST


def _contrast(ground: Image.Image, painter: Painter, item: PlacedText, glyphs: PlacedGlyphs) -> float:
    """The contrast that `GROUND` of the pixels around a character have, at least."""
    left, top, right, bottom = painter.glyphs_box(glyphs)
    box = (max(left, 0), max(top, 0), min(right, ground.width), min(bottom, ground.height))
    if box[0] >= box[2] or box[1] >= box[3]:
        return 21.0  # stands beside the picture, which `check_layout` says
    pixels = np.asarray(ground.crop(box)).reshape(-1, 3)
    light, own = _LINEAR[pixels] @ _WEIGHTS, float(_LINEAR[list(item.colors[glyphs.ink])] @ _WEIGHTS)
    ratios = (np.maximum(light, own) + 0.05) / (np.minimum(light, own) + 0.05)
    return float(np.quantile(ratios, 1 - GROUND))


def contrast(a: Color, b: Color) -> float:
    """The contrast ratio of two colours (WCAG 2.2), 1 to 21."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: Color) -> float:
    """How light a colour is (WCAG 2.2, relative luminance), from 0 to 1."""
    return float(_LINEAR[list(color)] @ _WEIGHTS)


_LEVELS = np.arange(256) / 255
_LINEAR = np.where(_LEVELS <= 0.04045, _LEVELS / 12.92, ((_LEVELS + 0.055) / 1.055) ** 2.4)  # of each part of a colour
_WEIGHTS = np.array([0.2126, 0.7152, 0.0722])

"""What a careful reader objects to in a set text; the marks are typed here, not taken from the product."""

from __future__ import annotations

import unicodedata
from itertools import groupby

from postergen.rendering.characters import graphemes
from postergen.rendering.fonts import FontBook
from postergen.rendering.typography import Box, FittedText, PlacedGlyphs

# W3C CLREQ, 3.2.2 "Prohibition rules for line start and line end", with their western companions
NEVER_STARTS = "，、。．：；！？…—～·”’」』）〕】〗〉》］｝,.;:!?)]}%％℃"
NEVER_ENDS = "“‘「『（〔【〖〈《［｛([{¥￥$"


def objections(fitted: FittedText, fonts: FontBook, box: Box) -> list[str]:
    """Every breach of the rules, in words; an empty list when there is none."""
    return [*line_edge_objections(fitted.lines), *width_objections(fitted, fonts, box)]


def line_edge_objections(lines: tuple[str, ...]) -> list[str]:
    found = []
    for line in lines[1:]:
        if line and graphemes(line)[0][0] in NEVER_STARTS:
            found.append(f"a line starts with {line[:3]!r}")
    for line in lines[:-1]:
        if line and graphemes(line)[-1][0] in NEVER_ENDS:
            found.append(f"a line ends with {line[-3:]!r}")
    return found


def width_objections(fitted: FittedText, fonts: FontBook, box: Box) -> list[str]:
    """Ink may hang over its box by the few hundredths of an em that letters have outside their advance."""
    slack = 0.08 * fitted.size + 1
    found = []
    for _, row in groupby(sorted(fitted.glyphs, key=lambda g: g.baseline), key=lambda g: g.baseline):
        # a mark with no letter under it has no width, and its ink stands before its origin
        glyphs = [g for g in row if unicodedata.category(g.text[0]) != "Mn"]
        if not glyphs:
            continue
        left = min(ink(g, fonts)[0] for g in glyphs)
        right = max(ink(g, fonts)[1] for g in glyphs)
        if left < box.x - slack or right > box.right + slack:
            words = "".join(g.text for g in glyphs)
            found.append(
                f"{words!r} stands from {left:.0f} to {right:.0f}, the box from {box.x:.0f} to {box.right:.0f}"
            )
    lowest = max((g.baseline for g in fitted.glyphs), default=box.y)
    highest = min((g.baseline for g in fitted.glyphs), default=box.bottom)
    if lowest + 0.12 * fitted.size > box.bottom + 1 or highest - 0.88 * fitted.size < box.y - 1:
        found.append(f"lines stand from {highest:.0f} to {lowest:.0f}, the box from {box.y:.0f} to {box.bottom:.0f}")
    return found


def ink(glyph: PlacedGlyphs, fonts: FontBook) -> tuple[float, float]:
    """Where the ink of a glyph begins and ends, in pixels."""
    if glyph.shaping == "emoji":
        return glyph.x, glyph.x + 1.18 * glyph.size
    mask, offset = fonts.font(glyph.face, glyph.size, glyph.shaping).getmask2(glyph.text, anchor="ls")
    left, _, right, _ = mask.getbbox() or (0, 0, 0, 0)
    return glyph.x + offset[0] + left, glyph.x + offset[0] + right

"""Small letters on a page of a PDF as shapes: of the posters' own fonts, in any script, with no font to embed.

PDF/X wants every font embedded (ISO 15930-7, 6.2.5), and what writes the PDF embeds none with cubic outlines, which
those of Chinese have. A text is set character by character, in the order in which it is seen; letters are not joined.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from postergen.rendering.bidi import mirrored, paragraph_levels, runs_to_the_left, visual_order
from postergen.rendering.fonts import FontBook

FAMILY, WEIGHT = "sans", 400
INSTEAD = "\N{WHITE SQUARE}"  # of what has no outline, as an emoji


class Outlines:
    """The outlines of a book of fonts."""

    def __init__(self, fonts: FontBook) -> None:
        self._fonts = fonts
        self._opened = lru_cache(maxsize=8)(self._open)

    def draw(self, canvas: Any, text: str, at: tuple[float, float], size: float, room: float) -> None:
        """Fill the letters of a text from this point on, as many as go into this room; lengths in points.

        Args:
            canvas: a page of reportlab.
        """
        from fontTools.pens.reportLabPen import ReportLabPen  # only here: most posters go into no PDF
        from fontTools.pens.transformPen import TransformPen

        path, (left, base) = canvas.beginPath(), at
        path.closePath = path.close  # as the pen calls it
        for character in _as_seen(text):
            found = self._fonts.glyphs(character, FAMILY, WEIGHT)
            if found.missing or found.shaping == "emoji":
                found = self._fonts.glyphs(INSTEAD, FAMILY, WEIGHT)
            if left + found.advance * size > at[0] + room:
                break
            glyphs, names, em = self._opened(found.face)
            within = 0.0
            for letter in found.text:  # a few characters are set as several
                glyph = glyphs[names.get(ord(letter), ".notdef")]
                if letter.strip():
                    pen = TransformPen(ReportLabPen(glyphs, path), (size / em, 0, 0, size / em, left + within, base))
                    glyph.draw(pen)
                within += glyph.width * size / em
            left += found.advance * size
        canvas.drawPath(path, stroke=0, fill=1)

    def _open(self, face: int) -> tuple[Any, Any, int]:
        from fontTools.ttLib import TTFont

        file = self._fonts.files[face]
        font = TTFont(file.checked_path, lazy=True, fontNumber=file.index)
        return font.getGlyphSet(), font.getBestCmap(), font["head"].unitsPerEm


def _as_seen(text: str) -> str:
    """The characters of a line from left to right (UAX #9)."""
    if not runs_to_the_left(text):
        return text
    levels = paragraph_levels(text, 0)
    return "".join(mirrored(text[at]) if levels[at] % 2 else text[at] for at in visual_order(levels))

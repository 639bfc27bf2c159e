"""Turn TrueType outlines into compact PostScript ones: of hanzi these take about half the room."""

from __future__ import annotations

import cffsubr
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.filterPen import FilterPen
from fontTools.pens.qu2cuPen import Qu2CuPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont, newTable

TOLERANCE = 0.5  # units of the em (1,000 or 1,024) that a curve may move
TRUETYPE = ("glyf", "loca", "gasp", "fpgm", "prep", "cvt ", "FFTM")


class _OnCurve(FilterPen):
    """Gives contours without a point on the curve one, halfway between two others, where TrueType implies it."""

    def qCurveTo(self, *points: tuple[float, float] | None) -> None:  # noqa: N802, the name is fontTools'
        if points[-1] is not None:
            super().qCurveTo(*points)
            return
        (left, low), (right, high) = points[-2], points[0]
        middle = ((left + right) / 2, (low + high) / 2)
        self.moveTo(middle)
        super().qCurveTo(*points[:-1], middle)


def to_cubic(font: TTFont) -> None:
    """Replace ``glyf`` by ``CFF``, with what many glyphs share written once."""
    name = font["name"].getDebugName(6)
    glyphs, drawn = font.getGlyphSet(), {}
    for glyph in font.getGlyphOrder():
        pen = T2CharStringPen(glyphs[glyph].width, glyphs)
        glyphs[glyph].draw(_OnCurve(Qu2CuPen(pen, TOLERANCE, all_cubic=True, reverse_direction=True)))
        drawn[glyph] = pen.getCharString()
    for tag in TRUETYPE:
        if tag in font:
            del font[tag]
    font["maxp"] = table = newTable("maxp")
    table.tableVersion, table.numGlyphs = 0x5000, len(drawn)
    font.sfntVersion = "OTTO"
    FontBuilder(font=font).setupCFF(name, {"FullName": name}, drawn, {})
    cffsubr.subroutinize(font, cff_version=1)

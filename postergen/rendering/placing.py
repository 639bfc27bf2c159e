"""Give every glyph of a broken text its place, in rows or in columns."""

from __future__ import annotations

from collections.abc import Sequence

from postergen.rendering.bidi import visual_order
from postergen.rendering.clusters import Cluster
from postergen.rendering.fonts import EMOJI_ADVANCE
from postergen.rendering.typography import ASCENT, Box, PlacedGlyphs, TextStyle

# the clusters as they stand from left to right, without white space at the edges, and their width in em
Line = tuple[Sequence[Cluster], float]


def in_visual_order(clusters: Sequence[Cluster]) -> Sequence[Cluster]:
    """A line as it stands from left to right; what is squeezed off its beginning goes with the letter it began with."""
    order = visual_order([cluster.level for cluster in clusters])
    turned = [clusters[i] for i in order]
    if order and order[0]:
        first, begins = turned[0], clusters[0]
        turned[order.index(0)] = begins._replace(gap_before=0.0, squeeze_before=begins.squeeze_at_start)
        turned[0] = first._replace(squeeze_at_start=first.squeeze_before - first.gap_before)
    return turned


def place_rows(lines: Sequence[Line], size: float, box: Box, style: TextStyle) -> tuple[list[PlacedGlyphs], Box]:
    """Rows from top to bottom; the second value is the box that they fill."""
    step = size * style.leading
    height = size + step * (len(lines) - 1)
    top = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[style.valign] * (box.height - height)
    share = {"start": 0.0, "center": 0.5, "end": 1.0}[style.align]
    placed: list[PlacedGlyphs] = []
    for row, (clusters, width) in enumerate(lines):
        x = share * (box.width - width * size)
        placed += _place_row(clusters, size, x, box.x, box.y + (top + row * step + ASCENT * size))
    widest = max((width for _, width in lines), default=0.0) * size
    return placed, Box(box.x + share * (box.width - widest), box.y + top, widest, height)


def _place_row(clusters: Sequence[Cluster], size: float, x: float, left: float, baseline: float) -> list[PlacedGlyphs]:
    """A row of glyphs that begins ``x`` behind ``left``: summed up from there, so that it looks alike in all boxes."""
    placed: list[PlacedGlyphs] = []
    for i, c in enumerate(clusters):
        x += (c.gap_before - c.squeeze_before if i else -c.squeeze_at_start) * size
        if not c.text.isspace():
            pen = x + c.offset * size
            placed.append(PlacedGlyphs(c.text, c.face, c.shaping, left + pen, baseline, size, False, c.ink))
        x += c.advance * size
    return placed


def place_columns(lines: Sequence[Line], size: float, box: Box, style: TextStyle) -> tuple[list[PlacedGlyphs], Box]:
    """Columns from right to left; the second value is the box that they fill."""
    step = size * style.leading
    width = size + step * (len(lines) - 1)
    right = box.width - {"top": 0.0, "middle": 0.5, "bottom": 1.0}[style.valign] * (box.width - width)
    share = {"start": 0.0, "center": 0.5, "end": 1.0}[style.align]
    placed: list[PlacedGlyphs] = []
    for column, (clusters, length) in enumerate(lines):
        left = right - column * step - size
        y = share * (box.height - length * size)
        for cluster in clusters:
            if not cluster.text.isspace():
                placed.append(_place_in_column(cluster, size, left, y, box))
            y += cluster.advance * size
    longest = max((length for _, length in lines), default=0.0) * size
    return placed, Box(box.x + (right - width), box.y + share * (box.height - longest), width, longest)


def _place_in_column(cluster: Cluster, size: float, left: float, y: float, box: Box) -> PlacedGlyphs:
    if cluster.turned:
        # turned clockwise the ascent points to the right, so the baseline lies near the left edge of the column
        return PlacedGlyphs(
            cluster.text,
            cluster.face,
            cluster.shaping,
            box.x + (left + (1 - ASCENT) * size),
            box.y + y,
            size,
            turned=True,
            ink=cluster.ink,
        )
    x, baseline = box.x + (left + cluster.offset * size), box.y + (y + ASCENT * size)
    across = 1 - 2 * cluster.offset  # em
    if cluster.shaping == "emoji" and across > EMOJI_ADVANCE:
        # the parts of an emoji stand side by side, small enough for the column
        x = box.x + (left + (1 - EMOJI_ADVANCE) / 2 * size)
        shrunk = size * EMOJI_ADVANCE / across
        baseline += (ASCENT - 0.5) * (shrunk - size)
        size = shrunk
    return PlacedGlyphs(cluster.text, cluster.face, cluster.shaping, x, baseline, size, ink=cluster.ink)

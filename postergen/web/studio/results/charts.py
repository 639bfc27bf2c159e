"""Draw results as SVG: leather sets out scales, axes, lines and columns; colours come from the style sheet by class.

Every picture is drawn twice, for a desk and for a phone, since letters must not shrink with the screen.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import leather
from leather import theme
from markupsafe import Markup

from postergen.tracking.forest import Node, Tree

# leather's own way to be told; widths in units of the picture, which are pixels
theme.margin = 0.015
theme.tick_font_size = 13
theme.tick_font_char_width = 8
theme.tick_font_char_height = 13

WIDE, NARROW = (560, 230), (320, 210)
TICKS = {WIDE: 7, NARROW: 4}
COLUMN, ROW, EDGE = 92, 24, 14  # of trees


@dataclass(frozen=True, slots=True)
class Point:
    """One value with its name on the axis, and what is said of it under a pointer."""

    label: str
    value: int

    @property
    def says(self) -> str:
        return f"{self.label}: {self.value:,}"


def line_chart(points: Sequence[Point], alt: str) -> Markup:
    """Values over time: a line over a shaded area, with a dot for each value while there is room for dots."""
    return _both(points, alt, lambda chart: chart.add_series(_series(points), _Track(points)))


def column_chart(points: Sequence[Point], alt: str) -> Markup:
    """A column for each name, with its number above it."""
    data = [(point.value, point.label) for point in points]

    def draw(chart: leather.Chart) -> None:
        chart.add_series(leather.Series([(label, value) for value, label in data]), _Numbered(points))

    return _both(points, alt, draw, is_ordinal=True)


def _both(
    points: Sequence[Point], alt: str, draw: Callable[[leather.Chart], None], *, is_ordinal: bool = False
) -> Markup:
    pictures = []
    for size, name in ((WIDE, "wide"), (NARROW, "narrow")):
        chart = leather.Chart()
        draw(chart)
        if not is_ordinal:
            every = max(1, -(-len(points) // TICKS[size]))
            chart.add_x_scale(0, max(len(points) - 1, 1))
            chart.add_x_axis(
                ticks=list(range(0, len(points), every)), tick_formatter=lambda value, i, count: points[value].label
            )
        chart.add_y_scale(0, max(4, max((point.value for point in points), default=0)))
        chart.add_y_axis(tick_formatter=lambda value, i, count: f"{int(value):,}" if value == int(value) else "")
        pictures.append(_svg(chart.to_svg_group(*size), size, f"chart {name}", alt))
    return Markup().join(pictures)


def _series(points: Sequence[Point]) -> leather.Series:
    return leather.Series([(n, point.value) for n, point in enumerate(points)])


class _Track(leather.Line):  # type: ignore[misc]
    """A line with its area and dots."""

    def __init__(self, points: Sequence[Point]) -> None:
        super().__init__("currentColor", 2)
        self._points = points

    def to_svg(
        self, width: float, height: float, x_scale: object, y_scale: object, series: object, palette: object
    ) -> ET.Element:
        group: ET.Element = super().to_svg(width, height, x_scale, y_scale, series, palette)
        spots = [
            (float(x_scale.project(n, 0, width)), float(y_scale.project(point.value, height, 0)))  # type: ignore[attr-defined]
            for n, point in enumerate(self._points)
        ]
        corners = [(spots[0][0], float(height)), *spots, (spots[-1][0], float(height))]
        area = ET.Element("polygon", {"class": "area", "points": " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)})
        group.insert(0, area)
        radius = "4" if len(spots) <= 45 else "1.5"
        for point, (x, y) in zip(self._points, spots, strict=True):
            dot = ET.SubElement(group, "circle", {"class": "spot", "cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": radius})
            ET.SubElement(dot, "title").text = point.says
        return group


class _Numbered(leather.Columns):  # type: ignore[misc]
    """Columns with their numbers."""

    def __init__(self, points: Sequence[Point]) -> None:
        super().__init__("currentColor")
        self._points = points

    def to_svg(
        self, width: float, height: float, x_scale: object, y_scale: object, series: object, palette: object
    ) -> ET.Element:
        group: ET.Element = super().to_svg(width, height, x_scale, y_scale, series, palette)
        for point, column in zip(self._points, group.findall("rect"), strict=True):
            middle = float(column.get("x", 0)) + float(column.get("width", 0)) / 2
            label = ET.SubElement(
                group, "text", {"class": "number", "x": f"{middle:.1f}", "y": f"{float(column.get('y', 0)) - 5:.1f}"}
            )
            label.text = f"{point.value:,}"
        return group


def tree_picture(tree: Tree, alt: str, and_more: str) -> Markup:
    """A tree from the root on the left; ``and_more`` holds {count}. Nobody's name: a poster is a dot."""
    spots = {node.code: (EDGE + node.generation * COLUMN, EDGE + node.row * ROW) for node in tree.nodes}
    first = tree.nodes[0].generation
    spots = {code: (x - first * COLUMN, y) for code, (x, y) in spots.items()}
    width = max(x for x, _ in spots.values()) + EDGE + (COLUMN if any(node.more for node in tree.nodes) else 0)
    size = (int(width), int(tree.rows * ROW + EDGE / 2))
    group = ET.Element("g")
    for node in tree.nodes:
        if node.parent is not None:
            (x0, y0), (x1, y1) = spots[node.parent], spots[node.code]
            bend = (x0 + x1) / 2
            ET.SubElement(group, "path", {"class": "branch", "d": f"M{x0} {y0}C{bend} {y0} {bend} {y1} {x1} {y1}"})
    for node in tree.nodes:
        _draw_poster(group, node, spots[node.code], and_more)
    return _svg(group, size, "tree", alt)


def _draw_poster(group: ET.Element, node: Node, spot: tuple[float, float], and_more: str) -> None:
    radius = 8 if node.parent is None else 6
    kind = "poster scanned" if node.scanned else "poster"
    ET.SubElement(group, "circle", {"class": kind, "cx": str(spot[0]), "cy": str(spot[1]), "r": str(radius)})
    if node.more:
        label = ET.SubElement(group, "text", {"class": "more", "x": str(spot[0] + 12), "y": str(spot[1] + 5)})
        label.text = and_more.format(count=node.more)


def _svg(group: ET.Element, size: tuple[int, int], kind: str, alt: str) -> Markup:
    """A picture with its alternative text, as wide as its units at 16 px a letter; style sheets may let it shrink."""
    width, height = size
    root = ET.Element("svg", {"class": kind, "viewBox": f"0 0 {width} {height}", "role": "img", "aria-label": alt})
    root.set("width", f"{width / 16:g}rem")
    root.set("height", f"{height / 16:g}rem")
    root.append(group)
    return Markup(ET.tostring(root, encoding="unicode"))

"""Draw what simulated campaigns show, as SVG files: leather sets out scales, axes and lines."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise

import leather
import numpy as np

from postergen.domain.policies import Terms
from postergen.simulation.learning import rewards
from postergen.simulation.posters import NEVER
from postergen.simulation.run import Run
from postergen.tracking.intervals import Rate, wilson

SIZE = (760, 400)
COLOURS = ("#1b6ca8", "#c8553d", "#4b8b3b", "#8e5aa9", "#b8860b", "#3a8f8f", "#6b6b6b")
MOST_POINTS = 80
LABEL_GAP = 13  # between the names of lines, at least

Points = Sequence[tuple[float, float]]


def regret(runs: Sequence[Run]) -> str:
    """Successes lost by each kind over the posters so far, on average over its runs."""
    lines = {}
    for kind, theirs in groupby(runs, key=lambda one: str(one.kind)):
        one, *others = list(theirs)
        made = np.cumsum([step.posters for step in one.steps])
        lost = np.mean([[step.lost for step in run.steps] for run in (one, *others)], axis=0)
        lines[kind] = list(zip(made.tolist(), lost.tolist(), strict=True))
    return line_chart("successes lost, by posters made", lines)


def shares(one: Run) -> str:
    """The share of each of the five best texts among the posters of each step."""
    order = np.argsort(-one.truth.rates, kind="stable")[:5].tolist()
    made = np.cumsum([step.posters for step in one.steps]).tolist()
    lines = {
        f"{one.truth.rates[line]:.1%}": [(x, step.shares[line]) for x, step in zip(made, one.steps, strict=True)]
        for line in order
    }
    return line_chart(f"share of the five best texts, by posters made ({one.kind})", lines)


def intervals(one: Run, terms: Terms) -> str:
    """Each text's counted rate with its plain 95 % interval, and the truth as a dot; the best on the left."""
    rates, posters = one.truth.rates_at(one.truth.world.days * 24.0), one.posters
    won = np.bincount(posters.line, weights=rewards(posters, NEVER, terms), minlength=len(rates))
    drawn = np.bincount(posters.line, minlength=len(rates))
    order = np.argsort(-rates, kind="stable").tolist()
    found = [
        (place, wilson(int(won[line]), int(drawn[line])), float(rates[line])) for place, line in enumerate(order, 1)
    ]
    top = 1.1 * max(max(rate.high or 0.0, truth) for _, rate, truth in found)
    chart = leather.Chart(f"counted rates with plain 95 % intervals; dots are the truth ({one.kind})")
    chart.add_x_scale(0, len(order) + 1)
    chart.add_x_axis(ticks=[1, len(order)], name="texts, the best first")
    chart.add_y_scale(0, min(1.0, top))
    chart.add_y_axis(tick_formatter=lambda value, i, count: f"{float(value):.0%}")
    chart.add_series(leather.Series([(place, truth) for place, _, truth in found], name="true rate"), _Intervals(found))
    return _file(chart)


def line_chart(title: str, lines: Mapping[str, Points]) -> str:
    """Lines with their names at their ends, so that nobody has to tell colours apart."""
    top = max(y for points in lines.values() for _, y in points)
    right = max(x for points in lines.values() for x, _ in points)
    chart = leather.Chart(title)
    chart.add_x_scale(0, right * 1.15)  # room for names
    chart.add_x_axis(tick_formatter=lambda value, i, count: f"{float(value):,.0f}" if float(value) <= right else "")
    chart.add_y_scale(0, top * 1.05)
    chart.add_y_axis(
        tick_formatter=lambda value, i, count: f"{float(value):,.0f}" if top > 10 else f"{float(value):.2f}"
    )
    heights = _apart([points[-1][1] / (top * 1.05) for points in lines.values()])
    for i, (name, points) in enumerate(lines.items()):
        thin = points[:: max(1, len(points) // MOST_POINTS)]
        chart.add_series(
            leather.Series([*thin, points[-1]], name=name),
            _Named(name, COLOURS[i % len(COLOURS)], (points[-1][0], heights[i])),
        )
    return _file(chart)


def _apart(heights: Sequence[float]) -> list[float]:
    """Where names stand, from 0 to 1, so that none lies over another."""
    gap = LABEL_GAP / (0.7 * SIZE[1])
    placed = list(heights)
    order = sorted(range(len(placed)), key=placed.__getitem__)
    for below, above in pairwise(order):
        placed[above] = max(placed[above], placed[below] + gap)
    return placed


class _Named(leather.Line):  # type: ignore[misc]
    """A line with its name at a spot: a number on the horizontal axis, and a share of the height."""

    def __init__(self, name: str, colour: str, spot: tuple[float, float]) -> None:
        super().__init__(colour, 2)
        self._name, self._colour, self._spot = name, colour, spot

    def to_svg(
        self, width: float, height: float, x_scale: object, y_scale: object, series: object, palette: object
    ) -> ET.Element:
        group: ET.Element = super().to_svg(width, height, x_scale, y_scale, series, palette)
        x = float(x_scale.project(self._spot[0], 0, width)) + 6  # type: ignore[attr-defined]
        y = height * (1 - self._spot[1]) + 4
        label = ET.SubElement(group, "text", {"x": f"{x:.1f}", "y": f"{y:.1f}", "fill": self._colour})
        label.set("font-family", "sans-serif")
        label.set("font-size", "12")
        label.text = self._name
        return group


class _Intervals(leather.Dots):  # type: ignore[misc]
    """Dots of the truth over bars of what was counted."""

    def __init__(self, found: Sequence[tuple[int, Rate, float]]) -> None:
        super().__init__(COLOURS[1], 3)
        self._found = found

    def to_svg(
        self, width: float, height: float, x_scale: object, y_scale: object, series: object, palette: object
    ) -> ET.Element:
        group: ET.Element = super().to_svg(width, height, x_scale, y_scale, series, palette)
        for place, rate, _ in self._found:
            if rate.low is None or rate.high is None:
                continue
            x = float(x_scale.project(place, 0, width))  # type: ignore[attr-defined]
            low, high = (float(y_scale.project(end, height, 0)) for end in (rate.low, rate.high))  # type: ignore[attr-defined]
            bar = {"x1": f"{x:.1f}", "x2": f"{x:.1f}", "y1": f"{low:.1f}", "y2": f"{high:.1f}"}
            group.insert(0, ET.Element("line", {**bar, "stroke": COLOURS[0], "stroke-width": "2"}))
        return group


def _file(chart: leather.Chart) -> str:
    width, height = SIZE
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {width} {height}"})
    root.set("width", str(width))
    root.set("height", str(height))
    ET.SubElement(root, "rect", {"width": str(width), "height": str(height), "fill": "#ffffff"})
    root.append(chart.to_svg_group(width, height))
    return ET.tostring(root, encoding="unicode") + "\n"

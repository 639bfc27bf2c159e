"""Lay posters on sheets for a printer: as many as fit, each with bleed, crop marks and the boxes of a page.

Lengths are in millimetres. Boxes: PDF 1.7 (ISO 32000-1), 14.11.2. Colours are sRGB; a printer makes inks of them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from postergen.batch.outlines import Outlines
from postergen.errors import Finding, InvalidInput, Unavailable

MM = 72 / 25.4  # points
PAPER = {
    "single": (0.0, 0.0),  # as large as the poster with its bleed and marks
    "a4": (210.0, 297.0),
    "a3": (297.0, 420.0),
    "sra3": (320.0, 450.0),
    "letter": (215.9, 279.4),
    "tabloid": (279.4, 431.8),
}
MARK, APART = 4.0, 1.0  # how long a crop mark is, and how far from the bleed it begins
THIN, SLUG = 0.25, 5.0  # points
MARGIN = 6.0  # where printers grip a sheet


@dataclass(frozen=True, slots=True)
class Sheets:
    """How posters lie: on which paper, how wide each is, how much of it is cut off, and whether there are marks.

    ``stack``: after cutting, each pile is in order, and the piles follow one another.
    """

    paper: str = "a4"
    width: float = 90.0
    bleed: float = 0.0
    marks: bool = True
    stack: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Where posters lie on one sheet: lower left corners of what is kept, and its size."""

    page: tuple[float, float]
    places: tuple[tuple[float, float], ...]
    size: tuple[float, float]


def plan_of(sheets: Sheets, ratio: float) -> Plan:
    """As many as fit, on the sheet as it is or turned, in the middle. ``ratio`` is height by width.

    Raises:
        InvalidInput: not one fits.
    """
    width, height = sheets.width, sheets.width * ratio
    around = sheets.bleed + (APART + MARK if sheets.marks else 0.0)
    if sheets.paper == "single":
        page = (width + 2 * around, height + 2 * around)
        return Plan(page, ((around, around),), (width, height))
    across, up = PAPER[sheets.paper]
    gap = 2 * sheets.bleed  # neighbours keep their own bleed; marks stand at the edges of the block
    best = max(
        ((_fit(w, width, around, gap) * _fit(h, height, around, gap), (w, h)) for w, h in ((across, up), (up, across))),
        key=lambda found: found[0],
    )
    if best[0] == 0:
        least = f"{width + 2 * around + 2 * MARGIN:.0f} x {height + 2 * around + 2 * MARGIN:.0f} mm"
        raise InvalidInput(
            [
                Finding(
                    "--poster-width",
                    f"no poster fits on {sheets.paper}: it takes {least}",
                    "take larger paper, or a smaller --poster-width",
                )
            ]
        )
    page = best[1]
    columns, rows = _fit(page[0], width, around, gap), _fit(page[1], height, around, gap)
    left = (page[0] - columns * width - (columns - 1) * gap) / 2
    top = (page[1] - rows * height - (rows - 1) * gap) / 2
    places = [
        (left + column * (width + gap), page[1] - top - (row + 1) * height - row * gap)
        for row in range(rows)
        for column in range(columns)
    ]
    return Plan(page, tuple(places), (width, height))


def _fit(room: float, size: float, around: float, gap: float) -> int:
    free = room - 2 * MARGIN - 2 * around + gap
    return max(0, int((free + 1e-6) / (size + gap)))


def in_order(count: int, per: int, *, stack: bool) -> list[list[int]]:
    """Which posters lie on each sheet, by their place on it."""
    pages = -(-count // per)
    if not stack:
        return [list(range(at * per, min((at + 1) * per, count))) for at in range(pages)]
    return [[place * pages + at for place in range(per) if place * pages + at < count] for at in range(pages)]


def write_sheets(posters: Sequence[tuple[str, bytes]], to: BinaryIO, sheets: Sheets, letters: Outlines) -> None:
    """A PDF of these JPEGs, each by its name; they go in as they are.

    The looks end at their edge, so what is cut off is their edge, mirrored.
    """
    canvas_of, reader_of = _reportlab()
    pictures = [(name, reader_of(io.BytesIO(data))) for name, data in posters]
    across, up = pictures[0][1].getSize()
    plan = plan_of(sheets, up / across)
    page = (plan.page[0] * MM, plan.page[1] * MM)
    canvas = canvas_of(to, pagesize=page, invariant=1, pageCompression=1)
    canvas.setTitle("Posters")
    canvas.setCreator("postergen")
    orders = in_order(len(pictures), len(plan.places), stack=sheets.stack)
    for number, chosen in enumerate(orders, 1):
        taken = plan.places[: len(chosen)]
        for (x, y), at in zip(taken, chosen, strict=True):
            _draw(canvas, pictures[at][1], x, y, plan.size, sheets.bleed)
        if sheets.marks:
            _mark(canvas, taken, plan.size, sheets.bleed)
            names = (
                f"{pictures[chosen[0]][0]} - {pictures[chosen[-1]][0]}" if len(chosen) > 1 else pictures[chosen[0]][0]
            )
            _slug(canvas, plan, f"{number}/{len(orders)}  {names}", letters)
        _boxes(canvas, plan, sheets.bleed)
        canvas.showPage()
    canvas.save()


def _draw(canvas: Any, picture: Any, x: float, y: float, size: tuple[float, float], bleed: float) -> None:
    width, height = size
    if bleed:
        for mirror_x in (-1, 0, 1):
            for mirror_y in (-1, 0, 1):
                if mirror_x or mirror_y:
                    _edge(canvas, picture, (x, y), size, bleed, mirror_x, mirror_y)
    canvas.drawImage(picture, x * MM, y * MM, width * MM, height * MM)


def _edge(
    canvas: Any, picture: Any, at: tuple[float, float], size: tuple[float, float], bleed: float, side: int, level: int
) -> None:
    """A strip of the bleed: the picture mirrored at this edge, or at this corner, as far as it is cut off."""
    (x, y), (width, height) = at, size
    left, across = {-1: (x - bleed, bleed), 0: (x, width), 1: (x + width, bleed)}[side]
    bottom, up = {-1: (y - bleed, bleed), 0: (y, height), 1: (y + height, bleed)}[level]
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(left * MM, bottom * MM, across * MM, up * MM)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.translate({-1: x, 0: x, 1: x + 2 * width}[side] * MM, {-1: y, 0: y, 1: y + 2 * height}[level] * MM)
    canvas.scale(-1 if side else 1, -1 if level else 1)
    canvas.drawImage(picture, 0, 0, width * MM, height * MM)
    canvas.restoreState()


def _mark(canvas: Any, places: Sequence[tuple[float, float]], size: tuple[float, float], bleed: float) -> None:
    """Lines that say where to cut, around the block of posters, outside of every bleed."""
    canvas.setLineWidth(THIN)
    for x0, y0, x1, y1 in _cuts(places, size, bleed):
        canvas.line(x0 * MM, y0 * MM, x1 * MM, y1 * MM)


def _cuts(
    places: Sequence[tuple[float, float]], size: tuple[float, float], bleed: float
) -> Iterator[tuple[float, float, float, float]]:
    width, height = size
    left, right = min(x for x, _ in places), max(x for x, _ in places) + width
    bottom, top = min(y for _, y in places), max(y for _, y in places) + height
    away = bleed + APART
    for x in sorted({edge for at, _ in places for edge in (at, at + width)}):
        yield (x, bottom - away, x, bottom - away - MARK)
        yield (x, top + away, x, top + away + MARK)
    for y in sorted({edge for _, at in places for edge in (at, at + height)}):
        yield (left - away, y, left - away - MARK, y)
        yield (right + away, y, right + away + MARK, y)


def _slug(canvas: Any, plan: Plan, words: str, letters: Outlines) -> None:
    """Which sheet this is, at the lower edge, outside of what is kept and between the outermost crop marks."""
    left, right = plan.places[0][0] + APART, max(x for x, _ in plan.places) + plan.size[0] - APART
    letters.draw(canvas, words, (left * MM, 1.2 * MM), SLUG, (right - left) * MM)


def _boxes(canvas: Any, plan: Plan, bleed: float) -> None:
    """What is kept of a page, and what is printed beyond that; of several posters, all of them together."""
    (width, height), places = plan.size, plan.places
    left, right = min(x for x, _ in places), max(x for x, _ in places) + width
    bottom, top = min(y for _, y in places), max(y for _, y in places) + height
    canvas.setTrimBox([edge * MM for edge in (left, bottom, right, top)])
    canvas.setBleedBox([edge * MM for edge in (left - bleed, bottom - bleed, right + bleed, top + bleed)])


def _reportlab() -> tuple[Any, Any]:
    try:
        from reportlab import rl_config
        from reportlab.lib.utils import ImageReader
        from reportlab.pdfgen.canvas import Canvas
    except ImportError as exc:
        raise Unavailable("reportlab", "is not installed; install postergen[batch], or take another --as") from exc
    rl_config.useA85 = 0  # pictures go in as bytes, not as letters, which take a quarter more

    class Fontless(Canvas):  # type: ignore[misc]
        """Pages that name no font: by itself each names Helvetica, embedded or not, used or not."""

        def _make_preamble(self) -> None:
            self._preamble = "1 0 0 1 0 0 cm"

    return Fontless, ImageReader

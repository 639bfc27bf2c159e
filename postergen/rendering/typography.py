"""The values of typesetting: boxes, styles, and glyphs at their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from postergen.rendering.fonts import Shaping

ASCENT = 0.88  # em: how far the ideographic em box rises above the baseline

Align = Literal["start", "center", "end"]
Valign = Literal["top", "middle", "bottom"]
Direction = Literal["horizontal", "vertical"]
GivenUp = Literal["size", "words"]
Fit = Literal["wrap-shrink", "wrap", "shrink", "ellipsis"]


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a text is set. Sizes in pixels, tracking in em, leading as a multiple of the size.

    In vertical text lines are columns from right to left: ``align`` is along the column, from its top, and ``valign``
    across the columns, ``top`` being the right edge.

    ``fit`` says what a text that does not fit gives up, in this order: ``wrap-shrink`` its one line and then its size,
    ``wrap`` its one line, ``shrink`` its size, ``ellipsis`` nothing; what is left over ends in an ellipsis.
    """

    family: str
    weight: int
    size: float
    min_size: float
    leading: float = 1.3
    tracking: float = 0.0
    max_lines: int = 99
    align: Align = "start"
    valign: Valign = "top"
    direction: Direction = "horizontal"
    fit: Fit = "wrap-shrink"

    @property
    def sizes(self) -> tuple[float, ...]:
        """The sizes to try, in whole pixels, the largest first."""
        smallest = self.min_size if "shrink" in self.fit else self.size
        return tuple(float(size) for size in range(round(self.size), round(smallest) - 1, -1))

    @property
    def most_lines(self) -> int:
        return self.max_lines if "wrap" in self.fit else 1


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels; ``x``, ``y`` is its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


class PlacedGlyphs(NamedTuple):
    """Glyphs at their place: ``x`` of the origin and ``baseline``, in pixels.

    Turned glyphs lie on their right side: their baseline is the vertical line ``x``, their origin lies at ``baseline``.
    """

    text: str
    face: int
    shaping: Shaping
    x: float
    baseline: float
    size: float
    turned: bool = False
    ink: int = 0


@dataclass(frozen=True, slots=True)
class FittedText:
    """A text set in its box, and what had to be given up for it."""

    glyphs: tuple[PlacedGlyphs, ...]
    lines: tuple[str, ...]
    size: float
    box: Box
    truncated: bool
    missing: tuple[str, ...]
    unshaped: bool
    extent: Box  # the em boxes of all glyphs together
    largest: float = 0.0  # px; the size that the style wishes for

    @property
    def given_up(self) -> tuple[GivenUp, ...]:
        """What the text lost so that it fits its box; most texts lose nothing."""
        lost: list[GivenUp] = []
        if self.size < round(self.largest):
            lost.append("size")
        if self.truncated:
            lost.append("words")
        return tuple(lost)


@dataclass(frozen=True, slots=True)
class Run:
    """The next ``length`` characters of a text in a family, weight and ink (an index of colours) of their own."""

    length: int
    family: str
    weight: int
    ink: int

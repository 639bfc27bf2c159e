"""The values of a finished layout: what stands where, and what a person should know about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from postergen.rendering.qr import QUIET_ZONE, QrMatrix
from postergen.rendering.template import (
    Color,
    Format,
)
from postergen.rendering.typography import Box, FittedText, GivenUp


@dataclass(frozen=True, slots=True)
class PlacedText:
    id: str
    fitted: FittedText
    colors: tuple[Color, ...]  # by ink


@dataclass(frozen=True, slots=True)
class PlacedArtwork:
    id: str
    file: str
    box: Box


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """An avatar (cropped to the box) or a logo (fitted into it): the bytes of an image file."""

    id: str
    data: bytes
    box: Box
    source: Literal["avatar", "logo"]
    round: bool


@dataclass(frozen=True, slots=True)
class PlacedPaper:
    """The light square that a code stands on, its quiet zone included."""

    id: str
    box: Box
    light: Color


@dataclass(frozen=True, slots=True)
class PlacedQr:
    """The dark modules of a code at whole pixels, on its paper: ``x``, ``y`` is the corner of its quiet zone."""

    id: str
    matrix: QrMatrix
    x: int
    y: int
    module: int
    dark: Color
    light: Color
    shape: Literal["square", "round"] = "square"
    logo: bytes | None = None

    @property
    def logo_box(self) -> Box:
        """The middle square that the logo may fill, its margin of one module included."""
        side = self.matrix.logo_modules * self.module
        inset = (self.box.width - side) / 2
        return Box(self.x + inset, self.y + inset, side, side)

    @property
    def box(self) -> Box:
        side = self.matrix.size_with_quiet_zone * self.module
        return Box(self.x, self.y, side, side)

    @property
    def inner(self) -> Box:
        """The box without the quiet zone."""
        quiet, side = QUIET_ZONE * self.module, self.matrix.side * self.module
        return Box(self.x + quiet, self.y + quiet, side, side)


Placed = PlacedText | PlacedArtwork | PlacedPicture | PlacedPaper | PlacedQr


class Warning(NamedTuple):
    """Something a person should know about a poster that was made all the same; ``letters`` are what it is about."""

    element: str
    kind: str
    detail: str
    letters: str = ""


class SetText(NamedTuple):
    """How a text was set: its size in pixels, its lines, and what it lost to fit its box."""

    element: str
    size: float
    lines: tuple[str, ...]
    given_up: tuple[GivenUp, ...]


class Fitting(NamedTuple):
    """How the texts of a poster fit, and what a person should know about it."""

    texts: tuple[SetText, ...]
    warnings: tuple[Warning, ...]


AVATAR_LEFT_OUT = Warning("avatar", "not-shown", "this look has no place for a picture of the person")


@dataclass(frozen=True, slots=True)
class Layout:
    """Every decision about one poster, ready to be painted."""

    format: Format
    items: tuple[Placed, ...]
    avatar_left_out: bool = False

    def texts(self) -> Iterator[PlacedText]:
        return (item for item in self.items if isinstance(item, PlacedText))

    def warnings(self) -> tuple[Warning, ...]:
        found = [w for text in self.texts() for w in warnings_of(text)]
        return (*found, AVATAR_LEFT_OUT) if self.avatar_left_out else tuple(found)


def warnings_of(text: PlacedText) -> Iterator[Warning]:
    if text.fitted.truncated:
        yield Warning(text.id, "truncated", "the text is longer than its box and ends in an ellipsis")
    if text.fitted.missing:
        shown = " ".join(text.fitted.missing)[:80]
        yield Warning(text.id, "missing-glyph", f"no font has: {shown}", shown)
    if text.fitted.unshaped:
        yield Warning(text.id, "unshaped", "this script needs FriBiDi, which is not installed (libfribidi0)")

"""A look, as values: which words and pictures stand where, in every pixel format that it serves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from postergen.domain.briefs import Field
from postergen.domain.localized import Localized
from postergen.rendering.typography import Box, TextStyle

Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class BoxSpec:
    """A box relative to what contains it; a width or height of zero or less counts from the far edge."""

    x: float
    y: float
    width: float
    height: float

    def within(self, outer: Box) -> Box:
        width = self.width if self.width > 0 else outer.width - self.x + self.width
        height = self.height if self.height > 0 else outer.height - self.y + self.height
        return Box(outer.x + self.x, outer.y + self.y, width, height)


@dataclass(frozen=True, slots=True)
class Span:
    """Part of the words of a box, in a font, weight and colour of its own."""

    text: str
    family: str
    weight: int
    color: Color


@dataclass(frozen=True, slots=True)
class TextElement:
    """Words in a box, given by their spans; each ``text`` is a sandboxed Jinja2 template."""

    id: str
    box: BoxSpec
    spans: tuple[Span, ...]
    style: TextStyle
    when: str = ""


@dataclass(frozen=True, slots=True)
class ArtworkElement:
    """An SVG of the look's folder, stretched to its box."""

    id: str
    box: BoxSpec
    file: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class QrElement:
    """The code, centred in its box in whole-pixel modules with its quiet zone inside the box.

    With ``logo`` the campaign's logo stands in its middle, as large as the code's level of correction allows.
    """

    id: str
    box: BoxSpec
    dark: Color
    light: Color
    min_module: int
    shape: Literal["square", "round"] = "square"
    logo: bool = False


@dataclass(frozen=True, slots=True)
class PictureElement:
    """The person's avatar, cropped to its box, or the campaign's logo, fitted into it; nothing when there is none."""

    id: str
    box: BoxSpec
    source: Literal["avatar", "logo"]
    round: bool


@dataclass(frozen=True, slots=True)
class RepeatElement:
    """The same elements once for every chosen option; ``slots[n]`` are the boxes for n options."""

    id: str
    slots: Mapping[int, tuple[BoxSpec, ...]]
    elements: tuple[TextElement | ArtworkElement, ...]


Element = TextElement | ArtworkElement | PictureElement | QrElement | RepeatElement


@dataclass(frozen=True, slots=True)
class Format:
    """One pixel format of a look."""

    name: str
    width: int
    height: int
    background: Color
    elements: tuple[Element, ...]

    @property
    def canvas(self) -> Box:
        return Box(0, 0, self.width, self.height)

    def texts(self) -> Iterator[TextElement]:
        """Every text element, those inside a repeat included."""
        for element in self.elements:
            inner = element.elements if isinstance(element, RepeatElement) else (element,)
            yield from (e for e in inner if isinstance(e, TextElement))


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a long picture, for posters of one sheet: as high as its form, and higher where the texts that
    ``grows`` names need it.
    """

    form: Format
    grows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LongForm:
    """Sections below each other, by the sheet that each is for; how high the picture gets, its content says."""

    width: int
    background: Color
    sections: Mapping[str, Section]


@dataclass(frozen=True, slots=True)
class CoverFrame:
    """What lies over the poster for so many milliseconds."""

    ms: int
    artwork: tuple[ArtworkElement, ...]


@dataclass(frozen=True, slots=True)
class MovingCover:
    """A poster of one sheet, in one format, on which something moves."""

    sheet: str
    form: str
    frames: tuple[CoverFrame, ...]


@dataclass(frozen=True)
class PosterTemplate:
    """A look in all its formats; ``version`` is the digest of its files.

    ``sheets`` are the compositions that it has for posters that come several at a time.
    """

    id: str
    version: str
    name: Localized
    idea: Localized
    strings: Mapping[str, Localized]
    formats: Mapping[str, Format]
    artwork: Mapping[str, bytes] = field(repr=False)
    fields: tuple[Field, ...] = ()
    sheets: tuple[str, ...] = ()
    long: LongForm | None = None
    moving: MovingCover | None = None

"""The shapes of what stands on a template, and how names of its colours, styles and files become values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field, FiniteFloat, model_validator

from postergen.adapters.content.file_shapes import FileModel
from postergen.adapters.content.yaml_lines import Document
from postergen.errors import Finding
from postergen.rendering.template import ArtworkElement, BoxSpec, Color, Span, TextElement
from postergen.rendering.typography import Fit, TextStyle

Path = tuple[str | int, ...]

ColorText = Annotated[
    str, Field(pattern=r"^#[0-9a-fA-F]{6}$|^[a-z][a-z0-9-]*$", description="#rrggbb, or a palette name")
]
BoxText = Annotated[
    list[FiniteFloat],
    Field(
        min_length=4,
        max_length=4,
        description="x, y, width, height in pixels; a width or height of 0 or less counts from the far edge",
    ),
]


class StyleFile(FileModel):
    """How a text is set; an element may override any of it."""

    font: Annotated[str | None, Field(description="font family: sans, serif, hand or display")] = None
    weight: Annotated[int | None, Field(ge=100, le=900, description="400 is regular, 700 bold, 900 black")] = None
    size: Annotated[float | None, Field(gt=0, description="largest size, px")] = None
    min_size: Annotated[float | None, Field(gt=0, description="smallest size, px; an ellipsis comes after")] = None
    leading: Annotated[float | None, Field(ge=1, le=3, description="line distance as a multiple of the size")] = None
    tracking: Annotated[float | None, Field(ge=-0.2, le=2, description="extra space between characters, em")] = None
    max_lines: Annotated[int | None, Field(ge=1, description="most lines; as many as fit when left out")] = None
    align: Annotated[
        Literal["start", "center", "end"] | None,
        Field(description="within the line: start is left, but right for a line that runs from right to left"),
    ] = None
    valign: Annotated[
        Literal["top", "middle", "bottom"] | None, Field(description="where the lines stand in a box that is higher")
    ] = None
    direction: Annotated[
        Literal["horizontal", "vertical"] | None,
        Field(description="vertical: columns from right to left; align is along the column, valign across columns"),
    ] = None
    fit: Annotated[
        Fit | None,
        Field(
            description="what a text that does not fit gives up, in order: wrap-shrink (the default) its one line, "
            "then its size down to min_size; wrap its one line; shrink its size; ellipsis nothing. "
            "What is left over ends in an ellipsis"
        ),
    ] = None
    color: ColorText | None = None


class SpanFile(FileModel):
    """Part of the words of a box; what is left out is as in the rest of the box."""

    text: Annotated[str, Field(description="Jinja2, sandboxed")]
    font: str | None = None
    weight: Annotated[int | None, Field(ge=100, le=900)] = None
    color: ColorText | None = None


class TextFile(StyleFile):
    """Words in a box."""

    kind: Literal["text"]
    id: str
    box: BoxText
    text: Annotated[str | None, Field(description="Jinja2, sandboxed")] = None
    spans: Annotated[
        list[SpanFile] | None, Field(min_length=1, description="instead of `text`: parts with a look of their own")
    ] = None
    style: str | None = None
    when: Annotated[str, Field(description="a Jinja2 expression; the element is shown when it is true")] = ""

    @model_validator(mode="after")
    def _either_text_or_spans(self) -> TextFile:
        if (self.text is None) == (self.spans is None):
            raise ValueError("needs either text or spans")
        return self


class ArtworkFile(FileModel):
    """An SVG of this folder, stretched to its box."""

    kind: Literal["artwork"]
    id: str
    box: BoxText
    file: Annotated[str, Field(pattern=r"^[\w-]+\.svg$")]
    when: str = ""


class QrFile(FileModel):
    """The QR code, its quiet zone included."""

    kind: Literal["qr"]
    id: str = "qr"
    box: BoxText
    dark: ColorText = "#000000"
    light: ColorText = "#ffffff"
    min_module: Annotated[int, Field(ge=3, description="fewest pixels for one module")] = 6
    shape: Annotated[Literal["square", "round"], Field(description="of the modules")] = "square"
    logo: Annotated[
        bool,
        Field(description="the campaign's logo in the middle, when it is about square and there is room"),
    ] = False


class PictureFile(FileModel):
    """The person's avatar, cropped to the box, or the campaign's logo, fitted into it."""

    kind: Literal["avatar", "logo"]
    id: str
    box: BoxText
    round: bool = False


class RepeatFile(FileModel):
    """The same elements for every chosen option."""

    kind: Literal["repeat"]
    id: str
    slots: Annotated[dict[int, list[BoxText]], Field(description="for each number of options, their boxes in order")]
    elements: list[Annotated[TextFile | ArtworkFile, Field(discriminator="kind")]]

    @model_validator(mode="after")
    def _as_many_slots_as_options(self) -> RepeatFile:
        for count, boxes in self.slots.items():
            if len(boxes) != count:
                raise ValueError(f"slots[{count}] has {len(boxes)} boxes")
        return self


ElementFile = Annotated[TextFile | ArtworkFile | PictureFile | QrFile | RepeatFile, Field(discriminator="kind")]


@dataclass
class Resolver:
    """Resolves names of colours, styles, fonts and files of one template, and notes what cannot be resolved.

    ``scale`` is pixels for a unit of boxes and sizes.
    """

    document: Document
    palette: Mapping[str, str]
    styles: Mapping[str, StyleFile]
    files: Mapping[str, bytes]
    families: frozenset[str]
    findings: list[Finding] = field(repr=False)
    scale: float = 1.0

    def simple(self, file: TextFile | ArtworkFile, path: Path) -> TextElement | ArtworkElement:
        if isinstance(file, ArtworkFile):
            if file.file not in self.files:
                self.note(path, f"there is no file {file.file}", "put the SVG into the look's folder")
            return ArtworkElement(file.id, self.box(file.box), file.file, file.when)
        style = self.style(file, path)
        color = self._setting(file, "color") or "#000000"
        spans = tuple(
            Span(
                span.text,
                self.family(span.font or style.family, path),
                span.weight or style.weight,
                self.color(span.color or color, path),
            )
            for span in file.spans or [SpanFile(text=file.text or "")]
        )
        return TextElement(file.id, self.box(file.box), spans, style, file.when)

    def box(self, numbers: list[float]) -> BoxSpec:
        x, y, width, height = (number * self.scale for number in numbers)
        return BoxSpec(x, y, width, height)

    def _setting(self, file: TextFile, key: str) -> Any:
        """The element's own setting, else that of its style."""
        own = getattr(file, key)
        if own is not None or file.style is None:
            return own
        return getattr(self.styles.get(file.style, StyleFile()), key)

    def style(self, file: TextFile, path: Path) -> TextStyle:
        if file.style is not None and file.style not in self.styles:
            self.note(path, f"there is no style {file.style!r}", f"styles: {', '.join(self.styles)}")
        family = self.family(self._setting(file, "font") or "sans", path)
        size = self._setting(file, "size") or 40
        smallest = self._setting(file, "min_size") or size * 0.6
        if smallest > size:
            self.note(path, f"min_size {smallest:g} is larger than size {size:g}")
        return TextStyle(
            family=family,
            weight=self._setting(file, "weight") or 400,
            size=size * self.scale,
            min_size=smallest * self.scale,
            leading=self._setting(file, "leading") or 1.3,
            tracking=self._setting(file, "tracking") or 0.0,
            max_lines=self._setting(file, "max_lines") or 99,
            align=self._setting(file, "align") or "start",
            valign=self._setting(file, "valign") or "top",
            direction=self._setting(file, "direction") or "horizontal",
            fit=self._setting(file, "fit") or "wrap-shrink",
        )

    def family(self, family: str, path: Path) -> str:
        if family not in self.families:
            self.note(path, f"there is no font {family!r}", f"fonts: {', '.join(sorted(self.families))}")
        return family

    def color(self, text: str, path: Path) -> Color:
        value = self.palette.get(text, text)
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
            self.note(path, f"there is no colour {text!r}", f"palette: {', '.join(self.palette)}")
            return (0, 0, 0)
        return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)

    def note(self, path: Path, problem: str, remedy: str = "") -> None:
        self.findings.append(Finding(self.document.where(path), problem, remedy))

"""Read poster templates from their folders; the models here are the published JSON Schema."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, FiniteFloat, model_validator

from postergen.adapters.content.artwork_files import check_artwork
from postergen.adapters.content.derived_files import DerivedFiles, files_key
from postergen.adapters.content.derived_values import kept
from postergen.adapters.content.file_shapes import FileModel, LocalizedText
from postergen.adapters.content.yaml_lines import Document, read_document, validate
from postergen.domain import briefs
from postergen.errors import Finding, InvalidContent
from postergen.rendering.template import (
    ArtworkElement,
    BoxSpec,
    Color,
    Element,
    Format,
    PictureElement,
    PosterTemplate,
    QrElement,
    RepeatElement,
    Span,
    TextElement,
)
from postergen.rendering.typography import Fit, TextStyle

TEMPLATE_FILE = "template.yaml"
FORMAT_SIZES = {
    "story": (1080, 1920),
    "portrait": (1080, 1440),
    "square": (1080, 1080),
    "card": (1200, 630),
    "print": (2480, 3508),  # A4 at 300 dpi
}

LINK_PICTURE = "card"  # stands beside a link that is opened with a tap, small: nobody scans it

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


class FormatFile(FileModel):
    """One pixel format of the look."""

    width: Annotated[int, Field(ge=200, le=6000)]
    height: Annotated[int, Field(ge=200, le=6000)]
    scale: Annotated[
        float, Field(gt=0, le=4, description="pixels for one unit of the boxes and text sizes of this format")
    ] = 1
    background: ColorText = "#ffffff"
    elements: Annotated[list[ElementFile], Field(min_length=1)]


class FieldFile(FileModel):
    """Something the look wants to know of the person; in texts it is `{{ fields.name }}`, empty when not told."""

    kind: Literal["number", "text"]
    label: Annotated[LocalizedText, Field(description="the question, as a page asks it")]
    most: Annotated[int, Field(ge=1, le=1_000_000_000, description="largest number, or most characters")]


class TemplateFile(FileModel):
    """A poster template: one look in one or more pixel formats."""

    name: LocalizedText
    idea: LocalizedText
    palette: dict[str, ColorText] = Field(default_factory=dict)
    strings: dict[str, LocalizedText] = Field(default_factory=dict)
    styles: dict[str, StyleFile] = Field(default_factory=dict)
    fields: dict[str, FieldFile] = Field(default_factory=dict)
    formats: dict[str, FormatFile]


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``template.yaml``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TemplateFile.model_json_schema(by_alias=True),
    }


def read_template_folder(folder: Path) -> dict[str, bytes]:
    """The files that make up a look, by name."""
    files = sorted(p for p in folder.iterdir() if p.name == TEMPLATE_FILE or p.suffix == ".svg")
    return {path.name: path.read_bytes() for path in files}


def find_template_folders(root: Path) -> list[Path]:
    """Every folder below the root that holds a look, by name."""
    return sorted(p.parent for p in root.glob(f"*/{TEMPLATE_FILE}"))


def parse_template(
    name: str, files: Mapping[str, bytes], families: frozenset[str], derived: DerivedFiles | None = None
) -> PosterTemplate:
    """Make a template out of its files.

    Args:
        families: the font families at hand.
        derived: where what was made of the same files before is found.

    Raises:
        InvalidContent: with every mistake, its file and line.
    """
    key = files_key(files, name, *sorted(families))
    bare = kept(derived, "looks", key, PosterTemplate, lambda: _parse_template(name, files, families))
    return replace(bare, artwork={name: data for name, data in files.items() if name != TEMPLATE_FILE})


def _parse_template(name: str, files: Mapping[str, bytes], families: frozenset[str]) -> PosterTemplate:
    """The template without its artwork."""
    findings: list[Finding] = []
    if TEMPLATE_FILE not in files:
        raise InvalidContent([Finding(name, f"has no {TEMPLATE_FILE}")])
    document = read_document(f"{name}/{TEMPLATE_FILE}", files[TEMPLATE_FILE], findings)
    parsed = validate(document, TemplateFile, document.data, (), findings) if document else None
    if parsed is None or document is None:
        raise InvalidContent(findings)
    builder = _Builder(name, document, parsed, files, families, findings)
    template = builder.build()
    if findings:
        raise InvalidContent(findings)
    return template


def folder_version(files: Mapping[str, bytes]) -> str:
    """Twelve hex digits of the SHA-256 over names and contents."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()[:12]


class _Builder:
    """Resolve names of colours, styles and files, and note what cannot be resolved."""

    def __init__(
        self,
        name: str,
        document: Document,
        parsed: TemplateFile,
        files: Mapping[str, bytes],
        families: frozenset[str],
        findings: list[Finding],
    ) -> None:
        self.name, self.document, self.parsed = name, document, parsed
        self.files, self.families, self.findings = files, families, findings
        self.scale = 1.0

    def build(self) -> PosterTemplate:
        self._check_artwork()
        return PosterTemplate(
            id=self.name,
            version=folder_version(self.files),
            name=self.parsed.name.value(),
            idea=self.parsed.idea.value(),
            strings={key: text.value() for key, text in self.parsed.strings.items()},
            formats={name: self._format(name, file) for name, file in self.parsed.formats.items()},
            fields=tuple(briefs.Field(name, f.kind, f.most, f.label.value()) for name, f in self.parsed.fields.items()),
            artwork={},
        )

    def _check_artwork(self) -> None:
        for name in sorted(n for n in self.files if n != TEMPLATE_FILE):
            self.findings += check_artwork(f"{self.name}/{name}", self.files[name])

    def _format(self, name: str, file: FormatFile) -> Format:
        path = ("formats", name)
        if FORMAT_SIZES.get(name) != (file.width, file.height):
            known = ", ".join(f"{n} {w}x{h}" for n, (w, h) in FORMAT_SIZES.items())
            self._note(path, f"{name} {file.width}x{file.height} is not a known format", f"known: {known}")
        ids = [element.id for element in file.elements]
        for twice in sorted({i for i in ids if ids.count(i) > 1}):
            self._note(path, f"two elements are called {twice!r}", "give each its own id")
        codes = sum(isinstance(element, QrFile) for element in file.elements)
        if codes > 1 or (codes < 1 and name != LINK_PICTURE):
            self._note(path, "needs exactly one qr element", "apps read only one code per picture")
        self.scale = file.scale
        elements = tuple(self._element(e, (*path, "elements", i)) for i, e in enumerate(file.elements))
        return Format(name, file.width, file.height, self._color(file.background, path), elements)

    def _element(
        self, file: TextFile | ArtworkFile | PictureFile | QrFile | RepeatFile, path: tuple[str | int, ...]
    ) -> Element:
        match file:
            case TextFile() | ArtworkFile():
                return self._simple(file, path)
            case PictureFile():
                return PictureElement(file.id, self._box(file.box), file.kind, file.round)
            case QrFile():
                dark, light = self._color(file.dark, path), self._color(file.light, path)
                return QrElement(file.id, self._box(file.box), dark, light, file.min_module, file.shape, file.logo)
            case RepeatFile():
                slots = {count: tuple(self._box(box) for box in boxes) for count, boxes in file.slots.items()}
                inner = tuple(self._simple(e, (*path, "elements", i)) for i, e in enumerate(file.elements))
                return RepeatElement(file.id, slots, inner)

    def _simple(self, file: TextFile | ArtworkFile, path: tuple[str | int, ...]) -> TextElement | ArtworkElement:
        if isinstance(file, ArtworkFile):
            if file.file not in self.files:
                self._note(path, f"there is no file {file.file}", "put the SVG into the look's folder")
            return ArtworkElement(file.id, self._box(file.box), file.file, file.when)
        style = self._style(file, path)
        color = self._setting(file, "color") or "#000000"
        spans = tuple(
            Span(
                span.text,
                self._family(span.font or style.family, path),
                span.weight or style.weight,
                self._color(span.color or color, path),
            )
            for span in file.spans or [SpanFile(text=file.text or "")]
        )
        return TextElement(file.id, self._box(file.box), spans, style, file.when)

    def _box(self, numbers: list[float]) -> BoxSpec:
        x, y, width, height = (number * self.scale for number in numbers)
        return BoxSpec(x, y, width, height)

    def _setting(self, file: TextFile, key: str) -> Any:
        """The element's own setting, else that of its style."""
        own = getattr(file, key)
        if own is not None or file.style is None:
            return own
        return getattr(self.parsed.styles.get(file.style, StyleFile()), key)

    def _style(self, file: TextFile, path: tuple[str | int, ...]) -> TextStyle:
        if file.style is not None and file.style not in self.parsed.styles:
            self._note(path, f"there is no style {file.style!r}", f"styles: {', '.join(self.parsed.styles)}")
        family = self._family(self._setting(file, "font") or "sans", path)
        size = self._setting(file, "size") or 40
        smallest = self._setting(file, "min_size") or size * 0.6
        if smallest > size:
            self._note(path, f"min_size {smallest:g} is larger than size {size:g}")
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

    def _family(self, family: str, path: tuple[str | int, ...]) -> str:
        if family not in self.families:
            self._note(path, f"there is no font {family!r}", f"fonts: {', '.join(sorted(self.families))}")
        return family

    def _color(self, text: str, path: tuple[str | int, ...]) -> Color:
        value = self.parsed.palette.get(text, text)
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
            self._note(path, f"there is no colour {text!r}", f"palette: {', '.join(self.parsed.palette)}")
            return (0, 0, 0)
        return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)

    def _note(self, path: tuple[str | int, ...], problem: str, remedy: str = "") -> None:
        self.findings.append(Finding(self.document.where(path), problem, remedy))

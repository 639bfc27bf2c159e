"""Read poster templates from their folders; the models here are the published JSON Schema."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from postergen.adapters.content.artwork_files import check_artwork
from postergen.adapters.content.derived_files import DerivedFiles, files_key
from postergen.adapters.content.derived_values import kept
from postergen.adapters.content.element_files import (
    ArtworkFile,
    ColorText,
    ElementFile,
    PictureFile,
    QrFile,
    RepeatFile,
    Resolver,
    StyleFile,
    TextFile,
)
from postergen.adapters.content.element_files import (
    Path as Within,
)
from postergen.adapters.content.file_shapes import FileModel, LocalizedText
from postergen.adapters.content.sheet_files import (
    LongFile,
    MovingFile,
    SheetElements,
    SheetName,
    long_form,
    moving_cover,
    sheet_elements,
)
from postergen.adapters.content.yaml_lines import Document, read_document, validate
from postergen.domain import briefs
from postergen.errors import Finding, InvalidContent
from postergen.rendering.template import (
    Element,
    Format,
    PictureElement,
    PosterTemplate,
    QrElement,
    RepeatElement,
)

TEMPLATE_FILE = "template.yaml"
FORMAT_SIZES = {
    "story": (1080, 1920),
    "portrait": (1080, 1440),
    "square": (1080, 1080),
    "card": (1200, 630),
    "print": (2480, 3508),  # A4 at 300 dpi
}

LINK_PICTURE = "card"  # stands beside a link that is opened with a tap, small: nobody scans it


class FormatFile(FileModel):
    """One pixel format of the look."""

    width: Annotated[int, Field(ge=200, le=6000)]
    height: Annotated[int, Field(ge=200, le=6000)]
    scale: Annotated[
        float, Field(gt=0, le=4, description="pixels for one unit of the boxes and text sizes of this format")
    ] = 1
    background: ColorText = "#ffffff"
    elements: Annotated[list[ElementFile], Field(min_length=1)]
    sheets: Annotated[
        dict[SheetName, SheetElements],
        Field(default_factory=dict, description="what stands on each sheet beside the elements that all have"),
    ]


class FieldFile(FileModel):
    """Something the look wants to know of the person; in texts it is `{{ fields.name }}`, empty when not told."""

    kind: Literal["number", "text"]
    label: Annotated[LocalizedText, Field(description="the question, as a page asks it")]
    most: Annotated[int, Field(ge=1, le=1_000_000_000, description="largest number, or most characters")]
    asked: Annotated[bool, Field(description="by the campaign page; a game tells the others")] = True


class TemplateFile(FileModel):
    """A poster template: one look in one or more pixel formats."""

    name: LocalizedText
    idea: LocalizedText
    palette: dict[str, ColorText] = Field(default_factory=dict)
    strings: dict[str, LocalizedText] = Field(default_factory=dict)
    styles: dict[str, StyleFile] = Field(default_factory=dict)
    fields: dict[str, FieldFile] = Field(default_factory=dict)
    formats: dict[str, FormatFile]
    long: LongFile | None = None
    moving: MovingFile | None = None


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
    """A look of its parsed file, and what is wrong with it."""

    def __init__(
        self,
        name: str,
        document: Document,
        parsed: TemplateFile,
        files: Mapping[str, bytes],
        families: frozenset[str],
        findings: list[Finding],
    ) -> None:
        self.name, self.parsed, self.files, self.findings = name, parsed, files, findings
        self.elements = Resolver(document, parsed.palette, parsed.styles, files, families, findings)

    def build(self) -> PosterTemplate:
        self._check_artwork()
        formats = {name: self._format(name, file) for name, file in self.parsed.formats.items()}
        sheets = tuple(dict.fromkeys(sheet for file in self.parsed.formats.values() for sheet in file.sheets))
        self._check_sheets(sheets)
        self.elements.scale = 1.0
        long, moving = self.parsed.long, self.parsed.moving
        return PosterTemplate(
            id=self.name,
            version=folder_version(self.files),
            name=self.parsed.name.value(),
            idea=self.parsed.idea.value(),
            strings={key: text.value() for key, text in self.parsed.strings.items()},
            formats=formats,
            fields=tuple(
                briefs.Field(name, f.kind, f.most, f.label.value(), f.asked) for name, f in self.parsed.fields.items()
            ),
            artwork={},
            sheets=sheets,
            long=long_form(long, formats, sheets, self.elements, self._element) if long else None,
            moving=moving_cover(moving, formats, sheets, self.elements) if moving else None,
        )

    def _check_sheets(self, sheets: Sequence[str]) -> None:
        for name, file in self.parsed.formats.items():
            if lacking := [sheet for sheet in sheets if sheet not in file.sheets] if file.sheets else []:
                problem = f"{name} does not have the sheet {' and '.join(lacking)}"
                self.elements.note(("formats", name, "sheets"), problem, "each format with sheets has all of them")

    def _check_artwork(self) -> None:
        for name in sorted(n for n in self.files if n != TEMPLATE_FILE):
            self.findings += check_artwork(f"{self.name}/{name}", self.files[name])

    def _format(self, name: str, file: FormatFile) -> Format:
        path = ("formats", name)
        if FORMAT_SIZES.get(name) != (file.width, file.height):
            known = ", ".join(f"{n} {w}x{h}" for n, (w, h) in FORMAT_SIZES.items())
            self.elements.note(path, f"{name} {file.width}x{file.height} is not a known format", f"known: {known}")
        on_sheets = list(sheet_elements(file.sheets))
        ids = [element.id for element in (*file.elements, *(element for element, _ in on_sheets))]
        for twice in sorted({i for i in ids if ids.count(i) > 1}):
            self.elements.note(path, f"two elements are called {twice!r}", "give each its own id")
        codes = sum(isinstance(element, QrFile) for element in file.elements)
        if codes > 1 or (codes < 1 and name != LINK_PICTURE):
            self.elements.note(path, "needs exactly one qr element", "apps read only one code per picture")
        self.elements.scale = file.scale
        elements = [self._element(e, (*path, "elements", i)) for i, e in enumerate(file.elements)]
        elements += [self._element(e, (*path, "sheets", *within)) for e, within in on_sheets]
        return Format(name, file.width, file.height, self.elements.color(file.background, path), tuple(elements))

    def _element(self, file: TextFile | ArtworkFile | PictureFile | QrFile | RepeatFile, path: Within) -> Element:
        match file:
            case TextFile() | ArtworkFile():
                return self.elements.simple(file, path)
            case PictureFile():
                return PictureElement(file.id, self.elements.box(file.box), file.kind, file.round)
            case QrFile():
                dark, light = self.elements.color(file.dark, path), self.elements.color(file.light, path)
                return QrElement(
                    file.id, self.elements.box(file.box), dark, light, file.min_module, file.shape, file.logo
                )
            case RepeatFile():
                slots = {count: tuple(self.elements.box(box) for box in boxes) for count, boxes in file.slots.items()}
                inner = tuple(self.elements.simple(e, (*path, "elements", i)) for i, e in enumerate(file.elements))
                return RepeatElement(file.id, slots, inner)

"""Read the figures of stickers from their folders: templates of whose elements every frame shows some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from postergen.adapters.content.artwork_files import check_artwork
from postergen.adapters.content.derived_files import DerivedFiles, files_key
from postergen.adapters.content.derived_values import kept
from postergen.adapters.content.element_files import (
    ArtworkFile,
    ColorText,
    Resolver,
    StyleFile,
    TextFile,
)
from postergen.adapters.content.element_files import (
    Path as Within,
)
from postergen.adapters.content.file_shapes import FileModel, LocalizedText
from postergen.adapters.content.frame_files import FrameFile, shown
from postergen.adapters.content.template_files import (
    TEMPLATE_FILE,
    find_template_folders,
    folder_version,
    read_template_folder,
)
from postergen.adapters.content.yaml_lines import Document, read_document, validate
from postergen.errors import Finding, InvalidContent
from postergen.rendering.figure import (
    FEWEST_FRAMES,
    MOST_FRAMES,
    SIDE,
    Figure,
    Frame,
    Movement,
    Outline,
    alike,
    form_name,
)
from postergen.rendering.template import ArtworkElement, Format, PosterTemplate, TextElement
from postergen.rendering.typography import Box

WHITE = (255, 255, 255)
SQUARE = Box(0, 0, SIDE, SIDE)
Shown = Mapping[str, TextElement | ArtworkElement]


class OutlineFile(FileModel):
    """The rim around the figure and its line."""

    width: Annotated[float, Field(ge=0, le=24, description="pixels of 512; 0 for none")] = 8
    color: ColorText = "#ffffff"


class MovementFile(FileModel):
    """What the figure does, over and over."""

    still: Annotated[int, Field(ge=1, description="the frame, from 1, that stands for it where nothing moves")] = 1
    frames: Annotated[list[FrameFile], Field(min_length=FEWEST_FRAMES, max_length=MOST_FRAMES)]


MovementName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class FigureFile(FileModel):
    """The figure of stickers, in a square of 512 pixels. In texts `{{ headline }}` is the line of a sticker."""

    name: LocalizedText
    idea: LocalizedText
    palette: dict[str, ColorText] = Field(default_factory=dict)
    styles: dict[str, StyleFile] = Field(default_factory=dict)
    outline: OutlineFile = OutlineFile()
    elements: Annotated[list[Annotated[TextFile | ArtworkFile, Field(discriminator="kind")]], Field(min_length=1)]
    movements: Annotated[dict[MovementName, MovementFile], Field(min_length=1)]


def figure_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a figure's ``template.yaml``."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **FigureFile.model_json_schema(by_alias=True)}


def read_figures(
    root: Path, families: frozenset[str], findings: list[Finding], derived: DerivedFiles | None = None
) -> dict[str, Figure]:
    """Every figure of a folder, by name; what is wrong with others is added to the findings."""
    figures = {}
    for folder in find_template_folders(root):
        try:
            figures[folder.name] = parse_figure(folder.name, read_template_folder(folder), families, derived)
        except InvalidContent as exc:
            findings += exc.findings
    return figures


def parse_figure(
    name: str, files: Mapping[str, bytes], families: frozenset[str], derived: DerivedFiles | None = None
) -> Figure:
    """Make a figure out of its files; `InvalidContent` has every mistake with its file and line.

    Args:
        derived: where what was made of the same files before is found.
    """
    key = files_key(files, name, *sorted(families))
    bare = kept(derived, "figures", key, Figure, lambda: _parse_figure(name, files, families))
    artwork = {file: data for file, data in files.items() if file != TEMPLATE_FILE}
    return replace(bare, template=replace(bare.template, artwork=artwork))


def _parse_figure(name: str, files: Mapping[str, bytes], families: frozenset[str]) -> Figure:
    """The figure without its artwork."""
    findings: list[Finding] = []
    if TEMPLATE_FILE not in files:
        raise InvalidContent([Finding(name, f"has no {TEMPLATE_FILE}")])
    document = read_document(f"{name}/{TEMPLATE_FILE}", files[TEMPLATE_FILE], findings)
    parsed = validate(document, FigureFile, document.data, (), findings) if document else None
    for file in sorted(files.keys() - {TEMPLATE_FILE}):
        findings += check_artwork(f"{name}/{file}", files[file])
    if parsed is None or document is None:
        raise InvalidContent(findings)
    figure = _figure(name, document, parsed, files, families, findings)
    if findings:
        raise InvalidContent(findings)
    return figure


def _figure(
    name: str,
    document: Document,
    parsed: FigureFile,
    files: Mapping[str, bytes],
    families: frozenset[str],
    findings: list[Finding],
) -> Figure:
    """The figure without its artwork; what is wrong is added to the findings."""
    resolver = Resolver(document, parsed.palette, parsed.styles, files, families, findings)
    elements: dict[str, TextElement | ArtworkElement] = {}
    for i, file in enumerate(parsed.elements):
        if file.id in elements:
            resolver.note(("elements", i), f"two elements are called {file.id!r}", "give each its own id")
        elements[file.id] = resolver.simple(file, ("elements", i))
    forms: dict[str, Format] = {}
    movements: dict[str, Movement] = {}
    for called, one in parsed.movements.items():
        for i, frame in enumerate(one.frames):
            form = form_name(called, i + 1)
            path = ("movements", called, "frames", i)
            forms[form] = Format(form, SIDE, SIDE, WHITE, tuple(shown(frame, elements, SQUARE, path, resolver)))
        frames = tuple(Frame(form_name(called, i + 1), frame.ms) for i, frame in enumerate(one.frames))
        movements[called] = Movement(called, one.still, frames)
        _check_movement(movements[called], forms, ("movements", called), resolver)
    _check_use(parsed, elements, resolver)
    template = PosterTemplate(
        name, folder_version(files), parsed.name.value(), parsed.idea.value(), strings={}, formats=forms, artwork={}
    )
    outline = Outline(parsed.outline.width, resolver.color(parsed.outline.color, ("outline", "color")))
    return Figure(template, outline, movements)


def _check_movement(movement: Movement, forms: Mapping[str, Format], path: Within, resolver: Resolver) -> None:
    count = len(movement.frames)
    if movement.still > count:
        resolver.note((*path, "still"), f"there is no frame {movement.still}", f"1 to {count}")
    for number in alike(forms, movement):
        problem = f"shows what the frame before it shows: frame {number} of {movement.name}"
        resolver.note((*path, "frames", number - 1), problem, "let the frame before it stand longer")
    for number, frame in enumerate(movement.frames, start=1):
        if not any(isinstance(element, TextElement) for element in forms[frame.form].elements):
            resolver.note((*path, "frames", number - 1), "shows no text", "the line is read in every frame")


def _check_use(parsed: FigureFile, elements: Shown, resolver: Resolver) -> None:
    used = {name for one in parsed.movements.values() for frame in one.frames for name in frame.show}
    for i, file in enumerate(parsed.elements):
        if file.id not in used:
            resolver.note(("elements", i), f"no frame shows {file.id!r}", "name it in show, or take it out")

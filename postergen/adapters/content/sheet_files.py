"""The shapes of what a look has for posters that come several at a time: sheets, a long picture, a moving cover."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated

from pydantic import Field

from postergen.adapters.content.element_files import ArtworkFile, ColorText, ElementFile, Path, Resolver, TextFile
from postergen.adapters.content.file_shapes import FileModel
from postergen.adapters.content.frame_files import FrameFile, shown
from postergen.rendering.figure import FEWEST_FRAMES, MOST_FRAMES
from postergen.rendering.long import MOST_HEIGHT
from postergen.rendering.template import (
    ArtworkElement,
    BoxSpec,
    CoverFrame,
    Element,
    Format,
    LongForm,
    MovingCover,
    QrElement,
    RepeatElement,
    Section,
    TextElement,
)

SheetName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
SheetElements = Annotated[list[Annotated[TextFile | ArtworkFile, Field(discriminator="kind")]], Field(min_length=1)]
AsElement = Callable[[ElementFile, Path], Element]


class SectionFile(FileModel):
    """A stretch of the long picture: elements of its own, then some of a format, as if cut out of it."""

    height: Annotated[int, Field(ge=40, le=MOST_HEIGHT, description="pixels, where no text needs more")]
    cut: Annotated[str, Field(description="the format of which it shows something")] = "story"
    top: Annotated[float, Field(ge=0, description="where in that format it begins")] = 0
    shows: Annotated[list[str], Field(default_factory=list, description="ids of elements of that format")]
    grows: Annotated[
        list[str],
        Field(default_factory=list, description="ids of texts, from top to bottom, that are never cut or set smaller"),
    ]
    elements: Annotated[list[ElementFile], Field(default_factory=list, description="drawn below those that it shows")]


class LongFile(FileModel):
    """A picture of several posters below each other, whose height follows their texts."""

    width: Annotated[int, Field(ge=200, le=1080)] = 1080
    background: ColorText = "#ffffff"
    sections: Annotated[dict[SheetName, SectionFile], Field(min_length=1, description="by sheet")]


class MovingFile(FileModel):
    """A poster of one sheet on which something moves."""

    sheet: SheetName
    format: str = "story"
    elements: Annotated[list[ArtworkFile], Field(min_length=1)]
    frames: Annotated[list[FrameFile], Field(min_length=FEWEST_FRAMES, max_length=MOST_FRAMES)]


def sheet_elements(sheets: Mapping[str, SheetElements]) -> Iterator[tuple[TextFile | ArtworkFile, tuple[str, int]]]:
    """What stands on each sheet alone, and where in the file."""
    for sheet, elements in sheets.items():
        for i, element in enumerate(elements):
            only = f"sheet == '{sheet}'"
            when = f"{only} and ({element.when})" if element.when else only
            yield element.model_copy(update={"when": when}), (sheet, i)


def long_form(
    file: LongFile, formats: Mapping[str, Format], sheets: tuple[str, ...], resolver: Resolver, as_element: AsElement
) -> LongForm:
    """The long picture; what is wrong with it is noted."""
    background = resolver.color(file.background, ("long", "background"))
    sections = {}
    for sheet, one in file.sections.items():
        path = ("long", "sections", sheet)
        if sheet not in sheets:
            resolver.note(path, f"there is no sheet {sheet!r}", f"sheets: {', '.join(sheets)}")
        own = [as_element(element, (*path, "elements", i)) for i, element in enumerate(one.elements)]
        elements = (*own, *_cut_out(one, formats, path, resolver))
        ids = [element.id for element in elements]
        for twice in sorted({name for name in ids if ids.count(name) > 1}):
            resolver.note(path, f"two elements are called {twice!r}", "give each its own id")
        texts = {element.id for element in elements if isinstance(element, TextElement)}
        for i, name in enumerate(one.grows):
            if name not in texts:
                resolver.note((*path, "grows", i), f"there is no text {name!r}", f"texts: {', '.join(sorted(texts))}")
        if sum(isinstance(element, QrElement) for element in elements) > 1:
            resolver.note(path, "has two codes", "apps read only one code per picture")
        grows = tuple(name for name in one.grows if name in texts)
        sections[sheet] = Section(Format(sheet, file.width, one.height, background, elements), grows)
    codes = [s for s, one in sections.items() if any(isinstance(e, QrElement) for e in one.form.elements)]
    if len(codes) != 1:
        problem = f"the code stands in {len(codes)} sections" if codes else "no section has the code"
        resolver.note(("long", "sections"), problem, "one qr element, in the section that comes last")
    return LongForm(file.width, background, sections)


def _cut_out(section: SectionFile, formats: Mapping[str, Format], path: Path, resolver: Resolver) -> Iterator[Element]:
    """Elements of a format where they stand in the section."""
    form = formats.get(section.cut)
    if form is None:
        resolver.note((*path, "cut"), f"the look does not serve {section.cut!r}", f"formats: {', '.join(formats)}")
        return
    known = {element.id: element for element in form.elements if not isinstance(element, RepeatElement)}
    for i, name in enumerate(section.shows):
        if name not in known:
            resolver.note((*path, "shows", i), f"there is no element {name!r} in {section.cut}")
            continue
        element = known[name]
        box = element.box.within(form.canvas)
        yield replace(element, box=BoxSpec(box.x, box.y - section.top, box.width, box.height))


def moving_cover(
    file: MovingFile, formats: Mapping[str, Format], sheets: tuple[str, ...], resolver: Resolver
) -> MovingCover | None:
    """The cover that moves; what is wrong with it is noted, and None where it can be none."""
    path = ("moving",)
    form = formats.get(file.format)
    if file.sheet not in sheets:
        resolver.note((*path, "sheet"), f"there is no sheet {file.sheet!r}", f"sheets: {', '.join(sheets)}")
    if form is None:
        resolver.note((*path, "format"), f"the look does not serve {file.format!r}", f"formats: {', '.join(formats)}")
        return None
    elements: dict[str, ArtworkElement] = {}
    for i, one in enumerate(file.elements):
        if one.id in elements:
            resolver.note((*path, "elements", i), f"two elements are called {one.id!r}", "give each its own id")
        element = resolver.simple(one, (*path, "elements", i))
        assert isinstance(element, ArtworkElement)
        elements[one.id] = element
    frames = tuple(
        CoverFrame(frame.ms, tuple(shown(frame, elements, form.canvas, (*path, "frames", i), resolver)))
        for i, frame in enumerate(file.frames)
    )
    used = {name for frame in file.frames for name in frame.show}
    for i, one in enumerate(file.elements):
        if one.id not in used:
            resolver.note((*path, "elements", i), f"no frame shows {one.id!r}", "name it in show, or take it out")
    return MovingCover(file.sheet, file.format, frames)

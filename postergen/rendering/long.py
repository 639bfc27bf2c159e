"""A long picture: posters that belong together, one below the other, in sections whose height follows their texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil

from PIL import Image

from postergen.errors import Finding, InvalidContent
from postergen.rendering.content import PosterContent
from postergen.rendering.fonts import FontBook
from postergen.rendering.layout import lay_out
from postergen.rendering.paint import Painter
from postergen.rendering.part import Identity
from postergen.rendering.placed import Layout, Warning
from postergen.rendering.template import (
    BoxSpec,
    Color,
    Element,
    Format,
    LongForm,
    PosterTemplate,
    RepeatElement,
    Section,
    TextElement,
)

MOST_HEIGHT = 12_000  # px; of a picture 1080 px wide some 52 MB while it is drawn, and fewer than WebP's 16,383
LONG_FILES = ("jpg", "png", "webp")
TALL = 9_000  # px: a box in which every text has the room that it needs
GROWN = 64  # sections kept as high as somebody's texts needed them


@dataclass(frozen=True, slots=True)
class LongLayout:
    """Every decision about a long picture, ready to be painted: each section with the template that it is set by."""

    width: int
    background: Color
    sections: tuple[tuple[PosterTemplate, Layout], ...]

    @property
    def height(self) -> int:
        return sum(layout.format.height for _, layout in self.sections)

    def warnings(self) -> tuple[Warning, ...]:
        return tuple(dict.fromkeys(one for _, layout in self.sections for one in layout.warnings()))


def lay_out_long(
    template: PosterTemplate,
    contents: Sequence[PosterContent],
    fonts: FontBook,
    glossary: frozenset[str] = frozenset(),
) -> LongLayout:
    """Place the sections of these posters below each other.

    Raises:
        InvalidContent: the look has no long picture, or none of a poster's sheet; a section cannot be set; or the
            whole is higher than `MOST_HEIGHT`.
    """
    if template.long is None:
        raise InvalidContent([Finding(template.id, "has no long picture", "add long to its template.yaml")])
    unknown = dict.fromkeys(one.sheet for one in contents if one.sheet not in template.long.sections)
    if unknown:
        known = f"sections: {', '.join(template.long.sections)}"
        raise InvalidContent([Finding(f"{template.id}/long", f"has no section {name!r}", known) for name in unknown])
    sections = []
    for content in contents:
        by = _grown(template, content, fonts, glossary)
        sections.append((by, lay_out(by, content.sheet, content, fonts, glossary)))
    found = LongLayout(template.long.width, template.long.background, tuple(sections))
    if found.height > MOST_HEIGHT:
        problem = f"is {found.height} px high, and a long picture has at most {MOST_HEIGHT}"
        raise InvalidContent([Finding(f"{template.id}/long", problem, "fewer pages, or shorter texts")])
    return found


def paint_long(painter: Painter, layout: LongLayout) -> Image.Image:
    """The finished picture as an RGB image. Tiles and plates are for posters: this one is drawn whole."""
    image = Image.new("RGB", (layout.width, layout.height), layout.background)
    top = 0
    for template, section in layout.sections:
        painter.draw(image, template, section.items, 0, -top)
        top += section.format.height
    return image


def _grown(
    template: PosterTemplate, content: PosterContent, fonts: FontBook, glossary: frozenset[str]
) -> PosterTemplate:
    """The look with the section of this poster's sheet as its only format, as high as its texts need it."""
    look = Identity(template)
    grows = _section(template, content.sheet).grows
    if not grows:
        return _as_look(look, content.sheet, ())
    tall = lay_out(_tall(look, content.sheet), content.sheet, content, fonts, glossary)
    needed = {text.id: ceil(text.fitted.extent.height) for text in tall.texts() if text.id in grows}
    return _as_look(look, content.sheet, tuple((name, needed.get(name, 0)) for name in grows))


def _section(template: PosterTemplate, sheet: str) -> Section:
    assert isinstance(template.long, LongForm)
    return template.long.sections[sheet]


@lru_cache(maxsize=GROWN)
def _tall(look: Identity[PosterTemplate], sheet: str) -> PosterTemplate:
    """With a box for each growing text that any text fits into at its size."""
    section = _section(look.value, sheet)
    elements = tuple(_at_its_size(one, TALL) if one.id in section.grows else one for one in section.form.elements)
    return _only(look.value, sheet, replace(section.form, height=section.form.height + TALL, elements=elements))


@lru_cache(maxsize=GROWN)
def _as_look(look: Identity[PosterTemplate], sheet: str, needed: tuple[tuple[str, int], ...]) -> PosterTemplate:
    """One object for all posters whose texts need the same heights."""
    section = _section(look.value, sheet)
    form = section.form
    for name, height in needed:
        form = _with_room(form, name, height)
    return _only(look.value, sheet, form)


def _only(template: PosterTemplate, sheet: str, form: Format) -> PosterTemplate:
    return replace(template, formats={sheet: form})


def _with_room(form: Format, name: str, needed: int) -> Format:
    """The form with so much room for this text: what stands below its box moves down."""
    text = next(one for one in form.elements if one.id == name)
    assert isinstance(text, TextElement)
    box = text.box.within(form.canvas)
    more = max(0, needed - round(box.height))
    return replace(form, height=form.height + more, elements=tuple(_moved(form, name, box.bottom, more)))


def _moved(form: Format, name: str, from_here: float, more: int) -> Iterator[Element]:
    for element in form.elements:
        if element.id == name:
            assert isinstance(element, TextElement)
            yield _at_its_size(element, round(element.box.within(form.canvas).height) + more)
        elif isinstance(element, RepeatElement) or element.box.y < from_here:
            yield element
        else:
            box = element.box
            yield replace(element, box=BoxSpec(box.x, box.y + more, box.width, box.height))


def _at_its_size(element: Element, height: int) -> Element:
    """A text that gives up nothing, in a box of this height."""
    assert isinstance(element, TextElement)
    style = replace(element.style, fit="wrap", max_lines=99, min_size=element.style.size)
    return replace(element, box=replace(element.box, height=float(height)), style=style)

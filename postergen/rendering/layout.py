"""Decide where everything stands; nothing is drawn here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from postergen.errors import Finding, InvalidContent
from postergen.rendering.avatar import is_about_square
from postergen.rendering.characters import printable
from postergen.rendering.content import PosterContent, fill
from postergen.rendering.fonts import FontBook
from postergen.rendering.qr import QrMatrix, encode_qr
from postergen.rendering.template import (
    ArtworkElement,
    Color,
    Element,
    Format,
    PictureElement,
    PosterTemplate,
    QrElement,
    RepeatElement,
    TextElement,
)
from postergen.rendering.text import fit_text
from postergen.rendering.typography import Box, FittedText, Run

LEAST_LOGO = 5  # modules; a smaller mark is a smudge


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
class PlacedQr:
    """A code at whole pixels: ``x``, ``y`` is the corner of its quiet zone."""

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


Placed = PlacedText | PlacedArtwork | PlacedPicture | PlacedQr


@dataclass(frozen=True, slots=True)
class Warning:
    """Something a person should know about a poster that was made all the same."""

    element: str
    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Every decision about one poster, ready to be painted."""

    format: Format
    items: tuple[Placed, ...]
    avatar_left_out: bool = False

    def texts(self) -> Iterator[PlacedText]:
        return (item for item in self.items if isinstance(item, PlacedText))

    def warnings(self) -> tuple[Warning, ...]:
        found = [w for text in self.texts() for w in _warnings_of(text)]
        if self.avatar_left_out:
            found.append(Warning("avatar", "not-shown", "this look has no place for a picture of the person"))
        return tuple(found)


def lay_out(
    template: PosterTemplate,
    format_name: str,
    content: PosterContent,
    fonts: FontBook,
    glossary: frozenset[str] = frozenset(),
) -> Layout:
    """Place every element of one format of a look.

    Args:
        glossary: words that a line break should not cut.

    Raises:
        InvalidContent: the template uses an unknown variable, has no slots for so many options, or its QR box
            is too small for the code.
    """
    chosen = template.formats[format_name]
    variables = content.variables() | {
        "count": len(content.options),
        "fields": {field.name: content.fields.get(field.name, "") for field in template.fields},
        "t": {key: text.in_locale(content.locale) for key, text in template.strings.items()},
    }
    typesetter = _Typesetter(template.id, content, fonts, glossary)
    items: list[Placed] = []
    for element in chosen.elements:
        items += typesetter.place(element, chosen.canvas, variables)
    shown = any(isinstance(item, PlacedPicture) and item.source == "avatar" for item in items)
    return Layout(chosen, tuple(items), avatar_left_out=content.avatar is not None and not shown)


@dataclass(frozen=True, slots=True)
class _Typesetter:
    template: str
    content: PosterContent
    fonts: FontBook
    glossary: frozenset[str]

    def place(self, element: Element, outer: Box, variables: Mapping[str, object]) -> list[Placed]:
        match element:
            case TextElement():
                return self._text(element, outer, variables)
            case ArtworkElement():
                shown = self._shown(element.when, variables, element.id)
                return [PlacedArtwork(element.id, element.file, element.box.within(outer))] if shown else []
            case PictureElement():
                data = self.content.avatar if element.source == "avatar" else self.content.logo
                box = element.box.within(outer)
                return [PlacedPicture(element.id, data, box, element.source, element.round)] if data else []
            case QrElement():
                return [self._qr(element, outer)]
            case RepeatElement():
                return self._repeat(element, outer, variables)

    def _text(self, element: TextElement, outer: Box, variables: Mapping[str, object]) -> list[Placed]:
        if not self._shown(element.when, variables, element.id):
            return []
        words = [fill(s.text, variables, where=f"{self.template}/{element.id}") for s in element.spans]
        text = "".join(words)
        if not text.strip():
            return []
        # the text loses what cannot be printed before it is set, so the runs are measured without it, too
        ends = [0, *(len(printable("".join(words[:i])).lstrip()) for i in range(1, len(words) + 1))]
        runs = tuple(
            Run(ends[i + 1] - ends[i], span.family, span.weight, ink=i) for i, span in enumerate(element.spans)
        )
        box = element.box.within(outer)
        fitted = fit_text(text, box, element.style, self.fonts, self.glossary, runs if len(runs) > 1 else ())
        return [PlacedText(element.id, fitted, tuple(s.color for s in element.spans))]

    def _shown(self, when: str, variables: Mapping[str, object], element: str) -> bool:
        """``when`` is an expression; an element without one is always shown."""
        if not when:
            return True
        source = "{% if " + when + " %}yes{% endif %}"
        return bool(fill(source, variables, where=f"{self.template}/{element}/when"))

    def _qr(self, element: QrElement, outer: Box) -> PlacedQr:
        box = element.box.within(outer)
        matrix = encode_qr(self.content.scan_url)
        module = int(min(box.width, box.height) // matrix.size_with_quiet_zone)
        if module < element.min_module:
            needed = element.min_module * matrix.size_with_quiet_zone
            problem = f"a module would be {module} px wide, less than {element.min_module}"
            remedy = f"give the code a box of at least {needed} x {needed} px, or shorten the public address"
            raise InvalidContent([Finding(f"{self.template}/{element.id}", problem, remedy)])
        side = module * matrix.size_with_quiet_zone
        x, y = round(box.x + (box.width - side) / 2), round(box.y + (box.height - side) / 2)
        logo = self.content.logo if element.logo and matrix.logo_modules >= LEAST_LOGO else None
        logo = logo if logo and is_about_square(logo) else None
        return PlacedQr(element.id, matrix, x, y, module, element.dark, element.light, element.shape, logo)

    def _repeat(self, element: RepeatElement, outer: Box, variables: Mapping[str, object]) -> list[Placed]:
        count = len(self.content.options)
        if count not in element.slots:
            problem = f"has no slots for {count} options"
            raise InvalidContent([Finding(f"{self.template}/{element.id}", problem, f"add slots: {count}")])
        items: list[Placed] = []
        for slot, option in zip(element.slots[count], self.content.options, strict=True):
            inner = dict(variables) | {"option": option}
            for part in element.elements:
                numbered = replace(part, id=f"{element.id}[{option.number}].{part.id}")
                items += self.place(numbered, slot.within(outer), inner)
        return items


def _warnings_of(text: PlacedText) -> Iterator[Warning]:
    if text.fitted.truncated:
        yield Warning(text.id, "truncated", "the text is longer than its box and ends in an ellipsis")
    if text.fitted.missing:
        shown = " ".join(text.fitted.missing)[:80]
        yield Warning(text.id, "missing-glyph", f"no font has: {shown}")
    if text.fitted.unshaped:
        yield Warning(text.id, "unshaped", "this script needs FriBiDi, which is not installed (libfribidi0)")

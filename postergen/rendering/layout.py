"""Decide where everything stands; nothing is drawn here."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Generic, Literal, TypeVar

from postergen.errors import Finding, InvalidContent
from postergen.rendering.avatar import is_about_square
from postergen.rendering.characters import printable
from postergen.rendering.content import PosterContent, fill, names_in
from postergen.rendering.fonts import FontBook
from postergen.rendering.qr import QrMatrix, encode_qr
from postergen.rendering.template import (
    ArtworkElement,
    Color,
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
LASTING = 8192  # texts and artwork kept as they were set; those of all looks in one format are about half as many
PERSONAL = frozenset({"code", "serial", "nickname"})

T = TypeVar("T")


# What is placed is told apart by identity: the same object on two posters is drawn alike, and whatever is drawn of it
# can be kept under it. ``lasting`` says that it stands on other posters, too, so that keeping it is worth it.


@dataclass(frozen=True, slots=True, eq=False)
class PlacedText:
    id: str
    fitted: FittedText
    colors: tuple[Color, ...]  # by ink
    lasting: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PlacedArtwork:
    id: str
    file: str
    box: Box
    lasting: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PlacedPicture:
    """An avatar (cropped to the box) or a logo (fitted into it): the bytes of an image file."""

    id: str
    data: bytes
    box: Box
    source: Literal["avatar", "logo"]
    round: bool
    lasting: bool = False


@dataclass(frozen=True, slots=True, eq=False)
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
    lasting: bool = False

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
    look = Identity(template)
    variables = content.variables() | {
        "count": len(content.options),
        "fields": _Fields((field.name, content.fields.get(field.name, "")) for field in template.fields),
        "t": _strings(look, content.locale),
    }
    typesetter = _typesetter(Identity(fonts))
    items: list[Placed] = []
    for element in _compiled(look, format_name):
        items += typesetter.place(element, content, variables, glossary)
    shown = any(isinstance(item, PlacedPicture) and item.source == "avatar" for item in items)
    left_out = content.avatar is not None and not shown
    return Layout(template.formats[format_name], tuple(items), avatar_left_out=left_out)


class Identity(Generic[T]):
    """Something large as the key of a cache: the same object, and not one that is equal."""

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identity) and other.value is self.value


class _Fields(dict[str, str | int]):
    """What the person told, as a template sees it and as a key."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self.items()))


class _Strings(dict[str, str]):
    """The words of a look in one locale; there is one object for each, so it is its own key."""

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


@lru_cache(maxsize=256)
def _strings(look: Identity[PosterTemplate], locale: str) -> _Strings:
    return _Strings((key, text.in_locale(locale)) for key, text in look.value.strings.items())


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """One element at its place: what of it is the same for all posters."""

    element: TextElement | ArtworkElement | PictureElement | QrElement
    box: Box
    where: str
    names: tuple[str, ...] = ()  # of the variables that its words and its condition read


@dataclass(frozen=True, slots=True, eq=False)
class _Slots:
    """A repeated group: its places by the number of options, then by option."""

    where: str
    places: Mapping[int, tuple[tuple[_Place, ...], ...]]


@lru_cache(maxsize=128)
def _compiled(look: Identity[PosterTemplate], format_name: str) -> tuple[_Place | _Slots, ...]:
    """The elements of a format, with everything decided that does not depend on a poster."""
    template, chosen = look.value, look.value.formats[format_name]

    def place(element: TextElement | ArtworkElement | PictureElement | QrElement, outer: Box) -> _Place:
        sources = [span.text for span in element.spans] if isinstance(element, TextElement) else []
        if isinstance(element, TextElement | ArtworkElement) and element.when:
            sources.append(_condition(element.when))
        names = sorted({name for source in sources for name in names_in(source)})
        return _Place(element, element.box.within(outer), f"{template.id}/{element.id}", tuple(names))

    def slots(group: RepeatElement) -> _Slots:
        places = {
            count: tuple(
                tuple(
                    place(replace(part, id=f"{group.id}[{number}].{part.id}"), slot.within(chosen.canvas))
                    for part in group.elements
                )
                for number, slot in enumerate(boxes, start=1)
            )
            for count, boxes in group.slots.items()
        }
        return _Slots(f"{template.id}/{group.id}", places)

    return tuple(
        slots(element) if isinstance(element, RepeatElement) else place(element, chosen.canvas)
        for element in chosen.elements
    )


def _condition(when: str) -> str:
    """An expression as a template that says yes or nothing."""
    return "{% if " + when + " %}yes{% endif %}"


@lru_cache(maxsize=4)
def _typesetter(fonts: Identity[FontBook]) -> _Typesetter:
    return _Typesetter(fonts.value)


class _Typesetter:
    """Sets elements with one set of fonts. A headline, an option in its slot, a date: what lasts is set once."""

    def __init__(self, fonts: FontBook) -> None:
        self._fonts = fonts
        self._lasting = lru_cache(maxsize=LASTING)(self._set)

    def place(
        self,
        element: _Place | _Slots,
        content: PosterContent,
        variables: Mapping[str, Hashable],
        glossary: frozenset[str],
    ) -> Sequence[Placed]:
        if isinstance(element, _Place):
            return self._one(element, content, variables, glossary)
        count = len(content.options)
        if count not in element.places:
            problem = f"has no slots for {count} options"
            raise InvalidContent([Finding(element.where, problem, f"add slots: {count}")])
        items: list[Placed] = []
        for places, option in zip(element.places[count], content.options, strict=True):
            inner = {**variables, "option": option}
            for part in places:
                items += self._one(part, content, inner, glossary)
        return items

    def _one(
        self, place: _Place, content: PosterContent, variables: Mapping[str, Hashable], glossary: frozenset[str]
    ) -> Sequence[Placed]:
        element = place.element
        match element:
            case QrElement():
                return [_place_qr(element, place, content)]
            case PictureElement():
                data, lasting = (content.avatar, False) if element.source == "avatar" else (content.logo, True)
                return _place_picture(place, data) if lasting or not data else (_picture(place, data, lasting=False),)
        values = tuple(variables.get(name, _UNKNOWN) for name in place.names)
        if _is_personal(place.names, content):
            return self._set(place, values, glossary, lasting=False)
        return self._lasting(place, values, glossary)

    def _set(
        self, place: _Place, values: tuple[Hashable, ...], glossary: frozenset[str], lasting: bool = True
    ) -> tuple[Placed, ...]:
        """A text or a piece of artwork, or nothing when its condition does not hold."""
        element = place.element
        assert isinstance(element, TextElement | ArtworkElement)
        known = {name: value for name, value in zip(place.names, values, strict=True) if value is not _UNKNOWN}
        if element.when and not fill(_condition(element.when), known, where=f"{place.where}/when"):
            return ()
        if isinstance(element, ArtworkElement):
            return (PlacedArtwork(element.id, element.file, place.box, lasting),)
        words = [fill(span.text, known, where=place.where) for span in element.spans]
        text = "".join(words)
        if not text.strip():
            return ()
        # the text loses what cannot be printed before it is set, so the runs are measured without it, too
        ends = [0, *(len(printable("".join(words[:i])).lstrip()) for i in range(1, len(words) + 1))]
        runs = tuple(
            Run(ends[i + 1] - ends[i], span.family, span.weight, ink=i) for i, span in enumerate(element.spans)
        )
        fitted = fit_text(text, place.box, element.style, self._fonts, glossary, runs if len(runs) > 1 else ())
        return (PlacedText(element.id, fitted, tuple(s.color for s in element.spans), lasting),)


_UNKNOWN = object()


def _is_personal(names: tuple[str, ...], content: PosterContent) -> bool:
    """Whether what reads these variables is hardly ever the same for two people."""
    return any(
        name in PERSONAL or (name == "typed_fallback" and content.code in content.typed_fallback) for name in names
    )


@lru_cache(maxsize=512)
def _place_picture(place: _Place, data: bytes | None) -> tuple[PlacedPicture, ...]:
    return (_picture(place, data, lasting=True),) if data else ()


def _picture(place: _Place, data: bytes, *, lasting: bool) -> PlacedPicture:
    element = place.element
    assert isinstance(element, PictureElement)
    return PlacedPicture(element.id, data, place.box, element.source, element.round, lasting)


def _place_qr(element: QrElement, place: _Place, content: PosterContent) -> PlacedQr:
    box = place.box
    matrix = encode_qr(content.scan_url)
    module = int(min(box.width, box.height) // matrix.size_with_quiet_zone)
    if module < element.min_module:
        needed = element.min_module * matrix.size_with_quiet_zone
        problem = f"a module would be {module} px wide, less than {element.min_module}"
        remedy = f"give the code a box of at least {needed} x {needed} px, or shorten the public address"
        raise InvalidContent([Finding(place.where, problem, remedy)])
    side = module * matrix.size_with_quiet_zone
    x, y = round(box.x + (box.width - side) / 2), round(box.y + (box.height - side) / 2)
    logo = content.logo if element.logo and matrix.logo_modules >= LEAST_LOGO else None
    logo = logo if logo and is_about_square(logo) else None
    return PlacedQr(element.id, matrix, x, y, module, element.dark, element.light, element.shape, logo)


def _warnings_of(text: PlacedText) -> Iterator[Warning]:
    if text.fitted.truncated:
        yield Warning(text.id, "truncated", "the text is longer than its box and ends in an ellipsis")
    if text.fitted.missing:
        shown = " ".join(text.fitted.missing)[:80]
        yield Warning(text.id, "missing-glyph", f"no font has: {shown}")
    if text.fitted.unshaped:
        yield Warning(text.id, "unshaped", "this script needs FriBiDi, which is not installed (libfribidi0)")

"""Take a look apart into parts, and set each only when somebody asks for it: what lasts is set once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Generic, TypeVar

from postergen.errors import Finding, InvalidContent
from postergen.rendering.avatar import is_about_square
from postergen.rendering.characters import printable
from postergen.rendering.content import PosterContent, fill, names_in
from postergen.rendering.fonts import FontBook
from postergen.rendering.placed import Placed, PlacedArtwork, PlacedPicture, PlacedQr, PlacedText
from postergen.rendering.qr import encode_qr
from postergen.rendering.template import (
    ArtworkElement,
    PictureElement,
    PosterTemplate,
    QrElement,
    RepeatElement,
    TextElement,
)
from postergen.rendering.text import fit_text
from postergen.rendering.typography import Box, Run

LEAST_LOGO = 5  # modules; a smaller mark is a smudge
LASTING = 4096  # texts and artwork kept as they were set, for those who ask where everything stands
PERSONAL = frozenset({"code", "serial", "nickname"})
T = TypeVar("T")


def parts_of(
    template: PosterTemplate,
    format_name: str,
    content: PosterContent,
    fonts: FontBook,
    glossary: frozenset[str] = frozenset(),
) -> list[Part]:
    """The elements of one format of a look on this poster, none of them set yet; raises as `lay_out`."""
    look = Identity(template)
    variables = content.variables() | {
        "count": len(content.options),
        "fields": _Fields((field.name, content.fields.get(field.name, "")) for field in template.fields),
        "t": _strings(look, content.locale),
    }
    typesetter = _typesetter(Identity(fonts))
    parts: list[Part] = []
    for element in _compiled(look, format_name):
        parts += typesetter.parts(element, content, variables, glossary)
    return parts


class Part:
    """One element on one poster, set when somebody asks for its items: one thing, or nothing at all.

    ``key`` is equal on all posters that show the same here, in this look and format; None for what is one person's.
    ``is_ground`` marks artwork of the look itself.
    """

    __slots__ = ("_items", "_set", "is_ground", "key")

    def __init__(
        self, key: Hashable | None, set_items: Callable[[], Sequence[Placed]], *, is_ground: bool = False
    ) -> None:
        self.key, self.is_ground = key, is_ground
        self._set = set_items
        self._items: Sequence[Placed] | None = None

    def items(self) -> Sequence[Placed]:
        if self._items is None:
            self._items = self._set()
        return self._items


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

    @property
    def is_ground(self) -> bool:
        """Artwork of the look itself."""
        return isinstance(self.element, ArtworkElement) and "[" not in self.element.id

    @property
    def is_personal(self) -> bool:
        """Whether what it says is hardly ever the same for two people."""
        return not PERSONAL.isdisjoint(self.names)

    @property
    def reads_fallback(self) -> bool:
        return "typed_fallback" in self.names


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

    def parts(
        self,
        element: _Place | _Slots,
        content: PosterContent,
        variables: Mapping[str, Hashable],
        glossary: frozenset[str],
    ) -> Sequence[Part]:
        if isinstance(element, _Place):
            return (self._part(element, content, variables, glossary),)
        count = len(content.options)
        if count not in element.places:
            problem = f"has no slots for {count} options"
            raise InvalidContent([Finding(element.where, problem, f"add slots: {count}")])
        parts: list[Part] = []
        for places, option in zip(element.places[count], content.options, strict=True):
            inner = {**variables, "option": option}
            parts += [self._part(place, content, inner, glossary) for place in places]
        return parts

    def _part(
        self, place: _Place, content: PosterContent, variables: Mapping[str, Hashable], glossary: frozenset[str]
    ) -> Part:
        match place.element:
            case QrElement():
                return Part(None, partial(_place_qr, place, content))
            case PictureElement(source="avatar"):
                return Part(None, partial(_place_picture, place, content.avatar))
            case PictureElement():
                return Part((place, content.logo), partial(_place_picture, place, content.logo))
        values = tuple([variables.get(name, _UNKNOWN) for name in place.names])
        if place.is_personal or (place.reads_fallback and content.code in content.typed_fallback):
            return Part(None, partial(self._set, place, values, glossary))
        items = partial(self._lasting, place, values, glossary)
        return Part((place, values, glossary), items, is_ground=place.is_ground)

    def _set(self, place: _Place, values: tuple[Hashable, ...], glossary: frozenset[str]) -> tuple[Placed, ...]:
        """A text or a piece of artwork, or nothing when its condition does not hold."""
        element = place.element
        assert isinstance(element, TextElement | ArtworkElement)
        known = {name: value for name, value in zip(place.names, values, strict=True) if value is not _UNKNOWN}
        if element.when and not fill(_condition(element.when), known, where=f"{place.where}/when"):
            return ()
        if isinstance(element, ArtworkElement):
            return (PlacedArtwork(element.id, element.file, place.box),)
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
        return (PlacedText(element.id, fitted, tuple(s.color for s in element.spans)),)


_UNKNOWN = object()


def _place_picture(place: _Place, data: bytes | None) -> tuple[PlacedPicture, ...]:
    element = place.element
    assert isinstance(element, PictureElement)
    return (PlacedPicture(element.id, data, place.box, element.source, element.round),) if data else ()


def _place_qr(place: _Place, content: PosterContent) -> tuple[PlacedQr]:
    element = place.element
    assert isinstance(element, QrElement)
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
    return (PlacedQr(element.id, matrix, x, y, module, element.dark, element.light, element.shape, logo),)

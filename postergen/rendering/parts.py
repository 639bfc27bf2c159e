"""Take a look apart into parts, and set each only when somebody asks for it.

What lasts is one object for all posters that show it: a headline, an option in its slot, a date. What is one person's
is a new object each time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from itertools import count
from typing import NamedTuple

from postergen.errors import Finding, InvalidContent
from postergen.rendering.characters import printable
from postergen.rendering.content import OptionWords, PosterContent, fill, names_in
from postergen.rendering.fonts import FontBook
from postergen.rendering.part import Fixed, Identity, Part, PartGroup, digest_of
from postergen.rendering.placed import Placed, PlacedArtwork, PlacedPicture, PlacedQr, PlacedText
from postergen.rendering.qr import modules_across
from postergen.rendering.qr_place import place_code, place_paper
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

LASTING = 6144  # groups of parts that are one object for many posters; some three kilobytes each
SET = 1024  # texts and artwork kept as they were set, for those who ask where everything stands
FEW = frozenset(
    {"t", "locale", "count", "logo", "avatar", "campaign", "ai_label", "sheet"}
)  # take a handful of values each
COPY = frozenset({"headline", "body", "call_to_action"})  # come together, as one variant
OF_A_DAY = FEW | {"date", "occasion"}  # the same on many posters of one day, whatever people pick


def groups_of(
    template: PosterTemplate,
    format_name: str,
    content: PosterContent,
    fonts: FontBook,
    glossary: frozenset[str] = frozenset(),
) -> list[PartGroup]:
    """The elements of one format of a look on this poster, none of them set yet, in groups that read the same of it.

    `Part.order` says in which order they are drawn. Raises as `lay_out`.
    """
    look = Identity(template)
    variables = content.variables() | {
        "count": len(content.options),
        "fields": _Fields((field.name, content.fields.get(field.name, "")) for field in template.fields),
        "t": _strings(look, content.locale),
    }
    poster = _OnePoster(content, variables, content.personal_names(), glossary)
    typesetter = _typesetter(Identity(fonts))
    groups: list[PartGroup] = []
    for element in _compiled(look, format_name):
        if isinstance(element, _Slots):
            groups += typesetter.slots(element, poster)
        else:
            groups += typesetter.groups(element, poster)
    return groups


class _OnePoster(NamedTuple):
    content: PosterContent
    variables: Mapping[str, Hashable]
    personal: frozenset[str]
    glossary: frozenset[str]


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

    def __repr__(self) -> str:
        return self._digest

    @cached_property
    def _digest(self) -> str:
        return digest_of(dict(self)).hex()


@lru_cache(maxsize=256)
def _strings(look: Identity[PosterTemplate], locale: str) -> _Strings:
    return _Strings((key, text.in_locale(locale)) for key, text in look.value.strings.items())


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """One element at its place: what of it is the same for all posters."""

    order: int
    element: TextElement | ArtworkElement | PictureElement | QrElement
    box: Box
    where: str
    names: tuple[str, ...] = ()  # of the variables that its words and its condition read

    @property
    def when(self) -> str:
        return self.element.when if isinstance(self.element, TextElement | ArtworkElement) else ""

    @property
    def is_ground(self) -> bool:
        """Artwork of the look itself."""
        return isinstance(self.element, ArtworkElement) and "[" not in self.element.id

    @property
    def is_common(self) -> bool:
        """A text or artwork that takes a handful of values."""
        return isinstance(self.element, TextElement | ArtworkElement) and FEW.issuperset(self.names)


def _condition(place: _Place) -> str:
    """Whether a place stands on a poster, as a template that says y or n."""
    return "{% if " + (place.when or "true") + " %}y{% else %}n{% endif %}"


@dataclass(frozen=True, eq=False)
class _Places:
    """Places that are kept together; ``names`` are the variables that they read, together."""

    places: tuple[_Place, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted({name for place in self.places for name in place.names}))

    @property
    def first(self) -> _Place:
        return self.places[0]

    @cached_property
    def apart(self) -> tuple[_Places, ...]:
        """Each alone, for posters on which one of them is a person's."""
        return (self,) if len(self.places) == 1 else tuple(_Places((place,)) for place in self.places)

    def holding(self, known: Mapping[str, Hashable]) -> list[_Place]:
        """Those that stand on this poster at all. Conditions are read as one template: each alone costs as much."""
        conditions, names = self._conditions
        if not conditions:
            return list(self.places)
        try:
            answers = _answers(conditions, names, tuple([known.get(name, _UNKNOWN) for name in names]))
        except InvalidContent:  # so that the one at fault is named
            answers = "".join(fill(_condition(place), known, where=f"{place.where}/when") for place in self.places)
        return [place for place, answer in zip(self.places, answers, strict=True) if answer == "y"]

    @cached_property
    def _conditions(self) -> tuple[str, tuple[str, ...]]:
        """All of them, and the variables that they read."""
        if not any(place.when for place in self.places):
            return "", ()
        conditions = "".join(map(_condition, self.places))
        return conditions, tuple(sorted(names_in(conditions)))


@dataclass(frozen=True, slots=True, eq=False)
class _Slots:
    """A repeated group: its places by the number of options, then by option; ``bare`` are those that read no option."""

    where: str
    places: Mapping[int, Sequence[_Places]]
    bare: Mapping[int, _Places]


@lru_cache(maxsize=128)
def _compiled(look: Identity[PosterTemplate], format_name: str) -> tuple[_Places | _Slots, ...]:
    """The elements of a format, with everything decided that does not depend on a poster."""
    template, chosen = look.value, look.value.formats[format_name]

    order = count()

    def place(element: TextElement | ArtworkElement | PictureElement | QrElement, outer: Box) -> _Place:
        spans = element.spans if isinstance(element, TextElement) else ()
        found = _Place(next(order), element, element.box.within(outer), f"{template.id}/{element.id}")
        sources = (_condition(found), *(span.text for span in spans))
        return replace(found, names=tuple(sorted({name for source in sources for name in names_in(source)})))

    def slots(group: RepeatElement) -> _Slots:
        filled, bare = {}, {}
        for number_of_options, boxes in group.slots.items():
            found = [
                [
                    place(replace(part, id=f"{group.id}[{number}].{part.id}"), slot.within(chosen.canvas))
                    for part in group.elements
                ]
                for number, slot in enumerate(boxes, start=1)
            ]
            filled[number_of_options] = [_Places(tuple(p for p in slot if not p.is_common)) for slot in found]
            bare[number_of_options] = _Places(tuple(p for slot in found for p in slot if p.is_common))
        return _Slots(f"{template.id}/{group.id}", filled, bare)

    common: list[_Place] = []
    copy: list[_Place] = []
    others: list[_Places | _Slots] = []
    for element in chosen.elements:
        if isinstance(element, RepeatElement):
            others.append(slots(element))
            continue
        found = place(element, chosen.canvas)
        if found.is_common:
            common.append(found)
        elif not isinstance(element, TextElement | ArtworkElement) or not (FEW | COPY).issuperset(found.names):
            others.append(_Places((found,)))
        else:
            copy.append(found)
    kept = (_Places(tuple(common)), _Places(tuple(copy)))
    return (*(places for places in kept if places.places), *others)


@lru_cache(maxsize=4)
def _typesetter(fonts: Identity[FontBook]) -> _Typesetter:
    return _Typesetter(fonts.value)


class _Lasting(NamedTuple):
    """The source of a part that is one object for many posters."""

    kept: Callable[[_Place, tuple[Hashable, ...], frozenset[str]], Sequence[Placed]]
    place: _Place
    values: tuple[Hashable, ...]
    glossary: frozenset[str]

    def items(self) -> Sequence[Placed]:
        return self.kept(self.place, self.values, self.glossary)

    def name(self) -> object:
        return _name((self.place,), self.values, self.glossary)


class _Typesetter:
    """Sets elements with one set of fonts."""

    def __init__(self, fonts: FontBook) -> None:
        self._fonts = fonts
        self._kept = lru_cache(maxsize=SET)(self._set)
        self._lasting = lru_cache(maxsize=LASTING)(self._make_lasting)

    def slots(self, slots: _Slots, poster: _OnePoster) -> Sequence[PartGroup]:
        """What the slots show whatever stands in them, then a group for each option of the poster."""
        options = poster.content.options
        if len(options) not in slots.places:
            problem = f"has no slots for {len(options)} options"
            raise InvalidContent([Finding(slots.where, problem, f"add slots: {len(options)}")])
        bare, filled = slots.bare[len(options)], zip(slots.places[len(options)], options, strict=True)
        common = [self.group(bare, poster)] if bare.places else []
        return [*common, *(self.group(places, poster, option) for places, option in filled if places.places)]

    def groups(self, places: _Places, poster: _OnePoster) -> Sequence[PartGroup]:
        """One group, or one for each place where something of a person's stands among them."""
        if isinstance(places.first.element, QrElement):
            return [_paper(places.first, modules_across(poster.content.scan_url)), self.group(places, poster)]
        apart = (places,) if poster.personal.isdisjoint(places.names) else places.apart
        return [self.group(one, poster) for one in apart]

    def group(self, places: _Places, poster: _OnePoster, option: OptionWords | None = None) -> PartGroup:
        first = places.first
        match first.element:
            case QrElement():
                return PartGroup((Part(first.order, partial(_place_code, first, poster.content), tells=False),))
            case PictureElement(source="avatar"):
                return PartGroup((Part(first.order, partial(_place_picture, first, poster.content.avatar)),))
            case PictureElement():
                return _logo(first, poster.content.logo)
        variables = poster.variables if option is None else {**poster.variables, "option": option}
        values = tuple([variables.get(name, _UNKNOWN) for name in places.names])
        if poster.personal.isdisjoint(places.names) and not (option and option.is_own and "option" in places.names):
            return self._lasting(places, values, poster.glossary)
        known = _known(places.names, values)
        return PartGroup(
            tuple(
                Part(place.order, partial(self._set, place, _some(place, known), poster.glossary))
                for place in places.holding(known)
            )
        )

    def _make_lasting(self, places: _Places, values: tuple[Hashable, ...], glossary: frozenset[str]) -> PartGroup:
        known, parts = _known(places.names, values), []
        picked: dict[frozenset[Hashable], frozenset[Hashable]] = {}  # one object for all: there are many groups
        for place in places.holding(known):
            source = _Lasting(self._kept, place, _some(place, known), glossary)
            picks = _picks(place, source.values)
            picks = picked.setdefault(picks, picks)
            parts.append(Part(place.order, source, picks=picks, is_ground=place.is_ground))
        return PartGroup(tuple(parts), partial(_name, places.places, values, glossary))

    def _set(self, place: _Place, values: tuple[Hashable, ...], glossary: frozenset[str]) -> tuple[Placed, ...]:
        """A text or a piece of artwork."""
        element = place.element
        assert isinstance(element, TextElement | ArtworkElement)
        if isinstance(element, ArtworkElement):
            return (PlacedArtwork(element.id, element.file, place.box),)
        known = _known(place.names, values)
        words = [fill(span.text, known, where=place.where) for span in element.spans]
        text = "".join(words)
        if not text.strip():
            return ()
        runs = _runs(element, words) if len(words) > 1 else ()
        fitted = fit_text(text, place.box, element.style, self._fonts, glossary, runs)
        return (PlacedText(element.id, fitted, tuple([span.color for span in element.spans])),)


def _runs(element: TextElement, words: Sequence[str]) -> tuple[Run, ...]:
    """The text loses what cannot be printed before it is set, so its spans are measured without it, too."""
    ends = [0, *(len(printable("".join(words[:i])).lstrip()) for i in range(1, len(words) + 1))]
    return tuple(Run(ends[i + 1] - ends[i], span.family, span.weight, ink=i) for i, span in enumerate(element.spans))


_UNKNOWN = ...  # its name is the same in every process, as digests want it


def _known(names: Sequence[str], values: Sequence[Hashable]) -> dict[str, Hashable]:
    return {name: value for name, value in zip(names, values, strict=True) if value is not _UNKNOWN}


@lru_cache(maxsize=4096)
def _answers(conditions: str, names: tuple[str, ...], values: tuple[Hashable, ...]) -> str:
    return fill(conditions, _known(names, values), where="")


def _some(place: _Place, known: Mapping[str, Hashable]) -> tuple[Hashable, ...]:
    return tuple([known.get(name, _UNKNOWN) for name in place.names])


def _picks(place: _Place, values: tuple[Hashable, ...]) -> frozenset[Hashable]:
    """What somebody picked of what stands at this place: an option, a text; the copy counts as one thing, and what
    was left empty as none."""
    read = zip(place.names, values, strict=True)
    return frozenset("copy" if name in COPY else value for name, value in read if value and name not in OF_A_DAY)


def _name(places: tuple[_Place, ...], values: tuple[Hashable, ...], glossary: frozenset[str]) -> object:
    """What tells what stands at these places from everything else, and is the same in every process."""
    return (_digest_of_places(places), values, _digest_of_words(glossary))


@lru_cache(maxsize=16384)
def _digest_of_places(places: tuple[_Place, ...]) -> bytes:
    return digest_of([(place.where, place.element, place.box) for place in places])


@lru_cache(maxsize=64)
def _digest_of_words(glossary: frozenset[str]) -> bytes:
    return digest_of(sorted(glossary))


@lru_cache(maxsize=128)
def _logo(place: _Place, data: bytes | None) -> PartGroup:
    digest = hashlib.blake2b(data or b"", digest_size=16).digest()
    source = Fixed(partial(_place_picture, place, data), (_digest_of_places((place,)), digest))
    return PartGroup((Part(place.order, source),), source.name)


def _place_picture(place: _Place, data: bytes | None) -> tuple[PlacedPicture, ...]:
    element = place.element
    assert isinstance(element, PictureElement)
    return (PlacedPicture(element.id, data, place.box, element.source, element.round),) if data else ()


@lru_cache(maxsize=512)
def _paper(place: _Place, modules: int) -> PartGroup:
    """What a code of so many modules stands on. It lasts: only the dark ones are drawn for each poster."""
    assert isinstance(place.element, QrElement)
    name = (_digest_of_places((place,)), "paper", modules)
    source = Fixed(partial(place_paper, place.element, place.box, modules), name)
    return PartGroup((Part(place.order, source, tells=False),), source.name)


def _place_code(place: _Place, content: PosterContent) -> tuple[PlacedQr]:
    assert isinstance(place.element, QrElement)
    return place_code(place.element, place.box, content.scan_url, content.logo, where=place.where)

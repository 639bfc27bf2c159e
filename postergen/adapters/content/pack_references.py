"""Check what the files of a pack say of each other: an id stands once, and whatever is named is there.

What one slip breaks is told once. A name that a hundred texts use is one finding; and nothing is said of names while
the files that give them cannot be read in full, for then most are there and only not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel

from postergen.adapters.content.pack_schema import SLUG, FitsFile, OfferFile, OptionFile, StickerFile, VariantFile
from postergen.adapters.content.shape_problems import Path
from postergen.adapters.content.yaml_lines import Document
from postergen.errors import Finding

LIKE = 0.75  # how alike two ids are that may be one
FITTING = {"option": "options", "theme": "themes", "occasion": "occasions", "place": "places"}

Item = TypeVar("Item", bound=BaseModel, covariant=True)


@dataclass(frozen=True)
class Placed(Generic[Item]):
    """An item, and where in its file it stands."""

    item: Item
    document: Document
    path: Path

    def where(self, *within: str | int) -> str:
        return self.document.where((*self.path, *within))


class Reference(NamedTuple):
    """Something that is named by an item."""

    kind: str
    name: str
    where: str
    by: str


@dataclass(frozen=True)
class Given:
    """The ids that files give, each with where it stands; ``is_whole`` when there are surely no others."""

    where: Mapping[str, str]
    is_whole: bool


def given_by_lists(documents: Sequence[Document | None], ids: str = SLUG) -> Given:
    """The ids of files that are lists of items, those that have something else wrong included; None cannot be read.

    Args:
        ids: the pattern of an id.
    """
    found: dict[str, str] = {}
    is_whole = True
    for document in documents:
        items = document.data if document and isinstance(document.data, list) else None
        is_whole &= items is not None and document is not None and document.is_whole
        for i, data in enumerate(items or ()):
            name = data.get("id") if isinstance(data, dict) else None
            is_whole &= isinstance(name, str) and re.fullmatch(ids, name) is not None and name not in found
            if isinstance(name, str) and document is not None:
                found.setdefault(name, document.where((i, "id")))
    return Given(found, is_whole)


def given_by_places(document: Document | None) -> Given:
    """The places of ``places.yaml``: ``province/city``."""
    if document is None or not document.is_whole:
        return Given({}, is_whole=False)
    found: dict[str, str] = {}
    try:
        for i, province in enumerate(document.data["provinces"]):
            for j, city in enumerate(province["cities"]):
                found[f"{province['id']}/{city['id']}"] = document.where(("provinces", i, "cities", j))
    except (KeyError, TypeError):
        return Given(found, is_whole=False)
    return Given(found, is_whole=True)


def repeated(group: Sequence[Placed[Any]]) -> Iterator[Finding]:
    """Ids that stand more than once."""
    first: dict[str, str] = {}
    for one in group:
        if one.item.id in first:
            yield Finding(
                one.where(), f"the id {one.item.id!r} stands already at {first[one.item.id]}", "ids are unique"
            )
        first.setdefault(one.item.id, one.where())


Fitting = VariantFile | OfferFile | StickerFile


def said_twice(stickers: Sequence[Placed[StickerFile]]) -> Iterator[Finding]:
    """Lines that stand more than once."""
    first: dict[tuple[str, str], str] = {}
    for one in stickers:
        line = one.item.locale, one.item.text.casefold()
        if line in first:
            yield Finding(one.where("text"), f"{one.item.text!r} is said already at {first[line]}", "say it once")
        first.setdefault(line, one.where("text"))


def answered_in_vain(stickers: Sequence[Placed[StickerFile]]) -> Iterator[Finding]:
    """Lines and moods that a line answers, and that are not there."""
    known = {"lines": [one.item.id for one in stickers], "moods": [one.item.mood for one in stickers if one.item.mood]}
    for one in stickers:
        for kind, there in known.items():
            for i, name in enumerate(getattr(one.item.answers, kind)):
                if name not in there:
                    near = get_close_matches(name, there, n=1)
                    remedy = f"did you mean {near[0]!r}?" if near else "name one that a line of this file has"
                    where = one.where("answers", kind, i)
                    yield Finding(where, f"{one.item.id} answers {name!r}, which is not there", remedy)


def without_purpose(fitting: Sequence[Placed[Fitting]]) -> Iterator[Finding]:
    """Texts, offers and stickers that fit nothing."""
    for one in fitting:
        if one.item.fits == FitsFile():
            remedy = "name an option, theme, occasion or place, or wishes: [any]"
            yield Finding(one.where(), f"{one.item.id} fits nothing", remedy, "fits_nothing")


def unknown_names(
    options: Sequence[Placed[OptionFile]],
    fitting: Sequence[Placed[Fitting]],
    more: Iterable[Reference],
    given: Mapping[str, Given],
) -> list[Finding]:
    """What is named and not there, each name once.

    Args:
        more: what else names something.
    """
    named = [*_named_by_options(options), *_named_by_fits(fitting), *more]
    unknown: dict[tuple[str, str], list[Reference]] = {}
    for one in named:
        if given[one.kind].is_whole and one.name not in given[one.kind].where:
            unknown.setdefault((one.kind, one.name), []).append(one)
    used = {(one.kind, one.name) for one in named}
    found = [_finding(kind, name, who, given[kind].where, used) for (kind, name), who in sorted(unknown.items())]
    return list({finding.where: finding for finding in reversed(found)}.values())[::-1]


def _finding(
    kind: str, name: str, who: Sequence[Reference], given: Mapping[str, str], used: set[tuple[str, str]]
) -> Finding:
    idle = [other for other in given if (kind, other) not in used]
    said = (("thing", kind), ("name", name))
    near = get_close_matches(name, idle, 1, LIKE)
    if near and len(who) > 1:
        problem = f"nothing names the {kind} {near[0]!r}, and {len(who)} name {name!r}"
        values = (*said, ("near", near[0]), ("count", len(who)))
        return Finding(given[near[0]], problem, f"is it {name!r}?", "named_otherwise", values)
    meant = get_close_matches(name, given, 1, LIKE)
    more = f", and so do {len(who) - 1} more" if len(who) > 1 else ""
    problem = f"{who[0].by} names the {kind} {name!r}, which the pack does not have{more}"
    if not meant:
        return Finding(who[0].where, problem, "", "unknown_name", said)
    return Finding(who[0].where, problem, f"is it {meant[0]!r}?", "misspelt_name", (*said, ("near", meant[0])))


def _named_by_options(options: Sequence[Placed[OptionFile]]) -> Iterator[Reference]:
    for one in options:
        yield Reference("theme", one.item.theme, one.where("theme"), one.item.id)
        if one.item.place is not None:
            yield Reference("place", one.item.place, one.where("place"), one.item.id)
        for i, name in enumerate(one.item.occasions):
            yield Reference("occasion", name, one.where("occasions", i), one.item.id)


def _named_by_fits(fitting: Sequence[Placed[Fitting]]) -> Iterator[Reference]:
    for one in fitting:
        for kind, field in FITTING.items():
            for i, name in enumerate(getattr(one.item.fits, field)):
                yield Reference(kind, name, one.where("fits", field, i), one.item.id)

"""Put the page of a form together: its fields with what stands in them, what is wrong, and what would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, json

from postergen.adapters.content.pack_items import ItemKind, PackItem
from postergen.copywriting.word_diff import word_diff
from postergen.domain.campaign import Campaign
from postergen.domain.localized import LOCALES
from postergen.domain.words import Words
from postergen.web.pages import page_locale, words
from postergen.web.product import product
from postergen.web.studio import choices
from postergen.web.studio.files.views import line_diff
from postergen.web.studio.forms.fields import FIXED, Field, fields_of
from postergen.web.studio.forms.merging import Merged, differences, value_at
from postergen.web.studio.forms.told import EVERYWHERE, Told, help_of, label_of
from postergen.web.studio.frame import studio_campaign, studio_page

TITLES = ("title", "name", "text")  # what an item is called, whichever it has


@dataclass(frozen=True, slots=True)
class Change:
    """One field that is another now, as it is shown."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A form with what stands in it.

    Attributes:
        item: the item as its file has it; None for a new one.
        changed: the file as it would be, with its name, once that was looked at.
        merged: what became of it when somebody else was faster.
        given_id: what was typed for the id of a new item.
    """

    kind: ItemKind
    item: PackItem | None
    values: Mapping[str, Any]
    told: Told = field(default_factory=dict)
    changed: tuple[str, bytes] | None = None
    merged: Merged | None = None
    given_id: str | None = None

    @property
    def typed_id(self) -> str:
        """The id as it stands in the form: one that was made of the English words is made anew when these change."""
        return str(self.values.get("id", "")) if self.given_id is None else self.given_id


def form_page(filled: Filled, status: int = 200, **more: object) -> Response:
    campaign, w, kind = studio_campaign(), words("studio/forms"), filled.kind
    before: Mapping[str, Any] = filled.item.values if filled.item else {}
    known = {
        "kind": kind.name,
        "item": filled.item,
        "title": _title_of(filled.values),
        "campaign": campaign,
        "fields": fields_of(kind.model),
        "value": lambda one: filled.typed_id if one.name == "id" else value_at(filled.values, one.path),
        "before": lambda one: value_at(before, one.path),
        "told": filled.told,
        "general": filled.told.get(EVERYWHERE, ()),
        "say": lambda one: label_of(kind.name, one.path, w),
        "explain": lambda one: help_of(kind.name, one, w),
        "groups": lambda one: groups_of(one, campaign, w),
        "is_fixed": lambda one: filled.item is not None and one.name in FIXED,
        "is_retired": bool(before.get("retired")),
        "was": json.dumps(before, ensure_ascii=False, default=str),
        "changes": _changes(kind, before, filled.values, w) if filled.changed else None,
        "diff": _diff(filled.changed) if filled.changed else (),
        "merged": filled.merged,
        "both": _both(filled, w),
        "taken_over": [label_of(kind.name, path, w) for path in (filled.merged.theirs_only if filled.merged else ())],
        "locales": LOCALES,
        "word_diff": word_diff,
        "note": "",
        "published": None,
    }
    return studio_page("forms/form.html", status, **{**known, **more})


def groups_of(one: Field, campaign: Campaign, w: Words) -> choices.Groups:
    """What is picked from."""
    locale = page_locale()
    if one.words:
        return [("", [choices.Entry(word, w[f"word_{one.path[-1]}_{word}"]) for word in one.words])]
    return _PICKED[one.reference](campaign, locale)


def _looks(campaign: Campaign, locale: str) -> choices.Groups:
    return [("", [choices.Entry(look.id, look.name.in_locale(locale)) for look in product().library.templates()])]


_PICKED = {
    "options": choices.option_choices,
    "themes": choices.theme_choices,
    "occasions": choices.occasion_choices,
    "places": choices.place_choices,
    "looks": _looks,
}


def _title_of(values: Mapping[str, Any]) -> str:
    said: Mapping[str, Any] = next((values[name] for name in TITLES if isinstance(values.get(name), dict)), {})
    return str(said.get(page_locale()) or values.get("id", ""))


def _changes(kind: ItemKind, before: Mapping[str, Any], after: Mapping[str, Any], w: Words) -> Sequence[Change]:
    return [
        Change(label_of(kind.name, path, w), *(in_line(value_at(side, path), w, path[-1]) for side in (before, after)))
        for path in differences(before, after)
    ]


def _both(filled: Filled, w: Words) -> Sequence[Change]:
    """Fields that two people changed: theirs, and mine."""
    if filled.merged is None or filled.item is None:
        return ()
    return [
        Change(
            label_of(filled.kind.name, path, w),
            *(in_line(value_at(side, path), w, path[-1]) for side in (filled.item.values, filled.values)),
        )
        for path in filled.merged.conflicts
    ]


def in_line(value: Any, w: Words, name: str = "") -> str:
    """A value of this name as a person reads it."""
    if isinstance(value, Mapping):
        return w["comma"].join(f"{part}{w['colon']}{in_line(one, w, part)}" for part, one in value.items())
    if isinstance(value, (list, tuple)):
        return w["comma"].join(in_line(one, w, name) for one in value)
    if f"word_{name}_{value}" in w:
        return w[f"word_{name}_{value}"]
    if isinstance(value, bool):
        return w["yes"] if value else w["no"]
    return "" if value is None else str(value)


def _diff(changed: tuple[str, bytes]) -> object:
    name, text = changed
    return line_diff(product().library.pack(studio_campaign().id).files.get(name, b"").decode(), text.decode())

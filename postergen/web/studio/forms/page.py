"""Put the page of a form together: its fields with what stands in them, what is wrong, and what would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, json, url_for

from postergen.adapters.content.game_references import FORMATS
from postergen.adapters.content.pack_items import ItemKind, PackItem
from postergen.copywriting.word_diff import word_diff
from postergen.domain.campaign import Campaign
from postergen.domain.localized import LOCALES
from postergen.domain.words import Words
from postergen.web.pages import page_locale, words
from postergen.web.product import product
from postergen.web.studio import choices
from postergen.web.studio.files.views import line_diff
from postergen.web.studio.forms.fields import FIXED, Field, form_of
from postergen.web.studio.forms.folds import gist_of, has_mistake
from postergen.web.studio.forms.merging import Merged, are_rows, differences, value_at
from postergen.web.studio.forms.query import MOST_ROWS, is_said, shown_moment
from postergen.web.studio.forms.rows import CALLED, TITLES
from postergen.web.studio.forms.told import EVERYWHERE, Told, help_of, label_of
from postergen.web.studio.frame import studio_campaign, studio_page

NEW = "new"  # stands in an address where a new item has no id yet
BEGUN_ROWS = 3  # of a new item's list that needs some


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
        has_begun: nothing of it can be changed any more.
        at: the field that somebody works at.
    """

    kind: ItemKind
    item: PackItem | None
    values: Mapping[str, Any]
    told: Told = field(default_factory=dict)
    changed: tuple[str, bytes] | None = None
    merged: Merged | None = None
    given_id: str | None = None
    has_begun: bool = False
    at: str = ""

    @property
    def is_long(self) -> bool:
        """It has more rows than a form can show; its file can have them."""
        return any(are_rows(value) and len(value) > MOST_ROWS for value in self.values.values())

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
        "fields": form_of(kind),
        "here": url_for("studio_forms.save", kind=kind.name, name=filled.item.id if filled.item else NEW),
        "sort": "games" if kind.game else kind.name,
        "has_begun": filled.has_begun,
        "is_single": kind.is_single,
        "is_long": filled.is_long,
        "can_retire": filled.item is not None and kind.can_retire and not filled.has_begun,
        "stays": lambda one: _stays(filled, one),
        "can_lack": lambda one: not (one.is_needed or _is_by_law(kind, one)),
        "value": lambda one: filled.typed_id if one.name == "id" else value_at(filled.values, one.path),
        "before": lambda one: value_at(before, one.path),
        "told": filled.told,
        "general": filled.told.get(EVERYWHERE, ()),
        "say": lambda one: label_of(kind.name, [part for part in one.path if not part.isdigit()], w),
        "explain": lambda one: help_of(kind.name, one, w),
        "groups": lambda one: groups_of(one, campaign, w),
        "rows": lambda one: rows_of(one, filled, campaign, w),
        "folds": kind.game is not None,
        "is_open": lambda one: _is_open(filled, one.name),
        "gist": lambda one: _gist(filled, one.fields, one.path, campaign, w),
        "mending": [(name, label_of(kind.name, name.split("."), w)) for name in filled.told if name != EVERYWHERE],
        "most_rows": MOST_ROWS,
        "texts": lambda one, locale: texts_for(one, locale, filled.values, campaign),
        "written": shown_moment,
        "is_fixed": lambda one: filled.item is not None and one.name in FIXED,
        "is_retired": bool(before.get("retired")),
        "was": as_json(before),
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


def as_json(values: Mapping[str, Any]) -> str:
    """An item as the form carries it along."""
    return json.dumps(values, ensure_ascii=False, default=str)


@dataclass(frozen=True, slots=True)
class Row:
    """One of the items of a list: its number from 0, what it is called, what stands in it, and what is asked for."""

    number: int
    title: str
    gist: str
    is_open: bool
    fields: tuple[Field, ...]


def rows_of(one: Field, filled: Filled, campaign: Campaign, w: Words) -> list[Row]:
    """Those that there are; of a new item some empty ones where it needs any."""
    count = len(value_at(filled.values, one.path) or ())
    if not count and one.is_needed and filled.item is None:
        count = BEGUN_ROWS
    return [_row(one, number, filled, campaign, w) for number in range(min(count, MOST_ROWS))]


def _row(one: Field, number: int, filled: Filled, campaign: Campaign, w: Words) -> Row:
    """Open are the first of all and what was just added, too."""
    path, there = (*one.path, str(number)), value_at(filled.values, one.path) or ()
    name, fields = ".".join(path), _id_last(one.row(number))
    is_begun = not is_said(there[number]) if there else number == 0
    called, title = w[f"row_{one.key}"].format(number=number + 1), _called(there[number], CALLED) if there else ""
    return Row(
        number=number,
        title=f"{called}{w['colon']}{title}" if title else called,
        gist=_gist(filled, [field for field in fields if field.path[-1] not in CALLED], path, campaign, w),
        is_open=is_begun or _is_open(filled, name),
        fields=fields,
    )


def _is_open(filled: Filled, name: str) -> bool:
    """Whether something needs mending in a part of the form, or somebody works there."""
    return has_mistake(name, filled.told) or filled.at.startswith(f"{name}.")


def _gist(filled: Filled, fields: Sequence[Field], path: tuple[str, ...], campaign: Campaign, w: Words) -> str:
    """What stands in a part of the form; or that nothing does."""
    if not is_said(value_at(filled.values, path)):
        return w["nothing_said"]
    return gist_of(filled.kind.name, fields, filled.values, lambda one: groups_of(one, campaign, w), w)


def _stays(filled: Filled, one: Field) -> bool:
    """Whether this is the id of a row that was published: posters and numbers know it."""
    if not filled.kind.below or filled.item is None or len(one.path) == 1 or one.path[-1] != "id":
        return False
    return value_at(filled.values, one.path) in {row["id"] for row in value_at(filled.item.values, one.path[:1])}


def _is_by_law(kind: ItemKind, one: Field) -> bool:
    """A game's file may leave it out, and the law wants it to be published."""
    return kind.game is not None and one.name in {where.replace("/", ".") for where, _, _ in kind.game.published}


def _id_last(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """It is made of the name, for whoever does not care."""
    return tuple(sorted(fields, key=lambda field: field.path[-1] == "id"))


def texts_for(one: Field, locale: str, values: Mapping[str, Any], campaign: Campaign) -> list[choices.Entry]:
    """Texts of a language that may stand on anybody's card, of the options beside this field; and the one that does."""
    options = set(value_at(values, (*one.path[:-1], "options")) or ())
    found = [
        choices.Entry(text.id, text.headline)
        for text in campaign.variants
        if text.locale == locale
        and not options.isdisjoint(text.fits.options)
        and not text.fits.occasions
        and not text.needs_nickname
    ]
    now = value_at(values, (*one.path, locale))
    return found if not now or now in {entry.id for entry in found} else [choices.Entry(now, now), *found]


def groups_of(one: Field, campaign: Campaign, w: Words) -> choices.Groups:
    """What is picked from."""
    locale = page_locale()
    if one.words:
        return [("", [choices.Entry(word, w[f"word_{one.path[-1]}_{word}"]) for word in one.words])]
    return _PICKED[one.reference](campaign, locale)


def _looks(campaign: Campaign, locale: str) -> choices.Groups:
    return [("", [choices.Entry(look.id, look.name.in_locale(locale)) for look in product().library.templates()])]


def _card_looks(campaign: Campaign, locale: str) -> choices.Groups:
    """Those in which something of a game could be shown; whether all of it can is told once the game is whole."""
    looks = [one for one in product().library.templates() if one.fields and set(FORMATS) <= one.formats.keys()]
    return [("", [choices.Entry(look.id, look.name.in_locale(locale)) for look in looks])]


_PICKED = {
    "options": choices.option_choices,
    "themes": choices.theme_choices,
    "occasions": choices.occasion_choices,
    "places": choices.place_choices,
    "looks": _looks,
    "card_looks": _card_looks,
}


def _title_of(values: Mapping[str, Any]) -> str:
    return _called(values, TITLES) or str(values.get("id", ""))


def _called(values: Mapping[str, Any], names: Sequence[str]) -> str:
    said: Mapping[str, Any] = next((values[name] for name in names if isinstance(values.get(name), dict)), {})
    return str(said.get(page_locale()) or "")


def _changes(kind: ItemKind, before: Mapping[str, Any], after: Mapping[str, Any], w: Words) -> Sequence[Change]:
    return [
        Change(
            label_of(kind.name, path, w), *(in_line(value_at(side, path), w, str(path[-1])) for side in (before, after))
        )
        for path in differences(before, after)
    ]


def _both(filled: Filled, w: Words) -> Sequence[Change]:
    """Fields that two people changed: theirs, and mine."""
    if filled.merged is None or filled.item is None:
        return ()
    return [
        Change(
            label_of(filled.kind.name, path, w),
            *(in_line(value_at(side, path), w, str(path[-1])) for side in (filled.item.values, filled.values)),
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

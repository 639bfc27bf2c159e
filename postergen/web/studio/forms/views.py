"""Make, copy, change and retire what a campaign consists of; what is published goes the way of its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, json, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from postergen.adapters.content.game_items import mistakes_of
from postergen.adapters.content.game_kinds import COLLECT
from postergen.adapters.content.pack_items import (
    ITEM_KINDS,
    ItemKind,
    PackItem,
    file_with,
    find_item,
    games_in,
    problems_in,
)
from postergen.domain.accounts import Role
from postergen.domain.numbers import whole_number
from postergen.errors import InvalidContent, NotFound, Outdated
from postergen.web.pages import words
from postergen.web.product import product
from postergen.web.studio.access import current_user, needs
from postergen.web.studio.forms.fields import form_of
from postergen.web.studio.forms.merging import merge, value_at
from postergen.web.studio.forms.page import NEW, Filled, as_json, form_page
from postergen.web.studio.forms.query import typed_values
from postergen.web.studio.forms.rows import LONGEST_OF_GAME, ROW_STEPS, TITLES, name_rows, slug_of, with_row_step
from postergen.web.studio.forms.told import Told, told_of_game, told_of_pack, told_of_shape
from postergen.web.studio.frame import studio_campaign

studio_forms = Blueprint("studio_forms", __name__, url_prefix="/studio")

LONGEST_ID = 60
# of what is copied, what is each game's own
DATES: tuple[tuple[str, ...], ...] = (("opens",), ("closes",), ("claim", "until"))
MOST_TRIES = 3  # to publish, while others publish something else


@studio_forms.get("/catalogue/<kind>/<name>")
@needs(Role.ADMIN)
def form(kind: str, name: str) -> Response:
    """``?copy=`` begins a new item with the values of another."""
    asked = _kind(kind)
    item = _item(asked, name)
    filled = Filled(asked, item, item.values if item else _begun(asked), has_begun=_has_begun(asked, name))
    return form_page(filled, published=whole_number(request.args.get("published", "")))


@studio_forms.post("/catalogue/<kind>/<name>")
@needs(Role.ADMIN)
def save(kind: str, name: str) -> AnyResponse:
    """Check, review or publish, or add or take out a row, as the button says; whatever happens, the admin keeps what
    they typed.
    """
    asked = _kind(kind)
    if (item := _item(asked, name)) and (long := Filled(asked, item, item.values)).is_long:
        return form_page(long, 409)
    filled, step = _filled(asked, name), request.form.get("step", "")
    if step == "check":
        return _as_json(filled.told)
    note = request.form.get("note", "").strip()[:500]
    if _has_begun(filled.kind, name):
        return form_page(replace(filled, told={}, has_begun=True), 409, note=note)
    what, _, at = step.partition(".")
    if what in ROW_STEPS:
        values = with_row_step(form_of(filled.kind), filled.values, step)
        return form_page(replace(filled, told={}, values=values, at=at if what == "again" else ""), note=note)
    if filled.told:
        return form_page(filled, 422, note=note)
    if filled.merged:
        return form_page(filled, 409, note=note, who=_latest_publisher())
    return _publish(filled, note) if step == "publish" else _review(filled, note)


@studio_forms.post("/catalogue/<kind>/<name>/retire")
@needs(Role.ADMIN)
def retire(kind: str, name: str) -> AnyResponse:
    """Offer it no more, or again; at once."""
    item = _item(_kind(kind), name)
    if item is None or not item.kind.can_retire:
        raise NotFound(kind, name)
    if _has_begun(item.kind, name):
        return form_page(Filled(item.kind, item, item.values, has_begun=True), 409)
    kept = {key: value for key, value in item.values.items() if key != "retired"}
    values = kept | ({"retired": True} if request.form.get("retired") == "yes" else {})
    return _publish(Filled(item.kind, item, values), request.form.get("note", "").strip()[:500])


def _review(filled: Filled, note: str) -> Response:
    changed = file_with(_files(), filled.kind, filled.item, filled.values)
    try:
        product().publishing.review_files(studio_campaign().id, dict([changed]))
    except InvalidContent as exc:
        return form_page(replace(filled, told=_told_of(exc, filled, changed)), 422, note=note)
    return form_page(replace(filled, changed=changed), note=note)


def _publish(filled: Filled, note: str) -> AnyResponse:
    campaign, kind, name = studio_campaign().id, filled.kind, str(filled.values["id"])
    for _ in range(MOST_TRIES):
        changed = file_with(_files(), kind, filled.item, filled.values)
        try:
            made = product().publishing.publish_files(
                campaign, dict([changed]), current_user().name, note or f"{changed[0]}: {name}", based_on=_number()
            )
        except InvalidContent as exc:
            return form_page(replace(filled, told=_told_of(exc, filled, changed)), 422, note=note)
        except Outdated:
            product().library.refresh()
            now = find_item(_files(), kind, name)
            if (now.values if now else None) != (filled.item.values if filled.item else None):
                return form_page(_against(filled, now), 409, note=note, who=_latest_publisher())
            filled = replace(filled, item=now)
            continue
        return redirect(url_for("studio_forms.form", kind=kind.name, name=name, published=made.number), 303)
    raise Outdated("campaign", campaign, f"publication {_number()}")


def _filled(kind: ItemKind, name: str) -> Filled:
    """What was typed, put together with what others published since the form was opened."""
    item, fields, w = _item(kind, name), form_of(kind), words("studio/forms")
    was = _was() if item else {}
    is_as_it_was = item is not None and was == json.loads(as_json(item.values))
    before = item.values if item and (is_as_it_was or not was) else was
    typed = typed_values(fields, request.form, before if item else _of_kind(kind))
    given = None if item else str(typed.get("id", ""))
    name_rows(fields, typed)
    typed["id"] = item.id if item else given or _id_of(kind, typed)
    filled = Filled(kind, item, typed, given_id=given)
    if item and was and not is_as_it_was:
        filled = _against(filled, item, was)
    told = dict(told_of_shape(problems_in(kind, filled.values), fields, w))
    if kind.game:
        told |= {name: [*told.get(name, ()), *said] for name, said in _told_of_game(filled).items()}
    if item is None and not any(value_at(typed, (name, "en")) for name in TITLES) and not given:
        told.pop("id", None)  # it is made of words that are missing, which is told
    if item is None and "id" not in told and _is_taken(kind, typed["id"]):
        told["id"] = [w["wrong_taken"]]
    return replace(filled, told=told)


def _told_of_game(filled: Filled) -> Told:
    kind, campaign = filled.kind, studio_campaign()
    assert kind.game is not None
    values = {name: value for name, value in filled.values.items() if name != "id"}
    looks = {look.id: look for look in product().library.templates()}
    found = mistakes_of(kind.game, str(filled.values["id"]), values, campaign.timezone, looks)
    return told_of_game(found, form_of(kind), words("studio/forms"))


def _has_begun(kind: ItemKind, name: str) -> bool:
    return kind.game is not None and name != NEW and product().games.has_begun(studio_campaign().id, name)


def _of_kind(kind: ItemKind) -> dict[str, Any]:
    """What the file of a game of this kind says by itself."""
    return {"kind": kind.name} if kind.game and kind.name != COLLECT else {}


def _against(filled: Filled, now: PackItem | None, was: Mapping[str, Any] | None = None) -> Filled:
    """Mine over what somebody published meanwhile."""
    before = was if was is not None else (filled.item.values if filled.item else {})
    merged = merge(before, filled.values, now.values if now else {})
    return replace(filled, item=now, values=merged.values, merged=merged)


def _told_of(exc: InvalidContent, filled: Filled, changed: tuple[str, bytes]) -> Told:
    after = find_item({**_files(), **dict([changed])}, filled.kind, str(filled.values["id"]))
    fields = form_of(filled.kind)
    return told_of_pack(exc.findings, after, fields, studio_campaign().id, words("studio/forms"))


def _begun(kind: ItemKind) -> dict[str, Any]:
    """What a new form begins with."""
    copied = find_item(_files(), kind, request.args.get("copy", ""))
    if copied is not None:
        values = {name: value for name, value in copied.values.items() if name not in ("id", "retired")}
        return _without_dates(values) if kind.game else values
    theme = request.args.get("theme", "")
    return {"theme": theme} if theme in studio_campaign().catalogue.theme_by_id else {}


def _without_dates(values: dict[str, Any], at: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        name: _without_dates(value, (*at, name)) if isinstance(value, dict) else value
        for name, value in values.items()
        if (*at, name) not in DATES
    }


def _kind(name: str) -> ItemKind:
    if name not in ITEM_KINDS:
        raise NotFound("kind", name)
    return ITEM_KINDS[name]


def _item(kind: ItemKind, name: str) -> PackItem | None:
    """None for a new one; `NotFound` for one that there is not."""
    found = find_item(_files(), kind, name)
    if found is None and (name != NEW or kind.is_single):
        raise NotFound(kind.name, name)
    return found


def _id_of(kind: ItemKind, values: Mapping[str, Any]) -> str:
    """Of what it is called in English; the next free one of its like."""
    said = next((text for name in TITLES if (text := value_at(values, (name, "en")))), "")
    slug = slug_of(str(said), LONGEST_OF_GAME if kind.game else LONGEST_ID)
    names = (slug if i == 1 else f"{slug}-{i}" for i in range(1, 1000))
    return next((name for name in names if slug and not _is_taken(kind, name)), slug)


def _is_taken(kind: ItemKind, name: str) -> bool:
    if kind.game:  # one that was played keeps its name, whatever became of its file
        played = {rules.id for rules, _ in product().games.known(studio_campaign().id)}
        return name == NEW or name in played | {one.id for one in games_in(_files())}
    return name == NEW or find_item(_files(), kind, name) is not None


def _was() -> dict[str, Any]:
    """The item as it was when the form was opened."""
    try:
        found = json.loads(request.form.get("was", "{}"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _as_json(told: Told) -> Response:
    response = Response(json.dumps({"problems": told}), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _files() -> Mapping[str, bytes]:
    return product().library.pack(studio_campaign().id).files


def _number() -> int:
    publication = product().library.pack(studio_campaign().id).publication
    return publication.number if publication else 0


def _latest_publisher() -> str:
    publication = product().library.pack(studio_campaign().id).publication
    return publication.entry.who if publication else ""

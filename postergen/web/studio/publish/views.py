"""Bring what is approved to life, after seeing what changes; and take a publication back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from postergen.copywriting.four_eyes import Hindrance
from postergen.copywriting.word_diff import ChangedPart, changed_parts
from postergen.domain.accounts import Role
from postergen.domain.editorial import Edit
from postergen.domain.numbers import whole_number
from postergen.errors import InvalidInput, Outdated
from postergen.web.pages import words
from postergen.web.product import product
from postergen.web.studio.access import current_user, needs
from postergen.web.studio.drafts.query import look_for
from postergen.web.studio.frame import local_time, studio_campaign, studio_page

studio_publish = Blueprint("studio_publish", __name__, url_prefix="/studio")


class Sheet(NamedTuple):
    """One text that publishing changes: the edits before and after, and how its words differ."""

    before: Edit | None
    after: Edit
    look: str
    parts: tuple[ChangedPart, ...]
    hindrance: Hindrance | None


@studio_publish.get("/publish")
@needs(Role.WRITER)
def publish() -> Response:
    return _page()


@studio_publish.post("/publish")
@needs(Role.APPROVER)
def publish_now() -> AnyResponse:
    """Publish, and say under which number."""
    note = request.form.get("note", "").strip()[:500]
    try:
        made = product().publishing.publish(studio_campaign().id, current_user().name, note)
    except InvalidInput as exc:
        return _page(422, mistakes=exc)
    except Outdated as exc:
        return _page(409, problem=f"{words('studio/publish')['could_not']} {exc}", note=note)
    return redirect(url_for("studio_publish.publish", published=made.number if made else 0), 303)


@studio_publish.post("/publish/undo")
@needs(Role.APPROVER)
def undo() -> AnyResponse:
    """What was new rests at once; former words are approved again, and wait on this page."""
    number = whole_number(request.form.get("number", "")) or 0
    try:
        undone = product().publishing.undo_publication(studio_campaign().id, number, current_user().name)
    except InvalidInput as exc:
        return _page(422, mistakes=exc)
    except Outdated as exc:
        return _page(409, problem=words("studio/publish")["undo_stale"], outdated=exc.parts)
    paused, restored = len(undone.paused), len(undone.restored)
    return redirect(url_for("studio_publish.publish", undone=number, paused=paused, restored=restored), 303)


def _page(status: int = 200, **values: object) -> Response:
    sheets = list(_sheets())
    return studio_page(
        "publish/publish.html",
        status,
        sheets=sheets,
        count=sum(sheet.hindrance is None for sheet in sheets),
        latest=product().publishing.latest(studio_campaign().id),
        done=_done(),
        time=local_time,
        may_publish=current_user().role.may(Role.APPROVER),
        **values,
    )


def _done() -> str:
    """What the address says was just done."""
    w, args = words("studio/publish"), request.args
    if "undone" in args:
        numbers = {name: whole_number(args.get(name, "")) or 0 for name in ("undone", "paused", "restored")}
        return w["undid_publication"].format(number=numbers.pop("undone"), **numbers)
    published = whole_number(args.get("published", ""))
    if published is None:
        return ""
    return w["published"].format(number=published) if published else w["published_none"]


def _sheets() -> Iterator[Sheet]:
    campaign = studio_campaign()
    waits = product().publishing.against_publication(campaign.id, current_user().name)
    for before, after in product().publishing.differences(campaign.id):
        parts = changed_parts(before.variant if before else None, after.variant)
        yield Sheet(before, after, look_for(campaign, after), parts, waits.get(after.variant.id))

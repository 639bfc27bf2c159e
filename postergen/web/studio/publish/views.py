"""Bring what is approved to life, after seeing what changes; and take a publication back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from postergen.copywriting.four_eyes import Hindrance
from postergen.copywriting.word_diff import ChangedPart, changed_parts
from postergen.domain.accounts import Role
from postergen.domain.campaign import Campaign
from postergen.domain.editorial import Edit
from postergen.domain.numbers import whole_number
from postergen.errors import Finding, InvalidInput, Outdated
from postergen.web.pages import words
from postergen.web.product import product
from postergen.web.studio.access import current_user, needs
from postergen.web.studio.drafts.query import look_for
from postergen.web.studio.frame import studio_campaign, studio_page

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
    """Publish what was chosen, now or at the time that was given, and say so."""
    note, when = request.form.get("note", "").strip()[:500], request.form.get("at", "").strip()
    campaign, who = studio_campaign().id, current_user().name
    try:
        if request.form.get("when") == "later":
            schedules = product().schedules
            made_later = schedules.schedule(campaign, _chosen_edits(), when, who, note)
            return redirect(url_for("studio_publish.publish", scheduled=made_later.number), 303)
        made = product().publishing.publish(campaign, who, note, only=_chosen())
    except InvalidInput as exc:
        return _page(422, mistakes=exc, note=note, when=when)
    except Outdated as exc:
        return _page(409, problem=words("studio/publish")["stale"], outdated=exc.parts, note=note, when=when)
    return redirect(url_for("studio_publish.publish", published=made.number if made else 0), 303)


@studio_publish.post("/publish/scheduled/<int:number>")
@needs(Role.APPROVER)
def change_schedule(number: int) -> AnyResponse:
    """Another time for it, or none."""
    campaign, who = studio_campaign().id, current_user().name
    try:
        if "call-off" in request.form:
            product().schedules.call_off(campaign, number, who)
            return redirect(url_for("studio_publish.publish", called_off=number), 303)
        product().schedules.move(campaign, number, request.form.get("at", ""), who)
    except InvalidInput as exc:
        return _page(422, mistakes=exc)
    except Outdated:
        return _page(409, problem=words("studio/publish")["schedule_stale"])
    return redirect(url_for("studio_publish.publish", scheduled=number), 303)


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


def _chosen() -> list[tuple[str, int]] | None:
    """The edits of the form; None where it names none, as of a form of before."""
    named = (value.rpartition(" ") for value in request.form.getlist("edit"))
    chosen = [(variant, number) for variant, _, text in named if (number := whole_number(text)) is not None]
    if not chosen and "listed" in request.form:
        w = words("studio/publish")
        raise InvalidInput([Finding("edit", w["nothing_chosen"], w["choose_one"])])
    return chosen or None


def _chosen_edits() -> list[Edit]:
    chosen = _chosen()
    due = product().publishing.due(studio_campaign().id)
    found = [edit for edit in due if chosen is None or (edit.variant.id, edit.number) in chosen]
    if chosen is not None and len(found) < len(chosen):
        gone = {name for name, _ in chosen} - {edit.variant.id for edit in found}
        raise Outdated("publication", studio_campaign().id, "not what was chosen", [(one, "") for one in sorted(gone)])
    return found


def _page(status: int = 200, **values: object) -> Response:
    sheets = list(_sheets())
    campaign = studio_campaign()
    chosen = request.form.getlist("edit") if "listed" in request.form else None
    planned = product().schedules.waiting(campaign.id)
    return studio_page(
        "publish/publish.html",
        status,
        sheets=sheets,
        count=sum(sheet.hindrance is None for sheet in sheets),
        campaign=campaign.id,
        chosen=chosen,
        now=product().clock(),
        same=[edit for edit in _without_a_difference(sheets) if (edit.variant.id, edit.number) not in planned],
        planned=planned,
        headlines={
            (edit.variant.id, edit.number): edit.variant.headline for edit in product().publishing.due(campaign.id)
        },
        latest=product().publishing.latest(campaign.id),
        schedules=product().schedules.latest(campaign.id),
        soon=_local(product().clock() + timedelta(hours=1), campaign),
        local=lambda moment: _local(moment, campaign),
        zone=campaign.timezone,
        done=_done(),
        may_publish=current_user().role.may(Role.APPROVER),
        **values,
    )


def _local(moment: datetime, campaign: Campaign) -> str:
    """As a field for a day and a time has it, in the campaign's zone."""
    return f"{moment.astimezone(ZoneInfo(campaign.timezone)):%Y-%m-%dT%H:%M}"


def _without_a_difference(sheets: Sequence[Sheet]) -> list[Edit]:
    """What is due and changes no poster, such as words that are there already: it goes along."""
    shown = {sheet.after.variant.id for sheet in sheets}
    return [edit for edit in product().publishing.due(studio_campaign().id) if edit.variant.id not in shown]


def _done() -> str:
    """What the address says was just done."""
    w, args = words("studio/publish"), request.args
    if "undone" in args:
        numbers = {name: whole_number(args.get(name, "")) or 0 for name in ("undone", "paused", "restored")}
        return w["undid_publication"].format(number=numbers.pop("undone"), **numbers)
    for name in ("scheduled", "called_off"):
        if (number := whole_number(args.get(name, ""))) is not None:
            return w[f"did_{name}"].format(number=number)
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

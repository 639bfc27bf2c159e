"""Bring what is approved to life, after seeing what changes; and take a publication back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from postergen.copywriting.word_diff import ChangedPart, changed_parts
from postergen.domain.accounts import Role
from postergen.domain.editorial import Action, AuditEntry, Edit, State
from postergen.domain.numbers import whole_number
from postergen.errors import InvalidInput, Outdated
from postergen.service.editorial import Proposal
from postergen.web.pages import words
from postergen.web.product import product
from postergen.web.studio.access import current_user, needs
from postergen.web.studio.drafts.query import look_for
from postergen.web.studio.frame import local_time, studio_campaign, studio_page

studio_publish = Blueprint("studio_publish", __name__, url_prefix="/studio")

LOOKED_BACK = 2000  # entries of the audit log in which a publication is looked for


class Sheet(NamedTuple):
    """One text that publishing changes: the edits before and after, and how its words differ."""

    before: Edit | None
    after: Edit
    look: str
    parts: tuple[ChangedPart, ...]


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
        made = product().editorial.publish(studio_campaign().id, current_user().name, note)
    except InvalidInput as exc:
        return _page(422, mistakes=exc.findings)
    except Outdated as exc:
        return _page(409, problem=f"{words('studio/publish')['could_not']} {exc}", note=note)
    return redirect(url_for("studio_publish.publish", published=made.number if made else 0), 303)


@studio_publish.post("/publish/undo")
@needs(Role.APPROVER)
def undo() -> AnyResponse:
    """What was new rests at once; former words are approved again, and wait on this page."""
    campaign, number = studio_campaign().id, request.form.get("number", "")
    latest = _latest()
    if latest is None or str(latest.number) != number:
        return _page(409, problem=words("studio/publish")["undo_stale"])
    why = words("studio/publish")["undo_why"].format(number=number)
    restored = 0
    try:
        texts = [(entry, _former(entry)) for entry in _texts_of(latest)]
        new = [edit for entry, former in texts if former is None and (edit := _live(campaign, entry.subject))]
        if new:
            product().editorial.pause_all(campaign, new, current_user().name, why)
        for entry, former in texts:
            if former is not None:
                proposal = Proposal(former.variant, entry.number, former.origin.model, former.origin.prompt)
                (kept,) = product().editorial.propose(campaign, [proposal], current_user().name)
                again = kept.edit.number
                product().editorial.act(campaign, entry.subject, again, Action.APPROVE, current_user().name, why)
                restored += 1
    except (InvalidInput, Outdated):
        return _page(409, problem=words("studio/publish")["undo_stale"])
    return redirect(url_for("studio_publish.publish", undone=number, paused=len(new), restored=restored), 303)


def _page(status: int = 200, **values: object) -> Response:
    latest = _latest()
    return studio_page(
        "publish/publish.html",
        status,
        sheets=list(_sheets()),
        latest=latest,
        can_undo=latest is not None and any(True for _ in _texts_of(latest)),
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
    approved = {e.variant.id: e for e in reversed(product().editorial.edits(campaign.id, (State.APPROVED,)))}
    for difference in product().editorial.differences(campaign.id):
        after = approved[difference.variant]
        before = _live(campaign.id, difference.variant) if difference.before else None
        yield Sheet(before, after, look_for(campaign, after), changed_parts(difference.before, after.variant))


def _live(campaign: str, variant: str) -> Edit | None:
    return next((edit for edit in product().editorial.history(campaign, variant) if edit.state is State.LIVE), None)


def _latest() -> AuditEntry | None:
    """The entry of the latest publication."""
    campaign = studio_campaign().id
    return next(iter(product().editorial.audit(campaign, campaign, 1)), None)


def _texts_of(publication: AuditEntry) -> Iterator[AuditEntry]:
    """The texts that this publication brought: they stand right before it in the log, written with it."""
    entries = iter(product().editorial.audit(publication.campaign, most=LOOKED_BACK))
    for entry in entries:
        if entry == publication:
            break
    for entry in entries:
        is_part = entry.at == publication.at and entry.who == publication.who and entry.subject != entry.campaign
        if not is_part:
            return
        if entry.action == Action.PUBLISH.value:
            yield entry


def _former(entry: AuditEntry) -> Edit | None:
    """What was drawn before this edit, if anything was: it ended when this one took its place."""
    history = product().editorial.history(entry.campaign, entry.subject)
    before = (e for e in history if e.number < entry.number and e.state is State.RETIRED)
    return next((e for e in before if e.number == 0 or f"edit {entry.number} " in e.why), None)

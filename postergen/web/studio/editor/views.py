"""Write a text and see it on a poster: live preview, findings, edits with their numbers, and a way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, Response, json, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from postergen.domain.accounts import Role
from postergen.domain.campaign import Campaign
from postergen.domain.editorial import Edit
from postergen.domain.numbers import whole_number
from postergen.domain.variant import Author, CopyVariant
from postergen.errors import Forbidden, InvalidInput, NotFound, Outdated
from postergen.service.editorial import Proposal
from postergen.web.pages import page_locale
from postergen.web.pictures import NEVER_KEPT, drawn_answer
from postergen.web.product import product
from postergen.web.studio.access import current_user, needs
from postergen.web.studio.editor.analysis import analyse_text, analysis_json
from postergen.web.studio.editor.page import editor_page, look_asked_for, numbered, standing, what_happened
from postergen.web.studio.editor.query import finished, fresh_text, new_name, order_around, typed_text
from postergen.web.studio.frame import studio_campaign

studio_editor = Blueprint("studio_editor", __name__, url_prefix="/studio")

PREVIEW_WIDTH = 480  # px


@studio_editor.get("/new")
@needs(Role.WRITER)
def new() -> Response:
    """An empty page; each ``?option=``, ``wishes=any`` and ``locale`` fill it in beforehand."""
    campaign = studio_campaign()
    return editor_page(campaign, fresh_text(campaign, request.args, page_locale()))


@studio_editor.post("/new")
@needs(Role.WRITER)
def write() -> AnyResponse:
    campaign = studio_campaign()
    text = typed_text("", request.form, page_locale(), _author())
    if "show" in request.form:
        return editor_page(campaign, text)
    return _save(campaign, text, ())


@studio_editor.get("/edit/<name>")
@needs(Role.WRITER)
def edit(name: str) -> Response:
    """The newest text that was not turned down; ``?text=`` takes that of another edit, unsaved."""
    campaign = studio_campaign()
    history = product().editorial.history(campaign.id, name)
    shown = standing(history)
    asked = numbered(history, request.args.get("text", ""))
    text = asked.variant if asked else shown.variant
    return editor_page(campaign, text, history, notice=what_happened(history))


@studio_editor.post("/edit/<name>")
@needs(Role.WRITER)
def change(name: str) -> AnyResponse:
    """Keep what was typed as a new edit. When somebody was faster: 409, with both texts on the page."""
    campaign = studio_campaign()
    history = product().editorial.history(campaign.id, name)
    known = standing(history).variant
    text = replace(typed_text(name, request.form, known.locale, known.author), locale=known.locale)
    if "show" in request.form:
        return editor_page(campaign, text, history, based_on=_seen())
    return _save(campaign, text, history)


@studio_editor.post("/edit/<name>/take-back")
@needs(Role.WRITER)
def take_back(name: str) -> AnyResponse:
    """Undo an edit of one's own; approvers undo anybody's."""
    campaign = studio_campaign()
    found = numbered(product().editorial.history(campaign.id, name), request.form.get("number", ""))
    if found is None:
        raise NotFound("edit", name)
    if found.origin.who != current_user().name and not current_user().role.may(Role.APPROVER):
        raise Forbidden(f"this edit is {found.origin.who}'s; an approver may take it back")
    product().editorial.take_back(campaign.id, name, found.number, current_user().name)
    return _back_to(name, taken=found.number)


@studio_editor.route("/preview.webp", methods=["GET", "POST"])
@needs(Role.WRITER)
def preview() -> Response:
    """The text on a poster, as a small picture. Nothing is kept."""
    campaign = studio_campaign()
    text = typed_text("preview", request.values, page_locale(), _author())
    look, format_name = look_asked_for(campaign)
    order = order_around(campaign, text, look.id, format_name)
    return drawn_answer(lambda: product().pictures.preview_text(order, text, PREVIEW_WIDTH), NEVER_KEPT)


@studio_editor.post("/findings")
@needs(Role.WRITER)
def findings() -> Response:
    """What is seen of a text beside its picture, as JSON; spans count code points of the text as it was sent."""
    campaign = studio_campaign()
    text = typed_text(request.form.get("name", ""), request.form, page_locale(), _author())
    analysis = analyse_text(text, campaign, *look_asked_for(campaign))
    response = Response(json.dumps(analysis_json(analysis)), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _save(campaign: Campaign, typed: CopyVariant, history: Sequence[Edit]) -> AnyResponse:
    name = typed.id or new_name(typed)
    try:
        text = finished(typed)
        if history and text == standing(history).variant:
            return _back_to(text.id, unchanged=1)
        proposal = Proposal(replace(text, id=name), _seen())
        (kept,) = product().editorial.propose(campaign.id, [proposal], current_user().name)
    except InvalidInput as exc:
        return editor_page(campaign, typed, history, based_on=_seen(), problems=exc.findings, status=422)
    except Outdated:
        history = product().editorial.history(campaign.id, name)
        return editor_page(campaign, typed, history, based_on=_seen(), theirs=history[0], status=409)
    return _back_to(name, saved=kept.edit.number)


def _back_to(name: str, **happened: int) -> AnyResponse:
    """The page of a text, on which it says what has just happened to it."""
    shown = {field: request.form[field] for field in ("look", "format", "campaign") if request.form.get(field)}
    return redirect(f"{url_for('studio_editor.edit', name=name)}?{urlencode({**shown, **happened})}", 303)


def _seen() -> int:
    """The edit that the writer saw when they began, or the newer one that they want to be on top of."""
    given = request.form.get("on_top") or request.form.get("based_on", "")
    return whole_number(given) or 0


def _author() -> Author:
    return Author.MODEL if request.values.get("author") == Author.MODEL else Author.PERSON

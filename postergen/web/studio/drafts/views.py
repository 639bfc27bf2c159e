"""Read what waits for a decision, see it on a poster, and decide; by keyboard or by hand."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from postergen.copywriting.four_eyes import Hindered
from postergen.domain.accounts import Role
from postergen.domain.comments import MOST_SAID
from postergen.domain.editorial import Action, Edit, State, Why, WhyCode
from postergen.domain.localized import LOCALES
from postergen.domain.numbers import whole_number
from postergen.errors import Finding, InvalidInput, NotFound, Outdated, PostergenError
from postergen.web.pages import page_language, page_locale, words
from postergen.web.pictures import drawn_answer
from postergen.web.product import product
from postergen.web.studio.access import current_user, needs
from postergen.web.studio.drafts.query import ON_A_PAGE, TABS, cards_of, edits_on_tab, look_for, wanted
from postergen.web.studio.frame import in_words, studio_campaign, studio_page

studio_drafts = Blueprint("studio_drafts", __name__, url_prefix="/studio")

PICTURE_WIDTH = 320  # px; sharp on a card, and drawn in a tenth of a second
# What editors say most often, to be picked.
USUAL = (WhyCode.GENERAL, WhyCode.FACT, WhyCode.VOICE, WhyCode.LONG, WhyCode.SAID, WhyCode.LEGAL)
DECISIONS = (Action.CHECK, Action.APPROVE, Action.REJECT, Action.PAUSE, Action.RESUME, Action.RETIRE)
# What each decision leaves behind; while an edit is still there, the decision can be taken back.
LEAVES = {
    "approve": State.APPROVED,
    "reject": State.REJECTED,
    "retire": State.RETIRED,
    "pause": State.PAUSED,
}


@studio_drafts.get("/drafts")
@needs(Role.WRITER)
def drafts() -> Response:
    return _drafts_page()


@studio_drafts.get("/drafts/<variant>/<int:number>")
@needs(Role.WRITER)
def draft(variant: str, number: int) -> Response:
    """One edit by itself; with ``?looks`` it is set on every look and format, which takes a second."""
    return _draft_page(find_edit(variant, number))


def _draft_page(edit: Edit, status: int = 200, **values: object) -> Response:
    campaign, comments = studio_campaign(), product().comments
    cards = cards_of(campaign, [edit], wanted().look, on_every_look="looks" in request.args)
    comments.read(current_user().name, campaign.id, edit.variant.id)
    said = comments.of_text(campaign.id, edit.variant.id)
    known = {"card": cards[0], "want": wanted(), "reasons": USUAL, "comments": said, "most_said": MOST_SAID}
    return studio_page("drafts/draft.html", status, **known, **_tools(), **values)


@studio_drafts.post("/drafts/<variant>/<int:number>/comments")
@needs(Role.WRITER)
def comment(variant: str, number: int) -> AnyResponse:
    """Say something of a text; whoever is called by name is told."""
    edit, said = find_edit(variant, number), request.form.get("said", "")
    as_words = request.form.get("as_words", "").split()
    try:
        product().comments.say(edit.campaign, variant, number, current_user().name, said, as_words=as_words)
    except InvalidInput as exc:
        strangers = [str(dict(one.values)["name"]) for one in exc.findings if one.kind.startswith("calls_")]
        return _draft_page(edit, 422, mistakes=exc.findings, said=said, strangers=strangers, as_words=as_words)
    here: dict[str, Any] = {"variant": variant, "number": number, **_kept()}
    return redirect(url_for("studio_drafts.draft", **here, _anchor="comments"), 303)


@studio_drafts.get("/mentions")
@needs(Role.WRITER)
def mentions() -> Response:
    """What calls whoever looks; it is read once its text was opened."""
    unread, read = product().comments.calling(current_user().name)
    return studio_page("drafts/mentions.html", unread_ones=unread, read_ones=read)


@studio_drafts.get("/drafts/<variant>/<int:number>.webp")
@needs(Role.WRITER)
def picture(variant: str, number: int) -> Response:
    """This text on a poster. Nothing is kept."""
    campaign, edit = studio_campaign(), find_edit(variant, number)
    look = look_for(campaign, edit, request.args.get("look", ""))
    return drawn_answer(
        lambda: product().pictures.preview_ordinary(campaign.id, edit.variant, look, width=PICTURE_WIDTH),
        "private, max-age=3600",
    )


@studio_drafts.post("/drafts/<variant>/<int:number>/<action>")
@needs(Role.APPROVER)
def decide(variant: str, number: int, action: str) -> AnyResponse:
    """Approve, turn down, pause, resume or retire; then back to where the person was."""
    if action not in {one.value for one in DECISIONS}:
        raise NotFound("action", action)
    edit, why = find_edit(variant, number), reason()
    try:
        _check_unchanged(edit)
        product().editorial.act(edit.campaign, variant, number, Action(action), current_user().name, why.text, why.code)
    except (Outdated, InvalidInput) as exc:
        return _told(find_edit(variant, number), exc, why)
    return _back(did=action, of=variant, number=number)


@studio_drafts.post("/drafts/many")
@needs(Role.APPROVER)
def decide_many() -> AnyResponse:
    """Approve or turn down all that were ticked; what could not be stays as it is, and is named with why."""
    action, why, w = request.form.get("action", ""), reason(), words("studio/drafts")
    if action not in (Action.APPROVE, Action.REJECT):
        raise NotFound("action", action[:40])
    done, left = 0, []
    for edit, seen in _ticked():
        try:
            if seen != edit.state.value:
                raise Outdated("variant", edit.variant.id, edit.state.value)
            who = current_user().name
            product().editorial.act(edit.campaign, edit.variant.id, edit.number, Action(action), who, why.text)
            done += 1
        except Outdated:
            left.append((edit, w["bulk_stale"].format(state=w[f"state_{edit.state.value}"])))
        except InvalidInput as exc:
            left.append((edit, _in_the_way(exc)))
    said = w[f"bulk_did_{action}"].format(count=done) if done or left else w["bulk_none"]
    return _drafts_page(422 if left or not done else 200, {"text": said, "left": left, "is_problem": bool(left)})


def _ticked() -> list[tuple[Edit, str]]:
    """The edits of the form, each with the state in which the person saw it."""
    named = (value.split(" ") for value in request.form.getlist("edit")[:ON_A_PAGE])
    return [
        (find_edit(parts[0], number), parts[2])
        for parts in named
        if len(parts) == 3 and (number := whole_number(parts[1])) is not None
    ]


def _in_the_way(error: InvalidInput) -> str:
    """What keeps a decision from one of many, in a line."""
    if isinstance(error, Hindered):
        return words("studio/frame")[f"hindered_{error.hindrances[0].reason.value}"]
    return " ".join(_in_words(finding) for finding in error.findings)


def _in_words(finding: Finding) -> str:
    """As a page says it; as the product's own people read it where no page does."""
    w, key = words("studio/drafts"), f"mistake_{finding.kind}"
    if finding.said:
        return dict(finding.said)[page_locale()]
    return w[key].format(**dict(finding.values)) if key in w else f"{finding.problem} {finding.remedy}".strip()


@studio_drafts.get("/drafts/<variant>/<int:number>/<action>")
@needs(Role.WRITER)
def decided(variant: str, number: int, action: str) -> AnyResponse:
    """Whoever comes back to the address of a decision, by a change of language or a reload, sees the text."""
    return redirect(url_for("studio_drafts.draft", variant=variant, number=number), 303)


@studio_drafts.post("/drafts/<variant>/<int:number>/undo")
@needs(Role.APPROVER)
def undo(variant: str, number: int) -> AnyResponse:
    """Take the last decision back."""
    edit = find_edit(variant, number)
    try:
        _check_unchanged(edit)
        after = product().editorial.undo_decision(edit.campaign, variant, number, current_user().name)
    except (Outdated, InvalidInput) as exc:
        return _told(find_edit(variant, number), exc, Why())
    return _back(did="undo", of=variant, number=after.number)


def find_edit(variant: str, number: int) -> Edit:
    """This edit, or `NotFound`."""
    for edit in product().editorial.history(studio_campaign().id, variant):
        if edit.number == number:
            return edit
    raise NotFound("edit", f"{variant} {number}")


def reason() -> Why:
    """Why: the usual reason, if one was picked, and the person's own words."""
    picked, own = request.form.get("pick", ""), request.form.get("why", "").strip()[:500]
    return Why(own, WhyCode(picked) if picked in USUAL else None)


def _drafts_page(status: int = 200, notice: dict[str, object] | None = None) -> Response:
    campaign, want = studio_campaign(), wanted()
    tab = edits_on_tab(campaign, want)
    return studio_page(
        "drafts/drafts.html",
        status,
        want=want,
        tab=tab,
        tabs=TABS,
        reasons=USUAL,
        notice=notice or _what_was_done(),
        **_tools(),
    )


def _tools() -> dict[str, Any]:
    return {
        "may_decide": current_user().role.may(Role.APPROVER),
        "campaign": studio_campaign(),
        "locales": LOCALES,
    }


def _check_unchanged(edit: Edit) -> None:
    """The form says in which state the person saw the edit."""
    seen = request.form.get("seen", edit.state.value)
    if seen != edit.state.value:
        raise Outdated("variant", edit.variant.id, edit.state.value)


def _told(edit: Edit, error: PostergenError, why: Why) -> Response:
    """The page again, with what stood in the way and what the person had written."""
    w = words("studio/drafts")
    if isinstance(error, InvalidInput):
        return _drafts_page(422, {"edit": edit, "mistakes": error, "why": why.text})
    last = next(iter(product().editorial.audit(edit.campaign, edit.variant.id, 1)), None)
    by = w["outdated_by"].format(who=last.who, at=f"{last.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC") if last else ""
    said = w["outdated"].format(
        headline=edit.variant.headline, state=w[f"state_{edit.state.value}"], by=by, why=in_words(why) or w["no_reason"]
    )
    return _drafts_page(409, {"edit": edit, "text": said, "is_problem": True, "why": why.text})


def _what_was_done() -> dict[str, object] | None:
    """What the address says was done last, if that is so, and whether it can be taken back."""
    did, variant, number = (request.args.get(name, "") for name in ("did", "of", "number"))
    w, asked = words("studio/drafts"), whole_number(number)
    if f"did_{did}" not in w or asked is None:
        return None
    try:
        edit = find_edit(variant, asked)
    except NotFound:
        return None
    said = w[f"did_{did}"].format(headline=edit.variant.headline, state=w[f"state_{edit.state.value}"])
    return {"edit": edit, "text": said, "can_undo": LEAVES.get(did) is edit.state}


def _back(**done: str | int) -> AnyResponse:
    """Where the person was; the next card lies where the last one lay."""
    anchor = f"card-{whole_number(request.form.get('place', '')) or 0}"
    query = {**wanted().query(), **_kept(), **done}
    return redirect(url_for("studio_drafts.drafts", **query, _anchor=anchor), 303)  # type: ignore[arg-type]


def _kept() -> dict[str, str]:
    """What was asked for in the address and has to stay in it."""
    kept = {"campaign": request.values.get("campaign", "")}
    if request.args.get("lang"):
        kept["lang"] = page_language().id
    return {name: value for name, value in kept.items() if value}

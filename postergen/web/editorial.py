"""Copy over the API: write, generate, approve, publish. For programs of one's own; people have the studio."""

from __future__ import annotations

from flask import Blueprint, Response, request

from postergen.copywriting.compliance import LintFinding
from postergen.copywriting.prompt import Assignment
from postergen.domain.editorial import PROGRAM, Action, Edit, State
from postergen.domain.localized import Localized
from postergen.domain.numbers import whole_number
from postergen.domain.variant import FITS, Tone
from postergen.errors import Finding, InvalidInput, NotFound
from postergen.service.editorial import Proposal
from postergen.web import editorial_schemas as schemas
from postergen.web.answers import variant_out
from postergen.web.json_http import json_answer, json_body
from postergen.web.keys import caller_key
from postergen.web.product import product

editorial = Blueprint("editorial", __name__, url_prefix="/api/v1")

MOST_LISTED = 500


@editorial.get("/edits")
def edits() -> Response:
    asked = request.args.getlist("state")
    unknown = [state for state in asked if state not in list(State)]
    if unknown:
        remedy = f"known: {', '.join(State)}"
        raise InvalidInput([Finding("state", f"{name[:40]!r} is unknown", remedy) for name in unknown])
    found = product().editorial.edits(_campaign(), [State(state) for state in asked], MOST_LISTED)
    return json_answer(schemas.EditsOut(edits=[_edit_out(edit) for edit in found]))


@editorial.post("/edits")
def propose() -> Response:
    asked = schemas.EditsIn.model_validate(json_body())
    proposals = [Proposal(variant.variant(), variant.based_on) for variant in asked.variants]
    kept = product().editorial.propose(asked.campaign or product().settings.campaign, proposals, _who())
    made = [schemas.ProposedOut(edit=_edit_out(p.edit), findings=_findings_out(p.findings)) for p in kept]
    return json_answer(schemas.ProposedListOut(edits=made), 201)


@editorial.post("/edits/<variant>/<number>/<action>")
def act(variant: str, number: str, action: str) -> Response:
    asked_for = whole_number(number)
    if asked_for is None:
        raise NotFound("edit", f"{variant} {number}")
    if action not in list(Action):
        raise InvalidInput([Finding("action", f"{action[:40]!r} is unknown", f"known: {', '.join(Action)}")])
    asked = schemas.ActIn.model_validate(json_body())
    name = asked.campaign or product().settings.campaign
    edit = product().editorial.act(name, variant, asked_for, Action(action), _who(), asked.why)
    return json_answer(_edit_out(edit))


@editorial.post("/publications")
def publish() -> Response:
    asked = schemas.ActIn.model_validate(json_body())
    publication = product().publishing.publish(asked.campaign or product().settings.campaign, _who(), asked.why)
    number = publication.number if publication else 0
    return json_answer(schemas.PublicationOut(number=number), 201 if publication else 200)


@editorial.post("/drafts")
def generate() -> Response:
    asked = schemas.DraftsIn.model_validate(json_body())
    assignment = Assignment(asked.option, asked.locale, Tone(asked.tone), asked.count)
    name = asked.campaign or product().settings.campaign
    made = product().generation.generate(name, assignment, _who(), fresh=asked.fresh)
    usage = product().generation.usage()
    return json_answer(
        schemas.DraftsOut(
            model=made.model,
            prompt=made.prompt,
            cached=made.cached,
            drafts=[schemas.ProposedOut(edit=_edit_out(p.edit), findings=_findings_out(p.findings)) for p in made.kept],
            turned_away=[
                schemas.TurnedAwayOut(variant=variant_out(t.variant), findings=_findings_out(t.findings))
                for t in made.turned_away
            ],
            tokens_left=max(0, product().generation.terms.budget - usage.spent),
            cost_this_month=round(product().generation.terms.cost(usage), 4),
        ),
        201,
    )


@editorial.post("/lint")
def lint() -> Response:
    asked = schemas.LintIn.model_validate(json_body())
    found = product().checks.rulebook.lint(asked.text, asked.audience, asked.locale)
    return json_answer(schemas.LintOut(rules=product().checks.rulebook.version, findings=_findings_out(found)))


def _campaign() -> str:
    return request.args.get("campaign") or product().settings.campaign


def _who() -> str:
    """In whose name a program acts: that of its key."""
    key = caller_key()
    return f"{PROGRAM}{key.name}" if key else "somebody"


def _edit_out(edit: Edit) -> schemas.EditOut:
    fits = edit.variant.fits
    return schemas.EditOut(
        variant=variant_out(edit.variant),
        number=edit.number,
        state=edit.state,
        fits=schemas.FitsShape(**{name: list(getattr(fits, name)) for name in FITS}),
        gloss=edit.variant.gloss,
        source=edit.variant.source,
        breaks=edit.variant.breaks,
        by=edit.origin.who,
        at=edit.origin.at,
        model=edit.origin.model,
        prompt=edit.origin.prompt,
        why=str(edit.why),
    )


def _both(text: Localized) -> schemas.LocalizedOut:
    return schemas.LocalizedOut(zh=text.in_locale("zh-CN"), en=text.in_locale("en"))


def _findings_out(findings: tuple[LintFinding, ...] | list[LintFinding]) -> list[schemas.LintFindingOut]:
    return [
        schemas.LintFindingOut(
            rule=f.rule,
            severity=f.severity.value,
            field=f.field,
            start=f.start,
            end=f.end,
            found=f.found,
            problem=_both(f.problem),
            remedy=_both(f.remedy),
            source=f.source,
        )
        for f in findings
    ]

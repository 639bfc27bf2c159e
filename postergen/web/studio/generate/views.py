"""Ask a model for more drafts, and show what became of its answer."""

from __future__ import annotations

from flask import Blueprint, Response, request

from postergen.copywriting.prompt import Assignment
from postergen.domain.accounts import Role
from postergen.domain.campaign import Campaign
from postergen.domain.localized import LOCALES
from postergen.domain.numbers import whole_number
from postergen.domain.variant import Tone
from postergen.errors import InvalidInput, InvalidSettings, OverBudget, PostergenError, Unavailable
from postergen.service.generation import Generated
from postergen.web.pages import page_locale, wants_page, words
from postergen.web.problems import INVALID, OVER_BUDGET, RETRY_AFTER, UNAVAILABLE, Problem, problem_response
from postergen.web.product import product
from postergen.web.studio.access import current_user, needs
from postergen.web.studio.drafts.query import cards_of
from postergen.web.studio.frame import studio_campaign, studio_page

studio_generate = Blueprint("studio_generate", __name__, url_prefix="/studio")

MOST_AT_ONCE = 8
MODEL_SETTINGS = ("POSTERGEN_MODEL", "OPENAI_BASE_URL", "OPENAI_API_KEY", "POSTERGEN_MODEL_BUDGET")


@studio_generate.get("/more")
@needs(Role.WRITER)
def more() -> Response:
    return _form()


@studio_generate.post("/more")
@needs(Role.WRITER)
def ask() -> Response:
    """Drafts, or an honest word why there are none."""
    campaign = studio_campaign()
    try:
        made = product().generation.generate(
            campaign.id, _assignment(campaign), current_user().name, fresh="fresh" in request.form
        )
    except (InvalidInput, OverBudget, Unavailable) as exc:
        problem, said = _problem_of(exc)
        if not wants_page():
            return problem_response(problem, said)
        response = _form(problem.status, problem=said)
        if problem is UNAVAILABLE:
            response.headers["Retry-After"] = str(RETRY_AFTER)
        return response
    return _form(made=made)


def _assignment(campaign: Campaign) -> Assignment:
    """What the form asks for; the life by its id or its words."""
    form = request.form
    count = form.get("count", "3")
    tone = form.get("tone", "")
    return Assignment(
        _option_of(campaign, form.get("option", "").strip()),
        form.get("locale", page_locale()),
        Tone(tone) if tone in list(Tone) else Tone.WARM,
        min(whole_number(count) or 0, MOST_AT_ONCE),
    )


def _option_of(campaign: Campaign, asked: str) -> str:
    known = campaign.catalogue.options
    return next((o.id for o in known if asked in o.text.texts.values()), asked[:80])


def _problem_of(error: PostergenError) -> tuple[Problem, str]:
    """The kind of problem, and what a person is told of it."""
    w = words("studio/generate")
    match error:
        case OverBudget():
            said = w["over_budget"].format(asked=error.asked, left=error.left, resets=error.resets)
            return OVER_BUDGET, said
        case Unavailable():
            return UNAVAILABLE, w["unavailable"].format(reason=error.reason)
        case InvalidSettings():
            return UNAVAILABLE, w["misset"].format(reason=error)
    return INVALID, f"{w['could_not']} {error}"


def _form(status: int = 200, *, problem: str = "", made: Generated | None = None) -> Response:
    generation, campaign = product().generation, studio_campaign()
    usage = generation.usage()
    kept = cards_of(campaign, [proposed.edit for proposed in made.kept]) if made else ()
    return studio_page(
        "generate/generate.html",
        status,
        campaign=campaign,
        problem=problem,
        made=made,
        cards=kept,
        usage=usage,
        left=max(0, generation.terms.budget - usage.spent),
        cost=generation.terms.cost(usage),
        model=generation.model_name,
        model_settings=MODEL_SETTINGS,
        tones=[tone.value for tone in Tone],
        locales=LOCALES,
        most=MOST_AT_ONCE,
        form=request.values,
    )

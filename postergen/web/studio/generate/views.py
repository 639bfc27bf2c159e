"""Ask a model for more drafts, and show what became of its answer."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, request

from postergen.copywriting.generate import tidy
from postergen.copywriting.prompt import Assignment
from postergen.domain.accounts import Role
from postergen.domain.campaign import Campaign
from postergen.domain.localized import LOCALES
from postergen.domain.numbers import whole_number
from postergen.domain.variant import Tone
from postergen.errors import Finding, InvalidInput, InvalidSettings, OverBudget, PostergenError, Unavailable
from postergen.service.generation import MOST_INSTRUCTION, Generated
from postergen.web.pages import page_locale, wants_page, words
from postergen.web.problems import INVALID, OVER_BUDGET, RETRY_AFTER, UNAVAILABLE, Problem, problem_response
from postergen.web.product import product
from postergen.web.studio.access import current_user, needs
from postergen.web.studio.choices import option_choices
from postergen.web.studio.drafts.query import cards_of
from postergen.web.studio.frame import studio_campaign, studio_page

studio_generate = Blueprint("studio_generate", __name__, url_prefix="/studio")

MOST_AT_ONCE = 8
MOST_ASSIGNMENTS = 8  # options times tones: a call of the model each, while somebody waits
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
    made: list[Generated] = []
    try:
        for assignment in _assignments(campaign):
            who, fresh = current_user().name, "fresh" in request.form
            made.append(product().generation.generate(campaign.id, assignment, who, fresh=fresh))
    except (InvalidInput, OverBudget, Unavailable) as exc:
        problem, said = _problem_of(exc)
        if not wants_page():
            return problem_response(problem, said)
        response = _form(problem.status, problem=said, made=made)
        if problem is UNAVAILABLE:
            response.headers["Retry-After"] = str(RETRY_AFTER)
        return response
    return _form(made=made)


def _assignments(campaign: Campaign) -> list[Assignment]:
    """What the form asks for, an assignment for each option in each tone; the option by its id or its words.

    Raises:
        InvalidInput: no option, or more at once than anybody reads.
    """
    form, w = request.form, words("studio/generate")
    options = [_option_of(campaign, asked.strip()) for asked in form.getlist("option") if asked.strip()]
    tones = [Tone(tone) for tone in form.getlist("tone") if tone in list(Tone)] or [Tone.WARM]
    count = min(whole_number(form.get("count", "3")) or 0, MOST_AT_ONCE)
    locale, instruction = form.get("locale", page_locale()), tidy(form.get("instruction", ""))
    if not 1 <= len(options) * len(tones) <= MOST_ASSIGNMENTS:
        remedy = w["at_most"].format(most=MOST_ASSIGNMENTS)
        raise InvalidInput([Finding("option", w["too_many"] if options else w["no_option"], remedy)])
    return [Assignment(option, locale, tone, count, instruction) for option in options for tone in tones]


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


def _form(status: int = 200, *, problem: str = "", made: Sequence[Generated] = ()) -> Response:
    generation, campaign = product().generation, studio_campaign()
    usage = generation.usage()
    edits = [proposed.edit for one in made for proposed in one.kept]
    kept = cards_of(campaign, edits) if edits else ()
    return studio_page(
        "generate/generate.html",
        status,
        campaign=campaign,
        problem=problem,
        made=made,
        is_cached=bool(made) and all(one.cached for one in made),
        turned_away=[away for one in made for away in one.turned_away],
        cards=kept,
        options=option_choices(campaign, page_locale()),
        chosen=[_option_of(campaign, asked) for asked in request.values.getlist("option")],
        chosen_tones=request.values.getlist("tone") or [Tone.WARM.value],
        most_options=MOST_ASSIGNMENTS,
        most_instruction=MOST_INSTRUCTION,
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

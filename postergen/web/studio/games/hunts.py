"""See what lies where in a game of hide and find, take its envelopes along as a table, and take one away."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from postergen.adapters.content.csv_files import Cell
from postergen.domain.accounts import Role
from postergen.errors import Finding
from postergen.service.hide_figures import HuntSeen, Laid
from postergen.service.hide_views import clue_of
from postergen.web.csv_http import csv_stream
from postergen.web.hiding import code_address
from postergen.web.pages import page_locale
from postergen.web.product import product
from postergen.web.studio.access import current_user, needs
from postergen.web.studio.frame import studio_campaign, studio_page
from postergen.web.studio.games.frame import LONGEST_WHY, MAY, MOST_FINDINGS, VERIFIED_UNASKED, local, studio_games

ENVELOPES = (
    *("hidden_in_line", "hidden_at", "until", "player", "name", "clue", "found_by"),
    *("units", "finders", "found", "units_found", "state"),
)
MOST_ENVELOPES = 200  # on a page; the CSV has all


@studio_games.get("/games/<game>/envelopes.csv")
@needs(Role.WRITER)
def envelopes_csv(game: str) -> Response:
    """Every envelope, without what was typed for it."""
    campaign = studio_campaign().id
    seen = product().hide_desk.of(campaign, game)
    return csv_stream(ENVELOPES, (_row(one) for one in reversed(seen.laid)), f"{campaign}-{game}-envelopes")


@studio_games.post("/games/<game>/envelopes/<envelope>/remove")
@needs(Role.APPROVER)
def remove_envelope(game: str, envelope: str) -> AnyResponse:
    """Take one away that should not lie there."""
    campaign = studio_campaign().id
    why = request.form.get("why", "").strip()[:LONGEST_WHY]
    product().hide_desk.remove(campaign, game, envelope, current_user().name, why)
    return redirect(url_for("studio_games.game", game=game, campaign=campaign, done="remove-envelope"), 303)


def hunt_page(
    game: str, status: int = 200, *, refused: str = "", done: str = "", findings: Sequence[Finding] | None = None
) -> Response:
    """What came of one."""
    campaign = studio_campaign()
    seen: HuntSeen = product().hide_desk.of(campaign.id, game)
    if findings is None and seen.run.serial <= VERIFIED_UNASKED:
        findings = product().game_figures.verify(campaign.id, game)
    rules = seen.run.rules
    return studio_page(
        "games/hunt.html",
        status,
        campaign=campaign,
        seen=seen,
        rules=rules,
        laid=seen.laid[:MOST_ENVELOPES],
        more_laid=max(0, len(seen.laid) - MOST_ENVELOPES),
        clue=lambda one: clue_of(rules, one, page_locale()),
        code=lambda one: code_address(campaign.id, rules.id, one.id),
        may=[decision.value for decision in MAY[seen.standing]],
        may_decide=current_user().role.may(Role.APPROVER),
        refused=refused,
        done=done,
        findings=None if findings is None else findings[:MOST_FINDINGS],
        more_findings=max(0, len(findings or ()) - MOST_FINDINGS),
        local=local,
    )


def _row(laid: Laid) -> tuple[Cell, ...]:
    one = laid.envelope
    told = (one.serial, one.made_at.isoformat(), one.until.isoformat(), one.player or None, one.name)
    kinds = (one.clue.value, one.found_by.value)
    return (*told, *kinds, one.units, one.finders, one.found, laid.units_found, one.state.value)

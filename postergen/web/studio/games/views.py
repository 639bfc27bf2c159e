"""See what came of each game, pause it, close it, take its record along, and print what hangs at its spots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flask import Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from postergen.adapters.content.csv_files import Cell
from postergen.domain.accounts import Role
from postergen.domain.checking_in import Diary
from postergen.domain.collecting import Collection
from postergen.domain.games import Spot
from postergen.domain.hiding import Hunt
from postergen.domain.localized import LOCALES
from postergen.domain.words import Words
from postergen.errors import Finding, Refused
from postergen.games.acts import Act
from postergen.service.diary_figures import DiarySeen
from postergen.service.game_desk import Decision
from postergen.service.game_figures import Payee, Seen
from postergen.service.hide_figures import REMOVED
from postergen.web.csv_http import csv_stream
from postergen.web.pages import languages, page_locale, words
from postergen.web.product import product
from postergen.web.qr_path import qr_path
from postergen.web.studio.access import current_user, needs
from postergen.web.studio.frame import studio_campaign, studio_page
from postergen.web.studio.games.diaries import diary_figures
from postergen.web.studio.games.figures import figures_of, is_alarming
from postergen.web.studio.games.frame import LONGEST_WHY, MAY, MOST_FINDINGS, VERIFIED_UNASKED, local
from postergen.web.studio.games.frame import studio_games as studio_games
from postergen.web.studio.games.hunts import hunt_page
from postergen.web.studio.results.figures import Figure
from postergen.web.studio.results.tables import share, shown, table_answer

MOST_ROWS = 100  # of a table on a page; the CSV has all
DECISIONS = {decision.value: decision for decision in Decision}
RECORD = ("serial", "at", "kind", "player", "other", "way", "card", "refs", "units", "day", "nonce", "digest")
PAYOUTS = ("player", "set_laid_down_in_line", "units", "unit", "worth_yuan", "erased")


@studio_games.get("/games")
@needs(Role.WRITER)
def games() -> Response:
    """Every game of the campaign."""
    campaign = studio_campaign()
    found = product().game_figures.all(campaign.id)
    may_edit = current_user().role.may(Role.ADMIN)
    return studio_page("games/games.html", campaign=campaign, games=found, local=local, may_edit=may_edit)


@studio_games.get("/games/<game>")
@needs(Role.WRITER)
def game(game: str) -> Response:
    """What came of one."""
    return _page(game)


@studio_games.post("/games/<game>")
@needs(Role.APPROVER)
def decide(game: str) -> AnyResponse:
    """Pause, resume or close it."""
    campaign, said = studio_campaign().id, request.form.get("decision", "")
    decision = DECISIONS.get(said) or abort(404)
    why = request.form.get("why", "").strip()[:LONGEST_WHY]
    try:
        product().game_desk.decide(campaign, game, decision, current_user().name, why)
    except Refused as exc:
        return _page(game, 409, refused=exc.reason)
    return redirect(url_for("studio_games.game", game=game, campaign=campaign, done=decision.value), 303)


@studio_games.post("/games/<game>/verify")
@needs(Role.WRITER)
def verify(game: str) -> Response:
    """Play a long record again, because somebody asks."""
    return _page(game, findings=product().game_figures.verify(studio_campaign().id, game))


@studio_games.get("/games/<game>/record.csv")
@needs(Role.WRITER)
def record(game: str) -> Response:
    """Every line of the record."""
    campaign = studio_campaign().id
    lines = product().game_figures.record(campaign, game)
    return csv_stream(RECORD, (_line(act, digest) for act, digest in lines), f"{campaign}-{game}-record")


@studio_games.get("/games/<game>/payouts.csv")
@needs(Role.WRITER)
def payouts(game: str) -> Response:
    """What each player was paid, by their number."""
    campaign = studio_campaign().id
    payees, rules = product().game_figures.payees(campaign, game), product().collecting.run(campaign, game).rules
    return csv_stream(PAYOUTS, _paid(payees, rules), f"{campaign}-{game}-payouts")


@studio_games.get("/games/<game>/spots")
@needs(Role.APPROVER)
def spots(game: str) -> Response:
    """The printed codes of its spots, each a card to hang up; whoever has such a code may be dealt a card for it."""
    campaign = studio_campaign()
    rules = product().collecting.run(campaign.id, game).rules
    cards = [_printed(campaign.id, rules, spot) for spot in rules.spots]
    return studio_page("games/spots.html", campaign=campaign, rules=rules, cards=cards, said=_in_both())


@studio_games.get("/games/<game>/<figure>.csv")
@needs(Role.WRITER)
def figure_csv(game: str, figure: str) -> Response:
    """The table behind one figure, with all its rows."""
    campaign = studio_campaign().id
    table = next((one.table for one in _figures(_seen(campaign, game)) if one.id == figure), None)
    return table_answer(table, f"{campaign}-{game}-{figure}") if table else abort(404)


def _seen(campaign: str, game: str) -> Seen | DiarySeen:
    """What came of a game, as its kind tells it."""
    is_diary = isinstance(product().games.run(campaign, game).rules, Diary)
    return product().diary_figures.of(campaign, game) if is_diary else product().game_figures.of(campaign, game)


def _figures(seen: Seen | DiarySeen) -> list[Figure]:
    if isinstance(seen, DiarySeen):
        return diary_figures(seen, page_locale(), _words())
    return figures_of(seen, page_locale(), _words())


class Printed(NamedTuple):
    """What hangs at a spot: its code as the path of an SVG over so many modules, and the address in it."""

    spot: Spot
    size: int
    path: str
    address: str


def _page(game: str, status: int = 200, *, refused: str = "", findings: Sequence[Finding] | None = None) -> Response:
    campaign, done = studio_campaign(), request.args.get("done", "")
    done = done if done in (*DECISIONS, REMOVED) else ""
    if isinstance(product().games.run(campaign.id, game).rules, Hunt):
        return hunt_page(game, status, refused=refused, done=done, findings=findings)
    seen = _seen(campaign.id, game)
    is_diary = isinstance(seen, DiarySeen)
    if findings is None and seen.run.serial <= VERIFIED_UNASKED:
        findings = product().game_figures.verify(campaign.id, game)
    return studio_page(
        "games/diary.html" if is_diary else "games/game.html",
        status,
        campaign=campaign,
        seen=seen,
        rules=seen.run.rules,
        kind="_days" if is_diary else "",  # of sentences that speak of it
        figures=_figures(seen),
        alarm=isinstance(seen, Seen) and is_alarming(seen.odds),
        may=_may(seen),
        may_decide=current_user().role.may(Role.APPROVER),
        refused=refused,
        done=done,
        findings=None if findings is None else findings[:MOST_FINDINGS],
        more_findings=max(0, len(findings or ()) - MOST_FINDINGS),
        local=local,
        csv_at=lambda id: url_for("studio_games.figure_csv", game=game, figure=id, campaign=campaign.id),
        most_rows=MOST_ROWS,
        cell=shown,
        share=share,
    )


def _may(seen: Seen | DiarySeen) -> list[str]:
    return [decision.value for decision in MAY[seen.standing]]


def _line(act: Act, digest: str) -> tuple[Cell, ...]:
    refs = " ".join(map(str, act.refs))
    told = (act.serial, act.at.isoformat(), act.kind.value, act.player or None, act.other or None, act.way, act.card)
    return (*told, refs, act.units, act.day, act.nonce, digest)


def _paid(payees: Iterator[Payee], rules: Collection) -> Iterator[tuple[Cell, ...]]:
    unit, fen = rules.ending.unit.in_locale(page_locale()), rules.ending.fen
    for payee in payees:
        worth = payee.units * fen / 100 if fen else None
        yield (payee.player, payee.complete, payee.units, unit, worth, "yes" if payee.is_erased else "")


def _printed(campaign: str, rules: Collection, spot: Spot) -> Printed:
    token = product().collecting.spot_token(campaign, rules.id, spot.id)
    path = url_for("games.at_spot", campaign=campaign, game=rules.id, spot=spot.id, token=token)
    address = product().settings.public_url + path.removeprefix(request.script_root)
    return Printed(spot, *qr_path(address), address)


def _in_both() -> list[tuple[str, str]]:
    """Each language of cards, and what the printed card says in it."""
    spoken = {language.locale: language for language in languages().values()}
    return [(locale, spoken[locale].pages["studio/games"]["spot_scan"]) for locale in LOCALES]


def _words() -> Words:
    return words("studio/games")

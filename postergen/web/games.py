"""The page of each game, and what every holder can do: come in, take another phone along, see it all, leave."""

from __future__ import annotations

from flask import Response, json, request

from postergen.domain.checking_in import Diary
from postergen.domain.collecting import Collection
from postergen.domain.games import Game
from postergen.domain.hiding import Hunt
from postergen.domain.typed import MAX_TYPED
from postergen.errors import NotFound, Refused
from postergen.web.addressing import address
from postergen.web.checking_in import diary_page
from postergen.web.collecting import collection_page
from postergen.web.game_acts import Page, act, back_to, held_by_holder
from postergen.web.game_acts import games as games
from postergen.web.game_record import record_answer
from postergen.web.game_words import page_of, refusal
from postergen.web.hiding import hunt_page
from postergen.web.holding import check_asked_by_us, forget_holder, holder_of_request, remember_holder
from postergen.web.pages import wants_page, words
from postergen.web.problems import REFUSED, problem_response
from postergen.web.product import product
from postergen.web.qr_path import qr_path

PAGES: dict[type[Game], Page] = {
    Collection: collection_page,
    Diary: diary_page,
    Hunt: hunt_page,
}


def _page(campaign: str, game: str, **shown: object) -> Response:
    return PAGES[type(product().games.run(campaign, game).rules)](campaign, game, **shown)


@games.errorhandler(Refused)
def refused(error: Refused) -> Response:
    """The page of the game with the sentence of what its rules have against it."""
    where = request.view_args or {}
    if wants_page():
        return _page(where["campaign"], where["game"], refused=error.reason, status=409)
    rules = product().games.run(where["campaign"], where["game"]).rules
    said = refusal(error.reason, rules, words(page_of(rules)))
    return problem_response(REFUSED, said, more={"code": error.reason})


@games.get("/c/<campaign>/games/<game>")
def play(campaign: str, game: str) -> Response:
    """The game, as its kind shows it."""
    return _page(campaign, game)


@games.post("/c/<campaign>/games/<game>/join")
def join(campaign: str, game: str) -> Response:
    """Say yes to the cookie, and begin."""
    return act(campaign, game, _page, lambda _holder: None)


@games.get("/c/<campaign>/games/<game>/record")
def record(campaign: str, game: str) -> Response:
    """The seed and every line of the record, as JSON lines: once the game is closed."""
    return record_answer(campaign, game)


@games.post("/c/<campaign>/games/<game>/phone")
def other_phone(campaign: str, game: str) -> Response:
    """A code that lets one more phone in, once."""
    ticket = held_by_holder(campaign, lambda holder: product().holders.ticket(holder))
    url = address("games.enter", campaign=campaign, game=game, ticket=ticket)
    return _page(campaign, game, phone=qr_path(url))


@games.get("/c/<campaign>/games/<game>/enter/<ticket>")
def enter(campaign: str, game: str, ticket: str) -> Response:
    return _page(campaign, game, ticket=ticket[:MAX_TYPED])


@games.post("/c/<campaign>/games/<game>/enter/<ticket>")
def enter_here(campaign: str, game: str, ticket: str) -> Response:
    """This browser is the holder's, too, from now on."""
    check_asked_by_us()
    token = product().holders.use_ticket(campaign, ticket)
    response = back_to(campaign, game)
    remember_holder(response, campaign, token)
    return response


@games.get("/c/<campaign>/holder.json")
def export(campaign: str) -> Response:
    """All that is stored of the holder behind this browser."""
    holder = holder_of_request(campaign)
    if holder is None:
        raise NotFound("holder", "of this browser")
    answer = Response(json.dumps(product().holders.export(holder), indent=1), mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@games.post("/c/<campaign>/games/<game>/forget")
def forget(campaign: str, game: str) -> Response:
    """Erase the holder of this browser, with all their cards."""
    held_by_holder(campaign, lambda holder: product().holders.erase(holder))
    response = back_to(campaign, game, forgotten=1)
    forget_holder(response, campaign)
    return response

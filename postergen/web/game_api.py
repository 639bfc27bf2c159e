"""The JSON API of games: for a campaign's own page or program, which plays for people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Response, request, url_for

from postergen.domain.checking_in import Diary
from postergen.domain.collecting import Collection
from postergen.domain.findings import unspoken
from postergen.domain.games import Game
from postergen.domain.hiding import Hunt
from postergen.domain.localized import DEFAULT_LOCALE
from postergen.errors import Finding, InvalidInput, NotFound, Refused
from postergen.service.checking_in import Wanted
from postergen.service.game_claims import Claim, way_of
from postergen.web import diary_answers as diaries
from postergen.web import game_answers as answers
from postergen.web import game_hand_schemas, game_schemas, holder_schemas
from postergen.web.addressing import address
from postergen.web.checking_in import day_of_text, poster_of_day
from postergen.web.game_record import record_answer
from postergen.web.game_request import act_key, asked_campaign, done
from postergen.web.game_request import game_api as game_api
from postergen.web.game_words import refusal_texts
from postergen.web.hide_api import hunt_game
from postergen.web.holding import holder_of_headers
from postergen.web.json_http import json_answer, json_body
from postergen.web.pages import languages
from postergen.web.problems import REFUSED, problem_response
from postergen.web.product import product


@game_api.errorhandler(Refused)
def refused(error: Refused) -> Response:
    """The reason as a code, and as the sentence that the page has for it."""
    rules = product().games.run(asked_campaign(), (request.view_args or {})["game"]).rules
    texts = refusal_texts(error.reason, rules, languages())
    return problem_response(REFUSED, texts["en"], more={"code": error.reason, "texts": texts})


@game_api.get("/games")
def listed() -> Response:
    campaign = product().library.campaign(asked_campaign())
    games = [_game_out(campaign.id, game.id) for game in campaign.games]
    return json_answer(game_schemas.GamesOut(campaign=campaign.id, games=games))


@game_api.get("/games/<game>")
def shown(game: str) -> Response:
    return json_answer(_game_out(asked_campaign(), game))


@game_api.get("/games/<game>/record")
def record(game: str) -> Response:
    return record_answer(asked_campaign(), game)


@game_api.get("/games/<game>/hand")
def hand(game: str) -> Response:
    view = product().game_views.of(asked_campaign(), game, holder_of_headers(asked_campaign()))
    assert view.mine is not None  # for a holder there is a hand
    return json_answer(answers.hand_out(view, view.mine, product().clock(), address, languages()))


@game_api.post("/games/<game>/deals")
def deal(game: str) -> Response:
    """A card for something that was done."""
    asked = game_hand_schemas.GameDealIn.model_validate(json_body())
    rules = product().collecting.run(asked_campaign(), game).rules
    claim = Claim(way_of(asked.way), asked.subject, asked.proof)
    held = product().collecting.deal(holder_of_headers(asked_campaign()), asked_campaign(), game, claim, act_key())
    return json_answer(answers.held_out(rules, held), 201)


@game_api.post("/games/<game>/offers")
def offer(game: str) -> Response:
    """Put a card behind a link."""
    asked = game_hand_schemas.GameOfferIn.model_validate(json_body())
    holder = holder_of_headers(asked_campaign())
    link = product().collecting.offer(holder, asked_campaign(), game, asked.serial, asked.wants, act_key())
    response = _offer_answer(game, link.id, 201)
    response.headers["Location"] = url_for("game_api.offered", game=game, link=link.id, campaign=asked_campaign())
    return response


@game_api.get("/games/<game>/offers/<link>")
def offered(game: str, link: str) -> Response:
    return _offer_answer(game, link)


@game_api.delete("/games/<game>/offers/<link>")
def take_back(game: str, link: str) -> Response:
    product().collecting.run(asked_campaign(), game)
    product().collecting.take_back(holder_of_headers(asked_campaign()), asked_campaign(), game, link)
    return done()


@game_api.post("/games/<game>/offers/<link>/take")
def take(game: str, link: str) -> Response:
    """The card behind a link is theirs."""
    held = product().collecting.take(holder_of_headers(asked_campaign()), asked_campaign(), game, link, act_key())
    return json_answer(answers.held_out(product().collecting.run(asked_campaign(), game).rules, held))


@game_api.post("/games/<game>/sets")
def lay_down(game: str) -> Response:
    """Lay down a whole set."""
    player = product().collecting.complete(holder_of_headers(asked_campaign()), asked_campaign(), game, act_key())
    return json_answer(game_hand_schemas.GameSetOut(player=player.number, serial=player.complete or 0), 201)


@game_api.get("/games/<game>/cards/<int:serial>")
def card(game: str, serial: int) -> Response:
    """The poster of one's own card, which is made when it is first asked for."""
    locale = request.args.get("locale", DEFAULT_LOCALE)
    if unknown := unspoken(locale):
        raise InvalidInput(unknown)
    view = product().game_views.of(asked_campaign(), game, holder_of_headers(asked_campaign()))
    held = next((one for one in view.mine.cards if one.serial == serial), None) if view.mine else None
    if held is None:
        raise NotFound("card", str(serial))
    poster = product().game_views.poster(asked_campaign(), game, held, locale)
    version = product().pictures.version(poster)
    return json_answer(answers.poster_out(view.rules, held, poster, product().addresses, version))


@game_api.get("/games/<game>/diary")
def diary(game: str) -> Response:
    """The days that somebody kept, and what they can do."""
    view = product().checking_in.view(asked_campaign(), game, holder_of_headers(asked_campaign()))
    assert view.mine is not None  # for a holder there is one
    month = _month(view.today)
    return json_answer(diaries.diary_out(view, view.mine, month, product().clock(), languages()))


@game_api.post("/games/<game>/days")
def check_in(game: str) -> Response:
    """Keep today, and make its poster."""
    asked = game_hand_schemas.GameCheckIn.model_validate(json_body())
    wanted = Wanted(asked.option, asked.locale, asked.line, asked.day, asked.scan)
    service = product().checking_in
    entry = service.check_in(holder_of_headers(asked_campaign()), asked_campaign(), game, wanted, act_key())
    poster = service.poster(service.run(asked_campaign(), game), entry)
    return json_answer(diaries.entry_out(entry._replace(poster=poster.code)), 201)


@game_api.post("/games/<game>/repairs")
def repair(game: str) -> Response:
    """Fill in a day that was missed."""
    asked = game_hand_schemas.GameRepairIn.model_validate(json_body())
    entry = product().checking_in.repair(
        holder_of_headers(asked_campaign()), asked_campaign(), game, asked.day, act_key()
    )
    return json_answer(diaries.entry_out(entry), 201)


@game_api.get("/games/<game>/days/<day>")
def day(game: str, day: str) -> Response:
    """The poster of one's own day."""
    poster = poster_of_day(asked_campaign(), game, holder_of_headers(asked_campaign()), day)
    version = product().pictures.version(poster)
    return json_answer(diaries.day_poster_out(date.fromisoformat(day), poster, product().addresses, version))


@game_api.post("/holders")
def new_holder() -> Response:
    campaign = product().library.campaign(asked_campaign())
    return json_answer(holder_schemas.NewHolderOut(campaign=campaign.id, token=product().holders.new(campaign.id)), 201)


@game_api.get("/holder")
def export() -> Response:
    stored = product().holders.export(holder_of_headers(asked_campaign()))
    return json_answer(holder_schemas.HolderOut.model_validate(stored))


@game_api.delete("/holder")
def erase() -> Response:
    product().holders.erase(holder_of_headers(asked_campaign()))
    return done()


def _game_out(campaign: str, game: str) -> game_schemas.GameOut:
    return OUT[type(product().games.run(campaign, game).rules)](campaign, game)


def _collection_out(campaign: str, game: str) -> game_schemas.GameOut:
    return answers.collection_out(product().game_views.of(campaign, game, None), address)


def _diary_out(campaign: str, game: str) -> game_schemas.GameOut:
    return diaries.diary_rules_out(product().checking_in.view(campaign, game, None), address)


def _month(today: date) -> date:
    """The first day of the month that is asked for, as 2027-01, or of today's."""
    said = request.args.get("month")
    found = day_of_text(f"{said}-01") if said else today.replace(day=1)
    if found is None:
        raise InvalidInput([Finding("month", f"{str(said)[:40]!r} is no month", "a month such as 2027-01")])
    return found


OUT: dict[type[Game], Callable[[str, str], game_schemas.GameOut]] = {
    Collection: _collection_out,
    Diary: _diary_out,
    Hunt: hunt_game,
}


def _offer_answer(game: str, link: str, status: int = 200) -> Response:
    campaign, views = asked_campaign(), product().game_views
    view = views.of(campaign, game, None)
    found = product().collecting.link(campaign, game, link)
    card = views.offered(campaign, game, found)
    return json_answer(answers.offer_out(view, found, card.id, address), status)

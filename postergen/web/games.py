"""The pages of a game: what it is, one's cards, and everything that is done with them. They work without a script."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response, json, redirect, request, url_for

from postergen.domain.codes import repair_code
from postergen.domain.games import Way
from postergen.domain.typed import MAX_TYPED
from postergen.errors import Forbidden, NotFound, Refused
from postergen.games.hand import Held
from postergen.service.game_claims import Claim, way_of
from postergen.service.game_store import LinkState
from postergen.service.game_views import View
from postergen.service.games import next_day
from postergen.web.addressing import address
from postergen.web.game_record import record_answer
from postergen.web.game_words import moment, refusal
from postergen.web.holding import (
    check_asked_by_us,
    forget_holder,
    holder_of_request,
    holder_who_agrees,
    remember_holder,
)
from postergen.web.pages import campaign_page, page_language, page_locale, wants_page, words
from postergen.web.pictures import drawn_answer
from postergen.web.problems import REFUSED, problem_response
from postergen.web.product import product
from postergen.web.qr_path import qr_path
from postergen.web.visitors import ERASE_COOKIE

games = Blueprint("games", __name__)

Done = TypeVar("Done")
_BETWEEN = {"zh-CN": "、", "en": ", "}
CARD_WIDTH = 360  # px: half a phone's page, sharp


@games.errorhandler(Refused)
def refused(error: Refused) -> Response:
    """The page of the game with the sentence of what its rules have against it."""
    where = request.view_args or {}
    if wants_page():
        return _page(where["campaign"], where["game"], refused=error.reason, status=409)
    said = refusal(error.reason, product().games.run(where["campaign"], where["game"]).rules, words("game"))
    return problem_response(REFUSED, said, more={"code": error.reason})


@games.get("/c/<campaign>/games/<game>")
def play(campaign: str, game: str) -> Response:
    """The game; ``?got=`` is the card that was dealt just now."""
    return _page(campaign, game)


@games.get("/c/<campaign>/games/<game>/cards/<card>.webp")
def card(campaign: str, game: str, card: str) -> Response:
    """A small picture of a card."""
    views, locale = product().game_views, page_locale()
    answer = drawn_answer(
        lambda: views.picture(campaign, game, card, locale, width=CARD_WIDTH), "public, max-age=86400"
    )
    answer.vary.add("Accept-Language")
    return answer


@games.post("/c/<campaign>/games/<game>/join")
def join(campaign: str, game: str) -> Response:
    """Say yes to the cookie, and begin."""
    return _act(campaign, game, lambda _holder: None)


@games.post("/c/<campaign>/games/<game>/deal")
def deal(campaign: str, game: str) -> Response:
    """A card for today's check-in, for an answer, or for standing at a spot."""
    form = request.form
    subject, proof = form.get("subject", "")[:MAX_TYPED], form.get("proof", "")[:MAX_TYPED]
    claim = Claim(way_of(form.get("way", "")), subject, proof)
    return _act(campaign, game, lambda holder: product().games.deal(holder, campaign, game, claim, _key()))


@games.post("/p/<code>/games/<game>")
def deal_for_poster(code: str, game: str) -> Response:
    """A card for a poster; its maker's browser alone sends the cookie that this needs."""
    campaign = product().posters.get(code).brief.campaign
    token = request.cookies.get(ERASE_COOKIE)
    if not token:
        raise Forbidden("only the browser that made this poster may do this")
    claim = Claim(Way.POSTER, repair_code(code) or code, token)
    return _act(campaign, game, lambda holder: product().games.deal(holder, campaign, game, claim, _key()))


@games.post("/c/<campaign>/games/<game>/offer")
def offer(campaign: str, game: str) -> Response:
    """Put a card behind a link."""
    serial, wants = _number(request.form.get("serial", "")), request.form.get("wants", "")[:MAX_TYPED]
    link = _held(campaign, lambda holder: product().games.offer(holder, campaign, game, serial, wants))
    return _to(campaign, game, link=link.id)


@games.post("/c/<campaign>/games/<game>/links/<link>/back")
def take_back(campaign: str, game: str, link: str) -> Response:
    _held(campaign, lambda holder: product().games.take_back(holder, campaign, game, link))
    return _to(campaign, game)


@games.get("/c/<campaign>/games/<game>/links/<link>")
def offered(campaign: str, game: str, link: str) -> Response:
    """What a friend gives, or would swap."""
    found = product().games.link(campaign, game, link)
    offered = product().game_views.offered(campaign, game, found)
    return _page(campaign, game, offer=found, offered=offered, status=200 if found.state is LinkState.OPEN else 410)


@games.post("/c/<campaign>/games/<game>/links/<link>")
def take(campaign: str, game: str, link: str) -> Response:
    return _act(campaign, game, lambda holder: product().games.take(holder, campaign, game, link, _key()))


@games.post("/c/<campaign>/games/<game>/complete")
def complete(campaign: str, game: str) -> Response:
    """Lay down a set."""
    _held(campaign, lambda holder: product().games.complete(holder, campaign, game, _key()))
    return _to(campaign, game)


@games.get("/c/<campaign>/games/<game>/at/<spot>/<token>")
def at_spot(campaign: str, game: str, spot: str, token: str) -> Response:
    """Where the printed code of a spot leads."""
    rules = product().games.run(campaign, game).rules
    found = rules.spot(spot)
    if found is None:
        raise NotFound("spot", spot)
    return _page(campaign, game, spot=found, token=token[:MAX_TYPED])


@games.get("/c/<campaign>/games/<game>/cards/<int:serial>")
def show(campaign: str, game: str, serial: int) -> Response:
    """The poster of one's own card, to send on."""
    view = product().game_views.of(campaign, game, holder_of_request(campaign))
    held = next((one for one in view.mine.cards if one.serial == serial), None) if view.mine else None
    if held is None:
        raise NotFound("card", str(serial))
    poster = product().game_views.poster(campaign, game, held, page_locale())
    shown = url_for("links.share", code=poster.code, mine=1, lang=page_language().id)
    return redirect(shown, 303)  # type: ignore[return-value]


@games.get("/c/<campaign>/games/<game>/record")
def record(campaign: str, game: str) -> Response:
    """The seed and every line of the record, as JSON lines: once the game is closed."""
    return record_answer(campaign, game)


@games.post("/c/<campaign>/games/<game>/phone")
def other_phone(campaign: str, game: str) -> Response:
    """A code that lets one more phone in, once."""
    ticket = _held(campaign, lambda holder: product().holders.ticket(holder))
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
    response = _to(campaign, game)
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
    _held(campaign, lambda holder: product().holders.erase(holder))
    response = _to(campaign, game, forgotten=1)
    forget_holder(response, campaign)
    return response


def _act(campaign: str, game: str, do: Callable[[int], Held | None]) -> Response:
    """Do something as the holder of this request, a new one if need be, and show what came of it."""
    check_asked_by_us()
    product().games.run(campaign, game)  # nobody becomes a holder of what is not there
    holder, token = holder_who_agrees(campaign)
    try:
        held = do(holder)
        response = _to(campaign, game, got=held.serial if held else None)
    except Refused as exc:
        response = _page(campaign, game, holder=holder, refused=exc.reason, status=409)
    remember_holder(response, campaign, token)
    return response


def _held(campaign: str, do: Callable[[int], Done]) -> Done:
    """Do something that only a holder can."""
    check_asked_by_us()
    holder = holder_of_request(campaign)
    if holder is None:
        raise Forbidden("this browser has no cards")
    return do(holder)


def _page(
    campaign: str,
    game: str,
    *,
    holder: int | None = None,
    status: int = 200,
    **shown: object,
) -> Response:
    pack = product().library.campaign(campaign)
    view = product().game_views.of(campaign, game, holder or holder_of_request(campaign))
    return campaign_page(
        "game.html",
        status,
        framed_by=(),  # no cookie would stay in a frame
        campaign=pack,
        view=view,
        rules=view.rules,
        mine=view.mine,
        got=_got(view),
        key=secrets.token_hex(8),
        next_day=next_day(view.rules, product().clock()),
        moment=lambda at, timezone: moment(at, timezone, words("game")),
        refusal=lambda reason: refusal(reason, view.rules, words("game")),
        spots=_BETWEEN[page_locale()].join(spot.name.in_locale(page_locale()) for spot in view.rules.spots),
        link_url=lambda link: address("games.offered", campaign=campaign, game=game, link=link),
        new_link=request.args.get("link", "")[:MAX_TYPED],
        **shown,
    )


def _got(view: View) -> Held | None:
    """The card that the address says was dealt just now, if it is theirs."""
    serial = _number(request.args.get("got", ""))
    return next((one for one in view.mine.cards if one.serial == serial), None) if view.mine else None


def _to(campaign: str, game: str, **shown: Any) -> Response:
    """Back to the page, so that loading it again does nothing again."""
    return redirect(  # type: ignore[return-value]
        url_for("games.play", campaign=campaign, game=game, lang=page_language().id, **shown), 303
    )


def _key() -> str:
    """The act's own key: the form has one, and sends the same if it is sent twice."""
    return request.form.get("key", "")[:MAX_TYPED] or secrets.token_hex(8)


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 18 else 0

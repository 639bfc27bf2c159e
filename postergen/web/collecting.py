"""The pages of a collection: one's cards, and everything that is done with them. They work without a script."""

from __future__ import annotations

import secrets

from flask import Response, redirect, request, url_for

from postergen.domain.codes import repair_code
from postergen.domain.collecting import Way
from postergen.domain.typed import MAX_TYPED
from postergen.errors import Forbidden, NotFound
from postergen.games.hand import Held
from postergen.service.game_claims import Claim, way_of
from postergen.service.game_store import LinkState
from postergen.service.game_views import View
from postergen.service.playing import next_day
from postergen.web.addressing import address
from postergen.web.game_acts import act, act_key, back_to, games, held_by_holder, number_of
from postergen.web.game_words import end, moment, refusal, zone
from postergen.web.holding import (
    holder_of_request,
)
from postergen.web.pages import campaign_page, page_language, page_locale, words
from postergen.web.pictures import drawn_answer
from postergen.web.product import product
from postergen.web.visitors import ERASE_COOKIE

_BETWEEN = {"zh-CN": "、", "en": ", "}
CARD_WIDTH = 360  # px: half a phone's page, sharp


@games.get("/c/<campaign>/games/<game>/cards/<card>.webp")
def card(campaign: str, game: str, card: str) -> Response:
    """A small picture of a card."""
    views, locale = product().game_views, page_locale()
    answer = drawn_answer(
        lambda: views.picture(campaign, game, card, locale, width=CARD_WIDTH), "public, max-age=86400"
    )
    answer.vary.add("Accept-Language")
    return answer


@games.post("/c/<campaign>/games/<game>/deal")
def deal(campaign: str, game: str) -> Response:
    """A card for today's check-in, for an answer, or for standing at a spot."""
    form = request.form
    subject, proof = form.get("subject", "")[:MAX_TYPED], form.get("proof", "")[:MAX_TYPED]
    claim = Claim(way_of(form.get("way", "")), subject, proof)
    return act(
        campaign,
        game,
        collection_page,
        lambda holder: product().collecting.deal(holder, campaign, game, claim, act_key()),
    )


@games.post("/p/<code>/games/<game>")
def deal_for_poster(code: str, game: str) -> Response:
    """A card for a poster; its maker's browser alone sends the cookie that this needs."""
    campaign = product().posters.get(code).brief.campaign
    token = request.cookies.get(ERASE_COOKIE)
    if not token:
        raise Forbidden("only the browser that made this poster may do this")
    claim = Claim(Way.POSTER, repair_code(code) or code, token)
    return act(
        campaign,
        game,
        collection_page,
        lambda holder: product().collecting.deal(holder, campaign, game, claim, act_key()),
    )


@games.post("/c/<campaign>/games/<game>/offer")
def offer(campaign: str, game: str) -> Response:
    """Put a card behind a link."""
    serial, wants = number_of(request.form.get("serial", "")), request.form.get("wants", "")[:MAX_TYPED]
    link = held_by_holder(campaign, lambda holder: product().collecting.offer(holder, campaign, game, serial, wants))
    return back_to(campaign, game, link=link.id)


@games.post("/c/<campaign>/games/<game>/links/<link>/back")
def take_back(campaign: str, game: str, link: str) -> Response:
    held_by_holder(campaign, lambda holder: product().collecting.take_back(holder, campaign, game, link))
    return back_to(campaign, game)


@games.get("/c/<campaign>/games/<game>/links/<link>")
def offered(campaign: str, game: str, link: str) -> Response:
    """What a friend gives, or would swap."""
    found = product().collecting.link(campaign, game, link)
    offered = product().game_views.offered(campaign, game, found)
    return collection_page(
        campaign, game, offer=found, offered=offered, status=200 if found.state is LinkState.OPEN else 410
    )


@games.post("/c/<campaign>/games/<game>/links/<link>")
def take(campaign: str, game: str, link: str) -> Response:
    return act(
        campaign,
        game,
        collection_page,
        lambda holder: product().collecting.take(holder, campaign, game, link, act_key()),
    )


@games.post("/c/<campaign>/games/<game>/complete")
def complete(campaign: str, game: str) -> Response:
    """Lay down a set."""
    held_by_holder(campaign, lambda holder: product().collecting.complete(holder, campaign, game, act_key()))
    return back_to(campaign, game)


@games.get("/c/<campaign>/games/<game>/at/<spot>/<token>")
def at_spot(campaign: str, game: str, spot: str, token: str) -> Response:
    """Where the printed code of a spot leads."""
    rules = product().collecting.run(campaign, game).rules
    found = rules.spot(spot)
    if found is None:
        raise NotFound("spot", spot)
    return collection_page(campaign, game, spot=found, token=token[:MAX_TYPED])


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


def collection_page(
    campaign: str, game: str, *, holder: int | None = None, status: int = 200, **shown: object
) -> Response:
    """What it is, and what the holder of this request has of it; ``?got=`` is the card that was dealt just now."""
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
        moment=lambda at: moment(at, view.rules.timezone, words("game")),
        end=lambda at: end(at, view.rules.timezone, words("game")),
        zone=zone(view.rules.timezone, words("game")),
        refusal=lambda reason: refusal(reason, view.rules, words("game")),
        spots=_BETWEEN[page_locale()].join(spot.name.in_locale(page_locale()) for spot in view.rules.spots),
        link_url=lambda link: address("games.offered", campaign=campaign, game=game, link=link),
        new_link=request.args.get("link", "")[:MAX_TYPED],
        **shown,
    )


def _got(view: View) -> Held | None:
    """The card that the address says was dealt just now, if it is theirs."""
    serial = number_of(request.args.get("got", ""))
    return next((one for one in view.mine.cards if one.serial == serial), None) if view.mine else None

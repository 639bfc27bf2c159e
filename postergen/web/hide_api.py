"""The JSON API of hide and find, among the games."""

from __future__ import annotations

from flask import Response, request

from postergen.domain.findings import unspoken
from postergen.domain.hide_drafts import Draft
from postergen.domain.localized import DEFAULT_LOCALE
from postergen.domain.places import Place
from postergen.errors import InvalidInput, NotFound
from postergen.games.hide_hand import Seen
from postergen.service.envelope_store import Hidden
from postergen.service.hide_views import HideView
from postergen.service.hiding import Proof
from postergen.web import envelope_schemas, game_schemas
from postergen.web import hide_answers as answers
from postergen.web.addressing import address
from postergen.web.game_request import act_key, asked_campaign, done, game_api
from postergen.web.hiding import code_address
from postergen.web.holding import holder_of_headers
from postergen.web.json_http import json_answer, json_body
from postergen.web.pages import languages
from postergen.web.product import product


@game_api.get("/games/<game>/envelopes")
def pockets(game: str) -> Response:
    """What somebody hid and found."""
    campaign = asked_campaign()
    view, views = _view(game, holder_of_headers(campaign)), product().hide_views
    assert view.mine is not None  # for a holder there are pockets
    now = product().clock()
    return json_answer(answers.pockets_out(view, view.mine, now, views, address, _code_in(game), languages()))


@game_api.post("/games/<game>/envelopes")
def hide(game: str) -> Response:
    """Hide an envelope."""
    asked, campaign = envelope_schemas.EnvelopeIn.model_validate(json_body()), asked_campaign()
    place = Place(asked.place.latitude, asked.place.longitude) if asked.place else None
    draft = Draft(
        clue=asked.clue,
        found_by=asked.found_by,
        units=asked.units,
        finders=asked.finders,
        locale=asked.locale,
        says=asked.says,
        words=asked.words,
        answer=asked.answer,
        place=place,
        photo=asked.photo or None,
    )
    hidden = product().hiding.hide(holder_of_headers(campaign), campaign, game, draft, act_key())
    out = answers.hidden_out(_view(game), hidden, product().hide_views, address, _code_in(game))
    response = json_answer(out, 201)
    response.headers["Location"] = f"/api/v1/games/{game}/envelopes/{hidden.id}?campaign={campaign}"
    return response


@game_api.get("/games/<game>/envelopes/<envelope>")
def envelope(game: str, envelope: str) -> Response:
    """The clue, for anybody who knows the envelope."""
    views = product().hide_views
    shown = views.envelope(asked_campaign(), game, envelope)
    return json_answer(answers.envelope_out(_view(game), shown, views, address))


@game_api.post("/games/<game>/envelopes/<envelope>/find")
def find(game: str, envelope: str) -> Response:
    """Say what proves that it is found."""
    asked, campaign = envelope_schemas.EnvelopeFindIn.model_validate(json_body()), asked_campaign()
    there = asked.location
    seen = Seen(Place(there.latitude, there.longitude), there.accuracy) if there else None
    proof = Proof(asked.proof, seen)
    found = product().hiding.find(holder_of_headers(campaign), campaign, game, envelope, proof, act_key())
    return json_answer(answers.found_out(_view(game), found, product().hide_views, address))


@game_api.delete("/games/<game>/envelopes/<envelope>")
def take_envelope_back(game: str, envelope: str) -> Response:
    campaign = asked_campaign()
    product().hiding.run(campaign, game)
    product().hiding.take_back(holder_of_headers(campaign), campaign, game, envelope)
    return done()


@game_api.get("/games/<game>/envelopes/<envelope>/poster")
def envelope_poster(game: str, envelope: str) -> Response:
    """The poster with the clue, which is made when it is first asked for."""
    locale, campaign = request.args.get("locale", DEFAULT_LOCALE), asked_campaign()
    if unknown := unspoken(locale):
        raise InvalidInput(unknown)
    views, view = product().hide_views, _view(game, holder_of_headers(campaign))
    shown = views.envelope(campaign, game, envelope)
    if shown.player and not (view.mine and view.mine.hid(shown)):
        raise NotFound("envelope of this holder", envelope)
    poster, addresses = views.poster(campaign, game, shown, locale), product().addresses
    return json_answer(
        envelope_schemas.EnvelopePosterOut(
            envelope=shown.id,
            code=poster.code,
            image_url=addresses.image(poster.code, product().pictures.version(poster)),
            share_url=addresses.share(poster.code),
            scan_url=addresses.scan(poster.code),
        )
    )


def hunt_game(campaign: str, game: str) -> game_schemas.GameOut:
    views = product().hide_views
    return answers.hunt_out(views.of(campaign, game, None), views, address)


def _view(game: str, holder: int | None = None) -> HideView:
    return product().hide_views.of(asked_campaign(), game, holder)


def _code_in(game: str) -> answers.CodeOf:
    campaign = asked_campaign()

    def code(envelope: Hidden) -> str:
        return code_address(campaign, game, envelope.id)

    return code

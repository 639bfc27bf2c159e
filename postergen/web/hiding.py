"""The pages of hide and find: hide an envelope, look for one, and see what one has. They work without a script, but for
being somewhere, which only a script can tell.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from flask import Response, redirect, request, url_for

from postergen.domain.hide_drafts import Draft
from postergen.domain.places import Place
from postergen.domain.typed import MAX_TYPED
from postergen.errors import Finding, InvalidInput, NotFound, Refused
from postergen.games.hide_hand import Seen
from postergen.service.envelope_store import Hidden
from postergen.service.hide_views import HideView, clue_of, words_of
from postergen.service.hiding import Proof
from postergen.web.addressing import address
from postergen.web.game_acts import act_key, back_to, games, held_by_holder, number_of
from postergen.web.game_words import end, moment, refusal, zone
from postergen.web.headers import ON_PAGES
from postergen.web.holding import check_asked_by_us, holder_of_request, holder_who_agrees, remember_holder
from postergen.web.pages import campaign_page, page_language, page_locale, words
from postergen.web.product import product
from postergen.web.qr_path import qr_path
from postergen.web.told import sentence

# of our own pages; nobody is asked before they tap
KNOWS_WHERE = {"Permissions-Policy": ON_PAGES["Permissions-Policy"].replace("geolocation=()", "geolocation=(self)")}


@games.post("/c/<campaign>/games/<game>/envelopes")
def hide(campaign: str, game: str) -> Response:
    """Hide an envelope; mistakes come back with the form as it was."""
    check_asked_by_us()
    product().hiding.run(campaign, game)  # nobody becomes a holder of what is not there
    holder, token = holder_who_agrees(campaign)
    try:
        hidden = product().hiding.hide(holder, campaign, game, _draft(), act_key())
        response = back_to(campaign, game, hidden=hidden.id)
    except InvalidInput as exc:
        response = hunt_page(campaign, game, holder=holder, findings=exc.findings, status=422)
    except Refused as exc:
        response = hunt_page(campaign, game, holder=holder, refused=exc.reason, status=409)
    remember_holder(response, campaign, token)
    return response


@games.get("/c/<campaign>/games/<game>/envelopes/<envelope>")
def envelope(campaign: str, game: str, envelope: str) -> Response:
    """The clue, and how it is found."""
    return hunt_page(campaign, game, envelope=_envelope(campaign, game, envelope))


@games.get("/c/<campaign>/games/<game>/envelopes/<envelope>.webp")
def envelope_photo(campaign: str, game: str, envelope: str) -> Response:
    """The photo that is its clue, in strips."""
    photo = product().hide_views.photo(campaign, game, envelope, holder_of_request(campaign))
    response = Response(photo, mimetype="image/webp")
    response.headers["Cache-Control"] = "private, max-age=60"
    return response


@games.get("/c/<campaign>/games/<game>/envelopes/<envelope>/here/<token>")
def at_envelope(campaign: str, game: str, envelope: str, token: str) -> Response:
    """Where the printed code leads that lies with an envelope."""
    return hunt_page(campaign, game, envelope=_envelope(campaign, game, envelope), token=token[:MAX_TYPED])


@games.post("/c/<campaign>/games/<game>/envelopes/<envelope>")
def find(campaign: str, game: str, envelope: str) -> Response:
    """Say what proves that it is found."""
    check_asked_by_us()
    shown = _envelope(campaign, game, envelope)
    holder, token = holder_who_agrees(campaign)
    try:
        found = product().hiding.find(holder, campaign, game, envelope, _proof(), act_key())
        there = url_for("games.envelope", campaign=campaign, game=game, envelope=envelope, lang=page_language().id)
        response: Response = redirect(f"{there}&found={found.line}", 303)  # type: ignore[assignment]
    except InvalidInput as exc:
        response = hunt_page(campaign, game, holder=holder, envelope=shown, findings=exc.findings, status=422)
    except Refused as exc:
        response = hunt_page(campaign, game, holder=holder, envelope=shown, refused=exc.reason, status=409)
    remember_holder(response, campaign, token)
    return response


@games.post("/c/<campaign>/games/<game>/envelopes/<envelope>/back")
def take_envelope_back(campaign: str, game: str, envelope: str) -> Response:
    held_by_holder(campaign, lambda holder: product().hiding.take_back(holder, campaign, game, envelope))
    return back_to(campaign, game)


@games.get("/c/<campaign>/games/<game>/envelopes/<envelope>/poster")
def envelope_poster(campaign: str, game: str, envelope: str) -> Response:
    """The poster with the clue, to be sent on or hung up; that of a player's envelope for whoever hid it."""
    shown = _envelope(campaign, game, envelope)
    view = product().hide_views.of(campaign, game, holder_of_request(campaign))
    if shown.player and not (view.mine and view.mine.hid(shown)):
        raise NotFound("envelope of this browser", envelope)
    poster = product().hide_views.poster(campaign, game, shown, page_locale())
    return redirect(url_for("links.share", code=poster.code, mine=1, lang=page_language().id), 303)  # type: ignore[return-value]


def hunt_page(
    campaign: str,
    game: str,
    *,
    holder: int | None = None,
    status: int = 200,
    envelope: Hidden | None = None,
    findings: Sequence[Finding] = (),
    **shown: object,
) -> Response:
    """What lies there, and what the holder of this request has; with an envelope, that one alone."""
    pack, views = product().library.campaign(campaign), product().hide_views
    view = views.of(campaign, game, holder or holder_of_request(campaign))
    rules, locale = view.rules, page_locale()
    response = campaign_page(
        "hunt.html",
        status,
        framed_by=(),  # no cookie would stay in a frame
        campaign=pack,
        view=view,
        rules=rules,
        mine=view.mine,
        envelope=envelope,
        strips=views.strips(rules, envelope) if envelope else 0,
        lies=views.lies,
        part=view.mine.part_of(envelope) if view.mine and envelope else None,
        clue=lambda one: clue_of(rules, one, locale),
        words_in=lambda one: words_of(rules, one, locale),
        key=secrets.token_hex(8),
        form={name: value[:MAX_TYPED] for name, value in request.form.items()},
        findings=[(one.where, sentence(one, page_language())) for one in findings],
        moment=lambda at: moment(at, rules.timezone, words("hunt")),
        end=lambda at: end(at, rules.timezone, words("hunt")),
        zone=zone(rules.timezone, words("hunt")),
        refusal=lambda reason: refusal(reason, rules, words("hunt")),
        new=request.args.get("hidden", "")[:MAX_TYPED],
        is_found_now="found" in request.args,
        code=_code(view, envelope),
        page_of=lambda one: address("games.envelope", campaign=campaign, game=game, envelope=one.id),
        **shown,
    )
    response.headers.update(KNOWS_WHERE)
    return response


def _code(view: HideView, envelope: Hidden | None) -> tuple[int, str] | None:
    """The code to be printed and laid down, for whoever hid it."""
    if envelope is None or envelope.found_by != "code" or not (view.mine and view.mine.hid(envelope)):
        return None
    return qr_path(code_address(view.run.campaign, view.rules.id, envelope.id))


def code_address(campaign: str, game: str, envelope: str) -> str:
    """What the printed code of an envelope says."""
    token = product().hiding.code_of(campaign, game, envelope)
    return address("games.at_envelope", campaign=campaign, game=game, envelope=envelope, token=token)


def _envelope(campaign: str, game: str, envelope: str) -> Hidden:
    return product().hide_views.envelope(campaign, game, envelope)


def _draft() -> Draft:
    form, photo = request.form, request.files.get("photo")
    return Draft(
        clue=form.get("clue", "")[:MAX_TYPED],
        found_by=form.get("found_by", "")[:MAX_TYPED],
        units=number_of(form.get("units", "").strip() or "0"),
        finders=number_of(form.get("finders", "").strip()),
        locale=page_locale(),
        says=form.get("says", "")[:MAX_TYPED],
        words=form.get("words", "")[:MAX_TYPED],
        answer=form.get("answer", "")[:MAX_TYPED],
        place=seen.place if (seen := _seen()) else None,
        photo=(photo.read() or None) if photo else None,
    )


def _proof() -> Proof:
    return Proof(request.form.get("proof", "")[:MAX_TYPED], _seen())


def _seen() -> Seen | None:
    """Where the browser says that it is; None where it says nothing."""
    try:
        latitude, longitude, accuracy = (float(request.form[name]) for name in ("latitude", "longitude", "accuracy"))
    except (KeyError, ValueError):
        return None
    return Seen(Place(latitude, longitude), accuracy)

"""Battles of stickers: begin one, answer one, and the pictures of what was sent. Works without a script."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.exceptions import NotFound as UnknownAddress

from postergen.domain.typed import MAX_TYPED
from postergen.errors import Finding, Forbidden, InvalidInput, NotFound
from postergen.service.battles import Throw
from postergen.service.stickers import EXTENSIONS
from postergen.web.battle_page import answer_locale, battle_page, click_of, shared
from postergen.web.line_tokens import read_line
from postergen.web.lines import salts
from postergen.web.links import FOR_A_MINUTE, FOR_EVER
from postergen.web.pages import campaign_page, page_language, page_locale
from postergen.web.pictures import validated_answer
from postergen.web.product import product
from postergen.web.stickers import COST, MOVING_COST, side_asked_for
from postergen.web.visitors import ERASE_COOKIE, drop_erase_token, remember_erase_token, visitor_key

battles = Blueprint("battles", __name__)

CARD_COST = 3  # tenths of a second


@battles.get("/c/<name>/stickers")
def begin_page(name: str) -> Response:
    """Every line of the page's language, to send one."""
    return _begin_page(name)


@battles.post("/c/<name>/stickers")
def begin(name: str) -> Response:
    """Send a line, or words of one's own; mistakes come back with the form as it was."""
    try:
        return _sent(_thrown(name, page_locale()))
    except InvalidInput as exc:
        return _begin_page(name, exc.findings, 422)


@battles.get("/b/<code>")
def shown(code: str) -> Response:
    return battle_page(product().battles.get(code))


@battles.post("/b/<code>")
def answer(code: str) -> Response:
    """Answer a sticker: the answer is its child."""
    came = product().battles.get(code)
    throw = replace(
        _thrown(came.poster.brief.campaign, answer_locale(came)),
        answers=came.code,
        scan=click_of(came) or None,
        offered=read_line(salts, request.form.get("offered", "")),
    )
    try:
        return _sent(throw)
    except InvalidInput as exc:
        return battle_page(came, exc.findings, 422)


@battles.get("/b/<code>.<extension>")
def picture(code: str, extension: str) -> Response:
    """The sticker alone, on nothing."""
    if extension not in EXTENSIONS:
        raise UnknownAddress(f"a sticker comes as {', '.join(EXTENSIONS)}")
    sent, drawn, side = product().battles.get(code), product().stickers, side_asked_for()
    draw = drawn.drawn if sent.is_own else drawn.picture
    return validated_answer(
        lambda: draw(sent.sticker, extension, side),
        extension,
        f"{sent.code}-{drawn.etag(sent.sticker, extension, side)}",
        FOR_EVER if request.args.get("v") == drawn.version(sent.sticker) else FOR_A_MINUTE,
        cost=COST.get(extension, MOVING_COST),
    )


@battles.get("/b/<code>/card.jpg")
def card(code: str) -> Response:
    """The sticker with its code."""
    sent = product().battles.get(code)
    version = product().battle_cards.version(sent)
    return validated_answer(
        lambda: product().battle_cards.picture(sent),
        "jpg",
        f"{sent.code}-{version}.card",
        FOR_EVER if request.args.get("v") == version else FOR_A_MINUTE,
        cost=CARD_COST,
    )


@battles.post("/b/<code>/forget")
def forget(code: str) -> Response:
    """Take back a line of one's own; only the browser that sent it can."""
    token, sent = request.cookies.get(ERASE_COOKIE), product().battles.get(code)
    if not token:
        raise Forbidden("only the browser that sent this sticker may do this")
    product().posters.erase(sent.code, token)
    there = url_for("battles.shown", code=sent.code, mine=1, forgotten=1, lang=page_language().id)
    response = redirect(there, 303)
    response.headers["Clear-Site-Data"] = '"cache"'  # this browser keeps the old picture otherwise
    drop_erase_token(response, sent.code, page="b")  # type: ignore[arg-type]
    return response  # type: ignore[return-value]


def _thrown(campaign: str, locale: str) -> Throw:
    """What the form sends; as much of it as any of it may be long."""
    line, words, figure = (request.form.get(name, "")[: MAX_TYPED + 1] for name in ("line", "words", "figure"))
    return Throw(campaign, locale, line=line, words=words, figure=figure, maker=visitor_key())


def _sent(throw: Throw) -> Response:
    issued = product().battles.send(throw)
    code = issued.poster.code
    response = redirect(url_for("battles.shown", code=code, mine=1, lang=page_language().id), 303)
    if issued.erase_token:
        remember_erase_token(response, code, issued.erase_token, page="b")  # type: ignore[arg-type]
    return response  # type: ignore[return-value]


def _begin_page(name: str, findings: tuple[Finding, ...] = (), status: int = 200) -> Response:
    campaign = product().library.campaign(name)
    if campaign.stickers is None:
        raise NotFound("stickers of the campaign", name)
    return campaign_page(
        "battle.html",
        status,
        framed_by=campaign.origins,
        campaign=campaign,
        kind="begin",
        stickers=campaign.stickers.in_locale(page_locale()),
        answers_in=page_locale(),
        **shared(campaign.id, findings),
    )

"""The JSON API of battles: send a sticker, see one, ask what answers it, and how lines do."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from flask import Blueprint, Response, request, url_for

from postergen.domain.findings import unspoken
from postergen.domain.scan import MAX_CLICK
from postergen.errors import Conflict, InvalidBrief
from postergen.service.battle_figures import LineFigures
from postergen.service.battles import Round
from postergen.service.stickers import EXTENSIONS
from postergen.tracking.intervals import Rate
from postergen.web import battle_schemas as schemas
from postergen.web.answers import lineage_out
from postergen.web.api import idempotency_key
from postergen.web.callers import callers_key
from postergen.web.json_http import json_answer, json_body
from postergen.web.line_tokens import line_token, read_line
from postergen.web.lines import salts
from postergen.web.product import product
from postergen.web.report_schemas import RateOut
from postergen.web.stickers import sticker_out
from postergen.web.visitors import visitor_key

battle_api = Blueprint("battle_api", __name__, url_prefix="/api/v1")

NEVER_KEPT = "no-store"


@battle_api.post("/battles")
def send() -> Response:
    """Send a sticker; one that answers another is its child."""
    asked, key = schemas.StickerSentIn.model_validate(json_body()), idempotency_key()
    own = callers_key(key) if key is not None else None
    throw = asked.throw(product().settings.campaign)
    throw = replace(throw, offered=read_line(salts, asked.offered), idempotency_key=own, maker=visitor_key())
    try:
        issued = product().battles.send(throw)
    except Conflict as exc:
        raise Conflict(key or "") from exc  # as the caller calls it
    sent = product().battles.get(issued.poster.code)
    response = json_answer(_sent_out(sent, issued.erase_token), 201 if issued.created else 200)
    response.headers["Cache-Control"] = NEVER_KEPT
    response.headers["Location"] = url_for("battle_api.shown", code=sent.code)
    return response


@battle_api.get("/battles/<code>")
def shown(code: str) -> Response:
    return json_answer(_sent_out(product().battles.get(code), None))


@battle_api.get("/battles/<code>/answers")
def answers(code: str) -> Response:
    """The lines that answer it; the same for the same ``scan``."""
    sent = product().battles.get(code)
    locale = request.args.get("locale", sent.sticker.locale)
    if unknown := unspoken(locale):
        raise InvalidBrief(unknown)
    who = request.args.get("scan", "")[:MAX_CLICK] or visitor_key()
    salt = hashlib.sha256(f"{sent.code}\0{who}".encode()).hexdigest()[:16]
    offered = product().battles.offered(sent, locale, salt)
    drawn = offered.line.drawn if offered.line else None
    response = json_answer(
        schemas.AnswersOut(
            code=sent.code,
            locale=locale,  # type: ignore[arg-type]
            policy=drawn.policy if drawn else "",
            answers=[
                schemas.AnswerOut(
                    sticker=sticker_out(sent.poster.brief.campaign, one),
                    propensity=drawn.propensity if drawn and one.id == drawn.variant else None,
                )
                for one in offered.stickers
            ],
            offered=line_token(product().salts.today(), offered.line) if offered.line else "",
        )
    )
    response.headers["Cache-Control"] = NEVER_KEPT
    return response


@battle_api.get("/stats/stickers")
def results() -> Response:
    campaign = request.args.get("campaign") or product().settings.campaign
    rows = [_result_out(row) for row in product().battle_figures.lines(campaign)]
    return json_answer(schemas.LineResultsOut(campaign=campaign, rows=rows))


def _sent_out(sent: Round, erase_token: str | None) -> schemas.StickerSentOut:
    poster, said, addresses = sent.poster, sent.sticker, product().addresses
    version = product().stickers.version(said)
    return schemas.StickerSentOut(
        code=sent.code,
        campaign=poster.brief.campaign,
        line=said.id,
        text=said.text,
        locale=said.locale,  # type: ignore[arg-type]
        figure=said.figure,
        movement=said.movement,
        is_withdrawn=sent.is_withdrawn,
        lineage=lineage_out(poster.lineage),
        created_at=poster.created_at,
        files={one: addresses.battle(sent.code, f".{one}?v={version}") for one in EXTENSIONS},
        card_url=addresses.battle(sent.code, f"/card.jpg?v={product().battle_cards.version(sent)}"),
        share_url=addresses.short(sent.code),
        erase_token=erase_token,
    )


def _result_out(row: LineFigures) -> schemas.LineResultOut:
    return schemas.LineResultOut(
        line=row.line,
        text=row.text or None,
        locale=row.locale or None,
        sent=row.sent,
        answered=row.answered,
        share=_rate_out(row.share),
        battles=row.begun,
        depth=_rate_out(row.depth),
        deepest=row.deepest,
    )


def _rate_out(rate: Rate) -> RateOut:
    return RateOut(value=rate.value, low=rate.low, high=rate.high)

"""What requests of the API of games say alike: of which campaign, and under which key."""

from __future__ import annotations

from flask import Blueprint, Response, request

from postergen.errors import Finding, InvalidInput
from postergen.web.api import MAX_KEY
from postergen.web.product import product

game_api = Blueprint("game_api", __name__, url_prefix="/api/v1")

NEVER_KEPT = "no-store"


def asked_campaign() -> str:
    return request.args.get("campaign") or product().settings.campaign


def act_key() -> str:
    """The act's own key, without which a request whose answer was lost would be done twice."""
    key = request.headers.get("Idempotency-Key", "")
    if not 1 <= len(key) <= MAX_KEY:
        problem = "is missing" if not key else f"has {len(key)} characters"
        remedy = f"send a key of yours, of 1 to {MAX_KEY} characters: another for each act, the same to repeat it"
        raise InvalidInput([Finding("Idempotency-Key", problem, remedy)])
    return key


def done() -> Response:
    response = Response(status=204)
    response.headers["Cache-Control"] = NEVER_KEPT
    return response

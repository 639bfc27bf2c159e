"""Bodies of JSON: read, negotiated, answered."""

from __future__ import annotations

from flask import Response, request
from pydantic import BaseModel
from werkzeug.exceptions import BadRequest, NotAcceptable

MOST_MEMBERS = 10_000  # of all objects and lists in a body; fifty texts with all that can be said of them have 2,000


def json_answer(model: BaseModel, status: int = 200) -> Response:
    response = Response(model.model_dump_json(), status, mimetype="application/json")
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def negotiate(*offers: str) -> str:
    """The media type that the client likes most (RFC 9110, 12.5.1); the first offer when it does not say."""
    if not request.accept_mimetypes:
        return offers[0]
    chosen = request.accept_mimetypes.best_match(offers)
    if chosen is None:
        raise NotAcceptable(f"offered: {', '.join(offers)}")
    return chosen


def json_body() -> object:
    # members stand between commas, and to count those takes no time: millions of empty lists take half a second to read
    if request.is_json and request.get_data().count(b",") > MOST_MEMBERS:
        raise _too_many()
    try:
        body = request.get_json()  # 415 for another media type, 400 for what is not JSON
    except RecursionError as exc:
        raise BadRequest("the body is nested too deeply") from exc
    if not isinstance(body, dict):
        raise BadRequest("the body should be a JSON object")
    check_size(body)
    return body


def check_size(body: object) -> None:
    """Refuse (400) what has more members than any request of ours: each might be a mistake that has to be told."""
    waiting, left = [body], MOST_MEMBERS
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict | list):
            left -= len(one)
            if left < 0:
                raise _too_many()
            waiting.extend(one.values() if isinstance(one, dict) else one)


def _too_many() -> BadRequest:
    return BadRequest(f"the body has more than {MOST_MEMBERS} members")

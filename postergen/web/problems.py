"""Answer errors with problem documents (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypedDict

from flask import Flask, Response, json, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from postergen.domain.briefs import MAX_NAME
from postergen.domain.findings import Kind
from postergen.errors import (
    Conflict,
    Finding,
    Forbidden,
    InvalidInput,
    NotFound,
    Outdated,
    OverBudget,
    PostergenError,
    Refused,
    SoldOut,
    Unavailable,
)
from postergen.web.pages import error_page, languages, wants_page
from postergen.web.told import in_every_language

log = logging.getLogger(__name__)

TYPE_PREFIX = "urn:postergen:problem:"
RETRY_AFTER = 5  # seconds
MOST_ERRORS = 20  # of one answer; who mends these may ask for the next
MOST_SAID = 300  # characters of each part of an error: some repeat what came in


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of error: its stable type, status and title."""

    slug: str
    status: int
    title: str


class FieldError(TypedDict):
    """One offending field: what is wrong for whoever builds, and in ``texts`` for whoever typed it, by language."""

    pointer: str
    code: str
    detail: str
    remedy: str
    texts: dict[str, str]


MALFORMED = Problem("malformed-request", 400, "The request could not be read")
UNAUTHORIZED = Problem("key-needed", 401, "This needs a key, and a right one")
FORBIDDEN = Problem("forbidden", 403, "The key or token does not open this")
NOT_FOUND = Problem("not-found", 404, "There is nothing under this address")
METHOD = Problem("method-not-allowed", 405, "This address does not know this method")
NOT_ACCEPTABLE = Problem("not-acceptable", 406, "No offered media type is acceptable")
OUTDATED = Problem("outdated", 409, "Somebody else was faster; look at what is there now")
REFUSED = Problem("refused-by-the-rules", 409, "The rules of the game say no")
GONE = Problem("expired", 410, "This address has expired")
SOLD_OUT = Problem("sold-out", 410, "Nothing is left in this pool")
SLOW_BODY = Problem("body-too-slow", 408, "The request body did not arrive in time")
TOO_LARGE = Problem("body-too-large", 413, "The request body is too large")
MEDIA_TYPE = Problem("unsupported-media-type", 415, "The request body has the wrong media type")
INVALID = Problem("invalid-request", 422, "The request asks for something that cannot be done")
KEY_REUSED = Problem("idempotency-key-reused", 422, "This idempotency key belongs to a different request")
TOO_MANY = Problem("too-many-requests", 429, "Too many requests from this network; try again later")
OVER_BUDGET = Problem("over-budget", 429, "The language model has used up what it may this month")
FAILED = Problem("internal-error", 500, "Something went wrong on our side")
UNAVAILABLE = Problem("unavailable", 503, "A needed part does not answer; try again soon")
BUSY = Problem("busy", 503, "Too much is asked at once; nothing was kept, try again soon")

PROBLEMS = (
    MALFORMED,
    UNAUTHORIZED,
    FORBIDDEN,
    NOT_FOUND,
    METHOD,
    NOT_ACCEPTABLE,
    OUTDATED,
    REFUSED,
    GONE,
    SOLD_OUT,
    SLOW_BODY,
    TOO_LARGE,
    MEDIA_TYPE,
    INVALID,
    KEY_REUSED,
    TOO_MANY,
    OVER_BUDGET,
    FAILED,
    UNAVAILABLE,
    BUSY,
)
_RETRY_AFTER = {BUSY: 1, UNAVAILABLE: RETRY_AFTER, OVER_BUDGET: 86_400}  # seconds; a budget lasts for a month
_KINDS = {"string_too_long": Kind.OVERLONG}  # of what a person types, by what pydantic calls it
_BY_STATUS = {
    problem.status: problem for problem in PROBLEMS if problem not in (KEY_REUSED, REFUSED, SOLD_OUT, OVER_BUDGET, BUSY)
}


NOTHING: Mapping[str, object] = {}


def problem_response(
    problem: Problem, detail: str, errors: Sequence[FieldError] = (), more: Mapping[str, object] = NOTHING
) -> Response:
    """A problem document; ``errors`` lists the first offending fields with a JSON pointer (RFC 6901), ``more`` is what
    problems of this kind say beside it.
    """
    if wants_page():
        return error_page(problem.status, detail, errors)
    body = {**problem_document(problem, detail, request.path), **more}
    if errors:
        body["errors"] = errors
    response = Response(json.dumps(body), problem.status, mimetype="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    if problem in _RETRY_AFTER:
        response.headers["Retry-After"] = str(_RETRY_AFTER[problem])
    return response


def problem_document(problem: Problem, detail: str, path: str) -> dict[str, object]:
    """A problem under this path, as JSON says it."""
    return {
        "type": TYPE_PREFIX + problem.slug,
        "title": problem.title,
        "status": problem.status,
        "detail": detail,
        "instance": _cut(path),
    }


def retry_after(problem: Problem) -> int | None:
    """Seconds after which the same may be asked again; None when that would not help."""
    return _RETRY_AFTER.get(problem)


def register_problems(app: Flask) -> None:
    """The one place where the web turns errors into answers."""
    app.register_error_handler(PostergenError, _ours)
    app.register_error_handler(ValidationError, _invalid_body)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _ours(error: PostergenError) -> Response:
    match error:
        case InvalidInput():
            return _invalid(error.findings)
        case NotFound():
            return problem_response(NOT_FOUND, f"no such {error.kind}")
        case Forbidden():
            return problem_response(FORBIDDEN, str(error))
        case Outdated():
            return problem_response(OUTDATED, str(error))
        case Refused():
            return problem_response(REFUSED, error.reason)
        case SoldOut():
            return problem_response(SOLD_OUT, str(error))
        case OverBudget():
            return problem_response(OVER_BUDGET, str(error))
        case Conflict():
            return problem_response(KEY_REUSED, "send a new key with a new request")
        case Unavailable():
            log.error("%s", error)
            return problem_response(UNAVAILABLE, f"{error.part} does not answer")
    return _unexpected(error)


def _invalid_body(error: ValidationError) -> Response:
    if not error.title.endswith("In"):
        return _unexpected(error)  # an answer of ours does not have the shape that we promised
    found = error.errors(include_url=False, include_input=False)
    return _invalid(
        [Finding("/".join(map(str, e["loc"])), e["msg"], "see /docs", _KINDS.get(e["type"], "")) for e in found]
    )


def _invalid(found: Sequence[Finding]) -> Response:
    """Where, what and how to mend it, as far as somebody reads who mends it."""
    listed = f"; the first {MOST_ERRORS} are listed" if len(found) > MOST_ERRORS else ""
    errors = [_field_error(finding) for finding in found[:MOST_ERRORS]]
    return problem_response(INVALID, f"{len(found)} thing(s) to mend{listed}", errors)


def _field_error(finding: Finding) -> FieldError:
    return {
        "pointer": f"#/{_cut(finding.where, MAX_NAME)}",
        "code": finding.kind or Kind.SHAPE,
        "detail": _cut(finding.problem),
        "remedy": _cut(finding.remedy),
        "texts": in_every_language(finding, languages()),
    }


def _cut(text: str, most: int = MOST_SAID) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    problem = _BY_STATUS.get(status) or Problem(f"http-{status}", status, HTTPStatus(status).phrase)
    response = problem_response(problem, error.description or problem.title)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers.setdefault(name, value)
    return response


def _unexpected(error: Exception) -> Response:
    log.exception("unexpected error", exc_info=error)
    return problem_response(FAILED, "the error was logged")

"""Decide which pages of other origins may call the API: those that a campaign names, and nobody else."""

from __future__ import annotations

import re

from flask import Flask, Response, request
from werkzeug.routing import Rule

from postergen.errors import NotFound
from postergen.service.library import Library

ROUTES = re.compile(
    r"/api/v1/(catalogue|rank|posters|posters/<[^/]+>|posters/<[^/]+>/share|scans/<[^/]+>/confirm|games(/.+)?|holders?|"
    r"look-backs(/<[^/]+>)?)"
)
# No `Authorization`: a key in a page is a key for everybody. So no `Postergen-Subject`, which needs one.
REQUEST_HEADERS = "Accept, Content-Type, Idempotency-Key, Postergen-Erase-Token, Postergen-Holder"
EXPOSED_HEADERS = "Location, Postergen-Code, Postergen-Erase-Token, Postergen-Warnings, Retry-After"
MODULES = "/static/client/"  # what pages of any origin may load: code that everybody may read, and no answer of ours
REMEMBERED = 600  # seconds that a browser keeps the answer to a preflight


def share_with_campaign_pages(app: Flask, library: Library) -> None:
    """Answer preflights, and name the allowed origin on every answer. No answer of the API has `*` or credentials."""

    def preflight() -> Response | None:
        asks = "Access-Control-Request-Method" in request.headers
        if request.method != "OPTIONS" or not asks or not _is_shared(request.url_rule) or not _allowed(library):
            return None
        methods = sorted(app.create_url_adapter(request).allowed_methods())  # type: ignore[union-attr]
        response = Response(status=204)
        response.headers["Access-Control-Allow-Methods"] = ", ".join(methods)
        response.headers["Access-Control-Allow-Headers"] = REQUEST_HEADERS
        response.headers["Access-Control-Max-Age"] = str(REMEMBERED)
        return response

    def name_origin(response: Response) -> Response:
        if _is_shared(request.url_rule):
            response.vary.add("Origin")  # on every answer, for a cache keeps also those without an origin
            origin = _allowed(library)
            if origin:
                response.headers.update(_for_origin(origin))
        elif request.path.startswith(MODULES):
            response.headers["Access-Control-Allow-Origin"] = "*"  # or no page elsewhere could import it
        return response

    app.before_request(preflight)
    app.after_request(name_origin)


def cors_headers(origin: str, library: Library) -> dict[str, str]:
    """What lets a page of this origin read a refusal, if any campaign lists it."""
    return _for_origin(origin) if any(origin in campaign.origins for campaign in library.campaigns()) else {}


def _for_origin(origin: str) -> dict[str, str]:
    return {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": EXPOSED_HEADERS}


def _is_shared(rule: Rule | None) -> bool:
    return rule is not None and ROUTES.fullmatch(rule.rule) is not None


def _allowed(library: Library) -> str | None:
    """The origin of this request, if the campaign that it names lists it; any campaign's when it names none."""
    origin = request.headers.get("Origin")
    asked = request.args.get("campaign")
    try:
        campaigns = [library.campaign(asked)] if asked else library.campaigns()
    except NotFound:
        return None
    return origin if any(origin in campaign.origins for campaign in campaigns) else None

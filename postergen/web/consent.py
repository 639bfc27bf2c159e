"""Ask a visitor whether they may be known again, and keep to the answer."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from postergen.errors import Forbidden
from postergen.web.reading import is_own_path
from postergen.web.visitors import forget_visitor, remember_visitor

consent = Blueprint("consent", __name__)

ANSWERS = {"yes": remember_visitor, "no": forget_visitor}


@consent.post("/consent")
def answer() -> Response:
    """Take in the answer and go back. Another site's page cannot answer for the visitor."""
    if not is_asked_by_us():
        raise Forbidden("only a page of this server may ask this")
    response = redirect(_way_back(), 303)
    ANSWERS.get(request.form.get("answer", ""), forget_visitor)(response)  # type: ignore[arg-type]
    response.headers["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]


def is_asked_by_us() -> bool:
    """Browsers say where a form came from; old ones, and those on plain HTTP, only by its origin."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or origin == request.host_url.rstrip("/")


def _way_back() -> str:
    """The page that asked; never one of another server."""
    path = request.form.get("back", "")
    return request.script_root + (path if is_own_path(path) else "/")

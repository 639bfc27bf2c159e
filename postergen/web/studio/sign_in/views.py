"""Sign in and out, and choose the language of the studio."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from postergen.domain.accounts import Role
from postergen.errors import Forbidden
from postergen.web.pages import LANGUAGE_COOKIE, languages
from postergen.web.product import product
from postergen.web.rate_limits import check_rate_limit, count_try
from postergen.web.reading import is_own_path
from postergen.web.studio.access import COOKIE, needs
from postergen.web.studio.frame import studio_page

studio_sign_in = Blueprint("studio_sign_in", __name__, url_prefix="/studio")

LASTS = 14 * 86_400  # seconds; the session itself may end before


@studio_sign_in.get("/sign-in")
def sign_in() -> Response:
    return studio_page("sign_in/sign-in.html", failed=False, next=request.args.get("next", ""))


@studio_sign_in.post("/sign-in")
def enter() -> AnyResponse:
    """A session for a right password; a wrong one counts as a try of its network, too."""
    asked = request.form.get("next", "")
    check_rate_limit("keys")  # before the slow hash: what is blocked learns nothing, and costs nothing
    try:
        _, token = product().accounts.sign_in(request.form.get("name", ""), request.form.get("password", ""))
    except Forbidden:
        count_try("keys")
        return studio_page("sign_in/sign-in.html", 403, failed=True, next=asked)
    response = redirect(inside_studio(asked), 303)
    is_safe = product().settings.public_url.startswith("https://")
    response.set_cookie(COOKIE, token, max_age=LASTS, path="/studio", httponly=True, samesite="Lax", secure=is_safe)
    return response


@studio_sign_in.post("/sign-out")
@needs(Role.WRITER)
def leave() -> AnyResponse:
    product().accounts.sign_out(request.cookies.get(COOKIE, ""))
    response = redirect(url_for("studio_sign_in.sign_in"), 303)
    response.delete_cookie(COOKIE, path="/studio")
    return response


@studio_sign_in.post("/language")
def language() -> AnyResponse:
    """Keep the language of the studio in this browser; nothing else depends on it."""
    to = request.form.get("to", "")
    response = redirect(inside_studio(request.form.get("back", "")), 303)
    if to in languages():
        response.set_cookie(LANGUAGE_COOKIE, to, max_age=LASTS, path="/studio", httponly=True, samesite="Lax")
    return response


def inside_studio(asked: str) -> str:
    """The path that was asked for, if it is one of ours: whoever makes a link must not choose where people land."""
    return (
        asked
        if is_own_path(asked, "/studio") and "//" not in asked.partition("?")[0]
        else url_for("studio_board.board")
    )

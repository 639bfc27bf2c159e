"""Sign in and out, and choose the language of the studio."""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from postergen.domain.accounts import Role
from postergen.errors import Forbidden, InvalidInput
from postergen.service.accounts import BROWSER_KNOWN
from postergen.web.pages import LANGUAGE_COOKIE, languages
from postergen.web.product import product
from postergen.web.rate_limits import caller, check_rate_limit, count_try
from postergen.web.reading import is_own_path
from postergen.web.studio.access import COOKIE, current_user, needs
from postergen.web.studio.frame import studio_page

studio_sign_in = Blueprint("studio_sign_in", __name__, url_prefix="/studio")

FORM_COOKIE, BROWSER_COOKIE = "postergen_sign_in", "postergen_browser"
LONGEST_NAME = 80
BROWSER_LASTS = int(BROWSER_KNOWN.total_seconds())
LASTS = 14 * 86_400  # seconds; the session itself may end before


@studio_sign_in.get("/sign-in")
def sign_in() -> Response:
    return _form(200, request.args.get("next", ""))


@studio_sign_in.post("/sign-in")
def enter() -> AnyResponse:
    """A session for a right password; a wrong one counts as a try of its network, too."""
    form, asked, name = request.form, request.form.get("next", ""), request.form.get("name", "")[:LONGEST_NAME]
    kept = request.cookies.get(FORM_COOKIE, "")
    if not kept or not hmac.compare_digest(kept.encode(), form.get("token", "").encode()):
        return _form(403, asked, "outdated")  # no other page may sign a browser in as somebody else
    browser = request.cookies.get(BROWSER_COOKIE, "")
    counted = _counted(name, browser)
    check_rate_limit("keys")  # before the slow hash: what is blocked learns nothing, and costs nothing
    check_rate_limit("sign-ins", counted)
    try:
        _, token = product().accounts.sign_in(name, form.get("password", ""), browser)
    except Forbidden:
        count_try("keys")
        count_try("sign-ins", counted)
        return _form(403, asked, "wrong")
    return _entered(redirect(inside_studio(asked), 303), name, token)


@studio_sign_in.get("/password")
@needs(Role.WRITER)
def password() -> Response:
    return studio_page("sign_in/password.html", done="done" in request.args)


@studio_sign_in.post("/password")
@needs(Role.WRITER)
def change_password() -> AnyResponse:
    """Another password by its own person, who has to know the one of now; their other browsers sign in again."""
    name = current_user().name
    check_rate_limit("sign-ins", _counted(name, request.cookies.get(BROWSER_COOKIE, "")))
    try:
        _, token = product().accounts.change_own_password(
            name, request.form.get("current", ""), request.form.get("new", "")
        )
    except Forbidden:
        count_try("sign-ins", _counted(name, request.cookies.get(BROWSER_COOKIE, "")))
        return studio_page("sign_in/password.html", 422, is_wrong=True)
    except InvalidInput as exc:
        return studio_page("sign_in/password.html", 422, findings=exc.findings)
    return _entered(redirect(url_for("studio_sign_in.password", done=1), 303), name, token)


def _form(status: int, asked: str, problem: str = "") -> Response:
    """The form with a token that the browser keeps as well."""
    token = request.cookies.get(FORM_COOKIE) or secrets.token_hex(16)
    response = studio_page("sign_in/sign-in.html", status, problem=problem, next=asked, token=token)
    response.set_cookie(FORM_COOKIE, token, path="/studio/sign-in", httponly=True, samesite="Strict", secure=_is_safe())
    return response


def _entered(response: AnyResponse, name: str, token: str) -> AnyResponse:
    """The session goes along, and what the browser is known by another time."""
    shape: dict[str, Any] = {"path": "/studio", "httponly": True, "secure": _is_safe()}
    response.set_cookie(COOKIE, token, max_age=LASTS, samesite="Lax", **shape)
    known = product().accounts.browser_token(name)
    response.set_cookie(BROWSER_COOKIE, known, max_age=BROWSER_LASTS, samesite="Strict", **shape)
    return response


def _counted(name: str, browser: str) -> str:
    """What wrong passwords are counted by: a known browser by itself, others by the account and their address."""
    if product().accounts.knows_browser(name, browser):
        return f"browser {browser}"
    return f"{name} {caller(request.remote_addr, 32, 64)}"


def _is_safe() -> bool:
    return product().settings.public_url.startswith("https://")


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

"""Sign in and out, and choose the language of the studio."""

from __future__ import annotations

import hmac
import secrets

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from postergen.domain.accounts import Role
from postergen.errors import Forbidden, InvalidInput
from postergen.service.accounts import CODE_WITHIN, HalfWay
from postergen.web.pages import LANGUAGE_COOKIE, languages
from postergen.web.product import product
from postergen.web.reading import is_own_path
from postergen.web.studio.access import COOKIE, current_user, needs
from postergen.web.studio.door import LASTS, counting_tries, entered, is_safe, known_browser, studio_path
from postergen.web.studio.frame import studio_page

studio_sign_in = Blueprint("studio_sign_in", __name__, url_prefix="/studio")

FORM_COOKIE, HALF_WAY_COOKIE = "postergen_sign_in", "postergen_half_way"
LONGEST_NAME = 80


@studio_sign_in.get("/sign-in")
def sign_in() -> Response:
    return _form(200, request.args.get("next", ""))


@studio_sign_in.post("/sign-in")
def enter() -> AnyResponse:
    """A session for a right password, or the way to the code; a wrong one counts as a try of its network, too."""
    form, asked, name = request.form, request.form.get("next", ""), request.form.get("name", "")[:LONGEST_NAME]
    if not _is_own_form():
        return _form(403, asked, "outdated")
    try:
        with counting_tries(name, "keys"):
            found = product().accounts.sign_in(name, form.get("password", ""), known_browser())
    except Forbidden:
        return _form(403, asked, "wrong")
    if isinstance(found, HalfWay):
        response = redirect(url_for("studio_sign_in.code", next=asked or None), 303)
        return _half_way(response, found.ticket)
    return entered(redirect(inside_studio(asked), 303), name, found[1])


@studio_sign_in.get("/sign-in/code")
def code() -> AnyResponse:
    """The second half, for whose password was right; others begin at the first."""
    if product().accounts.person_of(_ticket()) is None:
        return redirect(url_for("studio_sign_in.sign_in", next=request.args.get("next")), 303)
    return _form(200, request.args.get("next", ""), page="code")


@studio_sign_in.post("/sign-in/code")
def enter_with_code() -> AnyResponse:
    """A session for a right code; a wrong one counts like a wrong password."""
    asked, name = request.form.get("next", ""), product().accounts.person_of(_ticket())
    if name is None:
        return _form(403, asked, "too_late")
    if not _is_own_form():
        return _form(403, asked, "outdated", "code")
    try:
        with counting_tries(name, "keys"):
            _, token = product().accounts.finish_sign_in(_ticket(), request.form.get("code", ""))
    except Forbidden:
        return _form(403, asked, "code_wrong", "code")
    return entered(_half_way(redirect(inside_studio(asked), 303), ""), name, token)


@studio_sign_in.get("/password")
@needs(Role.WRITER)
def password() -> Response:
    return studio_page("sign_in/password.html", done="done" in request.args)


@studio_sign_in.post("/password")
@needs(Role.WRITER)
def change_password() -> AnyResponse:
    """Another password by its own person, who has to know the one of now; their other browsers sign in again."""
    name = current_user().name
    try:
        with counting_tries(name):
            _, token = product().accounts.change_own_password(
                name, request.form.get("current", ""), request.form.get("new", "")
            )
    except Forbidden:
        return studio_page("sign_in/password.html", 422, is_wrong=True)
    except InvalidInput as exc:
        return studio_page("sign_in/password.html", 422, findings=exc.findings)
    return entered(redirect(url_for("studio_sign_in.password", done=1), 303), name, token)


def _form(status: int, asked: str, problem: str = "", page: str = "sign-in") -> Response:
    """The form with a token that the browser keeps as well."""
    token = request.cookies.get(FORM_COOKIE) or secrets.token_hex(16)
    response = studio_page(f"sign_in/{page}.html", status, problem=problem, next=asked, token=token)
    path = f"{studio_path()}/sign-in"
    response.set_cookie(FORM_COOKIE, token, path=path, httponly=True, samesite="Strict", secure=is_safe())
    return response


def _is_own_form() -> bool:
    """No other page may sign a browser in as somebody else."""
    kept = request.cookies.get(FORM_COOKIE, "")
    return bool(kept) and hmac.compare_digest(kept.encode(), request.form.get("token", "").encode())


def _ticket() -> str:
    return request.cookies.get(HALF_WAY_COOKIE, "")


def _half_way(response: AnyResponse, ticket: str) -> AnyResponse:
    """Keep that the password was right for as long as a code is waited for; without a ticket forget it."""
    lasts = int(CODE_WITHIN.total_seconds()) if ticket else 0
    response.set_cookie(
        HALF_WAY_COOKIE,
        ticket,
        max_age=lasts,
        path=f"{studio_path()}/sign-in",
        httponly=True,
        samesite="Strict",
        secure=is_safe(),
    )
    return response


@studio_sign_in.post("/sign-out")
@needs(Role.WRITER, before_enrolling=True)
def leave() -> AnyResponse:
    product().accounts.sign_out(request.cookies.get(COOKIE, ""))
    response = redirect(url_for("studio_sign_in.sign_in"), 303)
    response.delete_cookie(COOKIE, path=studio_path())
    return response


@studio_sign_in.post("/language")
def language() -> AnyResponse:
    """Keep the language of the studio in this browser; nothing else depends on it."""
    to = request.form.get("to", "")
    response = redirect(inside_studio(request.form.get("back", "")), 303)
    if to in languages():
        response.set_cookie(LANGUAGE_COOKIE, to, max_age=LASTS, path=studio_path(), httponly=True, samesite="Lax")
    return response


def inside_studio(asked: str) -> str:
    """The path that was asked for, if it is one of ours: whoever makes a link must not choose where people land."""
    return (
        request.script_root + asked
        if is_own_path(asked, "/studio") and "//" not in asked.partition("?")[0]
        else url_for("studio_board.board")
    )

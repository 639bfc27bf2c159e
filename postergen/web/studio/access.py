"""Who may enter the studio: sessions, roles, and forms that only our own pages can send."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Blueprint, Response, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from postergen.domain.accounts import Role, Session, User
from postergen.domain.localized import LOCALES
from postergen.errors import Forbidden
from postergen.web.pages import LANGUAGE_COOKIE
from postergen.web.product import product
from postergen.web.rate_limits import check_rate_limit, count_try
from postergen.web.reading import is_own_path
from postergen.web.studio.frame import studio_page

studio_doors = Blueprint("studio_doors", __name__, url_prefix="/studio")

COOKIE = "postergen_studio"
LASTS = 14 * 86_400  # seconds; the session itself may end before
READS = frozenset({"GET", "HEAD", "OPTIONS"})

P = ParamSpec("P")
View = Callable[P, AnyResponse | str]


def needs(role: Role) -> Callable[[View[P]], View[P]]:
    """A view for people who have this role, or one that may more. Others sign in first, or are told no.

    Whatever changes something has to carry the token of the session: in the field or header ``csrf``.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> AnyResponse | str:
            known = product().accounts.recognise(request.cookies.get(COOKIE, ""))
            if known is None:
                if request.method not in READS:
                    abort(401)
                return redirect(url_for("studio_doors.sign_in", next=request.full_path.rstrip("?")), 303)
            g.studio_user, g.studio_session = known
            if request.method not in READS:
                _check_csrf(g.studio_session)
            if not current_user().role.may(role):
                raise Forbidden(f"this needs the role {role.value}; you are {current_user().role.value}")
            return view(*args, **kwargs)

        return guarded

    return guard


def current_user() -> User:
    """Who asks; only inside a guarded view."""
    user: User = g.studio_user
    return user


@studio_doors.get("/sign-in")
def sign_in() -> Response:
    return studio_page("studio/sign_in/sign-in.html", failed=False, next=request.args.get("next", ""))


@studio_doors.post("/sign-in")
def enter() -> AnyResponse:
    """A session for a right password; a wrong one counts as a try of its network, too."""
    asked = request.form.get("next", "")
    check_rate_limit("keys")  # before the slow hash: what is blocked learns nothing, and costs nothing
    try:
        _, token = product().accounts.sign_in(request.form.get("name", ""), request.form.get("password", ""))
    except Forbidden:
        count_try("keys")
        return studio_page("studio/sign_in/sign-in.html", 403, failed=True, next=asked)
    response = redirect(inside_studio(asked), 303)
    is_safe = product().settings.public_url.startswith("https://")
    response.set_cookie(COOKIE, token, max_age=LASTS, path="/studio", httponly=True, samesite="Lax", secure=is_safe)
    return response


@studio_doors.post("/sign-out")
@needs(Role.WRITER)
def leave() -> AnyResponse:
    product().accounts.sign_out(request.cookies.get(COOKIE, ""))
    response = redirect(url_for("studio_doors.sign_in"), 303)
    response.delete_cookie(COOKIE, path="/studio")
    return response


@studio_doors.post("/language")
def language() -> AnyResponse:
    """Keep the language of the studio in this browser; nothing else depends on it."""
    to = request.form.get("to", "")
    response = redirect(inside_studio(request.form.get("back", "")), 303)
    if to in LOCALES:
        response.set_cookie(LANGUAGE_COOKIE, to, max_age=LASTS, path="/studio", httponly=True, samesite="Lax")
    return response


def inside_studio(asked: str) -> str:
    """The path that was asked for, if it is one of ours: whoever makes a link must not choose where people land."""
    return (
        asked
        if is_own_path(asked, "/studio") and "//" not in asked.partition("?")[0]
        else url_for("studio_board.board")
    )


def _check_csrf(session: Session) -> None:
    sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
    if not hmac.compare_digest(sent.encode(), session.csrf.encode()):
        raise Forbidden("this form is from an older session; load the page again")

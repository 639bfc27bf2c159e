"""Who may enter the studio: sessions, roles, and forms that only our own pages can send."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import abort, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from postergen.domain.accounts import Role, Session, User
from postergen.errors import Forbidden
from postergen.web.product import product

COOKIE = "postergen_studio"
READS = frozenset({"GET", "HEAD", "OPTIONS"})

P = ParamSpec("P")
View = Callable[P, AnyResponse | str]


def needs(role: Role, *, before_enrolling: bool = False) -> Callable[[View[P]], View[P]]:
    """A view for people who have this role, or one that may more. Others sign in first, or are told no.

    Whatever changes something has to carry the token of the session: in the field or header ``csrf``.

    Args:
        before_enrolling: open to who has to set up a second factor first; all else leads them there.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> AnyResponse | str:
            known = product().accounts.recognise(request.cookies.get(COOKIE, ""))
            if known is None:
                if request.method not in READS:
                    abort(401)
                return redirect(url_for("studio_sign_in.sign_in", next=request.full_path.rstrip("?")), 303)
            g.studio_user, g.studio_session, g.must_enrol = known
            if request.method not in READS:
                _check_csrf(g.studio_session)
            if must_enrol() and not before_enrolling:
                if request.method not in READS:
                    raise Forbidden("set up a second factor first: /studio/second-factor")
                return redirect(url_for("studio_second_factor.second_factor"), 303)
            if not current_user().role.may(role):
                raise Forbidden(f"this needs the role {role.value}; you are {current_user().role.value}")
            return view(*args, **kwargs)

        return guarded

    return guard


def current_user() -> User:
    """Who asks; only inside a guarded view."""
    user: User = g.studio_user
    return user


def must_enrol() -> bool:
    """Whoever asks has to set up a second factor before anything else; only inside a guarded view."""
    return bool(g.must_enrol)


def _check_csrf(session: Session) -> None:
    sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
    if not hmac.compare_digest(sent.encode(), session.csrf.encode()):
        raise Forbidden("this form is from an older session; load the page again")

"""Know the holder behind a request: by the cookie that they said yes to."""

from __future__ import annotations

from flask import Response, request

from postergen.errors import Forbidden
from postergen.web.consent import is_asked_by_us
from postergen.web.product import product
from postergen.web.visitors import only_https

COOKIE_AGE = 400 * 86_400  # seconds; browsers keep none longer


def cookie_of(campaign: str) -> str:
    """A holder is one campaign's: their cookie, too."""
    return f"pg_holder_{campaign}"


def holder_of_request(campaign: str) -> int | None:
    """The holder whose cookie came along; None without one, or for one that was erased."""
    return product().holders.of_token(campaign, request.cookies.get(cookie_of(campaign), ""))


def check_asked_by_us() -> None:
    """`Forbidden` for a form of another site's page."""
    if not is_asked_by_us():
        raise Forbidden("only a page of this server may ask this")


def holder_who_agrees(campaign: str) -> tuple[int, str]:
    """The holder of this request, or a new one with their token: whoever sends such a form has said yes."""
    found = holder_of_request(campaign)
    if found is not None:
        return found, ""
    token = product().holders.new(campaign)
    holder = product().holders.of_token(campaign, token)
    if holder is None:
        raise Forbidden("this holder was erased")
    return holder, token


def remember_holder(response: Response, campaign: str, token: str) -> None:
    """Leave the token, if it is a new one, with the browser."""
    if token:
        response.set_cookie(
            cookie_of(campaign),
            token,
            max_age=COOKIE_AGE,
            path=f"{request.script_root}/",
            secure=only_https(),
            httponly=True,
            samesite="Lax",
        )


def forget_holder(response: Response, campaign: str) -> None:
    response.delete_cookie(cookie_of(campaign), path=f"{request.script_root}/")

"""Know the holder behind a request: by the cookie that they said yes to, or by a header."""

from __future__ import annotations

from flask import Response, request

from postergen.errors import Finding, Forbidden, InvalidInput
from postergen.web.consent import is_asked_by_us
from postergen.web.keys import caller_may, require_scope
from postergen.web.product import product
from postergen.web.rate_limits import count_try, unlimited_scope_of
from postergen.web.visitors import only_https

HOLDER_HEADER, SUBJECT_HEADER = "Postergen-Holder", "Postergen-Subject"
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
    if not caller_may(unlimited_scope_of("holders")):
        count_try("holders")
    token = product().holders.new(campaign)
    holder = product().holders.of_token(campaign, token)
    if holder is None:
        raise Forbidden("this holder was erased")
    return holder, token


def holder_of_headers(campaign: str) -> int:
    """The holder whom a request of the API names: by their token, or, for a program with a key of the scope `games`, by
    what its own system calls them, who is new if need be.

    Raises:
        NotFound: no such campaign.
        InvalidInput: neither header is there, or both.
        Forbidden: nobody has this token. And what `require_scope` says of the key.
    """
    product().library.campaign(campaign)
    token, subject = request.headers.get(HOLDER_HEADER), request.headers.get(SUBJECT_HEADER)
    if (token is None) == (subject is None):
        problem, remedy = _NEITHER if token is None else _BOTH
        raise InvalidInput([Finding(HOLDER_HEADER, problem, remedy)])
    if subject is not None:
        require_scope("games")
        return product().holders.of_subject(campaign, subject)
    holder = product().holders.of_token(campaign, token or "")
    if holder is None:
        raise Forbidden(f"nobody has the token in {HOLDER_HEADER}, or has it any more; POST /api/v1/holders gives one")
    return holder


_NEITHER = (
    "is missing",
    f"send the token of POST /api/v1/holders, or with a key of the scope games {SUBJECT_HEADER}: who it is, as your "
    "system calls them",
)
_BOTH = (f"stands beside {SUBJECT_HEADER}", "send one of the two: they may be two people")


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

"""What browsers keep that have come through the door, and by what wrong passwords and codes are counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from postergen.errors import Forbidden
from postergen.service.accounts import BROWSER_KNOWN
from postergen.web.product import product
from postergen.web.rate_limits import caller, check_rate_limit, count_try
from postergen.web.studio.access import COOKIE

BROWSER_COOKIE = "postergen_browser"
BROWSER_LASTS = int(BROWSER_KNOWN.total_seconds())
LASTS = 14 * 86_400  # seconds; the session itself may end before


def entered(response: AnyResponse, name: str, token: str) -> AnyResponse:
    """The session goes along, and what the browser is known by another time."""
    shape: dict[str, Any] = {"path": studio_path(), "httponly": True, "secure": is_safe()}
    response.set_cookie(COOKIE, token, max_age=LASTS, samesite="Lax", **shape)
    known = product().accounts.browser_token(name)
    response.set_cookie(BROWSER_COOKIE, known, max_age=BROWSER_LASTS, samesite="Strict", **shape)
    return response


@contextmanager
def counting_tries(name: str, *more: str) -> Iterator[None]:
    """Let nobody try in here who has used up the tries of this name, and count a `Forbidden`; under ``more`` rate
    limits of the caller as well. Refused before anything is compared: what is blocked learns nothing and costs nothing.
    """
    counted = _counted(name, known_browser())
    for limit in more:
        check_rate_limit(limit)
    check_rate_limit("sign-ins", counted)
    try:
        yield
    except Forbidden:
        for limit in more:
            count_try(limit)
        count_try("sign-ins", counted)
        raise


def known_browser() -> str:
    """What this browser kept from an earlier time."""
    return request.cookies.get(BROWSER_COOKIE, "")


def studio_path() -> str:
    """Where the cookies of the studio go."""
    return f"{request.script_root}/studio"


def is_safe() -> bool:
    """Cookies go over HTTPS alone."""
    return product().settings.public_url.startswith("https://")


def _counted(name: str, browser: str) -> str:
    """What tries are counted by: a known browser by itself, others by the account and their address."""
    if product().accounts.knows_browser(name, browser):
        return f"browser {browser}"
    return f"{name} {caller(request.remote_addr, 32, 64)}"

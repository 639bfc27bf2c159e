"""Say by which key the visitor behind a request is known, if they may be."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any

from flask import Response, current_app, request

from postergen.bootstrap import Product
from postergen.tracking.classify import READ_HEADERS, Hit
from postergen.tracking.visitors import OBJECTIONS, cookie_key, daily_key, network_key, objects

COOKIE = "pg_visitor"
COOKIE_AGE = 90 * 86_400  # seconds
REFUSED_COOKIE = "pg_refused"  # says only that, until the browser is closed, so that nobody is asked twice
ERASE_COOKIE = "pg_erase"
ERASE_COOKIE_AGE = 400 * 86_400  # seconds; browsers keep none longer


def _product() -> Product:
    return current_app.extensions["postergen"]  # type: ignore[no-any-return]


def visitor_key() -> str:
    """That of the network when the browser asks not to be recognised; else that of its cookie, else one that lasts a
    day.
    """
    product = _product()
    if _browser_objects():
        return network_of_request()
    cookie = request.cookies.get(COOKIE, "")
    if product.settings.visitor_cookie and 16 <= len(cookie) <= 64:
        return cookie_key(cookie)
    return daily_key(product.salts.today(), request.remote_addr or "", request.user_agent.string)


def network_of_request() -> str:
    """The key of the network that this request comes from, for today."""
    return network_key(_product().salts.today(), request.remote_addr or "")


def may_be_asked() -> bool:
    """Whether to ask this visitor for consent to the cookie: it is turned on, and neither they nor their browser
    has answered yet.
    """
    answered = COOKIE in request.cookies or REFUSED_COOKIE in request.cookies
    return _product().settings.visitor_cookie and not answered and not _browser_objects()


def has_agreed() -> bool:
    """Whether this visitor carries the cookie, and may want to be rid of it."""
    return _product().settings.visitor_cookie and COOKIE in request.cookies


def remember_visitor(response: Response) -> None:
    """Give the browser a cookie to be known by. Only after its person said yes."""
    if _product().settings.visitor_cookie and not _browser_objects():
        response.set_cookie(
            COOKIE,
            secrets.token_urlsafe(16),
            max_age=COOKIE_AGE,
            secure=only_https(),
            httponly=True,
            samesite="Lax",
        )


def forget_visitor(response: Response) -> None:
    """Take the cookie back, and do not ask again until the browser is closed."""
    response.delete_cookie(COOKIE)
    response.set_cookie(REFUSED_COOKIE, "1", secure=only_https(), httponly=True, samesite="Lax")


def remember_erase_token(response: Response, code: str, token: str, *, framed: bool = False, page: str = "p") -> None:
    """Leave the token with the browser that made the poster, so that its page can offer to forget the person.

    Args:
        framed: the page stands in a frame of another site: a cookie of that site's partition, which no third sees.
        page: what its address begins with: ``p`` of a poster, ``b`` of a sticker.
    """
    response.set_cookie(ERASE_COOKIE, token, max_age=ERASE_COOKIE_AGE, **_only_for(code, framed, page))


def drop_erase_token(response: Response, code: str, *, framed: bool = False, page: str = "p") -> None:
    """The token was used."""
    response.delete_cookie(ERASE_COOKIE, **_only_for(code, framed, page))


def _only_for(code: str, framed: bool, page: str) -> dict[str, Any]:
    """A cookie that goes back to the page of this poster alone."""
    partitioned = framed and only_https()
    same_site = "None" if partitioned else "Strict"
    reach = {"secure": only_https(), "httponly": True, "samesite": same_site, "partitioned": partitioned}
    return {"path": f"{request.script_root}/{page}/{code}", **reach}


def hit_of_request() -> Hit:
    """What classification may see of the request: no address, only the name of the list that it is on."""
    return Hit(request.method, _sent(READ_HEADERS), _listed_network())


def _browser_objects() -> bool:
    return objects(_sent(OBJECTIONS))


def _sent(names: Iterable[str]) -> dict[str, str]:
    """Those of these headers that came with the request."""
    headers = request.headers
    return {name: headers[name] for name in names if name in headers}


def only_https() -> bool:
    return _product().settings.public_url.startswith("https://")


def _listed_network() -> str:
    product = _product()
    if not product.settings.listed_networks:
        return ""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    return next((name for name, network in product.settings.listed_networks if address in network), "")

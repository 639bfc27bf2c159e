"""Say by which key the visitor behind a request is known, if they may be."""

from __future__ import annotations

import secrets
from ipaddress import ip_address

from flask import Response, current_app, request

from postergen.bootstrap import Product
from postergen.tracking.classify import Hit
from postergen.tracking.visitors import cookie_key, daily_key, objects

COOKIE = "pg_visitor"
COOKIE_AGE = 90 * 86_400  # seconds
ERASE_COOKIE = "pg_erase"
ERASE_COOKIE_AGE = 400 * 86_400  # seconds; browsers keep none longer


def _product() -> Product:
    return current_app.extensions["postergen"]  # type: ignore[no-any-return]


def visitor_key() -> str:
    """Empty when the browser asks not to be recognised; else that of its cookie, else one that lasts a day."""
    product = _product()
    if objects({name.lower(): value for name, value in request.headers.items()}):
        return ""
    cookie = request.cookies.get(COOKIE, "")
    if product.settings.visitor_cookie and 16 <= len(cookie) <= 64:
        return cookie_key(cookie)
    return daily_key(product.salts.today(), request.remote_addr or "", request.user_agent.string)


def remember_visitor(response: Response) -> None:
    """Give the browser a cookie to be known by, where the operator may and the browser does not object."""
    product = _product()
    headers = {name.lower(): value for name, value in request.headers.items()}
    if product.settings.visitor_cookie and COOKIE not in request.cookies and not objects(headers):
        response.set_cookie(
            COOKIE,
            secrets.token_urlsafe(16),
            max_age=COOKIE_AGE,
            secure=product.settings.public_url.startswith("https://"),
            httponly=True,
            samesite="Lax",
        )


def remember_erase_token(response: Response, code: str, token: str) -> None:
    """Leave the token with the browser that made the poster, so that its page can offer to forget the person."""
    response.set_cookie(
        ERASE_COOKIE,
        token,
        path=f"/p/{code}",
        max_age=ERASE_COOKIE_AGE,
        secure=_product().settings.public_url.startswith("https://"),
        httponly=True,
        samesite="Strict",
    )


def hit_of_request() -> Hit:
    """What classification may see of the request: no address, only the name of the list that it is on."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Hit(request.method, headers, _listed_network())


def _listed_network() -> str:
    product = _product()
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    return next((name for name, network in product.settings.listed_networks if address in network), "")

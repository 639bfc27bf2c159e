"""Decide which routes of the API need a key, and with which scope. What stands in no table is closed."""

from __future__ import annotations

import re

from flask import Flask, current_app, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from postergen.domain.keys import ApiKey
from postergen.service.keys import KeyService
from postergen.web.rate_limits import count_try

API = "/api/v1/"
# Pages call these from browsers, where no key can be kept. A `*` is any one part of the path.
PUBLIC = frozenset(
    {
        ("GET", "catalogue"),
        ("GET", "campaigns/*/stickers"),
        ("GET", "campaigns/*/stickers/*.*"),
        ("POST", "battles"),
        ("GET", "battles/*"),
        ("GET", "battles/*/answers"),
        ("POST", "rank"),
        ("GET", "look-backs"),
        ("POST", "look-backs/*"),
        ("POST", "posters"),
        ("GET", "posters/*"),
        ("DELETE", "posters/*"),  # with the token that its maker was given
        ("POST", "posters/*/share"),
        ("GET", "posters/*/person"),  # the same
        ("POST", "scans/*/confirm"),
        ("GET", "scans/*/offers"),
        ("POST", "scans/*/offers/*/claim"),
        # for who has the token of a holder, where it is theirs; with another header for programs with a key
        ("GET", "games"),
        ("GET", "games/*"),
        ("GET", "games/*/record"),
        ("GET", "games/*/hand"),
        ("POST", "games/*/deals"),
        ("POST", "games/*/offers"),
        ("GET", "games/*/offers/*"),
        ("DELETE", "games/*/offers/*"),
        ("POST", "games/*/offers/*/take"),
        ("POST", "games/*/sets"),
        ("GET", "games/*/cards/*"),
        ("GET", "games/*/diary"),
        ("POST", "games/*/days"),
        ("POST", "games/*/repairs"),
        ("GET", "games/*/days/*"),
        ("GET", "games/*/envelopes"),
        ("POST", "games/*/envelopes"),
        ("GET", "games/*/envelopes/*"),
        ("DELETE", "games/*/envelopes/*"),
        ("POST", "games/*/envelopes/*/find"),
        ("GET", "games/*/envelopes/*/poster"),
        ("POST", "holders"),
        ("GET", "holder"),
        ("DELETE", "holder"),
    }
)
# These too need a key, once `POSTERGEN_API_KEYS_REQUIRED` says so.
CLOSABLE = {
    ("POST", "rank"): "render",
    ("POST", "posters"): "render",
    ("POST", "battles"): "render",
    ("POST", "look-backs/*"): "render",
    ("GET", "posters/*"): "render",
}
# Everything below one of these needs the scope.
SCOPE_OF = {
    "stats/": "stats",
    "policy": "stats",
    "conversions": "conversions",
    "edits/": "approve",
    "edits": "write",
    "publications": "approve",
    "drafts": "write",
    "lint": "write",
}
NOBODY = "a scope that no key has"


def scope_of(method: str, path: str, *, keys_required: bool) -> str | None:
    """The scope that this method of this path needs, None when everybody may.

    Args:
        path: a route, its variable parts as ``<name>`` or ``{name}``.
    """
    if not path.startswith(API):
        return None
    route = re.sub(r"<[^>]*>|\{[^}]*\}", "*", path.removeprefix(API))
    operation = ("GET" if method == "HEAD" else method, route)
    if keys_required and operation in CLOSABLE:
        return CLOSABLE[operation]
    if operation in PUBLIC:
        return None
    return next((scope for start, scope in SCOPE_OF.items() if route.startswith(start)), NOBODY)


def guard(app: Flask, keys: KeyService, *, keys_required: bool) -> None:
    """Ask for a key before every view that needs one."""
    app.extensions["postergen-keys"] = keys

    def ask() -> None:
        # a preflight (OPTIONS) carries no key and does nothing
        if request.url_rule is not None and request.method != "OPTIONS":
            scope = scope_of(request.method, request.url_rule.rule, keys_required=keys_required)
            if scope is not None:
                require_scope(scope)

    app.before_request(ask)


def require_scope(scope: str) -> None:
    """Go on only for a caller whose key has this scope.

    Raises:
        Unauthorized: there is no key, or a wrong one.
        Forbidden: the key has other scopes.
        Unavailable: the key store does not answer; nobody is let in.
    """
    key = caller_key()
    if key is None:
        challenge = WWWAuthenticate("bearer", {"realm": "postergen"})
        raise Unauthorized("send a key: Authorization: Bearer pg_...", www_authenticate=challenge)
    if scope not in key.scopes:
        raise Forbidden(f"this key does not have {scope if scope == NOBODY else f'the scope {scope}'}")


def caller_may(scope: str) -> bool:
    """Whether the caller sent a key with this scope; `Unavailable` as above."""
    key = caller_key()
    return key is not None and scope in key.scopes


def caller_key() -> ApiKey | None:
    """The key that came with this request; a wrong one counts as a try of its network."""
    if "caller_key" not in g:
        sent = request.authorization
        keys: KeyService = current_app.extensions["postergen-keys"]
        g.caller_key = keys.recognise(sent.token) if sent and sent.type == "bearer" and sent.token else None
        if sent and g.caller_key is None:
            count_try("keys")
    found: ApiKey | None = g.caller_key
    return found

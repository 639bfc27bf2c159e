"""Decide who has asked too often. Only what costs us or could be guessed is counted, and a known code always works."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import TooManyRequests

from postergen.domain.rate_limits import RateLimit, RateLimiter
from postergen.errors import Unavailable
from postergen.web.metrics import metrics

log = logging.getLogger(__name__)

# How many bits of an address make a caller (IPv4, IPv6). Codes are guessed from whole networks, while a
# phone company may put a city behind one /24: what people do is counted by address.
CALLER_BITS = {
    "posters": (32, 64),
    "previews": (32, 64),
    "drawings": (32, 64),
    "keys": (32, 64),
    "unknown-codes": (24, 48),
    "coupons": (32, 64),
    "confirmations": (32, 64),
    "coupon-networks": (24, 48),
    "games": (32, 64),
    "holders": (32, 64),
}
RATE_LIMIT_OF = {
    ("POST", "api.make_poster"): "posters",
    ("POST", "campaign.make"): "posters",
    ("POST", "battles.begin"): "posters",
    ("POST", "battles.answer"): "posters",
    ("POST", "battle_api.send"): "posters",
    ("POST", "look_backs.make"): "posters",
    ("POST", "look_back_api.make"): "posters",
    ("GET", "signed.picture"): "posters",
    ("HEAD", "signed.picture"): "posters",
    ("POST", "campaign.preview"): "previews",
    ("POST", "events.confirm"): "confirmations",
    ("POST", "offers.claim"): "coupons",
    ("POST", "offers.claim_on_page"): "coupons",
    **{
        ("POST", f"games.{act}"): "games"
        for act in ("join", "deal", "deal_for_poster", "offer", "take", "complete", "check_in", "repair")
    },
    **{("POST", f"game_api.{act}"): "games" for act in ("deal", "offer", "take", "lay_down", "check_in", "repair")},
    **{("POST", f"games.{act}"): "games" for act in ("join", "deal", "deal_for_poster", "offer", "take", "complete")},
    **{("POST", f"game_api.{act}"): "games" for act in ("deal", "offer", "take", "lay_down")},
    **{("POST", f"games.{act}"): "games" for act in ("hide", "find")},
    **{("POST", f"game_api.{act}"): "games" for act in ("hide", "find")},
    ("POST", "game_api.new_holder"): "holders",
}
# Parts of a path that name something which could be guessed.
GUESSABLE = frozenset({"code", "click"})
SAY_EVERY = 60.0  # seconds between two lines of the log about a store that does not answer


@dataclass
class RateLimits:
    """The rate limits by name, and who counts."""

    limiter: RateLimiter
    limits: Mapping[str, RateLimit]
    _said_at: float = field(default=float("-inf"))

    def wait(self, name: str, address: str | None, cost: int = 1) -> int:
        """Count one try of this cost under this limit; the seconds to wait when it was too much, else 0.

        While the limiter's store does not answer, no limit holds: it protects, and must not close us.
        """
        return self.wait_for(name, caller(address, *CALLER_BITS[name]), cost) if name in self.limits else 0

    def wait_for(self, name: str, counted: str, cost: int = 1) -> int:
        """As `wait`, for something else than an address that is counted by."""
        if name not in self.limits:
            return 0
        try:
            wait = math.ceil(self.limiter.hit(name, self.limits[name], counted, cost))
        except Unavailable as exc:
            metrics().limiter_failed()
            if time.monotonic() - self._said_at >= SAY_EVERY:
                self._said_at = time.monotonic()
                log.warning("no limits for now: %s", exc)
            return 0
        if wait:
            metrics().limited(name)
        return wait

    def is_used_up(self, name: str, address: str | None) -> bool:
        """Whether the next try would be one too many; not while the limiter's store does not answer."""
        return name in self.limits and self.is_used_up_for(name, caller(address, *CALLER_BITS[name]))

    def is_used_up_for(self, name: str, counted: str) -> bool:
        """As `is_used_up`, for something else than an address that is counted by."""
        if name not in self.limits:
            return False
        try:
            return self.limiter.is_full(name, self.limits[name], counted)
        except Unavailable:
            return False


def limit(app: Flask, rate_limits: RateLimits, *, is_exempt: Callable[[str], bool]) -> None:
    """Count before posters are made or previewed, and after a code was not found.

    Args:
        is_exempt: whether this limit does not hold for the caller of this request.
    """
    app.extensions["postergen-rate-limits"] = rate_limits

    def before_drawing() -> None:
        name = RATE_LIMIT_OF.get((request.method, request.endpoint or ""))
        if name and not is_exempt(name):
            count_try(name)

    app.before_request(before_drawing)
    app.after_request(_after_not_found)


def unlimited_scope_of(name: str) -> str:
    """Whose key has this scope asks as often as it likes under this limit."""
    return {"confirmations": "conversions", "games": "games", "holders": "games"}.get(name, "render")


def check_rate_limit(name: str, counted: str | None = None) -> None:
    """`TooManyRequests` when the caller, or what else is counted by, has used up its tries; nothing is counted."""
    rate_limits: RateLimits = current_app.extensions["postergen-rate-limits"]
    is_used_up = (
        rate_limits.is_used_up_for(name, counted) if counted else rate_limits.is_used_up(name, request.remote_addr)
    )
    if is_used_up:
        seconds = rate_limits.limits[name].seconds
        raise TooManyRequests(f"wait {seconds} seconds", retry_after=seconds)


def count_try(name: str, counted: str | None = None, cost: int = 1) -> None:
    """Count one try of the caller, or of what else is counted by; `TooManyRequests` when it was too much."""
    rate_limits: RateLimits = current_app.extensions["postergen-rate-limits"]
    wait = rate_limits.wait_for(name, counted, cost) if counted else rate_limits.wait(name, request.remote_addr, cost)
    if wait:
        raise TooManyRequests(f"wait {wait} seconds", retry_after=wait)


def note_use(name: str, counted: str | None = None) -> None:
    """Count what was done already: nobody is refused."""
    rate_limits: RateLimits = current_app.extensions["postergen-rate-limits"]
    if counted:
        rate_limits.wait_for(name, counted)
    else:
        rate_limits.wait(name, request.remote_addr)


def caller(address: str | None, ipv4_bits: int, ipv6_bits: int) -> str:
    """The network that this address belongs to; one for all whose address is not known."""
    try:
        parsed = ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    bits = ipv4_bits if parsed.version == 4 else ipv6_bits
    return str(ip_network(f"{parsed}/{bits}", strict=False))


def _after_not_found(response: Response) -> Response:
    """Beyond the limit, an unknown code answers 429 instead of 404. Counted after the look-up, so that a person
    behind the same address as a guesser still gets where a poster leads.
    """
    if response.status_code == 404 and GUESSABLE & (request.view_args or {}).keys():
        try:
            count_try("unknown-codes")
        except TooManyRequests as exc:
            return current_app.make_response(current_app.handle_http_exception(exc))
    return response

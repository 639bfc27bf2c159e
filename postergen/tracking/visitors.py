"""Know a visitor again for a day, without knowing who they are.

The key of a visitor is a keyed hash of what a request shows, under a random salt of the day. The salt is deleted after
48 hours: from then on nobody, the operator included, can tell whose key it was, or join it with a key of another day.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import date, timedelta
from ipaddress import ip_address, ip_network

NETWORK = "n"  # what the key of a network begins with
COOKIE = "c"  # and that of a cookie
SALT_BYTES = 16
SALT_DAYS = 2  # a salt is deleted when it is this old
OBJECTIONS = ("sec-gpc", "dnt")  # the headers that say so, in lower case
_LENGTH = 24  # hexadecimal digits: 96 bits, so that two visitors hardly ever share a key


def daily_key(salt: bytes, address: str, user_agent: str) -> str:
    """The key of whoever asks from this address with this agent, on the day of this salt."""
    digest = hmac.new(salt, f"{address}\0{user_agent[:512]}".encode(), hashlib.sha256).hexdigest()
    return f"d{digest[:_LENGTH]}"


def network_key(salt: bytes, address: str) -> str:
    """The key of the network that this address is in (/24, IPv6: /48), whoever asks from there, on the day of this
    salt; empty for what is no address.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    network = ip_network(f"{parsed}/{24 if parsed.version == 4 else 48}", strict=False)
    digest = hmac.new(salt, f"network\0{network}".encode(), hashlib.sha256).hexdigest()
    return f"{NETWORK}{digest[:_LENGTH]}"


def is_of_a_network(key: str) -> bool:
    """Whether this key names a network and nobody in it."""
    return key.startswith(NETWORK)


def is_of_a_cookie(key: str) -> bool:
    """Whether this key is of somebody who said yes to being known again."""
    return key.startswith(COOKIE)


def cookie_key(cookie: str) -> str:
    """The key of whoever carries this random cookie; the cookie itself is not stored."""
    return f"{COOKIE}{hashlib.sha256(cookie.encode()).hexdigest()[:_LENGTH]}"


def objects(headers: Mapping[str, str]) -> bool:
    """Whether the browser asks not to be recognised (Global Privacy Control; Do Not Track). Names in lower case."""
    return any(headers.get(name, "").strip() == "1" for name in OBJECTIONS)


def first_kept_day(today: date) -> date:
    """Salts of days before this one are deleted."""
    return today - timedelta(days=SALT_DAYS - 1)

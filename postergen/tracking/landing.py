"""The token of a landing page: who has fetched our page after a scan can say so, and nobody else for a moment."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import datetime, timedelta

LASTS = timedelta(hours=1)  # a page that lay open for longer says nothing about the scan
_TOKEN = re.compile(r"([0-9a-f]{1,12})-([0-9a-f]{32})")


def landing_token(salt: bytes, click: str, now: datetime) -> str:
    """What the page carries for this click: the time and an HMAC of both. A scan is confirmed once."""
    seconds = int(now.timestamp())
    return f"{seconds:x}-{_mac(salt, click, seconds)}"


def is_landing_token(salts: Iterable[bytes], token: str, click: str, now: datetime) -> bool:
    """Whether a page got this token for this click within the last hour, on a day of one of these salts."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return False
    seconds = int(found[1], 16)
    if not 0 <= now.timestamp() - seconds <= LASTS.total_seconds():
        return False
    return any(hmac.compare_digest(_mac(salt, click, seconds), found[2]) for salt in salts)


def _mac(salt: bytes, click: str, seconds: int) -> str:
    return hmac.new(salt, f"landing\0{click}\0{seconds}".encode(), hashlib.sha256).hexdigest()[:32]

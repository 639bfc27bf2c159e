"""What a browser shows to say that it made a poster: a line that the server signs for it when it shows the cookie.

The cookie of a poster goes to the pages of that poster alone; this line may be shown to others.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence

MOST = 64  # of one form
_TOKEN = re.compile(r"([0-9A-Z]{8,20})\.([0-9a-f]{32})")


def own_token(salt: bytes, code: str) -> str:
    return f"{code}.{_mac(salt, code)}"


def own_codes(salts: Iterable[bytes], tokens: Sequence[str]) -> list[str]:
    """The codes of these lines, each once, without those that nobody signed today or yesterday."""
    known = list(salts)
    found = [match for token in tokens[:MOST] if (match := _TOKEN.fullmatch(token))]
    return list(dict.fromkeys(one[1] for one in found if _is_signed(known, one[1], one[2])))


def _is_signed(salts: Sequence[bytes], code: str, mac: str) -> bool:
    return any(hmac.compare_digest(_mac(salt, code), mac) for salt in salts)


def _mac(salt: bytes, code: str) -> str:
    return hmac.new(salt, f"own\0{code}".encode(), hashlib.sha256).hexdigest()[:32]

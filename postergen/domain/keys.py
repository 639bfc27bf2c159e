"""Make and recognise the keys of programs that call the API.

A key is ``pg_<id>_<secret>``: 8 characters that name it and 256 random bits, both in base 32 (RFC 4648, lower case).
Only the SHA-256 of the whole key is kept; with so many random bits a slow hash would protect nothing more.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b32encode
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from postergen.errors import Finding, InvalidInput

SCOPES = {
    "render": "rank copy and make posters, beyond the limits for visitors",
    "stats": "read statistics and metrics",
    "conversions": "report what people did afterwards",
    "erase": "erase a person from a poster",
    "write": "write, generate, check and list drafts of copy",
    "approve": "approve, turn down, pause and publish copy",
    "games": "play games for people whom a system of yours knows, beyond the limits for visitors",
}
MAX_NAME = 80

_ID_BYTES, _SECRET_BYTES = 5, 32
_KEY = re.compile(r"pg_([a-z2-7]{8})_[a-z2-7]{52}")

RandomBytes = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is known of a key: everything but the key."""

    id: str
    name: str
    digest: str
    scopes: frozenset[str]
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def opens_with(self, text: str) -> bool:
        """This is the key, and it still opens; compared in constant time."""
        return hmac.compare_digest(self.digest, digest_of(text)) and self.revoked_at is None


class KeyStore(Protocol):
    """Keeps keys. `Unavailable` when the store does not answer."""

    def add_key(self, key: ApiKey) -> None: ...

    def find_key(self, key_id: str) -> ApiKey | None:
        """The key under this id, revoked or not."""

    def list_keys(self) -> Sequence[ApiKey]:
        """Every key, the oldest first."""

    def revoke_key(self, key_id: str, moment: datetime) -> bool:
        """False when there is no such key; a second time keeps the first moment."""

    def touch_key(self, key_id: str, moment: datetime) -> None:
        """Note that the key was used."""


def new_key(name: str, scopes: Collection[str], *, now: datetime, random_bytes: RandomBytes) -> tuple[ApiKey, str]:
    """A fresh key, and its text, which is shown once.

    Raises:
        InvalidInput: no name, no scope, or scopes that do not exist.
    """
    findings = [
        Finding("--scope", f"{s!r} is unknown", f"known: {', '.join(SCOPES)}") for s in scopes if s not in SCOPES
    ]
    if not scopes:
        findings.append(Finding("--scope", "is missing", f"known: {', '.join(SCOPES)}"))
    if not 1 <= len(name.strip()) <= MAX_NAME:
        findings.append(Finding("NAME", f"should have 1 to {MAX_NAME} characters"))
    if findings:
        raise InvalidInput(findings)
    key_id = _base32(random_bytes(_ID_BYTES))
    text = f"pg_{key_id}_{_base32(random_bytes(_SECRET_BYTES))}"
    return ApiKey(key_id, name.strip(), digest_of(text), frozenset(scopes), now), text


def key_id_of(text: str) -> str | None:
    """The id inside a key's text; None when it cannot be a key."""
    found = _KEY.fullmatch(text)
    return found[1] if found else None


def digest_of(text: str) -> str:
    """The SHA-256 of a key's text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _base32(data: bytes) -> str:
    return b32encode(data).decode().rstrip("=").lower()

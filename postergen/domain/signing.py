"""Sign and check the addresses of pictures that are made when they are first asked for.

    /r/{campaign}/{key id}.{signature}/{brief}.{extension}

``brief`` is base64url, without padding, of a JSON object; ``signature`` is base64url of the first 16 bytes of the
HMAC-SHA256 over ``{campaign}/{brief}.{extension}``. What is signed is the text of the address, so that no two programs
need to write JSON alike.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SIGNATURE_BYTES = 16  # 128 bits: nobody guesses one


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A secret shared with the programs that write addresses, and the name under which it stands in them."""

    id: str
    secret: bytes = field(repr=False)


def sign(key: SigningKey, campaign: str, brief: str, extension: str) -> str:
    """The second part of the address: which key signed it, and the signature."""
    return f"{key.id}.{_base64(_mac(key, campaign, brief, extension))}"


def is_signed(keys: Sequence[SigningKey], campaign: str, signature: str, brief: str, extension: str) -> bool:
    """Whether one of these keys signed this address; compared in constant time."""
    key_id, _, _ = signature.partition(".")
    return any(
        hmac.compare_digest(sign(key, campaign, brief, extension).encode(), signature.encode())
        for key in keys
        if key.id == key_id
    )


def write_brief(brief: Mapping[str, object]) -> str:
    """A brief as it stands in an address."""
    return _base64(canonical(brief))


def read_brief(text: str) -> object:
    """The JSON inside an address's brief; `ValueError` when it is none."""
    try:
        return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, RecursionError, ValueError) as exc:
        raise ValueError("is not JSON in base64url") from exc


def canonical(value: Mapping[str, object]) -> bytes:
    """JSON that is the same for the same value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _mac(key: SigningKey, campaign: str, brief: str, extension: str) -> bytes:
    message = f"{campaign}/{brief}.{extension}"
    return hmac.digest(key.secret, message.encode(), hashlib.sha256)[:SIGNATURE_BYTES]


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")

"""Draw numbers that everybody can draw again: by a seed whose digest is published before, and the seed itself after.

A number is the HMAC-SHA256 (RFC 2104) of a label under the seed. Who knows the digest alone can foretell nothing;
whoever gave it can choose nothing later, for the label is made of what players did.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import TypeVar

SEED_BYTES = 32
Item = TypeVar("Item")


def digest_of(seed: bytes) -> str:
    """What is published before: SHA-256, in hex."""
    return hashlib.sha256(seed).hexdigest()


def below(count: int, seed: bytes, label: str) -> int:
    """An integer from 0 to ``count`` - 1. Of 256 bits the rest of the division is even but for one part in 2**200."""
    return int.from_bytes(hmac.digest(seed, label.encode(), hashlib.sha256)) % count


def drawn(items: Sequence[Item], count: int, seed: bytes, label: str) -> list[Item]:
    """So many of the items in the order in which they were drawn, none twice (Fisher and Yates)."""
    left, out = list(items), list[Item]()
    for place in range(min(count, len(left))):
        out.append(left.pop(below(len(left), seed, f"{label}/{place}")))
    return out

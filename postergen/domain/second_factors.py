"""What somebody has beside a password: an app with codes by the clock (RFC 6238), and codes for when it is lost."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

LONGEST_CODE = 40  # characters of what is typed that are looked at
_TIMED = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """The secret that somebody's app and the server share.

    Attributes:
        secret: in base32, 160 bits.
        is_on: a first code was shown; before that it demands nothing.
        last_step: the time step of the last code that was accepted; no code of it or before it is accepted again.
    """

    user: str
    secret: str
    begun_at: datetime
    is_on: bool = False
    last_step: int = 0
    failures: int = 0
    rests_until: datetime | None = None


class SecondFactorStore(Protocol):
    """Keeps second factors and digests of recovery codes. `Unavailable` when the store does not answer."""

    def find(self, user: str) -> SecondFactor | None: ...

    def begin(self, factor: SecondFactor) -> None:
        """Keep one that is not on yet, in the place of another such; one that is on stays."""

    def turn_on(self, user: str, secret: str, step: int, digests: Sequence[str]) -> bool:
        """False when there is none with this secret that waits."""

    def take_try(self, user: str, now: datetime, most: int, until: datetime) -> bool:
        """Count a try before anything is compared; after ``most`` without success it rests. False while it rests."""

    def use_step(self, user: str, secret: str, step: int) -> bool:
        """Accept the code of this time step; False when one of it or after it was accepted before."""

    def use_recovery_code(self, user: str, digest: str) -> bool:
        """Accept and forget it; False when there is none."""

    def replace_recovery_codes(self, user: str, digests: Sequence[str]) -> None: ...

    def count_recovery_codes(self, user: str) -> int: ...

    def forget(self, user: str) -> bool:
        """With all recovery codes; False when there was none that is on."""

    def list_on(self) -> frozenset[str]:
        """The names of those who have one."""


def tidy_code(typed: str) -> str:
    """A code as it was meant: without spaces and hyphens, of full-width characters the plain ones."""
    plain = unicodedata.normalize("NFKC", typed[:LONGEST_CODE])
    return re.sub(r"[\s-]", "", plain).lower()


def is_timed(code: str) -> bool:
    """A tidy code of an app, not for recovery."""
    return bool(_TIMED.fullmatch(code))

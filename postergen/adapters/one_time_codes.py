"""Codes by the clock (RFC 6238), made and compared with pyotp."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp

DRIFT = 1  # steps of thirty seconds that a clock may be off


class TimedCodes:
    """`OneTimeCodes` as authenticator apps have them; ``issuer`` is what they call us."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer

    def secret(self) -> str:
        return pyotp.random_base32()

    def step_of(self, secret: str, code: str, moment: datetime, after: int) -> int | None:
        totp = pyotp.TOTP(secret)
        now = totp.timecode(moment)
        for step in range(max(now - DRIFT, after + 1), now + DRIFT + 1):
            if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
                return step
        return None

    def address(self, secret: str, name: str) -> str:
        return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=self._issuer)

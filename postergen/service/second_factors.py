"""Set up a second factor, ask for it, and do without it when a phone is lost."""

from __future__ import annotations

import hashlib
import logging
from base64 import b32encode
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from postergen.domain.accounts import Role, User
from postergen.domain.ports import Clock
from postergen.domain.second_factors import SecondFactor, SecondFactorStore, is_timed, tidy_code
from postergen.errors import Forbidden

log = logging.getLogger(__name__)

RECOVERY_CODES = 10
TRIES = 10  # without success, after which codes of the app rest; who gets there knows the password
REST = timedelta(hours=1)
SET_UP_WITHIN = timedelta(hours=1)  # from the secret to its first code


class OneTimeCodes(Protocol):
    """Codes by the clock (RFC 6238): six digits, thirty seconds, SHA-1, as every app has them."""

    def secret(self) -> str:
        """A new one in base32."""

    def step_of(self, secret: str, code: str, moment: datetime, after: int) -> int | None:
        """The time step that this code belongs to, at most one before or after the moment's; None when it is none, or
        not after that one.
        """

    def address(self, secret: str, name: str) -> str:
        """What an app reads from a QR code (``otpauth://``)."""


class SecondFactorService:
    """One for each process; safe to share between threads."""

    def __init__(
        self,
        *,
        factors: SecondFactorStore,
        codes: OneTimeCodes,
        clock: Clock,
        random_bytes: Callable[[int], bytes],
        demanded_from: Role | None = None,
    ) -> None:
        self._factors, self._codes, self._clock, self._random_bytes = factors, codes, clock, random_bytes
        self._demanded_from = demanded_from

    def find(self, name: str) -> SecondFactor | None:
        """The one that is on."""
        factor = self._factors.find(name)
        return factor if factor is not None and factor.is_on else None

    def waiting(self, name: str) -> SecondFactor | None:
        """The one that waits for its first code."""
        factor = self._factors.find(name)
        is_fresh = factor is not None and self._clock() - factor.begun_at <= SET_UP_WITHIN
        return factor if factor is not None and is_fresh and not factor.is_on else None

    def is_demanded(self, user: User) -> bool:
        """People of this role have to have one."""
        return self._demanded_from is not None and user.role.may(self._demanded_from)

    def list_on(self) -> frozenset[str]:
        """The names of those who have one."""
        return self._factors.list_on()

    def begin(self, name: str) -> None:
        """A new secret, which demands nothing before its first code was shown."""
        self._factors.begin(SecondFactor(name, self._codes.secret(), self._clock()))

    def address(self, factor: SecondFactor) -> str:
        """What an app reads from a QR code."""
        return self._codes.address(factor.secret, factor.user)

    def confirm(self, name: str, code: str) -> tuple[str, ...]:
        """Turn on the one that waits, with its first code; the recovery codes, which are known here once.

        Raises:
            Forbidden: the code is wrong, or none waits any more.
        """
        factor = self.waiting(name)
        step = self._codes.step_of(factor.secret, tidy_code(code), self._clock(), 0) if factor else None
        recovery = self._recovery_codes()
        if (
            factor is None
            or step is None
            or not self._factors.turn_on(name, factor.secret, step, _digests(name, recovery))
        ):
            raise Forbidden("this is not the code that the app shows now")
        return recovery

    def check(self, name: str, code: str) -> bool:
        """Accept a code of the app or a recovery code, either of them once; True for a recovery code.

        A recovery code, which nobody guesses, works also while codes of the app rest.

        Raises:
            Forbidden: wrong, used before, or after too many tries; the answer is the same.
        """
        factor, now, typed = self.find(name), self._clock(), tidy_code(code)
        if factor is not None and is_timed(typed):
            if self._factors.take_try(name, now, TRIES, now + REST):
                step = self._codes.step_of(factor.secret, typed, now, factor.last_step)
                if step is not None and self._factors.use_step(name, factor.secret, step):
                    return False
        elif factor is not None and typed and self._factors.use_recovery_code(name, _digest(name, typed)):
            log.warning("%s has used a recovery code", name)
            return True
        raise Forbidden("the code is wrong or was used before, or there were too many tries")

    def renew_recovery_codes(self, name: str) -> tuple[str, ...]:
        """Others in the place of all there were."""
        recovery = self._recovery_codes()
        self._factors.replace_recovery_codes(name, _digests(name, recovery))
        return recovery

    def count_recovery_codes(self, name: str) -> int:
        """How many are left."""
        return self._factors.count_recovery_codes(name)

    def forget(self, name: str) -> bool:
        """Without any code; False when there was none."""
        return self._factors.forget(name)

    def _recovery_codes(self) -> tuple[str, ...]:
        """Of 80 bits each, in base32 by fours."""
        return tuple(_by_fours(b32encode(self._random_bytes(10)).decode().lower()) for _ in range(RECOVERY_CODES))


def _by_fours(letters: str) -> str:
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _digests(name: str, codes: tuple[str, ...]) -> list[str]:
    return [_digest(name, tidy_code(code)) for code in codes]


def _digest(name: str, code: str) -> str:
    return hashlib.sha256(f"recovery\0{name}\0{code}".encode()).hexdigest()

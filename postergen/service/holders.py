"""Know who plays without knowing who they are: by a random token, or by what another system calls them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from postergen.domain.ports import Clock
from postergen.errors import Finding, InvalidInput, NotFound

TOKEN_BYTES = 16
TICKET_LIFE = timedelta(minutes=10)
LONGEST_SUBJECT = 200  # characters


class HolderStore(Protocol):
    """`Unavailable` when it does not answer."""

    def add(self, campaign: str, now: datetime, *, token: str | None = None, subject: str | None = None) -> int:
        """A new holder with the digest of a token or of a subject; the one of this subject, if there is one."""

    def of_token(self, campaign: str, token: str) -> int | None: ...

    def add_token(self, holder: int, token: str, now: datetime) -> None: ...

    def add_ticket(self, holder: int, ticket: str, until: datetime) -> None: ...

    def use_ticket(self, campaign: str, ticket: str, now: datetime) -> int | None:
        """The holder that it lets in; it is used up then. None for one that is used, too old or unknown."""

    def export(self, holder: int) -> Mapping[str, Any]:
        """All that is stored of them, as plain values."""

    def posters(self, holder: int) -> Sequence[str]:
        """The codes of posters that show what they wrote."""

    def erase(self, holder: int, now: datetime) -> Sequence[str]:
        """Take them out of every game, and forget what they carry; the codes of posters that showed what they wrote."""


class HolderService:
    """One for each process; safe to share between threads."""

    def __init__(
        self,
        *,
        store: HolderStore,
        clock: Clock,
        new_token: Callable[[], str],
        secret: Callable[[str], bytes],
        forget_poster: Callable[[str], object],
    ) -> None:
        """Args:
        secret: what subjects of a campaign are digested with.
        forget_poster: erases the person behind the poster of this code.
        """
        self._store, self._clock = store, clock
        self._new_token, self._secret = new_token, secret
        self._forget_poster = forget_poster

    def new(self, campaign: str) -> str:
        """A token for somebody new; it is known here once, and its digest is kept."""
        token = self._new_token()
        self._store.add(campaign, self._clock(), token=digest(token))
        return token

    def of_token(self, campaign: str, token: str) -> int | None:
        """The holder; None for a token that nobody has, or has any more."""
        return self._store.of_token(campaign, digest(token)) if token else None

    def of_subject(self, campaign: str, subject: str) -> int:
        """The holder whom another system calls so; new where there is none.

        Raises:
            InvalidInput: it is empty or too long.
        """
        if not 0 < len(subject) <= LONGEST_SUBJECT:
            raise InvalidInput([Finding("subject", "is empty or too long", f"1 to {LONGEST_SUBJECT} characters")])
        keyed = hmac.digest(self._secret(campaign), f"subject/{subject}".encode(), hashlib.sha256).hex()
        return self._store.add(campaign, self._clock(), subject=keyed)

    def ticket(self, holder: int) -> str:
        """What lets one more phone in, once, within ten minutes."""
        ticket = self._new_token()
        self._store.add_ticket(holder, digest(ticket), self._clock() + TICKET_LIFE)
        return ticket

    def use_ticket(self, campaign: str, ticket: str) -> str:
        """A token for the phone that shows this ticket.

        Raises:
            NotFound: it was used, is too old, or never was.
        """
        holder = self._store.use_ticket(campaign, digest(ticket), self._clock())
        if holder is None:
            raise NotFound("ticket", ticket[:8])
        token = self._new_token()
        self._store.add_token(holder, digest(token), self._clock())
        return token

    def export(self, holder: int) -> Mapping[str, Any]:
        return self._store.export(holder)

    def erase(self, holder: int) -> None:
        """Forget who played: nothing leads from the record to them, and nothing that they carry is known any more."""
        known = self._store.posters(holder)
        for code in known:  # before their holder is: whoever asks again after a failure finds the rest
            self._forget_poster(code)
        for code in set(self._store.erase(holder, self._clock())) - set(known):  # made meanwhile
            self._forget_poster(code)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

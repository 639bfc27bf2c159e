"""Sign people in and out of the studio, and keep guessers out."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import Protocol

from postergen.domain.accounts import AccountStore, Role, Session, User, check_user
from postergen.domain.ports import Clock
from postergen.errors import Finding, Forbidden, InvalidInput, NotFound

log = logging.getLogger(__name__)

FAILURES = 5  # wrong passwords in a row, after which an account rests
REST = timedelta(minutes=15)
LONGEST_SESSION, IDLE = timedelta(days=14), timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=5)


class PasswordHasher(Protocol):
    """Hashes passwords slowly."""

    def hash(self, password: str) -> str: ...

    def fits(self, hashed: str, password: str) -> bool: ...

    def is_outdated(self, hashed: str) -> bool:
        """The hash was made with weaker parameters than those of today."""


class AccountService:
    """One for each process; safe to share between threads."""

    def __init__(
        self,
        *,
        accounts: AccountStore,
        hasher: PasswordHasher,
        clock: Clock,
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._accounts, self._hasher, self._clock, self._random_bytes = accounts, hasher, clock, random_bytes

    @cached_property
    def _nobody(self) -> str:
        """A hash with which an unknown name takes as long as a known one."""
        return self._hasher.hash("nobody has this password")

    def create(self, name: str, password: str, role: Role) -> User:
        """A new user; `InvalidInput` when the name is taken, or name or password will not do."""
        findings = check_user(name, password)
        if not findings:
            user = User(name, self._hasher.hash(password), role, self._clock())
            if self._accounts.add_user(user):
                return user
            findings = [Finding("name", f"{name!r} exists already", "choose another")]
        raise InvalidInput(findings)

    def change(
        self, name: str, *, role: Role | None = None, password: str | None = None, disabled: bool | None = None
    ) -> User:
        """Another role or password, or closed or open again; all sessions of the user end.

        Raises:
            NotFound: no such user.
            InvalidInput: the password will not do, or nobody would be left who may change this.
        """
        user = self._find(name)
        if password is not None:
            findings = check_user(name, password)
            if findings:
                raise InvalidInput(findings)
            user = replace(user, password=self._hasher.hash(password), failures=0, locked_until=None)
        changed = replace(
            user,
            role=role or user.role,
            disabled=user.disabled if disabled is None else disabled,
        )
        if disabled is False:
            changed = replace(changed, failures=0, locked_until=None)
        self._keep_an_admin(user, changed)
        self._accounts.change_user(changed)
        if _runs_it(user) and not any(map(_runs_it, self._accounts.list_users())):  # two admins closed each other
            self._accounts.change_user(user)
            raise _only_admin(name)
        self._accounts.end_sessions(user=name)
        return changed

    def list(self) -> Sequence[User]:
        """Every user by name."""
        return self._accounts.list_users()

    def sign_in(self, name: str, password: str) -> tuple[Session, str]:
        """A new session and the token for its cookie, which is known here once.

        Raises:
            Forbidden: name and password do not fit, or the account rests after too many tries; the answer is the same.
        """
        now = self._clock()
        user = self._accounts.find_user(name)
        fits = self._hasher.fits(user.password if user else self._nobody, password)
        if user is None or user.disabled or (user.locked_until is not None and now < user.locked_until):
            raise Forbidden("name or password is wrong, or there were too many tries")
        if not fits:
            if self._accounts.note_failure(name, user.password, FAILURES, now + REST):
                log.warning("the account %s rests for a while after %d wrong passwords", name, FAILURES)
            raise Forbidden("name or password is wrong, or there were too many tries")
        hashed = self._hasher.hash(password) if self._hasher.is_outdated(user.password) else user.password
        if not self._accounts.note_success(name, user.password, hashed):  # it was changed while we were hashing
            raise Forbidden("name or password is wrong, or there were too many tries")
        token = self._random_bytes(32).hex()
        session = Session(_digest(token), user.name, self._random_bytes(16).hex(), _digest(hashed), now, now)
        self._accounts.end_sessions(before=now - IDLE)
        self._accounts.add_session(session)
        return session, token

    def recognise(self, token: str) -> tuple[User, Session] | None:
        """Who this browser is; None when it has not signed in, or too long ago."""
        session = self._accounts.find_session(_digest(token)) if token else None
        if session is None:
            return None
        now = self._clock()
        if now - session.created_at > LONGEST_SESSION or now - session.seen_at > IDLE:
            self._accounts.end_sessions(digest=session.digest)
            return None
        user = self._accounts.find_user(session.user)
        if user is None or user.disabled or session.proof != _digest(user.password):
            return None
        if now - session.seen_at > SEEN_EVERY:
            self._accounts.touch_session(session.digest, now)
        return user, session

    def sign_out(self, token: str) -> None:
        self._accounts.end_sessions(digest=_digest(token))

    def _find(self, name: str) -> User:
        user = self._accounts.find_user(name)
        if user is None:
            raise NotFound("user", name)
        return user

    def _keep_an_admin(self, before: User, after: User) -> None:
        others = [user for user in self._accounts.list_users() if user.name != before.name and _runs_it(user)]
        if _runs_it(before) and not _runs_it(after) and not others:
            raise _only_admin(before.name)


def _only_admin(name: str) -> InvalidInput:
    return InvalidInput([Finding("role", f"{name} is the only admin", "make somebody else one first")])


def _runs_it(user: User) -> bool:
    return user.role is Role.ADMIN and not user.disabled


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

"""Who may use the studio, and for what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from postergen.errors import Finding

MIN_PASSWORD, MAX_PASSWORD = 10, 200
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


class Role(StrEnum):
    """What a person does. Each may do what those before it may."""

    WRITER = "writer"  # writes and generates drafts, sees results
    APPROVER = "approver"  # approves, rejects, pauses and publishes copy
    ADMIN = "admin"  # changes the catalogue and the settings of a campaign, and who may what

    def may(self, needed: Role) -> bool:
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class User:
    """A person of the studio; ``password`` is its argon2 hash."""

    name: str
    password: str
    role: Role
    created_at: datetime
    failures: int = 0
    locked_until: datetime | None = None
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that has signed in. ``digest`` is the SHA-256 of what its cookie holds; ``proof`` that of the password
    hash, and of the second factor if there is one, with which it did: another of either ends the session.
    """

    digest: str
    user: str
    csrf: str
    proof: str
    created_at: datetime
    seen_at: datetime


class AccountStore(Protocol):
    """Keeps users and sessions. `Unavailable` when the store does not answer."""

    def add_user(self, user: User) -> bool:
        """False when there is one of this name already."""

    def change_user(self, user: User) -> None:
        """Keep all that is known of this user."""

    def note_failure(self, name: str, seen: str, most: int, until: datetime) -> bool:
        """Count a wrong password against the account as it was seen (its hash); after ``most`` it rests until then.
        True when it rests from now on.
        """

    def note_success(self, name: str, seen: str, password: str) -> bool:
        """Forget wrong passwords, and keep the hash made anew. False when the account is not as it was seen."""

    def find_user(self, name: str) -> User | None: ...

    def list_users(self) -> Sequence[User]: ...

    def add_session(self, session: Session) -> None: ...

    def find_session(self, digest: str) -> Session | None: ...

    def touch_session(self, digest: str, moment: datetime) -> None: ...

    def end_sessions(self, *, digest: str = "", user: str = "", before: datetime | None = None) -> None:
        """End one session, all of a user, or all that were last seen before a moment."""


def check_user(name: str, password: str) -> list[Finding]:
    """What is wrong with a name and a password (NIST SP 800-63B, 5.1.1.2: length, and nothing about its letters)."""
    findings = []
    if not _NAME.fullmatch(name):
        findings.append(Finding("name", f"{name[:40]!r} is no name", "a-z 0-9 . _ -, at most 40"))
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        findings.append(Finding("password", f"has {len(password)} characters", f"{MIN_PASSWORD} to {MAX_PASSWORD}"))
    elif password.lower() in (name, name[::-1]) or len(set(password)) < 4:
        findings.append(Finding("password", "is too easy to guess", "use a phrase of several words"))
    return findings

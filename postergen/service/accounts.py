"""Sign people in and out of the studio, and keep guessers out."""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple, Protocol

from postergen.domain.accounts import AccountStore, Role, Session, User, check_user
from postergen.domain.ports import Clock
from postergen.domain.second_factors import SecondFactor
from postergen.errors import Finding, Forbidden, InvalidInput, NotFound, Unavailable
from postergen.service.second_factors import SecondFactorService

log = logging.getLogger(__name__)

FAILURES = 50  # wrong passwords in a row from anywhere, after which an account rests for browsers that are not known
REST = timedelta(minutes=15)
BROWSER_KNOWN = timedelta(days=180)
LONGEST_SESSION, IDLE = timedelta(days=14), timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=5)
CODE_WITHIN = timedelta(minutes=5)  # from the password to the code


class PasswordHasher(Protocol):
    """Hashes passwords slowly."""

    def hash(self, password: str) -> str: ...

    def fits(self, hashed: str, password: str) -> bool: ...

    def is_outdated(self, hashed: str) -> bool:
        """The hash was made with weaker parameters than those of today."""


class Recognised(NamedTuple):
    """Who a browser is. Whoever has to set up a second factor first may do nothing else before."""

    user: User
    session: Session
    must_enrol: bool


@dataclass(frozen=True, slots=True)
class HalfWay:
    """A right password where a code is asked for, too. ``ticket`` is for its own browser, and opens nothing."""

    ticket: str


class AccountService:
    """One for each process; safe to share between threads."""

    def __init__(
        self,
        *,
        accounts: AccountStore,
        hasher: PasswordHasher,
        second_factors: SecondFactorService,
        note: Callable[[str, str, str], None],
        clock: Clock,
        random_bytes: Callable[[int], bytes],
    ) -> None:
        """``note`` keeps in the audit log who did what to whom."""
        self._accounts, self._hasher, self._clock, self._random_bytes = accounts, hasher, clock, random_bytes
        self.second_factors, self._note = second_factors, note

    @cached_property
    def _nobody(self) -> str:
        """A hash with which an unknown name takes as long as a known one."""
        return self._hasher.hash("nobody has this password")

    def create(self, name: str, password: str, role: Role, *, by: str = "") -> User:
        """A new user; `InvalidInput` when the name is taken, or name or password will not do.

        Args:
            by: who does it, for the audit log; nothing is noted where nobody is named.
        """
        findings = check_user(name, password)
        if not findings:
            user = User(name, self._hasher.hash(password), role, self._clock())
            if self._accounts.add_user(user):
                self._noted(by, ["account-created"], name)
                return user
            findings = [Finding("name", f"{name!r} exists already", "choose another")]
        raise InvalidInput(findings)

    def change(
        self,
        name: str,
        *,
        role: Role | None = None,
        password: str | None = None,
        disabled: bool | None = None,
        by: str = "",
    ) -> User:
        """Another role or password, or closed or open again; all sessions of the user end. ``by`` as with `create`.

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
        self._noted(by, _changes(user, changed), name)
        return changed

    def _noted(self, by: str, actions: Sequence[str], name: str) -> None:
        for action in actions if by else ():
            self._note(by, action, name)

    def list(self) -> Sequence[User]:
        """Every user by name."""
        return self._accounts.list_users()

    def names_of(self, role: Role) -> tuple[str, ...]:
        """Who may sign in and do what this role does."""
        return tuple(user.name for user in self._accounts.list_users() if not user.disabled and user.role.may(role))

    def change_own_password(self, name: str, current: str, new: str) -> tuple[Session, str]:
        """Another password by its own person, and a session as after signing in; all others of theirs end.

        Raises:
            Forbidden: the current password is wrong.
            InvalidInput: the new one will not do.
        """
        factor = self.second_factors.find(name)
        self._check_password(self._find(name), current)
        return self._open_session(self.change(name, password=new), factor)

    def turn_on_second_factor(self, name: str, password: str, code: str) -> tuple[tuple[str, ...], Session, str]:
        """The one that waits, with its first code, by its own person: the recovery codes, and a session as after
        signing in.

        Raises:
            Forbidden: the password or the code is wrong.
        """
        self._check_password(self._find(name), password)
        recovery = self.second_factors.confirm(name, code)
        session, token = self._begin_anew(name)
        self._note_done(name, "factor-on", name)
        return recovery, session, token

    def renew_recovery_codes(self, name: str, code: str) -> tuple[str, ...]:
        """Others in the place of all there were.

        Raises:
            Forbidden: the code is wrong.
        """
        self._check_code(name, code)
        recovery = self.second_factors.renew_recovery_codes(name)
        self._note_done(name, "recovery-new", name)
        return recovery

    def turn_off_second_factor(self, name: str, password: str, code: str) -> tuple[Session, str]:
        """By its own person, who has to know the password and a code; a session as after signing in.

        Raises:
            Forbidden: either is wrong.
        """
        self._check_password(self._find(name), password)
        self._check_code(name, code)
        self.second_factors.forget(name)
        session, token = self._begin_anew(name)
        self._note_done(name, "factor-off", name)
        return session, token

    def reset_second_factor(self, name: str, who: str) -> None:
        """By somebody else, without any code, for a person who has lost theirs; all sessions of the user end.

        Raises:
            NotFound: no such user.
            InvalidInput: they have none.
        """
        self._find(name)
        if not self.second_factors.forget(name):
            raise InvalidInput([Finding("name", f"{name} has no second factor", "there is nothing to reset")])
        self._accounts.end_sessions(user=name)
        self._note_done(who, "factor-reset", name)

    def browser_token(self, name: str) -> str:
        """What a browser keeps from which somebody has signed in: it is known until their password changes."""
        user = self._find(name)
        return f"{int(self._clock().timestamp()):x}-{_mac(user, 'browser', int(self._clock().timestamp()))}"

    def knows_browser(self, name: str, token: str) -> bool:
        """Whether this person has signed in from the browser that keeps this, with the password of today."""
        user = self._accounts.find_user(name)
        since, _, mac = token.partition("-")
        if user is None or not _MOMENT.fullmatch(since):
            return False
        is_young = 0 <= self._clock().timestamp() - int(since, 16) <= BROWSER_KNOWN.total_seconds()
        return is_young and hmac.compare_digest(_mac(user, "browser", int(since, 16)).encode(), mac.encode())

    def sign_in(self, name: str, password: str, browser: str = "") -> tuple[Session, str] | HalfWay:
        """A new session and the token for its cookie, which is known here once; half the way for who has a second
        factor.

        Args:
            browser: what a browser kept from an earlier time (`browser_token`): with it a right password opens an
                account that rests, so that strangers who guess shut nobody out.

        Raises:
            Forbidden: name and password do not fit, or the account rests after too many tries; the answer is the same.
        """
        now = self._clock()
        user = self._accounts.find_user(name)
        fits = self._hasher.fits(user.password if user else self._nobody, password)
        rests = user is not None and user.locked_until is not None and now < user.locked_until
        if user is None or user.disabled or (rests and not self.knows_browser(name, browser)):
            raise Forbidden("name or password is wrong, or there were too many tries")
        if not fits:
            if self._accounts.note_failure(name, user.password, FAILURES, now + REST):
                log.warning("the account %s rests for a while after %d wrong passwords", name, FAILURES)
            raise Forbidden("name or password is wrong, or there were too many tries")
        hashed = self._hasher.hash(password) if self._hasher.is_outdated(user.password) else user.password
        if not self._accounts.note_success(name, user.password, hashed):  # it was changed while we were hashing
            raise Forbidden("name or password is wrong, or there were too many tries")
        entering = replace(user, password=hashed)
        factor = self.second_factors.find(name)  # read once: one that comes meanwhile must end what is opened here
        return HalfWay(self._ticket(entering)) if factor else self._open_session(entering, None)

    def person_of(self, ticket: str) -> str | None:
        """Whose password was right, a few minutes ago."""
        user = self._of_ticket(ticket)
        return user.name if user else None

    def finish_sign_in(self, ticket: str, code: str) -> tuple[Session, str]:
        """The other half of `sign_in`.

        Raises:
            Forbidden: the code is wrong, or the password too long ago.
        """
        user = self._of_ticket(ticket)
        if user is None:
            raise Forbidden("the password was too long ago")
        factor = self.second_factors.find(user.name)  # before the code: see `sign_in`
        self._check_code(user.name, code)
        return self._open_session(user, factor)

    def recognise(self, token: str) -> Recognised | None:
        """Who this browser is; None when it has not signed in, or too long ago."""
        session = self._accounts.find_session(_digest(token)) if token else None
        if session is None:
            return None
        now = self._clock()
        if now - session.created_at > LONGEST_SESSION or now - session.seen_at > IDLE:
            self._accounts.end_sessions(digest=session.digest)
            return None
        user = self._accounts.find_user(session.user)
        factor = self.second_factors.find(session.user)
        if user is None or user.disabled or session.proof != _proof(user, factor):
            return None
        if now - session.seen_at > SEEN_EVERY:
            self._accounts.touch_session(session.digest, now)
        return Recognised(user, session, factor is None and self.second_factors.is_demanded(user))

    def sign_out(self, token: str) -> None:
        self._accounts.end_sessions(digest=_digest(token))

    def _open_session(self, user: User, factor: SecondFactor | None) -> tuple[Session, str]:
        """With the second factor that was asked for, if any."""
        now, token = self._clock(), self._random_bytes(32).hex()
        proof = _proof(user, factor)
        session = Session(_digest(token), user.name, self._random_bytes(16).hex(), proof, now, now)
        self._accounts.end_sessions(before=now - IDLE)
        self._accounts.add_session(session)
        return session, token

    def _begin_anew(self, name: str) -> tuple[Session, str]:
        """One session where there were many."""
        self._accounts.end_sessions(user=name)
        return self._open_session(self._find(name), self.second_factors.find(name))

    def _check_code(self, name: str, code: str) -> None:
        if self.second_factors.check(name, code):
            self._note_done(name, "recovery-used", name)

    def _note_done(self, who: str, action: str, name: str) -> None:
        """What is done is done: a log that does not answer keeps nobody from what it led to."""
        try:
            self._note(who, action, name)
        except Unavailable:
            log.exception("the audit log lacks %s of %s by %s", action, name, who)

    def _check_password(self, user: User, password: str) -> None:
        if not self._hasher.fits(user.password, password):
            self._accounts.note_failure(user.name, user.password, FAILURES, self._clock() + REST)
            raise Forbidden("the password is wrong")

    def _ticket(self, user: User) -> str:
        since = int(self._clock().timestamp())
        return f"{since:x}-{_mac(user, 'half', since)}-{user.name}"

    def _of_ticket(self, ticket: str) -> User | None:
        since, mac, name = (*ticket.split("-", 2), "", "")[:3]
        user = self._accounts.find_user(name) if _MOMENT.fullmatch(since) else None
        if user is None or user.disabled:
            return None
        is_young = 0 <= self._clock().timestamp() - int(since, 16) <= CODE_WITHIN.total_seconds()
        fits = hmac.compare_digest(_mac(user, "half", int(since, 16)).encode(), mac.encode())
        return user if is_young and fits else None

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


_MOMENT = re.compile("[0-9a-f]{1,12}")


def _mac(user: User, purpose: str, since: int) -> str:
    """Signed with the hash of the password, which nobody outside has."""
    return hmac.new(user.password.encode(), f"{purpose}\0{user.name}\0{since}".encode(), hashlib.sha256).hexdigest()


def _proof(user: User, factor: SecondFactor | None) -> str:
    """What a session was opened with: another password or second factor ends it."""
    return _digest(f"{user.password}\0{factor.secret}" if factor else user.password)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _changes(before: User, after: User) -> list[str]:
    """What the log says was done to an account."""
    done = {
        "role-changed": before.role is not after.role,
        "password-set": before.password != after.password,
        "account-closed": after.disabled and not before.disabled,
        "account-opened": before.disabled and not after.disabled,
    }
    return [action for action, was_done in done.items() if was_done]

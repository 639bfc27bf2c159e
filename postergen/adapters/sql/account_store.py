"""Keep the users of the studio and their sessions in SQL, and hash their passwords with argon2 (RFC 9106)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from argon2 import Parameters, PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import Column, Engine, Index, Integer, Row, String, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from postergen.adapters.erasure_log import Erased, Erasure, account_id
from postergen.adapters.sql.database import translated
from postergen.adapters.sql.schema import Moment, metadata
from postergen.domain.accounts import Role, Session, User
from postergen.domain.ports import Clock

account = Table(
    "account",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("password", String(200), nullable=False),
    Column("role", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Moment),
    Column("disabled", Integer, nullable=False),
)

studio_session = Table(
    "studio_session",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("user", String(40), nullable=False),
    Column("csrf", String(32), nullable=False),
    Column("proof", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    # a changed password ends all sessions of its user
    Index("ix_studio_session_user", "user"),
)


class SqlAccounts:
    """`AccountStore` on SQLite or PostgreSQL."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock = lambda: datetime.now(UTC),
        note: Callable[[Sequence[Erasure]], object] = lambda erasures: None,
    ) -> None:
        """``note`` keeps which accounts were closed, and opened again, where no backup reaches."""
        self._engine, self._clock, self._note = engine, clock, note

    def add_user(self, user: User) -> bool:
        with translated():
            try:
                with self._engine.begin() as connection:
                    connection.execute(insert(account), _user_row(user))
            except IntegrityError:
                return False
        return True

    def change_user(self, user: User) -> None:
        with translated(), self._engine.begin() as connection:
            was_closed = connection.scalar(select(account.c.disabled).where(account.c.name == user.name))
            connection.execute(update(account).where(account.c.name == user.name).values(_user_row(user)))
        if was_closed is not None and bool(was_closed) != user.disabled:
            what = Erased.CLOSED if user.disabled else Erased.OPENED
            self._note([Erasure(what, account_id(user.name, user.created_at), self._clock())])

    def note_failure(self, name: str, seen: str, most: int, until: datetime) -> bool:
        as_seen = (account.c.name == name) & (account.c.password == seen)
        with translated(), self._engine.begin() as connection:
            connection.execute(update(account).where(as_seen).values(failures=account.c.failures + 1))
            too_many = as_seen & (account.c.failures >= most)
            rests = connection.execute(update(account).where(too_many).values(failures=0, locked_until=until))
            return rests.rowcount > 0

    def note_success(self, name: str, seen: str, password: str) -> bool:
        as_seen = (account.c.name == name) & (account.c.password == seen) & (account.c.disabled == 0)
        values = {"failures": 0, "locked_until": None, "password": password}
        with translated(), self._engine.begin() as connection:
            return connection.execute(update(account).where(as_seen).values(values)).rowcount > 0

    def find_user(self, name: str) -> User | None:
        if "\0" in name:  # PostgreSQL cannot even look for it
            return None
        with translated(), self._engine.connect() as connection:
            row = connection.execute(select(account).where(account.c.name == name)).one_or_none()
        return _user_of(row) if row is not None else None

    def list_users(self) -> Sequence[User]:
        with translated(), self._engine.connect() as connection:
            return [_user_of(row) for row in connection.execute(select(account).order_by(account.c.name))]

    def add_session(self, session: Session) -> None:
        row = {name: getattr(session, name) for name in Session.__slots__}
        with translated(), self._engine.begin() as connection:
            connection.execute(insert(studio_session), row)

    def find_session(self, digest: str) -> Session | None:
        statement = select(studio_session).where(studio_session.c.digest == digest)
        with translated(), self._engine.connect() as connection:
            row = connection.execute(statement).one_or_none()
        return Session(**row._mapping) if row is not None else None

    def touch_session(self, digest: str, moment: datetime) -> None:
        statement = update(studio_session).where(studio_session.c.digest == digest).values(seen_at=moment)
        with translated(), self._engine.begin() as connection:
            connection.execute(statement)

    def end_sessions(self, *, digest: str = "", user: str = "", before: datetime | None = None) -> None:
        columns = studio_session.c
        which = columns.digest == digest
        if user:
            which = columns.user == user
        elif before is not None:
            which = columns.seen_at < before
        with translated(), self._engine.begin() as connection:
            connection.execute(delete(studio_session).where(which))


class Argon2Hasher:
    """A `PasswordHasher` with the parameters of RFC 9106's second recommendation, where no others are given."""

    def __init__(self, parameters: Parameters = RFC_9106_LOW_MEMORY) -> None:
        self._hasher = PasswordHasher.from_parameters(parameters)

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def fits(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, hashed: str) -> bool:
        return self._hasher.check_needs_rehash(hashed)


def _user_row(user: User) -> dict[str, Any]:
    row = {name: getattr(user, name) for name in User.__slots__}
    return row | {"role": user.role.value, "disabled": int(user.disabled)}


def _user_of(row: Row[Any]) -> User:
    values = dict(row._mapping)
    return User(**{**values, "role": Role(values["role"]), "disabled": bool(values["disabled"])})

"""Keep second factors and the digests of recovery codes in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, Connection, Engine, Integer, String, Table, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from postergen.adapters.sql.database import translated
from postergen.adapters.sql.schema import Moment, metadata
from postergen.domain.second_factors import SecondFactor

second_factor = Table(
    "second_factor",
    metadata,
    Column("user", String(40), primary_key=True),
    Column("secret", String(64), nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("is_on", Integer, nullable=False),
    Column("last_step", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("rests_until", Moment),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("user", String(40), primary_key=True),
    Column("digest", String(64), primary_key=True),
)


class SqlSecondFactors:
    """`SecondFactorStore` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, user: str) -> SecondFactor | None:
        with translated(), self._engine.connect() as connection:
            row = connection.execute(select(second_factor).where(second_factor.c.user == user)).one_or_none()
        return SecondFactor(**{**row._mapping, "is_on": bool(row.is_on)}) if row is not None else None

    def begin(self, factor: SecondFactor) -> None:
        waits = (second_factor.c.user == factor.user) & (second_factor.c.is_on == 0)
        row = {name: getattr(factor, name) for name in SecondFactor.__slots__} | {"is_on": 0}
        with translated():
            try:
                with self._engine.begin() as connection:
                    connection.execute(delete(second_factor).where(waits))
                    connection.execute(insert(second_factor), row)
            except IntegrityError:  # one is on, or was begun at the same moment
                return

    def turn_on(self, user: str, secret: str, step: int, digests: Sequence[str]) -> bool:
        columns = second_factor.c
        waits = (columns.user == user) & (columns.secret == secret) & (columns.is_on == 0)
        with translated(), self._engine.begin() as connection:
            if not connection.execute(update(second_factor).where(waits).values(is_on=1, last_step=step)).rowcount:
                return False
            _replace_codes(connection, user, digests)
        return True

    def take_try(self, user: str, now: datetime, most: int, until: datetime) -> bool:
        columns = second_factor.c
        is_awake = (columns.user == user) & or_(columns.rests_until.is_(None), columns.rests_until <= now)
        too_many = (columns.user == user) & (columns.failures >= most)
        with translated(), self._engine.begin() as connection:
            taken = connection.execute(update(second_factor).where(is_awake).values(failures=columns.failures + 1))
            connection.execute(update(second_factor).where(too_many).values(failures=0, rests_until=until))
            return taken.rowcount > 0

    def use_step(self, user: str, secret: str, step: int) -> bool:
        columns = second_factor.c
        is_new = (columns.user == user) & (columns.secret == secret) & (columns.is_on == 1) & (columns.last_step < step)
        values = {"last_step": step, "failures": 0, "rests_until": None}
        with translated(), self._engine.begin() as connection:
            return connection.execute(update(second_factor).where(is_new).values(values)).rowcount > 0

    def use_recovery_code(self, user: str, digest: str) -> bool:
        one = (recovery_code.c.user == user) & (recovery_code.c.digest == digest)
        with translated(), self._engine.begin() as connection:
            return connection.execute(delete(recovery_code).where(one)).rowcount > 0

    def replace_recovery_codes(self, user: str, digests: Sequence[str]) -> None:
        with translated(), self._engine.begin() as connection:
            _replace_codes(connection, user, digests)

    def count_recovery_codes(self, user: str) -> int:
        theirs = select(func.count()).select_from(recovery_code).where(recovery_code.c.user == user)
        with translated(), self._engine.connect() as connection:
            return connection.scalar(theirs) or 0

    def forget(self, user: str) -> bool:
        with translated(), self._engine.begin() as connection:
            connection.execute(delete(recovery_code).where(recovery_code.c.user == user))
            was_on = connection.scalar(select(second_factor.c.is_on).where(second_factor.c.user == user))
            connection.execute(delete(second_factor).where(second_factor.c.user == user))
            return bool(was_on)

    def list_on(self) -> frozenset[str]:
        with translated(), self._engine.connect() as connection:
            return frozenset(connection.scalars(select(second_factor.c.user).where(second_factor.c.is_on == 1)))


def _replace_codes(connection: Connection, user: str, digests: Sequence[str]) -> None:
    connection.execute(delete(recovery_code).where(recovery_code.c.user == user))
    connection.execute(insert(recovery_code), [{"user": user, "digest": digest} for digest in digests])

"""Keep the keys of the API in SQL: their digests, never the keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Engine, Row, String, Table, func, insert, select, update

from postergen.adapters.erasure_log import Erased, Erasure
from postergen.adapters.sql.database import translated
from postergen.adapters.sql.schema import Moment, metadata
from postergen.domain.keys import ApiKey

api_key = Table(
    "api_key",
    metadata,
    Column("id", String(8), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("scopes", String(80), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_used_at", Moment),
    Column("revoked_at", Moment),
)


class SqlKeys:
    """`KeyStore` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine, note: Callable[[Sequence[Erasure]], object] = lambda erasures: None) -> None:
        """``note`` keeps what was revoked where no backup reaches."""
        self.engine, self._note = engine, note

    def add_key(self, key: ApiKey) -> None:
        row = {
            "id": key.id,
            "name": key.name,
            "digest": key.digest,
            "scopes": " ".join(sorted(key.scopes)),
            "created_at": key.created_at,
        }
        with translated(), self.engine.begin() as connection:
            connection.execute(insert(api_key), row)

    def find_key(self, key_id: str) -> ApiKey | None:
        with translated(), self.engine.connect() as connection:
            row = connection.execute(select(api_key).where(api_key.c.id == key_id)).one_or_none()
        return _key(row) if row is not None else None

    def list_keys(self) -> Sequence[ApiKey]:
        with translated(), self.engine.connect() as connection:
            rows = connection.execute(select(api_key).order_by(api_key.c.created_at, api_key.c.id)).all()
        return [_key(row) for row in rows]

    def revoke_key(self, key_id: str, moment: datetime) -> bool:
        revoked_at = func.coalesce(api_key.c.revoked_at, moment)
        statement = update(api_key).where(api_key.c.id == key_id).values(revoked_at=revoked_at)
        with translated(), self.engine.begin() as connection:
            is_known = connection.execute(statement).rowcount > 0
        if is_known:
            self._note([Erasure(Erased.KEY, key_id, moment)])
        return is_known

    def touch_key(self, key_id: str, moment: datetime) -> None:
        with translated(), self.engine.begin() as connection:
            connection.execute(update(api_key).where(api_key.c.id == key_id).values(last_used_at=moment))


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        digest=row.digest,
        scopes=frozenset(row.scopes.split()),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )

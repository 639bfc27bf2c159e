"""Count who came through one poster; who they were is not asked."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Engine, func, select

from postergen.adapters.sql.database import translated
from postergen.adapters.sql.schema import poster, scan
from postergen.domain.scan import ScanClass


class SqlFriends:
    """A `FriendCounts` over what was folded; scans that were pruned are not counted any more."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def visits(self, code: str) -> int:
        return self._count((scan.c.code == code) & (scan.c.scan_class == ScanClass.HUMAN.value))

    def made(self, code: str) -> int:
        return self._count(poster.c.parent == code)

    def _count(self, which: ColumnElement[bool]) -> int:
        with translated(), self._engine.connect() as connection:
            return connection.scalar(select(func.count()).where(which)) or 0

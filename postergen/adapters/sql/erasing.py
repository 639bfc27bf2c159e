"""Take a person out of the tables; their poster, its code and the counts stay."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, delete, select, update

from postergen.adapters.sql.schema import avatar, poster, scan
from postergen.domain.poster import ERASED_WISH
from postergen.tracking.visitors import is_of_a_network

# What stands in a poster's row once its person is erased.
ERASED: dict[str, Any] = {
    "nickname": "",
    "avatar": None,
    "fields": None,
    "maker": "",
    "idempotency_key": None,
    "request_digest": "",
    "erase_digest": "",
}


def erase_person(connection: Connection, code: str, at: datetime) -> None:
    """Empty what is stored of the person behind this poster, and their key wherever it stands."""
    maker = connection.scalar(select(poster.c.maker).where(poster.c.code == code))
    wish = case((poster.c.wish != "", ERASED_WISH), else_="")
    connection.execute(update(poster).where(poster.c.code == code).values(ERASED | {"wish": wish, "erased_at": at}))
    connection.execute(delete(avatar).where(avatar.c.code == code))
    if maker and not is_of_a_network(maker):
        connection.execute(update(scan).where(scan.c.visitor == maker).values(visitor="", network=""))
        connection.execute(update(poster).where(poster.c.maker == maker).values(maker=""))

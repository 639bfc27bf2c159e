"""Take a person out of the tables; their poster, its code and the counts stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, delete, select, update

from postergen.adapters.journal.event_codec import decode_event, encode_event
from postergen.adapters.sql.schema import avatar, deferred, poster, scan
from postergen.domain.events import ScanRecorded
from postergen.domain.poster import ERASED_WISH

# What stands in a poster's row once its person is erased.
ERASED: dict[str, Any] = {
    "nickname": "",
    "avatar": None,
    "fields": None,
    "wish_means": "",
    "maker": "",
    "idempotency_key": None,
    "request_digest": "",
    "erase_digest": "",
}


def erase_person(connection: Connection, code: str, at: datetime) -> str:
    """Empty what is stored of the person behind this poster; returns the visitor key that they had."""
    maker = connection.scalar(select(poster.c.maker).where(poster.c.code == code))
    wish = case((poster.c.wish != "", ERASED_WISH), else_="")
    connection.execute(update(poster).where(poster.c.code == code).values(ERASED | {"wish": wish, "erased_at": at}))
    connection.execute(delete(avatar).where(avatar.c.code == code))
    return maker or ""


def forget_visitor(connection: Connection, key: str) -> None:
    """Empty a visitor's key wherever it stands, also in events that wait for a poster."""
    connection.execute(update(scan).where(scan.c.visitor == key).values(visitor="", network=""))
    connection.execute(update(poster).where(poster.c.maker == key).values(maker=""))
    waiting = select(deferred.c.id, deferred.c.payload).where(deferred.c.payload.contains(f'"{key}"', autoescape=True))
    for row in connection.execute(waiting).all():
        cleaned = {"payload": without_visitor(row.payload, key)}
        connection.execute(update(deferred).where(deferred.c.id == row.id).values(cleaned))


def without_visitor(payload: str, key: str) -> str:
    """A waiting event without this visitor's key; any other as it is."""
    event = decode_event(payload) if f'"{key}"' in payload else None
    if not isinstance(event, ScanRecorded) or event.scan.visitor != key:
        return payload
    return encode_event(ScanRecorded(replace(event.scan, visitor="", network="")))

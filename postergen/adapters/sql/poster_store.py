"""Read posters and scans from SQL, and keep published content there."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import Engine, and_, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from postergen.adapters.sql.database import translated
from postergen.adapters.sql.rows import poster_of, scan_of
from postergen.adapters.sql.schema import avatar, content, erasure, poster, scan
from postergen.domain.policies import Slice
from postergen.domain.ports import Clock, KeyedPoster
from postergen.domain.poster import Poster
from postergen.domain.scan import Scan
from postergen.errors import NotFound

# made once: to put a statement of thirty columns together takes longer than to ask it
_POSTER = select(poster).where(poster.c.code == bindparam("code"))
_SCAN = select(scan).where(scan.c.id == bindparam("id"))
_ERASURE = select(erasure.c.code).where(erasure.c.code == bindparam("code"))


class SqlStore:
    """What was folded, on SQLite or PostgreSQL; and the `ContentArchive`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine, self._clock = engine, clock

    def get(self, code: str) -> Poster:
        with translated(), self.engine.connect() as connection:
            row = connection.execute(_POSTER, {"code": code}).one_or_none()
        if row is None:
            raise NotFound("poster", code)
        return poster_of(row)

    def get_avatar(self, code: str) -> bytes | None:
        with translated(), self.engine.connect() as connection:
            picture: bytes | None = connection.scalar(select(avatar.c.picture).where(avatar.c.code == code))
        return picture

    def find_by_key(self, keys: Sequence[str]) -> dict[str, KeyedPoster]:
        with translated(), self.engine.connect() as connection:
            rows = connection.execute(select(poster).where(poster.c.idempotency_key.in_(keys))).all()
        return {row.idempotency_key: KeyedPoster(poster_of(row), row.request_digest) for row in rows}

    def latest(self, campaign: str, version: str, most: int, within: int | None = None) -> list[Poster]:
        """The latest posters of a campaign version for which a text was drawn, the newest first; without stickers,
        and those whose name is gone.
        """
        statement = (
            select(poster)
            .where(poster.c.campaign == campaign, poster.c.campaign_version == version, poster.c.template != "")
            .where((poster.c.slice != Slice.CHOSEN) | poster.c.leafed.is_not(None), poster.c.erased_at.is_(None))
            .order_by(poster.c.created_at.desc())
            .limit(most)
        )
        with translated(), self.engine.connect() as connection:
            if within is not None:
                times = select(poster.c.created_at).where(poster.c.campaign == campaign)
                since = connection.scalar(times.order_by(poster.c.created_at.desc()).offset(within).limit(1))
                statement = statement.where(poster.c.created_at >= since) if since is not None else statement
            return [poster_of(row) for row in connection.execute(statement)]

    def erase_digest(self, code: str) -> str:
        """The digest of the token with which the person may be erased; empty when there is none (any more)."""
        with translated(), self.engine.connect() as connection:
            return connection.scalar(select(poster.c.erase_digest).where(poster.c.code == code)) or ""

    def is_erased(self, code: str) -> bool:
        """Whether the person is to be forgotten, also of a poster that is not here yet."""
        with translated(), self.engine.connect() as connection:
            return connection.scalar(_ERASURE, {"code": code}) is not None

    def get_scan(self, scan_id: str) -> Scan:
        if "\0" in scan_id:  # PostgreSQL cannot even look for it
            raise NotFound("scan", scan_id)
        with translated(), self.engine.connect() as connection:
            row = connection.execute(_SCAN, {"id": scan_id}).first()
        if row is None:
            raise NotFound("scan", scan_id)
        return scan_of(row)

    def publish(self, kind: str, name: str, version: str, files: dict[str, bytes]) -> None:
        key = and_(content.c.kind == kind, content.c.name == name, content.c.version == version)
        with translated(), suppress(IntegrityError), self.engine.begin() as connection:
            # two processes may both find it missing: the second insert fails, and all is well
            if connection.execute(select(content.c.version).where(key)).one_or_none() is None:
                row = {"kind": kind, "name": name, "version": version, "published_at": self._clock()}
                connection.execute(insert(content), row | {"files": pack_bytes(files)})

    def fetch(self, kind: str, name: str, version: str) -> dict[str, bytes]:
        key = and_(content.c.kind == kind, content.c.name == name, content.c.version == version)
        with translated(), self.engine.connect() as connection:
            row = connection.execute(select(content.c.files).where(key)).one_or_none()
        if row is None:
            raise NotFound(kind, f"{name} {version}")
        return unpack_bytes(row.files)


def pack_bytes(files: dict[str, bytes]) -> bytes:
    """Files as one value."""
    plain = {name: b64encode(data).decode() for name, data in sorted(files.items())}
    return zlib.compress(json.dumps(plain).encode(), 6)


def unpack_bytes(packed: bytes) -> dict[str, bytes]:
    """The files that `pack_bytes` put together."""
    return {name: b64decode(data) for name, data in json.loads(zlib.decompress(packed)).items()}

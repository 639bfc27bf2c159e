"""Keep posters, scans and published content in SQL; the one place with statements."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Engine, Row, and_, func, insert, select
from sqlalchemy.exc import IntegrityError

from postergen.adapters.database import translated
from postergen.adapters.schema import avatar, content, poster, scan
from postergen.domain.ports import Clock, Issue, VariantCount
from postergen.domain.poster import Brief, Choice, Lineage, Poster
from postergen.domain.scan import Classification, Scan, ScanClass
from postergen.errors import Conflict, NotFound


class SqlStore:
    """`PosterStore`, `ScanStore`, `ReportStore` and `ContentArchive` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine, self._clock = engine, clock

    def add(self, issues: Sequence[Issue]) -> None:
        with translated(), self.engine.begin() as connection:
            try:
                connection.execute(insert(poster), [_poster_row(issue) for issue in issues])
                pictures = [{"code": i.poster.code, "picture": i.avatar} for i in issues if i.avatar is not None]
                if pictures:
                    connection.execute(insert(avatar), pictures)
            except IntegrityError as exc:
                raise Conflict(", ".join(issue.idempotency_key or issue.poster.code for issue in issues)) from exc

    def get(self, code: str) -> Poster:
        with translated(), self.engine.connect() as connection:
            row = connection.execute(select(poster).where(poster.c.code == code)).one_or_none()
        if row is None:
            raise NotFound("poster", code)
        return _poster(row)

    def get_avatar(self, code: str) -> bytes | None:
        with translated(), self.engine.connect() as connection:
            picture: bytes | None = connection.scalar(select(avatar.c.picture).where(avatar.c.code == code))
        return picture

    def find_by_key(self, keys: Sequence[str]) -> dict[str, tuple[Poster, str]]:
        with translated(), self.engine.connect() as connection:
            rows = connection.execute(select(poster).where(poster.c.idempotency_key.in_(keys))).all()
        return {row.idempotency_key: (_poster(row), row.request_digest) for row in rows}

    def add_scan(self, hit: Scan) -> None:
        row = {
            "id": hit.id,
            "code": hit.code,
            "scan_class": hit.classification.scan_class.value,
            "reason": hit.classification.reason[:80],
            "rules": hit.classification.rules,
            "occurred_at": hit.occurred_at,
        }
        with translated(), self.engine.begin() as connection:
            connection.execute(insert(scan), row)

    def get_scan(self, scan_id: str) -> Scan:
        with translated(), self.engine.connect() as connection:
            row = connection.execute(select(scan).where(scan.c.id == scan_id)).one_or_none()
        if row is None:
            raise NotFound("scan", scan_id)
        classification = Classification(ScanClass(row.scan_class), row.reason, row.rules)
        return Scan(row.id, row.code, classification, row.occurred_at)

    def count_variants(self, campaign: str) -> list[VariantCount]:
        scans = (
            select(scan.c.code, func.count().label("scans"))
            .where(scan.c.scan_class == ScanClass.HUMAN.value)
            .group_by(scan.c.code)
            .subquery()
        )
        statement = (
            select(
                poster.c.variant,
                poster.c.revision,
                func.count().label("posters"),
                func.count(scans.c.code).label("posters_scanned"),
                func.coalesce(func.sum(scans.c.scans), 0).label("scans"),
            )
            .select_from(poster.outerjoin(scans, scans.c.code == poster.c.code))
            .where(poster.c.campaign == campaign)
            .group_by(poster.c.variant, poster.c.revision)
            .order_by(poster.c.variant, poster.c.revision)
        )
        with translated(), self.engine.connect() as connection:
            rows = connection.execute(statement).all()
        return [VariantCount(r.variant, r.revision, r.posters, r.posters_scanned, int(r.scans)) for r in rows]

    def publish(self, kind: str, name: str, version: str, files: dict[str, bytes]) -> None:
        key = and_(content.c.kind == kind, content.c.name == name, content.c.version == version)
        row = {
            "kind": kind,
            "name": name,
            "version": version,
            "files": _pack(files),
            "published_at": self._clock(),
        }
        with translated(), suppress(IntegrityError), self.engine.begin() as connection:
            # two processes may both find it missing: the second insert fails, and all is well
            if connection.execute(select(content.c.version).where(key)).one_or_none() is None:
                connection.execute(insert(content), row)

    def fetch(self, kind: str, name: str, version: str) -> dict[str, bytes]:
        key = and_(content.c.kind == kind, content.c.name == name, content.c.version == version)
        with translated(), self.engine.connect() as connection:
            row = connection.execute(select(content.c.files).where(key)).one_or_none()
        if row is None:
            raise NotFound(kind, f"{name} {version}")
        return _unpack(row.files)


def _poster_row(issue: Issue) -> dict[str, Any]:
    issued = issue.poster
    brief, choice, lineage = issued.brief, issued.choice, issued.lineage
    return {
        "code": issued.code,
        "campaign": brief.campaign,
        "campaign_version": issued.campaign_version,
        "template": brief.template,
        "template_version": issued.template_version,
        "format": brief.format,
        "locale": brief.locale,
        "options": " ".join(brief.options),
        "nickname": brief.nickname,
        "place": brief.place,
        "occasion": brief.occasion,
        "channel": brief.channel,
        "personalised": int(brief.personalised),
        "avatar": brief.avatar,
        "fields": json.dumps(dict(brief.fields), ensure_ascii=False) if brief.fields else None,
        "variant": choice.variant,
        "revision": choice.revision,
        "policy": choice.policy,
        "propensity": choice.propensity,
        "scan": lineage.scan,
        "parent": lineage.parent,
        "root": lineage.root,
        "generation": lineage.generation,
        "created_at": issued.created_at,
        "idempotency_key": issue.idempotency_key,
        "request_digest": issue.request_digest,
    }


def _poster(row: Row[Any]) -> Poster:
    brief = Brief(
        campaign=row.campaign,
        options=tuple(row.options.split()),
        locale=row.locale,
        template=row.template,
        format=row.format,
        nickname=row.nickname,
        place=row.place,
        occasion=row.occasion,
        channel=row.channel,
        personalised=bool(row.personalised),
        avatar=row.avatar,
        fields=tuple(sorted(json.loads(row.fields).items())) if row.fields else (),
    )
    return Poster(
        code=row.code,
        brief=brief,
        choice=Choice(row.variant, row.revision, row.policy, row.propensity),
        campaign_version=row.campaign_version,
        template_version=row.template_version,
        lineage=Lineage(row.scan, row.parent, row.root, row.generation),
        created_at=row.created_at,
    )


def _pack(files: dict[str, bytes]) -> bytes:
    plain = {name: b64encode(data).decode() for name, data in sorted(files.items())}
    return zlib.compress(json.dumps(plain).encode(), 6)


def _unpack(packed: bytes) -> dict[str, bytes]:
    return {name: b64decode(data) for name, data in json.loads(zlib.decompress(packed)).items()}

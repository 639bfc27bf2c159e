"""The tables, as SQLAlchemy Core sees them. Alembic's migrations create them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_N_name)s"})


class Moment(TypeDecorator[datetime]):
    """A zone-aware moment, stored in UTC; SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


content = Table(
    "content",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("version", String(16), primary_key=True),
    Column("files", LargeBinary, nullable=False),
    Column("published_at", Moment, nullable=False),
)

poster = Table(
    "poster",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("campaign", String(64), nullable=False),
    Column("campaign_version", String(16), nullable=False),
    Column("template", String(64), nullable=False),
    Column("template_version", String(16), nullable=False),
    Column("format", String(16), nullable=False),
    Column("locale", String(8), nullable=False),
    Column("options", Text, nullable=False),
    Column("nickname", Text, nullable=False),
    Column("place", String(64)),
    Column("occasion", String(64)),
    Column("channel", String(32), nullable=False),
    Column("personalised", Integer, nullable=False),
    Column("avatar", String(64)),
    Column("fields", Text),
    Column("variant", String(80), nullable=False),
    Column("revision", String(16), nullable=False),
    Column("policy", String(64), nullable=False),
    Column("propensity", Float, nullable=False),
    Column("scan", String(32)),
    Column("parent", String(16)),
    Column("root", String(16), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("idempotency_key", String(128)),
    Column("request_digest", String(64), nullable=False),
    # one poster for one key, whatever two servers do at the same moment
    Index("uq_poster_idempotency_key", "idempotency_key", unique=True),
    # statistics of a campaign group its posters by variant revision
    Index("ix_poster_campaign_variant_revision", "campaign", "variant", "revision"),
)

avatar = Table(
    "avatar",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("picture", LargeBinary, nullable=False),
)

scan = Table(
    "scan",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("code", String(16), nullable=False),
    Column("scan_class", String(16), nullable=False),
    Column("reason", String(80), nullable=False),
    Column("rules", String(16), nullable=False),
    Column("occurred_at", Moment, nullable=False),
    # statistics join a poster with its scans of one class
    Index("ix_scan_code_scan_class", "code", "scan_class"),
)

"""The audit log, and why something was done, as rows of SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, Integer, Row, String, Table, Text

from postergen.adapters.sql.schema import Moment, metadata
from postergen.domain.editorial import AuditEntry, Why, WhyCode

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("who", String(80), nullable=False),
    Column("action", String(16), nullable=False),
    Column("campaign", String(64), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("number", Integer, nullable=False),
    Column("before", String(16), nullable=False),
    Column("after", String(16), nullable=False),
    Column("why", Text, nullable=False),
    Column("why_code", String(32)),
    Column("why_number", Integer),
    # the history of one variant
    Index("ix_audit_campaign_subject", "campaign", "subject"),
)


_PLAIN = tuple(name for name in AuditEntry.__slots__ if name != "why")  # stands in the log as it is


def entry_row(entry: AuditEntry) -> dict[str, Any]:
    return {**{name: getattr(entry, name) for name in _PLAIN}, **why_row(entry.why)}


def entry_of(row: Row[Any]) -> AuditEntry:
    return AuditEntry(**{name: getattr(row, name) for name in _PLAIN}, why=why_of(row))


def why_row(why: Why) -> dict[str, Any]:
    return {"why": why.text, "why_code": why.code.value if why.code else None, "why_number": why.number}


def why_of(row: Row[Any]) -> Why:
    return Why(row.why, WhyCode(row.why_code) if row.why_code else None, row.why_number)

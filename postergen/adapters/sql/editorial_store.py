"""Keep edits of copy, publications and who did what in SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from postergen.adapters.content.variant_codec import variant_from_json, variant_to_json
from postergen.adapters.sql.audit_rows import audit, entry_of, entry_row, why_of, why_row
from postergen.adapters.sql.database import translated
from postergen.adapters.sql.poster_store import pack_bytes, unpack_bytes
from postergen.adapters.sql.schedule_store import done
from postergen.adapters.sql.schema import Moment, metadata
from postergen.domain.editorial import Action, AuditEntry, Change, Edit, Origin, Publication, State
from postergen.errors import Outdated

edit = Table(
    "edit",
    metadata,
    Column("campaign", String(64), primary_key=True),
    Column("variant", String(80), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("revision", String(16), nullable=False),
    Column("content", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("why", Text, nullable=False),
    Column("why_code", String(32)),
    Column("why_number", Integer),
    Column("who", String(80), nullable=False),
    Column("model", String(120), nullable=False),
    Column("prompt", String(64), nullable=False),
    # what whoever asked the model said beside its task
    Column("instruction", Text, nullable=False, server_default=""),
    Column("created_at", Moment, nullable=False),
    # the publication that first put it on posters, and the edit that it took the place of there
    Column("published_in", Integer),
    Column("replaces", Integer),
    # the lists of the studio, and every publication, take the edits of some states
    Index("ix_edit_campaign_state", "campaign", "state"),
)

publication = Table(
    "publication",
    metadata,
    Column("campaign", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("files", LargeBinary, nullable=False),
    Column("embeddings", LargeBinary),
    Column("who", String(80), nullable=False),
    Column("why", Text, nullable=False),
    Column("why_code", String(32)),
    Column("why_number", Integer),
    Column("published_at", Moment, nullable=False),
)


class SqlEditorial:
    """`EditorialStore` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def edits(
        self, campaign: str, *, states: Sequence[State] = (), variant: str | None = None, most: int | None = None
    ) -> list[Edit]:
        statement = select(edit).where(edit.c.campaign == campaign)
        if states:
            statement = statement.where(edit.c.state.in_([state.value for state in states]))
        if variant is not None:
            statement = statement.where(edit.c.variant == variant)
        statement = statement.order_by(edit.c.created_at.desc(), edit.c.variant, edit.c.number.desc()).limit(most)
        with translated(), self._engine.connect() as connection:
            return [_edit_of(row) for row in connection.execute(statement)]

    def record(
        self,
        *,
        entries: Sequence[AuditEntry],
        added: Sequence[Edit] = (),
        changes: Sequence[Change] = (),
        publication: Publication | None = None,
        scheduled: tuple[int, str] | None = None,
    ) -> None:
        with translated(), self._engine.begin() as connection:
            if publication is not None:  # first: two that publish at once are told apart before they lock any row
                _publish(connection, publication)
                if scheduled is not None:
                    done(connection, scheduled, publication.number, publication.entry.at)
            for change in changes:
                _change(connection, change)
            _add(connection, added)
            connection.execute(insert(audit), [entry_row(entry) for entry in entries])

    def latest(self, campaign: str) -> Publication | None:
        statement = (
            select(publication).where(publication.c.campaign == campaign).order_by(publication.c.number.desc()).limit(1)
        )
        with translated(), self._engine.connect() as connection:
            row = connection.execute(statement).one_or_none()
        return _publication_of(row) if row is not None else None

    def latest_numbers(self) -> dict[str, int]:
        """The number of the latest publication of every campaign that has one."""
        statement = select(publication.c.campaign, func.max(publication.c.number)).group_by(publication.c.campaign)
        with translated(), self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(statement)}

    def audit(
        self, campaign: str, subject: str | None = None, most: int = 200, *, who: str | None = None, skip: int = 0
    ) -> list[AuditEntry]:
        statement = select(audit).where(audit.c.campaign == campaign)
        if subject is not None:
            statement = statement.where(audit.c.subject == subject)
        if who is not None:
            statement = statement.where(audit.c.who == who)
        statement = statement.order_by(audit.c.id.desc()).limit(most).offset(skip)
        with translated(), self._engine.connect() as connection:
            return [entry_of(row) for row in connection.execute(statement)]

    def approvers(self, campaign: str) -> dict[tuple[str, int], str]:
        same = (audit.c.campaign == edit.c.campaign) & (audit.c.subject == edit.c.variant)
        statement = (
            select(edit.c.variant, edit.c.number, audit.c.who)
            .join(audit, same & (audit.c.number == edit.c.number))
            .where(edit.c.campaign == campaign, edit.c.state == State.APPROVED.value)
            .where(audit.c.action == Action.APPROVE.value)
        )
        with translated(), self._engine.connect() as connection:
            return {(variant, number): who for variant, number, who in connection.execute(statement)}


@contextmanager
def _noticing_others(kind: str, name: str) -> Iterator[None]:
    """A row that somebody else has written first is no failure of the database."""
    try:
        yield
    except IntegrityError as exc:
        raise Outdated(kind, name, "somebody else's") from exc


def _change(connection: Connection, change: Change) -> None:
    one, after = change.before, change.after
    key = (edit.c.campaign == one.campaign) & (edit.c.variant == one.variant.id) & (edit.c.number == one.number)
    values = {
        "state": after.state.value,
        "published_in": after.published_in,
        "replaces": after.replaces,
        **why_row(after.why),
    }
    changed = connection.execute(update(edit).where(key, edit.c.state == one.state.value).values(values))
    if changed.rowcount != 1:
        now = connection.scalar(select(edit.c.state).where(key))
        raise Outdated("variant", one.variant.id, str(now or "gone"))


def _add(connection: Connection, edits: Sequence[Edit]) -> None:
    if edits:
        with _noticing_others("variant", ", ".join(dict.fromkeys(one.variant.id for one in edits))):
            connection.execute(insert(edit), [_row_of(one) for one in edits])


def _publish(connection: Connection, made: Publication) -> None:
    row = {
        "campaign": made.campaign,
        "number": made.number,
        "files": pack_bytes(dict(made.files)),
        "embeddings": made.embeddings,
        "who": made.entry.who,
        "published_at": made.entry.at,
        **why_row(made.entry.why),
    }
    with _noticing_others("campaign", made.campaign):
        connection.execute(insert(publication), row)


def _row_of(one: Edit) -> dict[str, Any]:
    return {
        "campaign": one.campaign,
        "variant": one.variant.id,
        "number": one.number,
        "revision": one.variant.revision,
        "content": variant_to_json(one.variant),
        "state": one.state.value,
        "who": one.origin.who,
        "model": one.origin.model,
        "prompt": one.origin.prompt,
        "instruction": one.origin.instruction,
        "created_at": one.origin.at,
        "published_in": one.published_in,
        "replaces": one.replaces,
        **why_row(one.why),
    }


def _edit_of(row: Row[Any]) -> Edit:
    return Edit(
        row.campaign,
        variant_from_json(row.content),
        row.number,
        State(row.state),
        Origin(row.who, row.created_at, row.model, row.prompt, row.instruction),
        why_of(row),
        row.published_in,
        row.replaces,
    )


def _publication_of(row: Row[Any]) -> Publication:
    why = why_of(row)
    entry = AuditEntry(row.published_at, row.who, "publish", row.campaign, row.campaign, row.number, "", "", why)
    return Publication(row.campaign, row.number, unpack_bytes(row.files), row.embeddings, entry)

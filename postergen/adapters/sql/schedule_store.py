"""Keep publications that wait for their time in SQL. Who carries one out claims it by a token; it is done in the
transaction of the publication itself, so that it happens once, whatever dies.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from postergen.adapters.sql.audit_rows import audit, entry_row
from postergen.adapters.sql.database import translated
from postergen.adapters.sql.schema import Moment, metadata
from postergen.domain.editorial import AuditEntry
from postergen.domain.schedules import Claim, Schedule, ScheduleState
from postergen.errors import Outdated

scheduled = Table(
    "scheduled_publication",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("campaign", String(64), nullable=False),
    Column("due_at", Moment, nullable=False),
    # a JSON list of pairs: a variant's id, an edit's number
    Column("edits", Text, nullable=False),
    Column("who", String(80), nullable=False),
    Column("why", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    # the token of who carries it out; another may take it after this moment
    Column("claim", String(32), nullable=False, server_default=""),
    Column("claimed_until", Moment),
    Column("ended_at", Moment),
    Column("publication", Integer),
    Column("said", Text, nullable=False, server_default=""),
    # every server looks every few seconds what is due
    Index("ix_scheduled_publication_state_due_at", "state", "due_at"),
)
# An edit waits in one schedule at most: of two that say so at one moment, the key lets one.
scheduled_edit = Table(
    "scheduled_edit",
    metadata,
    Column("campaign", String(64), primary_key=True),
    Column("variant", String(80), primary_key=True),
    Column("edit", Integer, primary_key=True, autoincrement=False),
    Column("schedule", Integer, nullable=False),
    # when one ends, its edits are free
    Index("ix_scheduled_edit_schedule", "schedule"),
)
_WAITS = scheduled.c.state == ScheduleState.WAITING.value
_FREE: dict[str, Any] = {"claim": "", "claimed_until": None}


class SqlSchedules:
    """`ScheduleStore` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, schedule: Schedule, entry: AuditEntry) -> int:
        row = {
            "campaign": schedule.campaign,
            "due_at": schedule.at,
            "edits": json.dumps(schedule.edits),
            "who": schedule.who,
            "why": schedule.why,
            "made_at": schedule.made_at,
            "state": schedule.state.value,
        }
        with translated(), self._engine.begin() as connection:
            (number,) = connection.execute(insert(scheduled).values(row)).inserted_primary_key or (0,)
            taken = [
                {"campaign": schedule.campaign, "variant": variant, "edit": edit, "schedule": number}
                for variant, edit in schedule.edits
            ]
            try:
                connection.execute(insert(scheduled_edit), taken)
            except IntegrityError as exc:
                raise Outdated("schedule", schedule.campaign, ScheduleState.WAITING.value) from exc
            _log(connection, entry, int(number))
        return int(number)

    def move(self, number: int, at: datetime, entry: AuditEntry) -> None:
        self._change(number, {"due_at": at, "who": entry.who, **_FREE}, entry)

    def end(
        self, number: int, state: ScheduleState, ended_at: datetime, entry: AuditEntry, said: str = "", token: str = ""
    ) -> None:
        values = {"state": state.value, "ended_at": ended_at, "said": said, **_FREE}
        self._change(number, values, entry, *([scheduled.c.claim == token] if token else []))

    def find(self, campaign: str, number: int) -> Schedule | None:
        statement = select(scheduled).where(scheduled.c.campaign == campaign, scheduled.c.number == number)
        with translated(), self._engine.connect() as connection:
            row = connection.execute(statement).one_or_none()
        return _schedule_of(row) if row is not None else None

    def latest(self, campaign: str, most: int, now: datetime) -> Sequence[Schedule]:
        theirs = select(scheduled).where(scheduled.c.campaign == campaign)
        waiting = theirs.where(_WAITS).order_by(scheduled.c.due_at).limit(most)
        ended = theirs.where(~_WAITS).order_by(scheduled.c.ended_at.desc()).limit(most)
        with translated(), self._engine.connect() as connection:
            rows = [*connection.execute(waiting), *connection.execute(ended)]
        return [_schedule_of(row, now) for row in rows[:most]]

    def waiting(self, campaign: str) -> Sequence[Schedule]:
        statement = select(scheduled).where(scheduled.c.campaign == campaign, _WAITS).order_by(scheduled.c.due_at)
        with translated(), self._engine.connect() as connection:
            return [_schedule_of(row) for row in connection.execute(statement)]

    def due(self, now: datetime) -> Sequence[Schedule]:
        statement = select(scheduled).where(_WAITS, scheduled.c.due_at <= now, _is_free(now))
        with translated(), self._engine.connect() as connection:
            return [_schedule_of(row) for row in connection.execute(statement.order_by(scheduled.c.due_at))]

    def claim(self, claim: Claim, now: datetime, until: datetime) -> bool:
        statement = (
            update(scheduled)
            .where(scheduled.c.number == claim.schedule, _WAITS, scheduled.c.due_at <= now, _is_free(now))
            .values(claim=claim.token, claimed_until=until)
        )
        with translated(), self._engine.begin() as connection:
            return connection.execute(statement).rowcount == 1

    def release(self, claim: Claim) -> None:
        with translated(), self._engine.begin() as connection:
            connection.execute(update(scheduled).where(*_ours(claim)).values(_FREE))

    def note(self, claim: Claim, said: str) -> None:
        with translated(), self._engine.begin() as connection:
            connection.execute(update(scheduled).where(*_ours(claim)).values(said=said))

    def _change(self, number: int, values: dict[str, Any], entry: AuditEntry, *conditions: Any) -> None:
        with translated(), self._engine.begin() as connection:
            changed = connection.execute(
                update(scheduled).where(scheduled.c.number == number, _WAITS, *conditions).values(values)
            )
            if changed.rowcount != 1:
                raise _gone(connection, number)
            if "state" in values:
                _free_edits(connection, number)
            _log(connection, entry, number)


def done(connection: Connection, claim: tuple[int, str], publication: int, at: datetime) -> None:
    """In the transaction of the publication that carries it out; `Outdated` where it is not claimed by this."""
    values = {"state": ScheduleState.DONE.value, "publication": publication, "ended_at": at, **_FREE}
    if connection.execute(update(scheduled).where(*_ours(Claim(*claim))).values(values)).rowcount != 1:
        raise _gone(connection, claim[0])
    _free_edits(connection, claim[0])


def _free_edits(connection: Connection, number: int) -> None:
    """It waits no more: what stood in it may be scheduled anew."""
    connection.execute(delete(scheduled_edit).where(scheduled_edit.c.schedule == number))


def _ours(claim: Claim) -> tuple[Any, ...]:
    return scheduled.c.number == claim.schedule, _WAITS, scheduled.c.claim == claim.token


def _is_free(now: datetime) -> Any:
    return or_(scheduled.c.claimed_until.is_(None), scheduled.c.claimed_until < now)


def _gone(connection: Connection, number: int) -> Outdated:
    state = connection.scalar(select(scheduled.c.state).where(scheduled.c.number == number))
    return Outdated("schedule", str(number), str(state or "gone"))


def _log(connection: Connection, entry: AuditEntry, number: int) -> None:
    connection.execute(insert(audit).values(entry_row(replace(entry, number=number))))


def _schedule_of(row: Row[Any], now: datetime | None = None) -> Schedule:
    return Schedule(
        campaign=row.campaign,
        at=row.due_at,
        edits=tuple((variant, int(number)) for variant, number in json.loads(row.edits)),
        who=row.who,
        made_at=row.made_at,
        why=row.why,
        number=row.number,
        state=ScheduleState(row.state),
        ended_at=row.ended_at,
        publication=row.publication,
        said=row.said,
        is_running=now is not None and row.claimed_until is not None and row.claimed_until >= now,
    )

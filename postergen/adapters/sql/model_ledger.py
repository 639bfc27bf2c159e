"""Account for what a language model costs, before it does: nobody can spend what is not left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, Connection, Engine, Index, String, Table, Text, func, insert, select, update

from postergen.adapters.sql.database import alone, translated
from postergen.adapters.sql.schema import Moment, metadata
from postergen.errors import OverBudget
from postergen.service.generation import Usage

_LOCK = 0x6D6F646C

model_call = Table(
    "model_call",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("key", String(64), nullable=False),
    Column("model", String(120), nullable=False),
    Column("prompt", String(64), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("settled_at", Moment),
    # what counts against the budget: at first all that the call may take, then what it took
    Column("tokens", BigInteger, nullable=False),
    Column("tokens_in", BigInteger, nullable=False),
    Column("tokens_out", BigInteger, nullable=False),
    Column("answer", Text),
    # the same question again is answered from here
    Index("ix_model_call_key", "key"),
    # the budget of a month
    Index("ix_model_call_started_at", "started_at"),
)


class SqlLedger:
    """`ModelLedger` on SQLite or PostgreSQL; shared by all processes, so is the budget."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def reserve(
        self, call: str, key: str, model: str, prompt: str, tokens: int, budget: int, since: datetime, now: datetime
    ) -> None:
        """Set so many tokens aside; `OverBudget` when fewer are left, and nothing is set aside."""
        row = {"id": call, "key": key, "model": model, "prompt": prompt, "started_at": now}
        with translated(), alone(self._engine, _LOCK) as connection:
            spent = _spent(connection, since)
            if spent + tokens > budget:
                raise OverBudget(tokens, max(0, budget - spent), "the first of next month (UTC)")
            connection.execute(insert(model_call), row | {"tokens": tokens, "tokens_in": 0, "tokens_out": 0})

    def settle(
        self, call: str, tokens: int, tokens_in: int, tokens_out: int, answer: str | None, now: datetime
    ) -> None:
        """What a call took in the end, and its answer if it is worth keeping."""
        values = {"tokens": tokens, "tokens_in": tokens_in, "tokens_out": tokens_out, "settled_at": now}
        with translated(), self._engine.begin() as connection:
            statement = update(model_call).where(model_call.c.id == call)
            connection.execute(statement.values(**values, answer=answer))

    def answered(self, key: str) -> str | None:
        """What was answered to the same question before."""
        statement = (
            select(model_call.c.answer)
            .where(model_call.c.key == key, model_call.c.answer.is_not(None))
            .order_by(model_call.c.started_at.desc())
            .limit(1)
        )
        with translated(), self._engine.connect() as connection:
            return connection.scalar(statement)

    def usage(self, since: datetime) -> Usage:
        """What was taken since, and what is set aside."""
        sums = [func.coalesce(func.sum(c), 0) for c in (model_call.c.tokens_in, model_call.c.tokens_out)]
        with translated(), self._engine.connect() as connection:
            statement = select(func.count(), *sums).where(model_call.c.started_at >= since)
            calls, tokens_in, tokens_out = connection.execute(statement).one()
            return Usage(int(calls), int(tokens_in), int(tokens_out), _spent(connection, since))


def _spent(connection: Connection, since: datetime) -> int:
    statement = select(func.coalesce(func.sum(model_call.c.tokens), 0)).where(model_call.c.started_at >= since)
    return int(connection.scalar(statement) or 0)

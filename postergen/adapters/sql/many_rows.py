"""Insert many rows at once, or add to many counters, without asking of each how its values are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Dialect, Table

OnConflict = Callable[[Any], Any]  # what an INSERT does about rows that are there


def ignoring(statement: Any) -> Any:
    """Rows that are there stay as they are."""
    return statement.on_conflict_do_nothing()


def insert_rows(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], on_conflict: OnConflict = ignoring
) -> None:
    """Insert these rows, all with the same columns, in one call of the driver.

    SQLAlchemy would build the parameters of each row anew, which takes longer than to insert it.
    """
    if not rows:
        return
    sql, order, writers = _prepared(connection.dialect, table, tuple(rows[0]), on_conflict)
    written = {name: cache(write) for name, write in writers.items()}  # many rows have the same few moments
    if order is None:
        parameters: Any = [{**row, **{name: write(row[name]) for name, write in written.items()}} for row in rows]
    else:
        places = [(name, written.get(name)) for name in order]
        parameters = [tuple(write(row[name]) if write else row[name] for name, write in places) for row in rows]
    connection.exec_driver_sql(sql, parameters)


def add_counters(connection: Connection, table: Table, counters: Mapping[Any, int]) -> None:
    """Add to the counters of a table, whose columns are the fields of these cells and ``count``."""
    insert_rows(connection, table, [{**cell._asdict(), "count": amount} for cell, amount in counters.items()], _adding)


def _adding(statement: Any) -> Any:
    table = statement.table
    total = {"count": table.c.count + statement.excluded.count}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=total)


@lru_cache(maxsize=64)
def _prepared(dialect: Dialect, table: Table, columns: tuple[str, ...], on_conflict: OnConflict) -> Any:
    """The statement, the order of its parameters (None: by name), and how values of some columns are written."""
    statement = on_conflict(import_module(f"sqlalchemy.dialects.{dialect.name}").insert(table))
    compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
    writers = {name: table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns}
    order = compiled.positiontup if compiled.positional else None
    return compiled.string, order, {name: write for name, write in writers.items() if write is not None}

"""Insert many rows at once, or add to many counters, without asking of each how its values are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from sqlalchemy import ARRAY, Connection, Dialect, LargeBinary, String, Table, Text, bindparam, func, select

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
    if rows:
        columns = tuple(rows[0])
        _insert(connection, table, columns, [tuple([row[name] for name in columns]) for row in rows], on_conflict)


def add_counters(connection: Connection, table: Table, counters: Mapping[Any, int]) -> None:
    """Add to the counters of a table, whose columns are the fields of these cells and ``count``."""
    if counters:
        columns = (*next(iter(counters))._fields, "count")
        _insert(connection, table, columns, [(*cell, amount) for cell, amount in counters.items()], _adding)


def _insert(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[tuple[Any, ...]],
    on_conflict: OnConflict,
) -> None:
    sql, order, writers = _prepared(connection.dialect, table, columns, on_conflict)
    by_column = dict(zip(columns, zip(*rows, strict=True), strict=True))
    for name, write in writers.items():
        by_column[name] = tuple(map(cache(write), by_column[name]))  # many rows have the same few moments
    parameters: Any
    if _takes_columns(connection.dialect, table, columns):
        parameters = {name: list(values) for name, values in by_column.items()}
    elif order is None:
        parameters = [dict(zip(columns, row, strict=True)) for row in zip(*by_column.values(), strict=True)]
    else:
        parameters = list(zip(*[by_column[name] for name in order], strict=True))
    connection.exec_driver_sql(sql, parameters)


def _takes_columns(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> bool:
    """Whether all rows are given as one message: not where they hold pictures, of which a thousand are a hundred MB."""
    return dialect.name == "postgresql" and not any(isinstance(table.c[name].type, LargeBinary) for name in columns)


def _adding(statement: Any) -> Any:
    table = statement.table
    total = {"count": table.c.count + statement.excluded.count}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=total)


@lru_cache(maxsize=64)
def _prepared(dialect: Dialect, table: Table, columns: tuple[str, ...], on_conflict: OnConflict) -> Any:
    """The statement, the order of its parameters (None: by name), and how values of some columns are written.

    PostgreSQL is given a column of all rows at once, and takes them apart (``unnest``): a message for each row would
    take both sides longer than the row.
    """
    statement = import_module(f"sqlalchemy.dialects.{dialect.name}").insert(table)
    if _takes_columns(dialect, table, columns):
        given = [bindparam(name, type_=ARRAY(_unbounded(table.c[name].type))) for name in columns]
        taken_apart = func.unnest(*given).table_valued(*columns).render_derived()
        statement = statement.from_select(columns, select(taken_apart), include_defaults=False)
    compiled: Any = on_conflict(statement).compile(dialect=dialect, column_keys=columns)
    writers = {name: table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns}
    order = compiled.positiontup if compiled.positional else None
    return compiled.string, order, {name: write for name, write in writers.items() if write is not None}


def _unbounded(kind: Any) -> Any:
    """What is too long for its column must not be cut by the cast to the type that is given, but refused."""
    return Text() if isinstance(kind, String) else kind

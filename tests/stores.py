"""Databases for tests, with all tables and no rows: SQLite always, PostgreSQL where there is one.

The migrations run once for each kind. Every test gets a copy of what they made, or one that was emptied, under a name that
nobody has heard before.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, NullPool, create_engine, text

from postergen.adapters.sql import database

_empty: list[str] = []  # databases of this process that are as new
POSTGRES = os.environ.get("POSTERGEN_TEST_POSTGRES_URL", "")
# What a database is without its rows: columns, indexes, and the migration that it is at.
SHAPE = """
    SELECT table_name, column_name, data_type, is_nullable, column_default
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'alembic_version', version_num, '', '', '' FROM alembic_version ORDER BY 1, 2
"""
# The statements that empty it. A new one in its place takes the server a hundred times as long.
EMPTYING = """
    SELECT CASE WHEN relkind = 'S' THEN 'ALTER SEQUENCE ' || relname || ' RESTART'
                WHEN relispartition THEN 'DROP TABLE ' || relname
                ELSE 'DELETE FROM ' || relname END
      FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S') AND relname <> 'alembic_version'
"""
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of a database; PostgreSQL is skipped visibly where there is none, and required in CI."""
    if kind == "sqlite":
        yield sqlite_file(folder / "store.db")
        return
    require_postgres()
    name = _new_name()
    if _empty:
        _administer(f"ALTER DATABASE {_empty.pop()} RENAME TO {name}")
    else:
        _administer(f"CREATE DATABASE {name} TEMPLATE {_postgres_template()}")
        _administer(f"ALTER DATABASE {name} SET synchronous_commit = off")  # no test pulls the plug of the server
    try:
        yield _address(name)
    finally:
        if _is_emptied(name):
            _empty.append(name)
        else:
            _administer(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def blank_database() -> Iterator[str]:
    """The address of a PostgreSQL database without any table."""
    require_postgres()
    name = _new_name()
    _administer(f"CREATE DATABASE {name}")
    try:
        yield _address(name)
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


def sqlite_file(path: Path) -> str:
    """The address of a database in this file, which is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_sqlite_template())
    return f"sqlite:///{path}"


def require_postgres() -> None:
    if POSTGRES:
        return
    if os.environ.get("CI"):
        pytest.fail("CI has to set POSTERGEN_TEST_POSTGRES_URL")
    pytest.skip("needs a PostgreSQL server: set POSTERGEN_TEST_POSTGRES_URL")


def drop_databases() -> None:
    """At the end of a run nothing is left on the server."""
    if _postgres_template.cache_info().currsize:
        for name in (*_empty, _postgres_template()):
            _administer(f"DROP DATABASE {name} WITH (FORCE)")
        _server().dispose()


@cache
def _sqlite_template() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        _upgrade(f"sqlite:///{path}")
        return path.read_bytes()


@cache
def _postgres_template() -> str:
    name = _new_name()
    _administer(f"CREATE DATABASE {name}")
    _upgrade(_address(name))
    return name


def _upgrade(url: str) -> None:
    engine = database.open_database(url)
    database.upgrade(engine)
    engine.dispose()  # nobody may be connected to what is copied


def _is_emptied(name: str) -> bool:
    """Take out of a database what a test left in it; False where it left other tables than it found."""
    ending = text(f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{name}'")
    with _server().connect() as connection:
        while connection.scalar(ending):
            time.sleep(0.005)
    engine = create_engine(_address(name), poolclass=NullPool)
    with engine.begin() as connection:
        for statement in connection.scalars(text(EMPTYING)).all():
            connection.execute(text(statement))
        return _shape(connection) == _template_shape()


@cache
def _template_shape() -> list[Any]:
    with create_engine(_address(_postgres_template()), poolclass=NullPool).connect() as connection:
        return _shape(connection)


def _shape(connection: Connection) -> list[Any]:
    return [tuple(row) for row in connection.execute(text(SHAPE))]


@cache
def _server() -> Engine:
    return create_engine(POSTGRES, isolation_level="AUTOCOMMIT")


def _administer(statement: str) -> None:
    with _server().connect() as connection:
        connection.execute(text(statement))


def _new_name() -> str:
    return f"postergen_{uuid.uuid4().hex[:12]}"


def _address(name: str) -> str:
    return _server().url.set(database=name).render_as_string(hide_password=False)

"""Databases for tests, with all tables and no rows: SQLite always, PostgreSQL where there is one.

The migrations run once for each kind; every test gets a copy of what they made.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Engine, create_engine, text

from postergen.adapters.sql import database

POSTGRES = os.environ.get("POSTERGEN_TEST_POSTGRES_URL", "")
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of a database; PostgreSQL is skipped visibly where there is none, and required in CI."""
    if kind == "sqlite":
        yield sqlite_file(folder / "store.db")
        return
    require_postgres()
    name = _new_name()
    _administer(f"CREATE DATABASE {name} TEMPLATE {_postgres_template()}")
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


def drop_templates() -> None:
    """At the end of a run nothing is left on the server."""
    if _postgres_template.cache_info().currsize:
        _administer(f"DROP DATABASE {_postgres_template()} WITH (FORCE)")
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

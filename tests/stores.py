"""Empty databases for tests: SQLite always, PostgreSQL where there is one."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

POSTGRES = os.environ.get("POSTERGEN_TEST_POSTGRES_URL", "")
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database; PostgreSQL is skipped visibly where there is none, and required in CI."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/store.db"
        return
    if not POSTGRES:
        if os.environ.get("CI"):
            pytest.fail("CI has to set POSTERGEN_TEST_POSTGRES_URL")
        pytest.skip("needs a PostgreSQL server: set POSTERGEN_TEST_POSTGRES_URL")
    name = f"postergen_{uuid.uuid4().hex[:12]}"
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield admin.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()

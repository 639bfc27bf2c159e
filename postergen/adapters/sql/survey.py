"""Say what a database is and how far its tables are, without changing anything in it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from postergen.adapters.sql.database import head, is_foreign, open_database, revision_in, translated
from postergen.adapters.sql.database_file import path_of, understood
from postergen.adapters.untouched import damage_in, looking_into
from postergen.errors import Unavailable

READING = 3.0  # seconds in which a file is read for damage
ANSWERING = 5_000  # milliseconds that a server may take for one answer: a table may be locked
PART = "the database"
# What is asked of PostgreSQL, in one row: its version, its encoding, whether it can only be read, whether we may make
# tables (one for each month of scans), how many connections it has for us, and how many other databases have open.
_QUESTIONS = """
    SELECT split_part(current_setting('server_version'), ' ', 1), current_setting('server_encoding'),
           pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean,
           coalesce(has_schema_privilege(current_schema(), 'CREATE'), false),
           current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
           (SELECT count(*) FROM pg_stat_activity WHERE datname <> current_database())
"""


@dataclass(frozen=True, slots=True)
class Tables:
    """How far the tables of a database are: their ``revision``, None where there are none; that which this release
    makes; whether this release ``works`` with them.
    """

    revision: str | None
    head: str
    works: bool


@dataclass(frozen=True, slots=True)
class FileState:
    """An SQLite file: what is wrong with it, empty when nothing is, None when it could not be read to its end in time;
    its size in bytes. Without ``tables`` it is not there yet.
    """

    tables: Tables | None
    damage: str | None
    size: int


@dataclass(frozen=True, slots=True)
class ServerState:
    """A database server, as far as it tells us. ``connections`` are those that we may have; ``others`` those that other
    databases of it have open.
    """

    tables: Tables
    version: str
    encoding: str
    is_read_only: bool
    may_create: bool
    connections: int
    others: int


def describe(url: str) -> tuple[str, str, Path | None]:
    """The kind of database, its address without the password, and its file if it is one; raises as `understood`."""
    parsed = understood(url)
    return parsed.get_backend_name(), parsed.render_as_string(hide_password=True), path_of(parsed)


def login_of(url: str) -> tuple[str, str, str] | None:
    """The user, password and host of a database server, empty where the address does not say; None for a file."""
    parsed = understood(url)
    if parsed.get_backend_name() == "sqlite":
        return None
    return parsed.username or "", str(parsed.password or ""), parsed.host or ""


def file_state(file: Path) -> FileState:
    """Look into an SQLite file; `Unavailable` says why that cannot be."""
    if not file.exists():
        there = next(path for path in file.absolute().parents if path.exists())
        if not there.is_dir():
            raise Unavailable(PART, f"{there} is a file and no folder")
        return FileState(None, "", 0)
    try:
        with looking_into(file, READING) as connection:
            revision = _revision_in(connection)
            return FileState(_tables(revision), damage_in(connection), file.stat().st_size)
    except (sqlite3.Error, OSError) as exc:
        raise Unavailable(PART, str(exc)) from exc


def _revision_in(connection: sqlite3.Connection) -> str | None:
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    found = connection.execute("SELECT version_num FROM alembic_version").fetchone() if there else None
    return str(found[0]) if found else None


def server_state(url: str) -> ServerState:
    """Ask a PostgreSQL server; raises as `open_database`, and `Unavailable` when it does not answer."""
    with _asking(url) as connection:
        tables = _tables(revision_in(connection))
        return ServerState(tables, *connection.exec_driver_sql(_QUESTIONS).one())


def seconds_ahead(url: str) -> tuple[float, float]:
    """By how many seconds the clock of a PostgreSQL server is ahead of ours, and how far that may be off; raises as
    `server_state`.
    """
    with _asking(url) as connection:
        asked = time.time()
        theirs = float(connection.exec_driver_sql("SELECT extract(epoch FROM clock_timestamp())").scalar_one())
        took = time.time() - asked
    return theirs - asked - took / 2, took / 2


@contextmanager
def _asking(url: str) -> Iterator[Connection]:
    # of a database without an encoding the driver gives bytes otherwise, and nobody could ask which it has
    in_utf8 = understood(url).update_query_dict({"client_encoding": "utf8"})
    engine = open_database(in_utf8.render_as_string(hide_password=False))
    try:
        with translated(), engine.connect() as connection:
            connection.exec_driver_sql(f"SET statement_timeout = {ANSWERING}")
            yield connection
    finally:
        engine.dispose()


def _tables(revision: str | None) -> Tables:
    return Tables(revision, head(), revision is None or not is_foreign(revision))

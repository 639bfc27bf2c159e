"""Copy an SQLite database while others write into it, and put such a copy in the place of a database."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Engine

from postergen.adapters.sql.database import translated
from postergen.errors import Unavailable


def address_of(path: Path) -> str:
    """The address under which this file is opened."""
    return URL.create("sqlite", database=str(path)).render_as_string()


def copy_database(engine: Engine, path: Path, without: Sequence[str]) -> None:
    """Write the database into a new file, as it is at this moment, without the rows of some tables.

    ``VACUUM INTO`` reads in one transaction, so it sees all or nothing of what others commit, and holds none of them
    up; what was deleted is not in the file, whatever release deleted it (https://www.sqlite.org/lang_vacuum.html).
    """
    with translated(), engine.connect() as connection:
        connection.exec_driver_sql("VACUUM INTO ?", (str(path),))
    path.chmod(0o600)
    with closing(sqlite3.connect(path)) as copy, copy:
        copy.execute("PRAGMA secure_delete=ON")
        for table in without:
            copy.execute(f'DELETE FROM "{table}"')


def let_go(path: Path) -> None:
    """Take a database out of use: what is in its log goes into the file, and the log away.

    Raises:
        Unavailable: somebody has it open.
    """
    try:
        with closing(sqlite3.connect(path, timeout=1)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as exc:
        raise Unavailable(str(path), f"{exc}; stop the servers that use it") from exc
    except sqlite3.DatabaseError:  # it cannot be read: nothing is lost with its log
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)

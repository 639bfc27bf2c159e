"""Look into an SQLite file without changing a byte of it, or of what lies beside it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from postergen.errors import Unavailable

_STEPS = 10_000  # of SQLite's machine between two looks at the clock


@contextmanager
def looking_into(file: Path, seconds: float) -> Iterator[sqlite3.Connection]:
    """A connection that only reads, and whose questions end after so many seconds (`sqlite3.OperationalError`,
    "interrupted").

    Without a log beside it the file is opened as one that nobody changes, or SQLite would make a log; with one and its
    index, these are read as they are: by itself a reader writes into the index, too (``readonly_shm`` of
    https://sqlite.org/src/file/src/os_unix.c; docs/decisions/0030 says more).

    Raises:
        sqlite3.Error: as the library says it.
        Unavailable: part of the data is in a log that cannot be read without writing.
    """
    log, index = (file.with_name(file.name + suffix) for suffix in ("-wal", "-shm"))
    if log.exists() and index.exists():
        how = "mode=ro&readonly_shm=1"
    elif log.exists() and log.stat().st_size:
        raise Unavailable(str(file), f"{log.name} has what it has not, and cannot be read without writing")
    else:
        how = "mode=ro&immutable=1"
    until = time.monotonic() + seconds
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?{how}", uri=True, timeout=seconds)) as connection:
        connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
        yield connection


def damage_in(connection: sqlite3.Connection) -> str | None:
    """What SQLite says is wrong with the file, in one line; empty when nothing is; None when the time was too short to
    read it all.
    """
    try:
        (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as exc:
        if "interrupt" in str(exc):
            return None
        raise
    except sqlite3.DatabaseError as exc:
        return str(exc)
    return "" if said == "ok" else " ".join(str(said).split())

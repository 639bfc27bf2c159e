"""Where an SQLite database lies, and how it is opened where nothing can be written beside it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import URL, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError

from postergen.errors import Finding, InvalidSettings, Unavailable

REMEDY = "sqlite:///path/to.db, or postgresql+psycopg://... with pip install 'postergen[postgres]'"
_PORT = "has a port that is no number; in a name or password write / as %2F, : as %3A and @ as %40"


def understood(url: str) -> URL:
    """The parts of an address of a database.

    Raises:
        InvalidSettings: it is no such address.
    """
    try:
        return make_url(url)
    except ArgumentError as exc:
        raise InvalidSettings([Finding("POSTERGEN_DATABASE_URL", "is no address of a database", REMEDY)]) from exc
    except ValueError as exc:  # its own words may quote a password
        raise InvalidSettings([Finding("POSTERGEN_DATABASE_URL", _PORT, REMEDY)]) from exc


def file_of(url: str) -> Path | None:
    """The file of an SQLite database; None for any other. Raises as `understood`."""
    return path_of(understood(url))


def path_of(url: URL) -> Path | None:
    """As `file_of`, of an address that is understood already; ``file:`` addresses of SQLite as well."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    name = str(url.database)
    return Path(unquote(urlsplit(name).path)) if name.startswith("file:") and "uri" in url.query else Path(name)


def is_in_memory(url: str) -> bool:
    """Whether it is an SQLite database that every process has for itself, and that goes with it."""
    return understood(url).get_backend_name() == "sqlite" and file_of(url) is None


def is_read_only(engine: Engine) -> bool:
    """Whether this engine was opened so that it cannot write."""
    return engine.url.query.get("mode") == "ro"


def for_reading(url: URL) -> URL:
    """The address under which a database can be read. It is the same, but for an SQLite file in a folder that cannot
    be written: there the log beside it cannot be made, without which SQLite opens no file in WAL mode, unless it is
    told that nobody changes it (docs/decisions/0030).

    Raises:
        Unavailable: part of the data is in a log that cannot be read without writing.
    """
    file = path_of(url)
    if file is None or "mode" in url.query or not file.is_file() or os.access(file.parent, os.W_OK):
        return url
    log, index = (file.with_name(file.name + suffix) for suffix in ("-wal", "-shm"))
    query = {**url.query, "mode": "ro", "uri": "true"}
    if not (log.exists() and index.exists()):  # where both are, somebody may be writing, and SQLite can tell
        if log.exists() and log.stat().st_size:
            problem = f"{file.parent} cannot be written, and {log.name} has what {file.name} has not"
            remedy = f"copy {file.name} and {log.name} to a folder that can be written, and name that"
            raise Unavailable("the database", f"{problem}; {remedy}")
        query["immutable"] = "1"
    return url.set(database=file.absolute().as_uri(), query=query)


@dataclass
class SameFile:
    """Keeps an engine to the file that its address names. A file that was deleted or replaced under an open connection
    still takes rows, and whoever wrote them would believe that they are kept.
    """

    path: Path
    was_there: bool = False

    def watch(self, engine: Engine) -> None:
        event.listen(engine, "do_connect", self._connect)
        event.listen(engine, "checkout", self._check)

    def _connect(self, dialect: Any, record: Any, args: Any, options: Any) -> Any:
        """SQLAlchemy's event ``do_connect``: an empty file is made at the first time alone."""
        if self.was_there and not self.path.exists():
            problem = f"{self.path} is gone since this process opened it; put it back, or start again for a new one"
            raise dialect.loaded_dbapi.OperationalError(problem)
        connection = dialect.connect(*args, **options)
        self.was_there = True
        record.info["file"] = self._identity()
        return connection

    def _check(self, _connection: object, record: Any, _proxy: object) -> None:
        """SQLAlchemy's event ``checkout``: a connection to what is no longer the file is dropped, and made anew."""
        if record.info["file"] != self._identity():
            raise DisconnectionError(f"{self.path} is another file now")

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino

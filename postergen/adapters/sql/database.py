"""Open the database, and bring its tables up to date."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, create_engine, event, func, inspect, select
from sqlalchemy import Engine as Engine
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from postergen.adapters.sql.database_file import REMEDY, SameFile, for_reading, is_read_only, path_of, understood
from postergen.errors import Finding, InvalidSettings, Unavailable

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"
CONNECT_PATIENCE = 2  # seconds that a connection may take; the driver takes no less
SILENCE = 5_000  # milliseconds after which a connection whose other end is gone counts as broken
RESTED = 1.0  # seconds during which a database that failed is not asked again
POOL_PATIENCE = 2.0  # seconds that a request waits for a connection that others use
_LOCK = 0x706F7374  # an advisory lock of our own, so that two servers do not migrate at once


def open_database(url: str, *, only_reads: bool = False) -> Engine:
    """An engine for this SQLAlchemy address. Who only reads gets one from a folder that cannot be written, too.

    Raises:
        InvalidSettings: the address cannot be understood, or its driver is not installed.
        Unavailable: the file cannot be read whole without writing beside it.
    """
    try:
        parsed = for_reading(understood(url)) if only_reads else understood(url)
        engine = create_engine(parsed, **_options(parsed))
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as exc:
        raise InvalidSettings([Finding("POSTERGEN_DATABASE_URL", str(exc), REMEDY)]) from exc
    if parsed.get_backend_name() == "sqlite":
        if (file := path_of(parsed)) and not is_read_only(engine):
            file.parent.mkdir(parents=True, exist_ok=True)
            SameFile(file).watch(engine)
        event.listen(engine, "connect", _be_patient if is_read_only(engine) else _tune_sqlite)
    else:
        event.listen(engine, "do_connect", _Breaker().connect)
    return engine


def on_error(engine: Engine, told: Callable[[str], object]) -> None:
    """Tell of every error of this database by the name of its class in PEP 249, such as ``OperationalError``."""

    def tell(context: ExceptionContext) -> None:
        if isinstance(context.sqlalchemy_exception, DBAPIError):
            told(type(context.sqlalchemy_exception).__name__)

    event.listen(engine, "handle_error", tell)


def _options(url: URL) -> dict[str, Any]:
    """How long we wait for a database server; what the address itself says about that comes first."""
    if url.get_backend_name() == "sqlite":
        return {}
    options: dict[str, Any] = {"pool_pre_ping": True, "pool_timeout": POOL_PATIENCE}
    if url.get_backend_name() == "postgresql":
        patience = {"connect_timeout": CONNECT_PATIENCE, "tcp_user_timeout": SILENCE}
        options["connect_args"] = {name: value for name, value in patience.items() if name not in url.query}
    return options


@dataclass
class _Breaker:
    """Lets one caller at a time try to reach a database that is away, so that the others need not wait for it."""

    monotonic: Callable[[], float] = time.monotonic
    is_away: bool = False
    _rests_until: float = float("-inf")
    _trying: Lock = field(default_factory=Lock)

    def connect(self, dialect: Any, _record: object, args: Any, options: Any) -> Any:
        """SQLAlchemy's event ``do_connect``: a connection, or the driver's own error at once."""
        if not self.is_away:
            return self._connect(dialect, args, options)
        if not self._trying.acquire(blocking=False):
            raise dialect.loaded_dbapi.OperationalError("somebody tries to reach the database just now")
        try:
            if self.monotonic() < self._rests_until:
                raise dialect.loaded_dbapi.OperationalError("the database did not answer a moment ago")
            return self._connect(dialect, args, options)
        finally:
            self._trying.release()

    def _connect(self, dialect: Any, args: Any, options: Any) -> Any:
        try:
            connection = dialect.connect(*args, **options)
        except dialect.loaded_dbapi.Error:
            self.is_away, self._rests_until = True, self.monotonic() + RESTED
            raise
        self.is_away = False
        return connection


def _tune_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")  # readers do not wait for a writer
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten
    cursor.close()
    _be_patient(connection, _record)


def _be_patient(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA busy_timeout=5000")


def wipe_log(engine: Engine) -> bool:
    """Empty the write-ahead log of SQLite, where deleted rows stay readable until then; elsewhere nothing is to do.
    False when somebody is reading just now.
    """
    if engine.dialect.name != "sqlite":
        return True
    with translated(), engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=200")  # folding goes on; there is another time
        try:
            busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        finally:
            connection.exec_driver_sql("PRAGMA busy_timeout=5000")
        return not busy


@contextmanager
def translated(part: str = "the database") -> Iterator[None]:
    """Turn a database's own errors into `Unavailable`."""
    try:
        yield
    except DBAPIError as exc:
        raise Unavailable(part, str(exc.orig).splitlines()[0] if exc.orig else str(exc)) from exc
    except PoolTimeout as exc:
        raise Unavailable(part, "all connections are in use") from exc


@contextmanager
def alone(engine: Engine, lock: int) -> Iterator[Connection]:
    """A transaction during which nobody else has this lock; on SQLite during which nobody else writes at all."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(lock)))
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees the database as it was at its first question, however long it lasts; it only reads, and
    holds nobody who writes.
    """
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        else:
            connection.exec_driver_sql("BEGIN")  # the driver would begin with the first write alone
        yield connection


def upgrade(engine: Engine) -> None:
    """Bring the tables up to date; safe to call from several processes at once. Tables that a newer release made, and
    this one can live with, stay as they are.

    Raises:
        InvalidSettings: this release cannot live with them.
    """
    with translated(), engine.connect() as connection:
        if revision_in(connection) == head():  # as nearly always: nobody is waited for, and nothing written
            return
    with translated(), alone(engine, _LOCK) as connection:
        revision = revision_in(connection)
        if revision is None or revision < head():
            _alembic().upgrade(_config(connection), "head")
            if revision is None and connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA user_version=1")  # nothing was ever deleted in it: vacuum.CLEAN
        elif is_foreign(revision):
            raise InvalidSettings([Finding("POSTERGEN_DATABASE_URL", *_newer(revision))])


def downgrade(engine: Engine, revision: str) -> None:
    """Take the tables back to an earlier revision (``base`` removes them).

    Raises:
        InvalidSettings: a newer release made them, and only that one knows the way back.
    """
    with translated(), engine.begin() as connection:
        found = revision_in(connection)
        if found is not None and found > head():
            raise InvalidSettings([Finding("POSTERGEN_DATABASE_URL", *_newer(found))])
        _alembic().downgrade(_config(connection), revision)


def check(engine: Engine) -> None:
    """`Unavailable` when the database does not answer, or this release cannot work with its tables."""
    with translated(), engine.connect() as connection:
        revision = revision_in(connection)
    if revision is None or revision < head():
        raise Unavailable("the database", f"its tables are at {revision}, not {head()}; run: postergen db upgrade")
    if is_foreign(revision):
        raise Unavailable("the database", "; ".join(_newer(revision)))


def revision_of(engine: Engine) -> str | None:
    """The revision of the tables; None where there are none."""
    with translated(), engine.connect() as connection:
        return revision_in(connection)


def is_foreign(revision: str) -> bool:
    """Whether tables at this revision lack what this release needs: the first digit counts the times that something
    was taken away, and the rest only adds (CONTRIBUTING.md, "A migration").
    """
    return revision[0] > head()[0]


def _newer(revision: str) -> tuple[str, str]:
    """What is wrong with tables that are ahead of us, and how to mend it."""
    return f"its tables are at {revision}, of a newer release; this one knows {head()}", "install the newer release"


def revision_in(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none()
    return found


def _alembic() -> Any:
    """Alembic's commands: imported when tables have to change, which is seldom."""
    return import_module("alembic.command")


def _config(connection: Connection) -> Config:
    config: Config = import_module("alembic.config").Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@cache
def head() -> str:
    """The newest revision: the files of migrations are numbered by theirs, with four digits."""
    return max(path.name for path in (_MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]

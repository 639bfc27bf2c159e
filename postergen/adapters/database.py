"""Open the database, and bring its tables up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event
from sqlalchemy import Engine as Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from postergen.errors import Finding, InvalidSettings, Unavailable

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x706F7374  # an advisory lock of our own, so that two servers do not migrate at once


def open_database(url: str) -> Engine:
    """An engine for this SQLAlchemy address.

    Raises:
        InvalidSettings: the address cannot be understood, or its driver is not installed.
    """
    try:
        parsed = make_url(url)
        engine = create_engine(parsed, pool_pre_ping=parsed.get_backend_name() != "sqlite")
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as exc:
        remedy = "sqlite:///path/to.db, or postgresql+psycopg://... with pip install 'postergen[postgres]'"
        raise InvalidSettings([Finding("POSTERGEN_DATABASE_URL", str(exc), remedy)]) from exc
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine, "connect", _tune_sqlite)
    return engine


def _tune_sqlite(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA journal_mode=WAL")  # readers do not wait for a writer
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()


@contextmanager
def translated(part: str = "the database") -> Iterator[None]:
    """Turn a database's own errors into `Unavailable`."""
    try:
        yield
    except DBAPIError as exc:
        raise Unavailable(part, str(exc.orig).splitlines()[0] if exc.orig else str(exc)) from exc


def upgrade(engine: Engine) -> None:
    """Bring the tables up to date; safe to call from several processes at once."""
    with translated(), engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        if _revision(connection) != _head():
            command.upgrade(_config(connection), "head")


def downgrade(engine: Engine, revision: str) -> None:
    """Take the tables back to an earlier revision (``base`` removes them)."""
    with translated(), engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def check(engine: Engine) -> None:
    """`Unavailable` when the database does not answer or its tables are not up to date."""
    with translated(), engine.connect() as connection:
        revision = _revision(connection)
    if revision != _head():
        raise Unavailable("the database", f"its tables are at {revision}, not {_head()}; run: postergen db upgrade")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _head() -> str | None:
    return ScriptDirectory(str(_MIGRATIONS)).get_current_head()

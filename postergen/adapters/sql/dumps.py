"""Dump a database of either kind into a file, and load it again; each by the means of its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, inspect

from postergen.adapters.sql import (  # noqa: F401 (all of them, so that `metadata` has every table)
    account_store,
    comment_store,
    coupons,
    editorial_store,
    envelope_rows,
    game_schema,
    key_store,
    model_ledger,
    schedule_store,
    second_factor_store,
)
from postergen.adapters.sql.database import revision_of, translated
from postergen.adapters.sql.postgres_tools import find_tools, server_version, tables_in
from postergen.adapters.sql.schema import metadata
from postergen.adapters.sql.sqlite_copy import copy_database
from postergen.errors import Finding, InvalidInput, NotFound

FILES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
# Rows that no backup holds: with a salt visitors could be told again, and whoever has signed out must not come in
# again.
LEFT_OUT = ("salt", "studio_session")


@dataclass(frozen=True, slots=True)
class Dump:
    """A database in a file: its kind (``sqlite``, ``postgresql``), the revision of its tables, and the major versions
    of its server and of the tools that wrote it, 0 without any.
    """

    kind: str
    revision: str
    server: int = 0
    tools: int = 0

    @property
    def file(self) -> str:
        return FILES[self.kind]


def dump_database(engine: Engine, folder: Path) -> Dump:
    """Write the database as it is at this moment into the folder.

    Raises:
        NotFound: it has no tables of ours.
        Unavailable: it does not answer, or the tools that write it are not there.
    """
    kind, revision = engine.dialect.name, revision_of(engine)
    if revision is None:
        raise NotFound("database of postergen at", engine.url.render_as_string())
    if kind == "sqlite":
        with translated(), engine.connect() as connection:
            there = [table for table in LEFT_OUT if inspect(connection).has_table(table)]
        copy_database(engine, folder / FILES[kind], there)
        return Dump(kind, revision)
    server = server_version(engine)
    tools = find_tools(server)
    tools.dump(engine, folder / FILES[kind], folder, LEFT_OUT)
    return Dump(kind, revision, server, tools.major)


def load_dump(engine: Engine, dump: Dump, folder: Path, instead_of: Sequence[str]) -> None:
    """Fill a PostgreSQL database with a dump that lies in the folder, all or nothing, in the place of these tables.

    Raises:
        Unavailable: it does not answer, or the tools are not there.
    """
    find_tools(dump.tools).load(engine, folder / dump.file, folder, instead_of)


def check_target(engine: Engine, dump: Dump, *, replace: bool) -> Sequence[str]:
    """The tables of a PostgreSQL database that the dump will stand in the place of.

    Raises:
        InvalidInput: it holds something, and is not to be replaced; or something that is not ours; or its server is too
        old.
    """
    server, there = server_version(engine), tables_in(engine)
    strangers = [table for table in there if table not in metadata.tables and table != "alembic_version"]
    if server < dump.server:
        problem = f"is on PostgreSQL {server}, and the backup is of {dump.server}"
        raise InvalidInput([Finding("the database", problem, "restore into a server of that version or a newer one")])
    if strangers:
        problem = f"has tables that this release does not know: {', '.join(strangers)}"
        raise InvalidInput([Finding("the database", problem, "make an empty database and name that")])
    if there and not replace:
        raise not_empty("the database")
    return there


def not_empty(where: str) -> InvalidInput:
    """The error for a target that holds something."""
    return InvalidInput([Finding(where, "is not empty", "name another one, or replace what is there with --replace")])

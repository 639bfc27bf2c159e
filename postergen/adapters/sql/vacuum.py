"""Make an SQLite file anew, so that nothing of what was deleted before `secure_delete` was set is left in it."""

from __future__ import annotations

from sqlalchemy import Engine

from postergen.adapters.sql.database import translated, wipe_log
from postergen.errors import Unavailable

CLEAN = 1  # what such a file, and one that was made since, says of itself (`PRAGMA user_version`)


def leftovers_in(engine: Engine) -> int:
    """The bytes of a file in which something that was deleted may still be read; 0 where that cannot be."""
    if engine.dialect.name != "sqlite":
        return 0
    with translated(), engine.connect() as connection:
        version, pages, size = (
            int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
            for name in ("user_version", "page_count", "page_size")
        )
    return 0 if version >= CLEAN else pages * size


def vacuum(engine: Engine) -> None:
    """Write the file anew; whoever wants to write waits meanwhile. On PostgreSQL nothing is to do.

    Raises:
        Unavailable: there is no room for a copy, or somebody reads or writes all the time; nothing is lost.
    """
    if engine.dialect.name != "sqlite":
        return
    with translated(), engine.connect() as connection:
        connection.exec_driver_sql("VACUUM")
    if not wipe_log(engine):
        raise Unavailable("the database", "somebody reads it, so its old pages are still there; try again")
    with translated(), engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version={CLEAN}")

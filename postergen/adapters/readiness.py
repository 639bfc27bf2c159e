"""Whether this process can do all that it is there for, and how it gets there once its database answers."""

from __future__ import annotations

import logging

from postergen.adapters.content.library import FileLibrary
from postergen.adapters.journal.journal_directory import JournalDirectory
from postergen.adapters.sql import database
from postergen.adapters.sql.database_file import is_read_only
from postergen.errors import PostergenError, Unavailable

log = logging.getLogger(__name__)


def is_upgraded(engine: database.Engine, *, may_be_away: bool) -> bool:
    """Bring the tables up to date; whether they are. `Unavailable` where the database may not be away, or can only be
    read and its tables are older.
    """
    if is_read_only(engine):
        database.check(engine)
        return True
    try:
        database.upgrade(engine)
    except PostergenError as exc:
        if not (may_be_away and isinstance(exc, Unavailable)):
            engine.dispose()
            raise
        log.warning("serving what is known here, and keeping in the journal what happens: %s", exc)
        return False
    return True


class Readiness:
    """A process may start while its database is away: it serves what it knows, and catches up."""

    def __init__(self, engine: database.Engine, library: FileLibrary, journals: JournalDirectory) -> None:
        self._engine, self._library, self._journals = engine, library, journals

    def catch_up(self) -> None:
        """Bring tables and archive up to date if that is still to be done, and take up what was published.

        Raises:
            Unavailable: the database does not answer; everything stays as it was.
        """
        if not self._library.is_published:
            database.upgrade(self._engine)
            self._library.publish()
        self._library.refresh()

    def check(self) -> None:
        """`Unavailable` names what keeps this process from its work."""
        database.check(self._engine)
        if not self._library.is_published:
            raise Unavailable("the database", "it has come back, and is being brought up to date")
        self._journals.check_room()

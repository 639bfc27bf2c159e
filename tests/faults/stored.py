"""What the database holds in the end, compared with what was acknowledged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, func, select

from postergen.adapters.journal.fold_worker import FoldWorker
from postergen.adapters.journal.journal_directory import JournalDirectory
from postergen.adapters.sql import database
from postergen.adapters.sql.counters import SqlCounters
from postergen.adapters.sql.fold import EventFold
from postergen.adapters.sql.schema import deferred, journal_mark, poster, scan
from postergen.domain.scan import ScanClass
from postergen.loading import utc_now
from postergen.service.reports import Period


@dataclass(frozen=True)
class Stored:
    """Reads what was folded."""

    engine: Engine

    def names(self) -> Counter[str]:
        """How many posters there are of each nickname."""
        with self.engine.connect() as connection:
            return Counter(connection.scalars(select(poster.c.nickname)))

    def codes(self) -> set[str]:
        with self.engine.connect() as connection:
            return set(connection.scalars(select(poster.c.code)))

    def clicks(self) -> Counter[str]:
        """How often each click id was stored."""
        with self.engine.connect() as connection:
            return Counter(connection.scalars(select(scan.c.id)))

    def check_counters(self) -> None:
        """They equal a recount, and their sums the rows; nothing waits for what never comes."""
        counters = SqlCounters(self.engine)
        assert counters.differences() == []
        sums = counters.sums("better-life", "all", Period(), None).get("", {})
        assert sums.get("posters", 0) == sum(self.names().values())
        assert sum(sums.get(f"scans:{kind}", 0) for kind in ScanClass) == sum(self.clicks().values())
        with self.engine.connect() as connection:
            assert connection.scalar(select(func.count()).select_from(deferred)) == 0

    def marks(self) -> int:
        with self.engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(journal_mark)) or 0


@contextmanager
def stored(url: str) -> Iterator[Stored]:
    engine = database.open_database(url)
    try:
        yield Stored(engine)
    finally:
        engine.dispose()


def fold_the_rest(url: str, journal_dir: Path, *, family: str | None = None) -> None:
    """Adopt and fold what dead servers left behind, as the next server would.

    Args:
        family: the address of the database as the servers knew it, if that is another.
    """
    engine = database.open_database(url)
    try:
        folder = FoldWorker(JournalDirectory(journal_dir, family or url, room=10**6), EventFold(engine, utc_now))
        folder.fold_now()
        folder.close()
    finally:
        engine.dispose()

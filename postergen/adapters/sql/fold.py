"""Fold events into the database: every one exactly once, in any order, with its counters in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine, delete, update
from sqlalchemy.exc import DataError, IntegrityError

from postergen.adapters.sql.database import translated, wipe_log
from postergen.adapters.sql.fold_transaction import FoldTransaction
from postergen.adapters.sql.journal_marks import folding, mark_of, set_mark
from postergen.adapters.sql.referral_counting import are_waiting, count_waiting
from postergen.adapters.sql.scan_months import ScanMonths
from postergen.adapters.sql.schema import journal_mark
from postergen.adapters.sql.text_counting import count_waiting_texts, texts_are_waiting
from postergen.domain.events import Event, PersonErased, ScanRecorded
from postergen.domain.ports import Clock

SLICE = 500  # posters that one transaction counts, of those that were stored uncounted


class EventFold:
    """Writes events into the tables. Safe to run in several processes, each with journals of its own."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock
        self._months = ScanMonths(engine)
        self._has_leftovers = False  # what was erased still stands in the log of the database

    def fold(self, journal: str, events: Sequence[tuple[int, Event]]) -> None:
        """Fold these events of a journal, given with their numbers; what its mark says was folded is passed over.

        Raises:
            Unavailable: the database does not answer; nothing was folded, so try again.
            ValueError: an event that no table can hold.
        """
        with translated():
            if self._engine.dialect.name == "postgresql":
                self._months.make(e.scan.occurred_at for _, e in events if isinstance(e, ScanRecorded))
            try:
                self._fold(journal, events)
            except (DataError, IntegrityError) as exc:
                raise ValueError(str(exc.orig)) from exc
        self._has_leftovers = self._has_leftovers or any(isinstance(event, PersonErased) for _, event in events)

    def wipe(self) -> None:
        """After an erasure, take what was erased out of the log of the database as well."""
        if self._has_leftovers:
            self._has_leftovers = not wipe_log(self._engine)

    def _fold(self, journal: str, events: Sequence[tuple[int, Event]]) -> None:
        with folding(self._engine) as connection:
            mark = mark_of(connection, journal)
            fresh = [event for seq, event in events if seq > mark]
            if fresh:
                FoldTransaction(connection, self._clock()).run(fresh)
                set_mark(connection, journal, events[-1][0], self._clock())

    def catch_up(self, most: int = SLICE) -> int:
        """Count some of the posters that an earlier release stored without counting them among referrals or by text, if
        there are any; returns how many. Call it until it returns 0.
        """
        with translated(), self._engine.connect() as connection:
            if not are_waiting(connection) and not texts_are_waiting(connection):
                return 0
        with translated(), folding(self._engine) as connection:
            return max(count_waiting(connection, most), count_waiting_texts(connection, most))

    def mark(self, journal: str) -> int:
        """How far this journal is folded."""
        with translated(), self._engine.connect() as connection:
            return mark_of(connection, journal)

    def forget_journal(self, journal: str) -> None:
        """A journal is gone for good: its mark is not needed any more."""
        with translated(), folding(self._engine) as connection:
            connection.execute(delete(journal_mark).where(journal_mark.c.journal == journal))

    def rename_journal(self, before: str, after: str) -> None:
        """A journal goes on under another name, and so does its mark."""
        with translated(), folding(self._engine) as connection:
            connection.execute(update(journal_mark).where(journal_mark.c.journal == before).values(journal=after))

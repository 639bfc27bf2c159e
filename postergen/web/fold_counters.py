"""Count how events get from the journals into the database, and what the database says no to."""

from __future__ import annotations

from postergen.web.shared_values import Counted

FAILURES = ("database", "journal", "event", "damaged", "unexpected")
# The errors of PEP 249. One that is no fault (somebody else was faster with the same key) counts as well.
DATABASE_ERRORS = (
    "DatabaseError",
    "DataError",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "NotSupportedError",
    "OperationalError",
    "ProgrammingError",
)


class FoldCounters:
    """The counters of whoever folds: a process of its own, or a server that does it itself."""

    def __init__(self, counted: Counted | None = None) -> None:
        made = counted or Counted()
        self._folded = made.counter("postergen_folded_events", "Events that were carried into the database")
        self._failed = made.counter("postergen_fold_failures", "Tries to fold that failed, by reason", "reason")
        self._errors = made.counter("postergen_database_errors", "Errors of the database, by their class", "error")
        for reason in FAILURES:
            self._failed.labels(reason)
        for error in DATABASE_ERRORS:
            self._errors.labels(error)

    def folded(self, events: int) -> None:
        self._folded.inc(events)

    def failed(self, reason: str) -> None:
        self._failed.labels(reason).inc()

    def database_failed(self, error: str) -> None:
        """An error of this class; a driver's own classes, which are many, count as the most general one."""
        self._errors.labels(error if error in DATABASE_ERRORS else "DatabaseError").inc()


class DeathCounter:
    """Counts, in the process that looks after the others, those that died."""

    def __init__(self) -> None:
        self._deaths = Counted().counter("postergen_worker_deaths", "Server processes that died and were replaced")

    def died(self, workers: int) -> None:
        self._deaths.inc(workers)

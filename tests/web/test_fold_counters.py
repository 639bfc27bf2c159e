"""What goes wrong between journals and database is counted, under few names."""

from __future__ import annotations

from prometheus_client import generate_latest

from postergen.web.fold_counters import DATABASE_ERRORS, FAILURES, FoldCounters
from postergen.web.shared_values import Counted
from tests.web.test_metrics import value


def test_failures_are_told_by_reason_and_begin_at_nothing() -> None:
    counted = Counted()
    counters = FoldCounters(counted)
    counters.folded(1000)
    counters.failed("database")
    told = generate_latest(counted.registry).decode()
    assert value(told, "postergen_folded_events_total") == 1000
    assert [value(told, "postergen_fold_failures_total", reason=reason) for reason in FAILURES] == [1, 0, 0, 0, 0]


def test_a_class_of_a_drivers_own_makes_no_new_label() -> None:
    counted = Counted()
    counters = FoldCounters(counted)
    for error in ("UniqueViolation", "SerializationFailure", "OperationalError"):
        counters.database_failed(error)
    told = generate_latest(counted.registry).decode()
    assert value(told, "postergen_database_errors_total", error="DatabaseError") == 2
    assert told.count("postergen_database_errors_total{") == len(DATABASE_ERRORS)

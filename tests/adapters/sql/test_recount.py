"""Whoever checks or mends the counters holds nobody who folds, and what is folded meanwhile is neither lost nor doubled."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Connection, Table

from postergen.adapters.sql import recount
from postergen.adapters.sql.schema import referral_rollup
from postergen.errors import Unavailable
from postergen.tracking.referral_rollup import ReferralCell
from postergen.tracking.rollup import Cell
from tests.adapters.events import code, poster, scan
from tests.adapters.sql.test_fold import Database, db, everything  # noqa: F401  (an empty database of each kind)
from tests.conftest import NOON

WRONG = (
    "UPDATE rollup SET count = count + 3 WHERE measure = 'posters' AND dimension = 'all'",
    "UPDATE referral_rollup SET count = count - 1 WHERE dimension = 'all'",
    "DELETE FROM referral_rollup WHERE dimension = 'generation'",
)


def make_wrong(db: Database) -> None:  # noqa: F811
    with db.engine.begin() as connection:
        for statement in WRONG:
            connection.exec_driver_sql(statement)


def folded_meanwhile(db: Database, journal: str) -> None:  # noqa: F811
    """Another thread folds, and does not wait for whoever called."""
    late = poster(7, at=NOON + timedelta(hours=1))
    other = Thread(target=db.fold, args=(late, scan(77, late, minutes=70)), kwargs={"journal": journal}, daemon=True)
    other.start()
    other.join(4)
    assert not other.is_alive()


def test_counters_are_made_anew_and_wrong_ones_are_found(db: Database) -> None:  # noqa: F811
    db.fold(*everything())
    before = db.sums()
    make_wrong(db)
    found = {(type(cell).__name__, cell.dimension) for cell, _, _ in db.counters.differences()}
    assert found == {("Cell", "all"), ("ReferralCell", "all"), ("ReferralCell", "generation")}
    db.counters.rebuild()
    assert db.counters.differences() == []
    assert db.sums() == before


def test_who_checks_counters_holds_nobody_who_folds_and_sees_one_moment(
    db: Database,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    db.fold(*everything())
    counted = recount.recount

    def while_another_folds(connection: Connection, since: datetime) -> Counter[Cell]:
        """What is folded between the two readings would be a difference, were they of two moments."""
        found = counted(connection, since)
        folded_meanwhile(db, "another")
        return found

    monkeypatch.setattr(recount, "recount", while_another_folds)
    assert db.counters.differences() == []
    assert db.store.get(code(7)).code == code(7)
    monkeypatch.undo()
    assert db.counters.differences() == []


def test_events_are_folded_while_counters_are_made_anew_and_count_once(
    db: Database,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    db.fold(*everything())
    before = db.sums()["posters"]
    make_wrong(db)
    counted = recount.recount

    def while_another_folds(connection: Connection, since: datetime) -> Counter[Cell]:
        found = counted(connection, since)
        folded_meanwhile(db, "another")
        return found

    monkeypatch.setattr(recount, "recount", while_another_folds)
    db.counters.rebuild()
    monkeypatch.undo()
    assert db.counters.differences() == []
    assert db.sums()["posters"] == before + 1


def test_events_are_folded_between_slices_and_who_was_killed_begins_again(
    db: Database,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    db.fold(*everything())
    make_wrong(db)
    monkeypatch.setattr(recount, "SLICE", 5)
    adding, calls = recount.add_counters, list[Table]()

    def dying(connection: Connection, table: Table, counters: Mapping[Any, int]) -> None:
        calls.append(table)
        if len(calls) == 8:  # the fourth slice, half done
            raise Unavailable("the database", "killed")
        adding(connection, table, counters)

    monkeypatch.setattr(recount, "add_counters", dying)
    with pytest.raises(Unavailable, match="killed"):
        db.counters.rebuild()
    left = len(db.counters.differences())
    assert left > 0
    folded_meanwhile(db, "another")
    assert len(db.counters.differences()) == left
    db.counters.rebuild()
    assert db.counters.differences() == []


def test_of_two_who_make_counters_anew_the_later_one_does_it(
    db: Database,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the first saw is no longer so when the second is done; to add it once more would make counters wrong."""
    db.fold(*everything())
    make_wrong(db)
    counted, calls = recount.recount, [0]

    def overtaken(connection: Connection, since: datetime) -> Counter[Cell]:
        calls[0] += 1
        if calls[0] == 1:
            db.counters.rebuild()
        return counted(connection, since)

    monkeypatch.setattr(recount, "recount", overtaken)
    with pytest.raises(Unavailable, match="another one began"):
        db.counters.rebuild()
    assert db.counters.differences() == []


def test_a_check_holds_of_what_is_stored_only_what_differs(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    cells = [
        ReferralCell("c", "all", "day", NOON + timedelta(days=day), "", group, 0)
        for day in range(40)
        for group in range(100)
    ]
    with db.engine.begin() as connection:
        connection.execute(referral_rollup.insert(), [{**cell._asdict(), "count": 3} for cell in cells])
    monkeypatch.setattr(recount, "CHUNK", 100)
    monkeypatch.setattr(recount, "recount_referrals", lambda _connection: Counter(dict.fromkeys(cells, 3)))
    db.counters.differences()  # what is read only once is there
    tracemalloc.start()
    assert db.counters.differences() == []
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 250 * len(cells)  # bytes: less than one counter takes

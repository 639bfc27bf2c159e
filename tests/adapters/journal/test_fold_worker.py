"""A process folds what others append, and they remove it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text

from postergen.adapters.journal import fold_worker
from postergen.adapters.journal.fold_worker import FoldWorker
from postergen.adapters.journal.journal_directory import JournalDirectory
from postergen.adapters.sql import database
from postergen.adapters.sql.fold import EventFold
from postergen.adapters.sql.referral_trees import SqlTrees
from postergen.adapters.sql.rows import poster_row
from postergen.adapters.sql.schema import poster as poster_table
from postergen.adapters.sql.schema import scan as scan_table
from postergen.service.reports import Period
from tests.adapters.events import poster, scan
from tests.conftest import NOON
from tests.servers import wait_until
from tests.stores import sqlite_file


class Machine:
    """Processes over one database and one folder of journals."""

    def __init__(self, path: Path) -> None:
        self.url = sqlite_file(path / "store.db")
        self.folder = path / "journal"
        self.engine: Engine = database.open_database(self.url)

    def process(self) -> tuple[JournalDirectory, FoldWorker]:
        journals = JournalDirectory(self.folder, self.url, room=1000)
        return journals, FoldWorker(journals, EventFold(self.engine, lambda: NOON))

    def rows(self, table: object) -> int:
        with self.engine.connect() as connection:
            return int(connection.scalar(select(func.count()).select_from(table)) or 0)  # type: ignore[arg-type]


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    made = Machine(tmp_path)
    yield made
    made.engine.dispose()


class Watch:
    """What a worker tells of its folding."""

    def __init__(self) -> None:
        self.events, self.failures = 0, list[str]()

    def folded(self, events: int) -> None:
        self.events += events

    def failed(self, reason: str) -> None:
        self.failures.append(reason)


def fold_once(worker: FoldWorker) -> None:
    rounds = iter([False, True])
    worker.fold_machine(lambda: next(rounds))


def test_one_process_folds_what_others_append(machine: Machine) -> None:
    journals, _ = machine.process()
    others, _ = machine.process()
    journals.append([poster(1)])
    others.append([scan(1, poster(1))])

    fold_once(machine.process()[1])

    assert (machine.rows(poster_table), machine.rows(scan_table)) == (1, 1)
    assert journals.backlog()[0] == 2  # each removes its own
    journals.close()
    others.close()


def test_a_server_removes_what_was_folded_and_folds_nothing_itself(machine: Machine) -> None:
    journals, worker = machine.process()
    worker.start_beside()
    journals.append([poster(1)])
    worker.wake()
    fold_once(machine.process()[1])
    wait_until(lambda: journals.backlog()[0] == 0, "the server has removed what is folded")
    journals.append([scan(1, poster(1))])
    worker.wake()
    assert machine.rows(scan_table) == 0
    worker.close()
    assert machine.rows(scan_table) == 1  # in the end it leaves nothing behind


def test_who_issues_in_bulk_folds_many_at_once(machine: Machine) -> None:
    journals, worker = machine.process()
    watch = worker.watch = Watch()
    worker.start(every=3600)
    for number in range(5):
        journals.append([poster(number)])
        worker.wake()
    worker.close()
    assert machine.rows(poster_table) == watch.events == 5


def test_what_was_folded_is_not_folded_again_before_it_is_removed(machine: Machine) -> None:
    journals, _ = machine.process()
    journals.append([poster(1)])
    fold_once(machine.process()[1])
    journals.append([scan(1, poster(1))])
    fold_once(machine.process()[1])
    assert (machine.rows(poster_table), machine.rows(scan_table)) == (1, 1)
    journals.close()


def test_a_server_folds_when_the_process_that_does_is_gone(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fold_worker, "ABANDONED", 0.0)
    journals, worker = machine.process()
    worker.start_beside()
    journals.append([poster(1)])
    wait_until(lambda: machine.rows(poster_table) == 1, "the server has folded its own journal")
    worker.close()


def test_a_request_may_fold_beside_the_process_that_does(machine: Machine) -> None:
    journals, worker = machine.process()
    worker.start_beside()
    journals.append([poster(1)])
    assert worker.fold_now() == 1
    fold_once(machine.process()[1])
    assert machine.rows(poster_table) == 1
    worker.close()


def test_the_process_that_folds_counts_what_an_earlier_release_stored(machine: Machine) -> None:
    with machine.engine.begin() as connection:
        connection.execute(poster_table.insert(), [poster_row(poster(n)) for n in range(1, 4)])
    trees = SqlTrees(machine.engine)
    assert trees.is_counting()
    fold_once(machine.process()[1])
    assert not trees.is_counting()
    assert trees.generations("better-life", Period()) == {0: 3}


def test_who_watches_hears_what_was_folded_and_what_was_not(machine: Machine) -> None:
    journals, _ = machine.process()
    worker = machine.process()[1]
    watch = worker.watch = Watch()
    journals.append([poster(1), poster(2)])
    with machine.engine.begin() as connection:
        connection.execute(text("ALTER TABLE poster RENAME TO elsewhere"))
    fold_once(worker)
    assert (watch.events, set(watch.failures)) == (0, {"database"})
    with machine.engine.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO poster"))
    later = machine.process()[1]
    later.watch = watch
    fold_once(later)
    assert (watch.events, set(watch.failures)) == (2, {"database"})
    journals.close()


def test_who_watches_hears_of_what_is_set_aside(machine: Machine) -> None:
    journals, worker = machine.process()
    watch = worker.watch = Watch()
    journals.append([poster(1)])
    with closing(sqlite3.connect(journals.paths()[0])) as connection, connection:
        connection.execute("UPDATE event SET payload = '{}'")
    assert worker.fold_now() == 1
    assert (watch.events, watch.failures) == (0, ["event"])
    assert [(one.kind, one.files) for one in journals.set_aside()] == [("rejected", 1), ("damaged", 0)]
    journals.close()

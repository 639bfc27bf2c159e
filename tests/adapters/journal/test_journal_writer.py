"""Answers leave after their events are on the disk, and one thread writes for all of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from postergen.adapters.journal.event_codec import decode_event
from postergen.adapters.journal.journal_directory import JournalDirectory
from postergen.adapters.journal.journal_writer import JournalWriter, Unkept
from postergen.domain.events import Event
from postergen.errors import Unavailable
from tests.adapters.events import poster, scan

MADE = poster(1)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[JournalDirectory]:
    opened = JournalDirectory(tmp_path / "journal", "sqlite:///some.db", room=1000)
    yield opened
    opened.close()


def ids_in(folder: JournalDirectory) -> list[str]:
    return [decode_event(entry.payload).id for path in folder.paths() for entry in folder.entries(path, 0, 10_000)]


def brought(*events: Event, on_loss: Callable[[Exception], object] = lambda reason: None) -> list[Unkept]:
    return [Unkept(events, on_loss)]


def until(is_so: Callable[[], bool]) -> None:
    while not is_so():
        time.sleep(0.005)


def test_an_answer_leaves_after_its_events_are_on_the_disk(folder: JournalDirectory) -> None:
    writer, found = JournalWriter(folder.append), list[bool]()
    for number in range(50):
        hit = scan(number, MADE)
        writer.keep(brought(hit), lambda hit=hit: found.append(hit.id in ids_in(folder)))  # type: ignore[misc]
    until(lambda: len(found) == 50)
    assert all(found)
    assert ids_in(folder) == [scan(number, MADE).id for number in range(50)]


def test_who_comes_during_a_commit_shares_the_next(folder: JournalDirectory) -> None:
    commits, answers, goes_on = list[int](), list[int](), threading.Event()

    def append(events: Sequence[Event]) -> None:
        goes_on.wait(60)
        commits.append(len(events))
        folder.append(events)

    waited = list[float]()
    writer = JournalWriter(append, waited.append)
    writer.keep(brought(scan(0, MADE)), lambda: answers.append(0))
    until(lambda: writer._waiting.empty())  # the first is being written
    for number in range(1, 10):
        writer.keep(brought(scan(number, MADE)), lambda number=number: answers.append(number))  # type: ignore[misc]
    assert answers == []
    goes_on.set()
    until(lambda: len(answers) == 10)
    assert commits == [1, 9]
    assert answers == list(range(10))
    assert len(waited) == 2


def test_what_is_lost_is_told_before_the_answer_leaves() -> None:
    told = list[str]()

    def append(_events: Sequence[Event]) -> None:
        raise Unavailable("the journal", "the disk is full")

    writer = JournalWriter(append)
    writer.keep(brought(scan(1, MADE), on_loss=lambda reason: told.append(str(reason))), lambda: told.append("answer"))
    until(lambda: len(told) == 2)
    assert "the disk is full" in told[0]
    assert told[1] == "answer"


def test_an_event_that_cannot_be_written_is_lost_alone(folder: JournalDirectory) -> None:
    lost, answers, goes_on = list[int](), list[int](), threading.Event()

    def append(events: Sequence[Event]) -> None:
        goes_on.wait(60)
        folder.append(events)

    writer = JournalWriter(append)
    for number in range(6):
        event = poster(1, key="half a pair \ud800") if number == 3 else scan(number, MADE)
        tell = lambda _reason, number=number: lost.append(number)  # noqa: E731
        writer.keep(brought(event, on_loss=tell), lambda number=number: answers.append(number))  # type: ignore[misc]
    goes_on.set()
    until(lambda: len(answers) == 6)
    assert lost == [3]
    assert len(ids_in(folder)) == 5


def test_an_answer_that_fails_is_in_nobodys_way(folder: JournalDirectory) -> None:
    writer, answered = JournalWriter(folder.append), threading.Event()
    writer.keep(brought(scan(1, MADE)), lambda: 1 / 0)
    writer.keep(brought(scan(2, MADE)), answered.set)
    assert answered.wait(60)


def test_where_too_many_wait_whoever_comes_writes_in_the_own_thread(folder: JournalDirectory) -> None:
    goes_on, answers = threading.Event(), list[str]()

    def append(events: Sequence[Event]) -> None:
        if threading.current_thread() is not threading.main_thread():
            goes_on.wait(60)
        folder.append(events)

    writer = JournalWriter(append, most=2)
    writer.keep(brought(scan(1, MADE)), lambda: answers.append("writer"))
    until(lambda: writer._waiting.empty())
    for number in (2, 3):
        writer.keep(brought(scan(number, MADE)), lambda: answers.append("writer"))
    writer.keep(brought(scan(4, MADE)), lambda: answers.append("own"))
    assert answers == ["own"]
    goes_on.set()
    until(lambda: len(answers) == 4)
    assert sorted(ids_in(folder)) == [scan(number, MADE).id for number in (1, 2, 3, 4)]


def test_where_no_thread_can_be_started_whoever_comes_writes_in_the_own_thread(
    folder: JournalDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, answers = JournalWriter(folder.append), list[int]()

    def exhausted(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", exhausted)
        writer.keep(brought(scan(1, MADE)), lambda: answers.append(1))
        assert answers == [1]
    writer.keep(brought(scan(2, MADE)), lambda: answers.append(2))  # there are threads again
    until(lambda: answers == [1, 2])
    assert len(ids_in(folder)) == 2


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_died_is_replaced(folder: JournalDirectory) -> None:
    answers = list[int]()

    def die() -> None:
        raise SystemExit

    writer = JournalWriter(folder.append)
    writer.keep(brought(scan(1, MADE)), die)
    until(lambda: writer._thread is not None and not writer._thread.is_alive())
    writer.keep(brought(scan(2, MADE)), lambda: answers.append(2))
    until(lambda: answers == [2])


def test_what_there_is_no_room_for_is_lost_and_the_rest_is_kept(tmp_path: Path) -> None:
    folder = JournalDirectory(tmp_path / "journal", "sqlite:///some.db", room=5)  # scans have twice that
    lost, answers, begun, goes_on = list[int](), list[int](), threading.Event(), threading.Event()

    def append(events: Sequence[Event]) -> None:
        begun.set()
        goes_on.wait(60)
        folder.append(events)

    writer = JournalWriter(append)
    for number in range(20):
        tell = lambda _reason, number=number: lost.append(number)  # noqa: E731
        writer.keep(brought(scan(number, MADE), on_loss=tell), lambda number=number: answers.append(number))  # type: ignore[misc]
        begun.wait(60)  # the first goes alone, all others together
    goes_on.set()
    until(lambda: len(answers) == 20)
    assert len(ids_in(folder)) == 10
    assert len(lost) == 10
    folder.close()


def test_only_what_is_on_the_disk_is_told_as_a_commit() -> None:
    committed, answered = list[float](), threading.Event()

    def append(_events: Sequence[Event]) -> None:
        raise Unavailable("the journal", "the disk is full")

    JournalWriter(append, committed.append).keep(brought(scan(1, MADE)), answered.set)
    assert answered.wait(60)
    assert committed == []

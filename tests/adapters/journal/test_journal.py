"""A journal keeps what it acknowledged, in order, for this process and every other one of the machine."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from postergen.adapters.journal.event_codec import decode_event
from postergen.adapters.journal.fold_worker import FoldWorker
from postergen.adapters.journal.journal import Journal
from postergen.adapters.journal.journal_directory import LITTER_AGE, JournalDirectory
from postergen.adapters.journal.journalled_store import JournalledStore
from postergen.adapters.sql import database
from postergen.adapters.sql.fold import EventFold
from postergen.adapters.sql.poster_store import SqlStore
from postergen.domain.events import Event
from postergen.errors import Unavailable
from tests.adapters.events import code, poster, scan
from tests.conftest import NOON
from tests.stores import sqlite_file

URL = "sqlite:///some.db"
ROOT = Path(__file__).parents[2]


def journals(path: Path, *, room: int = 10_000) -> JournalDirectory:
    return JournalDirectory(path, URL, room=room)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[JournalDirectory]:
    opened = journals(tmp_path / "journal")
    yield opened
    opened.close()


def events_in(journal: Journal, limit: int = 10_000) -> list[Event]:
    return [decode_event(entry.payload) for entry in journal.read(limit)]


def in_threads(count: int, work: object, *more: Sequence[object]) -> None:
    threads = [threading.Thread(target=work, args=args) for args in zip(range(count), *more, strict=False)]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def in_another_process(path: Path, script: str) -> str:
    """What this script prints; it finds a `JournalDirectory` under the name ``journals``."""
    start = (
        "import sys; from pathlib import Path; from postergen.adapters.journal.journal_directory import JournalDirectory; "
        f"journals = JournalDirectory(Path(sys.argv[1]), {URL!r}, room=100)\n"
    )
    command = [sys.executable, "-c", start + script, str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout


def test_events_come_back_in_the_order_in_which_they_were_appended(folder: JournalDirectory) -> None:
    made = poster(1, key="k", avatar=b"\x00picture", maker="d1")
    events: list[Event] = [made, *(scan(n, made) for n in range(20))]
    folder.append(events[:5])
    for event in events[5:]:
        folder.append([event])
    assert events_in(folder.own()) == events
    assert events_in(folder.own(), 3) == events[:3]


def test_threads_that_append_at_once_lose_nothing_and_each_keeps_its_order(folder: JournalDirectory) -> None:
    made = poster(1)

    def append(number: int) -> None:
        for step in range(40):
            folder.append([scan(number * 1000 + step, made), scan(number * 1000 + 500 + step, made)])

    in_threads(8, append)
    found = [int(event.id, 16) for event in events_in(folder.own())]
    assert len(set(found)) == len(found) == 8 * 80
    for number in range(8):
        mine = [seen % 1000 for seen in found if seen // 1000 == number]
        assert mine == [step for n in range(40) for step in (n, 500 + n)]
    assert folder.own().waiting == 8 * 80


def test_threads_that_wait_share_one_commit(folder: JournalDirectory) -> None:
    commits: list[str] = []
    own = folder.own()
    own.connection.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
    with own._commit_lock:  # a commit that takes long
        threads = [threading.Thread(target=folder.append, args=([scan(n, poster(1))],)) for n in range(10)]
        for thread in threads:
            thread.start()
        while len(own._queue) < len(threads):
            time.sleep(0.01)
    for thread in threads:
        thread.join()
    assert len(commits) == 1
    assert own.backlog()[0] == 10


def test_one_event_that_cannot_be_written_fails_alone(folder: JournalDirectory) -> None:
    broken = poster(1, key="half a pair \ud800")
    own = folder.own()
    errors: list[Exception] = []

    def append(number: int) -> None:
        try:
            folder.append([broken if number == 3 else scan(number, poster(1))])
        except Exception as exc:
            errors.append(exc)

    with own._commit_lock:
        threads = [threading.Thread(target=append, args=(n,)) for n in range(6)]
        for thread in threads:
            thread.start()
        time.sleep(0.1)
    for thread in threads:
        thread.join()
    assert [type(error) for error in errors] == [UnicodeEncodeError]
    assert own.backlog()[0] == 5


def test_a_commit_that_fails_is_acknowledged_to_nobody(folder: JournalDirectory) -> None:
    own = folder.own()
    with closing(sqlite3.connect(own.path)) as other:
        other.execute("CREATE TRIGGER no BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    refused: list[int] = []

    def append(number: int) -> None:
        with pytest.raises(Unavailable, match="disk is full"):
            folder.append([scan(number, poster(1))])
        refused.append(number)

    in_threads(6, append)
    assert sorted(refused) == list(range(6))
    with closing(sqlite3.connect(own.path)) as other:
        other.execute("DROP TRIGGER no")
    folder.append([scan(99, poster(1))])
    assert [event.id for event in events_in(own)] == [f"{99:020x}"]


def test_what_was_acknowledged_is_found_at_once_by_everybody_on_the_machine(folder: JournalDirectory) -> None:
    made = poster(1, key="a key")
    hit = scan(7, made)
    folder.append([made, hit])
    other = journals(folder.folder)
    assert [decode_event(text) for text in other.find([made.id])] == [made]
    assert [decode_event(text) for text in other.find([hit.id, made.id])] == [made, hit]
    assert [decode_event(text) for text in other.find_keys(["b key", "a key"])] == [made]
    assert other.find(["nothing"]) == []
    script = (
        f"print(journals.find_keys(['a key'])[0]); print(journals.find(['{hit.id}'])[0]); print(journals.backlog())"
    )
    key, found, backlog = in_another_process(folder.folder, script).splitlines()
    assert (decode_event(key), decode_event(found)) == (made, hit)
    assert backlog.startswith("(2, ")


def test_another_database_has_other_journals(folder: JournalDirectory) -> None:
    folder.append([poster(1)])
    other = JournalDirectory(folder.folder, "sqlite:///another.db", room=10)
    assert other.find([code(1)]) == []
    assert other.backlog() == (0, 0.0)
    assert list(other.orphans()) == []


def test_a_file_that_cannot_be_read_is_no_proof_that_a_key_is_new(folder: JournalDirectory) -> None:
    folder.append([poster(1, key="k")])
    path = folder.folder / f"{folder.own().name}0.journal"
    path.write_bytes(b"")  # a process that makes its journal just now
    assert len(folder.find_keys(["k"])) == 1
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(Unavailable):
        folder.find_keys(["another"])


def test_a_file_that_its_process_died_over_is_rolled_back_by_whoever_reads(tmp_path: Path) -> None:
    """A process may die before its journal is in WAL mode; the roll-back needs writing."""
    half_made = tmp_path / "half"
    with closing(sqlite3.connect(half_made)) as connection:
        connection.executescript("CREATE TABLE event (seq INTEGER PRIMARY KEY, payload, subject, key, written_at)")
        connection.execute("PRAGMA cache_size=1")
        rows = (("x" * 2000,) for _ in range(500))
        connection.executemany("INSERT INTO event (payload) VALUES (?)", rows)  # too much for memory, not committed
        opened = journals(tmp_path / "journal")
        opened.append([poster(1)])
        path = opened.folder / f"{opened.own().name}0.journal"
        shutil.copy(half_made, path)
        shutil.copy(f"{half_made}-journal", f"{path}-journal")
    assert len(opened.find([code(1)])) == 1
    assert opened.backlog()[0] == 1
    assert [orphan.close() for orphan in opened.orphans()] == [True]
    opened.close()
    assert list(opened.folder.glob(f"{path.stem}*")) == []


def test_forgotten_events_are_gone_and_the_others_stay(folder: JournalDirectory) -> None:
    folder.append([poster(n) for n in range(10)])
    own = folder.own()
    own.forget(own.read(4)[-1].seq)
    assert [event.id for event in events_in(own)] == [code(n) for n in range(4, 10)]
    assert folder.find([code(3)]) == []
    assert len(folder.find([code(4)])) == 1
    assert own.waiting == own.backlog()[0] == 6


def test_a_number_is_never_given_twice(folder: JournalDirectory) -> None:
    """The database remembers how far a journal is folded: an event with a number of before would be passed over."""
    folder.append([poster(1), poster(2)])
    own = folder.own()
    last = own.read(10)[-1].seq
    own.forget(last)
    folder.append([poster(3)])
    assert [entry.seq for entry in own.read(10)] == [last + 1]
    own.forget(last + 1)
    with closing(sqlite3.connect(own.path)) as connection:  # not even by somebody who opens the file anew
        connection.execute("INSERT INTO event (subject, payload, written_at) VALUES ('x', '', 0)")
        assert connection.execute("SELECT seq FROM event").fetchall() == [(last + 2,)]


def test_the_backlog_says_how_many_wait_and_for_how_long(folder: JournalDirectory) -> None:
    assert folder.backlog() == (0, 0.0)
    began = time.time()
    folder.append([poster(1)])
    time.sleep(0.05)
    folder.append([poster(2), poster(3)])
    waiting, seconds = folder.backlog()
    assert waiting == 3
    assert 0.05 <= seconds <= time.time() - began
    folder.own().forget(3)
    assert folder.backlog() == (0, 0.0)


def test_posters_have_room_for_so_many_and_scans_for_twice_that(tmp_path: Path) -> None:
    opened = journals(tmp_path / "journal", room=3)
    made = poster(1)
    opened.append([poster(n) for n in range(3)])
    with pytest.raises(Unavailable, match="room for 3"):
        opened.append([poster(9)])
    for n in range(3):
        opened.append([scan(n, made)])
    with pytest.raises(Unavailable, match="room for 6"):
        opened.append([scan(9, made)])
    opened.own().forget(4)
    opened.append([poster(9)])
    opened.close()


def test_a_journal_without_events_is_removed_when_it_is_closed(folder: JournalDirectory) -> None:
    folder.append([poster(1)])
    name = folder.own().name
    folder.own().forget(1)
    assert folder.close() == name
    assert list(folder.folder.iterdir()) == []


def test_a_journal_with_events_stays_for_the_next(folder: JournalDirectory) -> None:
    folder.append([poster(1)])
    assert folder.close() is None
    (orphan,) = journals(folder.folder).orphans()
    assert [event.id for event in events_in(orphan)] == [code(1)]
    orphan.close()


def test_who_appends_while_the_journal_is_given_up_goes_on_in_the_next(folder: JournalDirectory) -> None:
    made, stop, appended = poster(1), threading.Event(), []

    def append() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            folder.append([scan(number, made)])
            appended.append(f"{number:020x}")

    thread = threading.Thread(target=append)
    thread.start()
    folded: list[str] = []
    names = set()
    while len(names) < 20:
        own = folder.own()
        entries = own.read(1000)
        if entries:
            own.forget(entries[-1].seq)
            folded += [decode_event(entry.payload).id for entry in entries]
        names.add(folder.start_over())
    stop.set()
    thread.join()
    folded += [event.id for event in events_in(folder.own())]
    assert folded == appended


def test_locks_without_a_journal_are_swept_away_when_they_are_old(folder: JournalDirectory) -> None:
    folder.append([poster(1)])
    stem = f"{folder.own().name}0"
    for age, suffix in ((2 * LITTER_AGE, "lock"), (2 * LITTER_AGE, "journal-wal"), (0.0, "journal-shm")):
        path = folder.folder / f"{stem}.{suffix}"
        path.touch()
        os.utime(path, (time.time() - age,) * 2)
    os.utime(folder.own().path.with_suffix(".lock"), (0, 0))
    assert list(folder.orphans()) == []
    assert [path.name for path in folder.folder.glob(f"{stem}*")] == [f"{stem}.journal-shm"]
    assert folder.own().path.with_suffix(".lock").is_file()


@pytest.mark.parametrize("name", ["with a space", "a#b", "what?", "100%25", "日志", "a'b\"c;--", "x&mode=memory"])
def test_any_folder_will_do(tmp_path: Path, name: str) -> None:
    opened = journals(tmp_path / name / "journal")
    opened.append([poster(1, key="k")])
    assert len(opened.find([code(1)])) == 1
    assert len(journals(opened.folder).find_keys(["k"])) == 1
    opened.own().forget(1)
    opened.close()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert list(opened.folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    opened = journals(tmp_path / "file" / "journal")
    with pytest.raises(Unavailable):
        opened.append([poster(1)])
    with pytest.raises(Unavailable), opened.holding(["k"]):
        pass


def test_one_thread_at_a_time_works_on_a_key(folder: JournalDirectory) -> None:
    inside: list[int] = []
    most: list[int] = []

    def work(number: int) -> None:
        keys = ["shared", f"other {number}"]
        for _ in range(10):
            with folder.holding(keys if number % 2 else keys[::-1]):
                inside.append(number)
                most.append(len(inside))
                time.sleep(0.001)
                inside.remove(number)

    in_threads(6, work)
    assert len(most) == 60
    assert max(most) == 1


def test_another_process_waits_for_a_key(folder: JournalDirectory) -> None:
    script = (
        "import time\n"
        "with journals.holding(['k']): print('held', flush=True); time.sleep(0.5); print(time.time(), flush=True)"
    )
    printed: list[str] = []
    other = threading.Thread(target=lambda: printed.append(in_another_process(folder.folder, script)))
    with folder.holding(["k"]):
        other.start()
        time.sleep(1)
        let_go = time.time()
    other.join()
    assert float(printed[0].split()[1]) >= let_go + 0.5


def test_a_key_is_free_again_when_its_holder_dies(folder: JournalDirectory) -> None:
    script = "import os\nwith journals.holding(['k']): print('held', flush=True); os.kill(os.getpid(), 9)"
    with pytest.raises(subprocess.CalledProcessError):
        in_another_process(folder.folder, script)
    with folder.holding(["k"]):
        pass


def test_a_poster_is_found_at_every_moment_between_journal_and_database(tmp_path: Path) -> None:
    url = sqlite_file(tmp_path / "store.db")
    engine = database.open_database(url)
    opened = JournalDirectory(tmp_path / "journal", url, room=10_000)
    folding = FoldWorker(opened, EventFold(engine, lambda: NOON))
    store = JournalledStore(opened, SqlStore(engine, lambda: NOON), folding.wake)
    folding.start()
    for number in range(150):
        made = poster(number, key=f"k{number}")
        store.append([made])
        for _ in range(3):
            assert store.get(made.id) == made.poster
            assert store.find_by_key([f"k{number}"])[f"k{number}"].poster == made.poster
    folding.close()
    engine.dispose()
    assert list(opened.folder.glob("*.journal*")) == []

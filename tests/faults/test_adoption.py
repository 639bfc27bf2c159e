"""What a dead process left behind is folded once, by whoever comes first, and broken pieces stop nobody."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from postergen.adapters.journal.event_codec import encode_event
from postergen.adapters.journal.fold_worker import FoldWorker
from postergen.adapters.journal.journal import Journal
from postergen.adapters.journal.journal_directory import JournalDirectory
from postergen.adapters.sql import database
from postergen.adapters.sql.fold import EventFold
from postergen.domain.events import Event
from tests.adapters.events import code, poster, scan
from tests.conftest import NOON
from tests.faults.clients import ROOT, servers
from tests.faults.stored import stored
from tests.stores import KINDS, empty_database

pytestmark = [pytest.mark.slow, pytest.mark.long]

ROUNDS = 30
EVENTS = 40  # in one journal

_FOLD = """
import sys
from pathlib import Path
from postergen.adapters.sql.fold import EventFold
from postergen.adapters.journal.fold_worker import FoldWorker
from postergen.adapters.journal.journal_directory import JournalDirectory
from postergen.adapters.sql import database
from postergen.loading import utc_now

url, folder = sys.argv[1:]
engine = database.open_database(url)
work = FoldWorker(JournalDirectory(Path(folder), url, room=10**6), EventFold(engine, utc_now))
work.fold_now()
print("ready", flush=True)
for line in sys.stdin:
    print(work.fold_now(), flush=True)
"""


@dataclass
class Place:
    """A folder of journals and the database that they go to."""

    url: str
    journal_dir: Path
    engine: Engine

    def journals(self, url: str | None = None) -> JournalDirectory:
        return JournalDirectory(self.journal_dir, url or self.url, room=10**6)

    def folder(self, journals: JournalDirectory | None = None) -> FoldWorker:
        return FoldWorker(journals or self.journals(), EventFold(self.engine, lambda: NOON))

    def leave_behind(self, events: Sequence[Event]) -> Path:
        """The journal of a process that wrote these events and died."""
        return _abandon(self.journals(), events)

    def left(self) -> list[str]:
        return sorted(path.name for path in self.journal_dir.glob("*.journal*"))

    def rejected(self) -> list[str]:
        """The payloads that were set aside."""
        files = sorted(self.journal_dir.glob("*.rejected.jsonl"))
        return [json.loads(line)["payload"] for path in files for line in path.read_text().splitlines()]


def _abandon(journals: JournalDirectory, events: Sequence[Event]) -> Path:
    journals.append(events)
    return _die(journals.own())


def _die(journal: Journal) -> Path:
    """Let go of everything as the kernel does: nothing is tidied up."""
    journal.connection.close()
    journal.lock_file.close()
    return journal.path


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with empty_database(request.param, tmp_path) as url:
        engine = database.open_database(url)
        yield Place(url, tmp_path / "journal", engine)
        engine.dispose()


def some(first: int, count: int = EVENTS) -> list[Event]:
    """Posters with a scan each."""
    made = [poster(n) for n in range(first, first + count // 2)]
    return [*made, *(scan(n, p) for n, p in enumerate(made, first))]


def test_two_processes_that_adopt_at_once_fold_an_event_once(place: Place) -> None:
    command = [sys.executable, "-c", _FOLD, place.url, str(place.journal_dir)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    adopters = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment) for _ in range(2)]
    try:
        for adopter in adopters:
            assert adopter.stdout is not None
            assert adopter.stdout.readline() == "ready\n"
        for number in range(ROUNDS):
            place.leave_behind(some(number * EVENTS))
            for adopter in adopters:
                assert adopter.stdin is not None
                adopter.stdin.write("go\n")
                adopter.stdin.flush()
            folded = [int(adopter.stdout.readline()) for adopter in adopters if adopter.stdout]
            assert sorted(folded) == [0, EVENTS]
            assert place.left() == []
    finally:
        for adopter in adopters:
            adopter.communicate("")
    with stored(place.url) as found:
        assert len(found.codes()) == len(found.clicks()) == ROUNDS * EVENTS // 2
        found.check_counters()
        assert found.marks() == 0


def test_a_journal_whose_owner_lives_is_left_to_it(place: Place) -> None:
    alive = place.journals()
    alive.append(some(1))
    assert place.folder().fold_now() == 0
    assert alive.own().backlog()[0] == EVENTS
    assert place.folder(alive).fold_now() == EVENTS
    alive.close()
    assert place.left() == []


def test_a_journal_of_another_database_is_left_alone(place: Place) -> None:
    other = _abandon(place.journals("sqlite:///another.db"), some(1))
    place.leave_behind(some(100))
    assert place.folder().fold_now() == EVENTS
    assert place.left() == [other.name]


def test_an_adopter_that_dies_after_folding_leaves_nothing_to_be_counted_twice(place: Place) -> None:
    path = place.leave_behind(some(1))
    # folded, and killed before the journal was told
    EventFold(place.engine, lambda: NOON).fold(path.stem, list(enumerate(some(1), 1)))
    place.folder().fold_now()
    assert place.left() == []
    with stored(place.url) as found:
        assert len(found.clicks()) == EVENTS // 2
        found.check_counters()


NO_EVENTS = [
    "",
    "no JSON",
    "[]",
    "1",
    "null",
    '"text"',
    "{}",
    '{"kind":"Unheard"}',
    '{"kind":["PosterIssued"]}',
    '{"kind":"ScanRecorded","id":"x"}',
    '{"kind":"PosterShared","subject":"x","occurred_at":5}',
    '{"kind":"Converted","key":"k","scan":"s","type":"t","value":"a lot","currency":"","occurred_at":"2026-06-01"}',
    encode_event(scan(1, poster(1))).replace('"human"', '"ghost"'),
    encode_event(poster(1)).replace('"options":["one","two"]', '"options":null'),
]


def test_a_payload_that_is_no_event_is_set_aside_and_the_rest_is_folded(place: Place) -> None:
    path = place.leave_behind([poster(1), *some(10)])
    with closing(sqlite3.connect(path)) as connection, connection:
        insert = "INSERT INTO event (subject, payload, written_at) VALUES ('x', ?, 0)"
        connection.executemany(insert, [(payload,) for payload in NO_EVENTS])
        connection.execute(insert, (encode_event(scan(999, poster(1))),))
    place.folder().fold_now()
    *others, of_a_person = place.rejected()
    assert others == [payload if payload.startswith("{") else "" for payload in NO_EVENTS[:-1]]
    assert code(1) in of_a_person
    assert poster(1).poster.brief.nickname not in of_a_person
    assert place.left() == []
    with stored(place.url) as found:
        assert len(found.codes()) == 1 + EVENTS // 2
        assert f"{999:020x}" in found.clicks()
        found.check_counters()


def _overwrite(path: Path, at: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def test_a_damaged_journal_is_set_aside_and_is_in_nobodys_way(place: Place) -> None:
    damaged = place.leave_behind(some(1))
    damaged.write_bytes(b"this is no database at all" * 1000)
    place.leave_behind(some(100))
    (place.journal_dir / damaged.name.replace(".journal", "0.journal")).write_bytes(b"")  # died as it was made
    place.folder().fold_now()
    assert place.left() == []
    assert damaged.with_suffix(".damaged").read_bytes().startswith(b"this is no database")
    with stored(place.url) as found:
        assert code(100) in found.codes()
        assert code(1) not in found.codes()
    assert place.journals().find([code(1)]) == []


def test_what_stands_before_the_damage_is_folded(place: Place) -> None:
    path = place.leave_behind(some(1, 1000))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    _overwrite(path, path.stat().st_size // 2 // size * size, b"\xff" * size * 4)
    place.folder().fold_now()
    assert place.left() == []
    assert path.with_suffix(".damaged").is_file()
    with stored(place.url) as found:
        assert code(1) in found.codes()
        assert len(found.codes()) < 500
        found.check_counters()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_torn_write_takes_only_itself(place: Place, share: float) -> None:
    journals = place.journals()
    for event in some(1):
        journals.append([event])
    own = journals.own()
    torn = {suffix: own.path.with_name(own.path.name + suffix).read_bytes() for suffix in ("", "-wal")}
    _die(own)
    for suffix, data in torn.items():  # as they lay on the disk while the process lived
        kept = data[: int(len(data) * share)] if suffix else data
        own.path.with_name(own.path.name + suffix).write_bytes(kept)
    folded = place.folder().fold_now()
    assert 0 < folded < EVENTS if share > 0.1 else folded < EVENTS
    assert place.left() == []
    with stored(place.url) as found:
        found.check_counters()


def test_a_server_starts_among_broken_journals_and_adopts_the_whole_ones(place: Place, tmp_path: Path) -> None:
    place.leave_behind(some(1)).write_bytes(b"nothing" * 999)
    broken = place.leave_behind(some(200))
    with closing(sqlite3.connect(broken)) as connection, connection:
        connection.execute("INSERT INTO event (subject, payload, written_at) VALUES ('x', '[]', 0)")
    with servers(place.url, tmp_path, place.journal_dir) as started:
        process = started.start()
        with process.client() as client:
            made = client.make("after")
            assert made.status == 201
            assert client.scan(made.code).status == 302
        started.stop(process)
        assert started.journals() == []
    assert place.rejected() == [""]
    with stored(place.url) as found:
        assert found.codes() >= {made.code, code(200)}
        found.check_counters()

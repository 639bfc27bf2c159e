"""A backup holds all that was answered before it began, whatever happens meanwhile, or it is not there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from dataclasses import fields
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import select

from postergen.adapters.journal.journal_copies import copy_journals
from postergen.adapters.sql import database
from postergen.adapters.sql.dumps import LEFT_OUT
from postergen.adapters.sql.recount import differences
from postergen.adapters.sql.schema import erasure, metadata, poster, scan
from postergen.backup import make
from postergen.backup.archive import read_archive
from postergen.config import Settings
from postergen.domain.events import PersonErased, PosterShared
from postergen.files import LITTER
from tests.adapters.events import confirmation, conversion
from tests.adapters.events import poster as issued
from tests.adapters.events import scan as hit
from tests.backup.services import NAME, Place, rows, sqlite_in
from tests.conftest import NOON
from tests.servers import wait_until
from tests.stores import KINDS, blank_database, empty_database, sqlite_file

pytestmark = pytest.mark.long

ROUNDS = 2


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_was_acknowledged_is_missing(kind: str, tmp_path: Path) -> None:
    """Three threads append, one folds and removes what is folded, as in a server; backups are made in between."""
    over, numbers, kept = Event(), count(1), list[tuple[str, str]]()
    with empty_database(kind, tmp_path) as url:
        here = Place(tmp_path / "here", url)
        with here.service() as service:

            def append() -> None:
                while not over.is_set():
                    number = next(numbers)
                    made = issued(number, key=f"key-{number}")
                    visit = hit(number, made)
                    service.product.journals.append([made, visit])
                    kept.append((made.id, visit.id))
                    time.sleep(0.02)

            service.product.start()
            threads = [Thread(target=append) for _ in range(3)]
            for thread in threads:
                thread.start()
            try:
                held = [held_in_a_backup(kind, here, kept, tmp_path / str(number)) for number in range(ROUNDS)]
            finally:
                over.set()
                for thread in threads:
                    thread.join()
    assert held == sorted(held)
    assert held[0] > 0


def held_in_a_backup(kind: str, here: Place, kept: list[tuple[str, str]], folder: Path) -> int:
    """Make a backup and restore it; how many posters were acknowledged before it began, all of which are there."""
    before = len(kept)
    wait_until(lambda: len(kept) > before + 30, "posters are made")
    folder.mkdir()
    acknowledged = kept[:]
    here.run("backup", folder / "one.backup")
    if kind == "sqlite":
        check_restored(sqlite_in(folder / "there"), folder / "one.backup", acknowledged)
    else:
        with blank_database() as url:
            check_restored(Place(folder / "there", url), folder / "one.backup", acknowledged)
    return len(acknowledged)


def check_restored(there: Place, backup: Path, acknowledged: list[tuple[str, str]]) -> None:
    there.run("restore", backup)
    engine = database.open_database(there.url)
    with engine.connect() as connection:
        posters, scans = connection.scalars(select(poster.c.code)).all(), connection.scalars(select(scan.c.id)).all()
    assert differences(engine) == []
    engine.dispose()
    assert set(posters) >= {code for code, _ in acknowledged}
    assert set(scans) >= {click for _, click in acknowledged}
    assert len(posters) == len(set(posters)), "none came twice"
    assert len(scans) == len(set(scans))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_folded_between_the_copies_counts_once(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of a journal is folded after it was copied, and it ends, and its mark with it, before the database is copied."""
    with empty_database(kind, tmp_path) as url:
        here = Place(tmp_path / "here", url)
        with here.service() as service:
            made = [issued(number) for number in (1, 2)]
            hits = [hit(1, made[0]), hit(2, made[1], minutes=5)]
            child = issued(3, parent=made[0], scan=hits[0].id)
            later = [
                confirmation(hits[0]),
                conversion(hits[1]),
                PosterShared(made[1].id, NOON),
                PersonErased(made[1].id, NOON),
            ]
            service.product.journals.append([*made, *hits, child, *later])

            def then_fold(*given: Any) -> list[str]:
                unreadable = copy_journals(*given)
                service.product.close()
                assert service.product.journals.paths() == []
                return unreadable

            monkeypatch.setattr(make, "copy_journals", then_fold)
            here.run("backup", tmp_path / "one.backup")
            counters = rows(service, "rollup"), rows(service, "referral_rollup"), rows(service, "deferred")
        with blank_database() if kind == "postgresql" else nullcontext(sqlite_in(tmp_path / "there").url) as empty:
            there = Place(tmp_path / "there", empty)
            assert "1 journals" in there.run("restore", tmp_path / "one.backup").output
            with there.service() as again:
                assert counters == (rows(again, "rollup"), rows(again, "referral_rollup"), rows(again, "deferred"))
                assert counters[0]


def started(here: Place, file: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "postergen", "backup", str(file)]
    return subprocess.Popen(command, env={**os.environ, **here.environment}, stderr=subprocess.PIPE)


@pytest.fixture
def large(tmp_path: Path) -> Place:
    """A place with a database that takes a moment to be copied."""
    here = sqlite_in(tmp_path / "here")
    engine = database.open_database(sqlite_file(here.folder / "postergen.db"))
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO avatar SELECT 'x', zeroblob(60000000)")
    engine.dispose()
    return here


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_one_that_is_stopped_leaves_what_was_there(how: signal.Signals, large: Place, tmp_path: Path) -> None:
    file = tmp_path / "backups/one.backup"
    file.parent.mkdir()
    file.write_text("the backup of yesterday")
    with started(large, file) as running:
        wait_until(lambda: any(file.parent.glob(f".*{LITTER}/files/database*")), "it copies the database")
        running.send_signal(how)
    assert file.read_text() == "the backup of yesterday"
    litter = [path for path in file.parent.iterdir() if path != file]
    assert [path.name.endswith(LITTER) and path.stat().st_mode & 0o777 == 0o700 for path in litter] == (
        [True] if how is signal.SIGKILL else []
    )
    sqlite_file(tmp_path / "small/postergen.db")
    sqlite_in(tmp_path / "small").run("backup", file)
    assert list(file.parent.iterdir()) == [file], "the next one takes away what is left"
    assert file.stat().st_mode & 0o777 == 0o600
    assert read_archive(file).database.kind == "sqlite"


def test_it_holds_no_salt_no_session_and_nobody_who_was_erased(tmp_path: Path) -> None:
    here, there = sqlite_in(tmp_path / "here"), sqlite_in(tmp_path / "there")
    with here.service() as service:
        gone = service.make(nickname=NAME)
        service.product.fold_worker.fold_now()
        with service.product.engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO studio_session VALUES ('d', 'ann', 'c', 'p', '2026-06-01', '2026-06-01')"
            )
            assert connection.exec_driver_sql("SELECT count(*) FROM salt").scalar_one() == 1
        service.erase(gone)
        (here.folder / "erasures.jsonl").unlink()
        here.run("backup", tmp_path / "one.backup")
    assert gone["code"] in (here.folder / "erasures.jsonl").read_text(), "a log that was lost is made anew"
    read_archive(tmp_path / "one.backup", tmp_path / "unpacked")
    assert NAME.encode() not in (tmp_path / "unpacked/database.sqlite").read_bytes()
    there.run("restore", tmp_path / "one.backup")
    engine = database.open_database(there.url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM salt").scalar_one() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM studio_session").scalar_one() == 0
        assert connection.scalars(select(erasure.c.code)).all() == [gone["code"]]
    engine.dispose()


def test_what_was_set_aside_comes_along_and_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    here, there = sqlite_in(tmp_path / "here"), sqlite_in(tmp_path / "there")
    with here.service() as service:
        service.make()
        (journal,) = service.product.journals.paths()
        journal.with_name(f"{journal.stem}.rejected.jsonl").write_text("{}\n")
        damaged = journal.with_name(f"{journal.stem}.damaged")
        damaged.write_text("no journal")
        said = here.run("backup", tmp_path / "one.backup").output
    assert f"note: {damaged} cannot be read, and is not in the backup" in said
    there.run("restore", tmp_path / "one.backup")
    assert [path.read_text() for path in (there.folder / "journal").glob("*.rejected.jsonl")] == ["{}\n"]


def test_every_setting_that_names_a_place_is_of_the_machine_or_in_the_backup() -> None:
    """Whoever adds one says here what becomes of it."""
    places = {f"POSTERGEN_{field.name.upper()}" for field in fields(Settings) if "Path" in str(field.type)}
    assert places | {"POSTERGEN_DATABASE_URL"} == {*make.OF_THE_MACHINE, *make.CONTENT}
    assert [setting for _, setting in make.CONTENT.values() if not hasattr(Settings(), setting)] == []
    assert set(LEFT_OUT) < metadata.tables.keys()


def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    sqlite_file(tmp_path / "postergen.db")
    os.mkfifo(tmp_path / "pipe")
    assert "is no file" in sqlite_in(tmp_path).run("backup", tmp_path / "pipe", leaves=2).output
    assert (tmp_path / "pipe").is_fifo()


def test_without_a_database_there_is_nothing_to_hold(tmp_path: Path) -> None:
    here = sqlite_in(tmp_path)
    assert "no database" in here.run("backup", tmp_path / "one.backup", leaves=2).output
    assert list(tmp_path.iterdir()) == []
    sqlite_file(here.folder / "postergen.db")
    assert "no folder" in here.run("backup", tmp_path / "nowhere/one.backup", leaves=2).output

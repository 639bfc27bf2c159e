"""A database is read whole in a folder that cannot be written, or it is said why it cannot."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from postergen.adapters.sql.database import open_database, translated
from postergen.adapters.sql.database_file import file_of
from postergen.errors import Unavailable
from tests.shut import shut
from tests.stores import sqlite_file

# Counts rows, says whether it may write, and tries.
READ = """
import sys
from sqlalchemy.exc import DBAPIError
from postergen.adapters.sql import database
from postergen.errors import PostergenError
try:
    engine = database.open_database(sys.argv[1], only_reads=True)
    database.upgrade(engine)
    with engine.connect() as connection:
        print(connection.exec_driver_sql("SELECT count(*) FROM erasure").scalar_one(), database.is_read_only(engine))
        try:
            connection.exec_driver_sql("DELETE FROM erasure")
        except DBAPIError as exc:
            print(exc.orig)
except PostergenError as exc:
    print(exc)
"""
ROW = "INSERT INTO erasure (code, erased_at) VALUES ('{}', '2026-01-01')"
READ_ONLY = "1 True\nattempt to write a readonly database"


def read(url: str, bound: tuple[str, ...] = ()) -> str:
    return subprocess.run([*bound, sys.executable, "-c", READ, url], capture_output=True, text=True).stdout.strip()


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with one row in its file, beside which nothing lies."""
    made = sqlite_file(tmp_path / "a % b" / "p.db")
    with closing(sqlite3.connect(tmp_path / "a % b" / "p.db")) as connection, connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(ROW.format("BT1"))
    assert [path.name for path in (tmp_path / "a % b").iterdir()] == ["p.db"]
    return made


def test_a_file_that_was_closed_is_read(url: str, tmp_path: Path) -> None:
    with shut(tmp_path / "a % b") as bound:
        assert read(url, bound) == READ_ONLY


def test_a_file_that_may_be_written_is_opened_as_ever(url: str) -> None:
    assert read(url) == "1 False"


def test_a_file_that_somebody_has_open_is_read_with_its_log(url: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a % b" / "p.db")) as writer:
        with writer:
            writer.execute(ROW.format("BT2"))
        with shut(tmp_path / "a % b") as bound:
            assert read(url, bound) == READ_ONLY.replace("1 True", "2 True")
            writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            assert read(url, bound) == READ_ONLY.replace("1 True", "2 True")


def test_a_log_that_cannot_be_read_is_not_left_out_in_silence(url: str, tmp_path: Path) -> None:
    copied = tmp_path / "copied"
    copied.mkdir()
    with closing(sqlite3.connect(tmp_path / "a % b" / "p.db")) as writer:
        with writer:
            writer.execute(ROW.format("BT2"))
        for name in ("p.db", "p.db-wal"):
            shutil.copy(tmp_path / "a % b" / name, copied)
    with shut(copied) as bound:
        said = read(f"sqlite:///{copied}/p.db", bound)
    assert f"{copied} cannot be written, and p.db-wal has what p.db has not; copy p.db and p.db-wal to a folder" in said
    assert read(f"sqlite:///{copied}/p.db") == "2 False"  # the way out


def test_a_file_that_was_deleted_takes_no_rows(url: str, tmp_path: Path) -> None:
    file, kept = tmp_path / "a % b" / "p.db", tmp_path / "kept.db"
    engine = open_database(url)
    insert = ROW.format("BT2")
    with engine.begin() as connection:
        connection.exec_driver_sql(insert)
    file.rename(kept)
    for _ in range(2):
        with pytest.raises(Unavailable, match="is gone since"), translated(), engine.begin() as connection:
            connection.exec_driver_sql(insert.replace("BT2", "BT3"))
    assert not file.exists()  # nor is an empty one made, which would be in the way of the one that is put back
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    shutil.copy(kept, file)
    with engine.begin() as connection:
        connection.exec_driver_sql(insert.replace("BT2", "BT4"))
    engine.dispose()
    with closing(sqlite3.connect(file)) as connection:
        assert [row[0] for row in connection.execute("SELECT code FROM erasure ORDER BY code")][-1] == "BT4"


def test_a_file_that_was_replaced_is_the_one_that_is_read(url: str, tmp_path: Path) -> None:
    file, other = tmp_path / "a % b" / "p.db", tmp_path / "other.db"
    shutil.copy(file, other)
    engine = open_database(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(ROW.format("BT2"))
    engine.dispose()  # its log is in the file
    other.replace(file)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM erasure").scalar_one() == 1
    engine.dispose()


def test_the_file_is_found_in_any_address() -> None:
    assert file_of("sqlite:///data/p.db") == Path("data/p.db")
    assert file_of("sqlite:///file:/data/a%20b.db?mode=ro&uri=true") == Path("/data/a b.db")
    assert file_of("sqlite://") is None
    assert file_of("postgresql+psycopg://nobody@127.0.0.1:1/none") is None

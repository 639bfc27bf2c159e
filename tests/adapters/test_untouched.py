"""An SQLite file is looked into, and no byte of it or beside it changes, whoever has it open or died over it."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from postergen.adapters.untouched import damage_in, looking_into
from postergen.errors import Unavailable
from tests.shut import held

WRITER = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("PRAGMA journal_mode=WAL")
connection.execute("CREATE TABLE one (a)")
connection.execute("INSERT INTO one VALUES (1)")
connection.commit()
if sys.argv[2:] == ["killed"]: os.kill(os.getpid(), 9)
if sys.argv[2:] == ["stays"]: print(flush=True); sys.stdin.read()
connection.close()
"""


def made(folder: Path, *killed: str) -> Path:
    folder.mkdir()
    subprocess.run([sys.executable, "-c", WRITER, str(folder / "p.db"), *killed], check=False)
    return folder / "p.db"


def count(file: Path) -> int:
    with looking_into(file, 5) as connection:
        assert damage_in(connection) == ""
        return int(connection.execute("SELECT count(*) FROM one").fetchone()[0])


def test_one_that_was_closed_and_one_whose_writer_was_killed(tmp_path: Path) -> None:
    for file in (made(tmp_path / "a % b"), made(tmp_path / "killed", "killed")):
        before = held(file.parent)
        assert count(file) == 1
        assert held(file.parent) == before


def test_one_that_somebody_has_open(tmp_path: Path) -> None:
    file, pipe = tmp_path / "p.db", subprocess.PIPE
    command = [sys.executable, "-c", WRITER, str(file), "stays"]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        before = held(tmp_path)
        assert set(before) == {"p.db", "p.db-wal", "p.db-shm"}
        assert count(file) == 1
        assert held(tmp_path) == before
        writer.communicate()


def test_nobody_writes_through_it(tmp_path: Path) -> None:
    with (
        looking_into(made(tmp_path / "closed"), 5) as connection,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        connection.execute("DELETE FROM one")


def test_a_log_that_cannot_be_read_without_writing_is_told(tmp_path: Path) -> None:
    file = made(tmp_path / "killed", "killed")
    (tmp_path / "copied").mkdir()
    for name in ("p.db", "p.db-wal"):
        shutil.copy(file.with_name(name), tmp_path / "copied" / name)
    with pytest.raises(Unavailable, match=r"p\.db-wal has what it has not"), looking_into(tmp_path / "copied/p.db", 5):
        pass


def test_questions_end_in_time(tmp_path: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with (
        looking_into(made(tmp_path / "closed"), 0.1) as connection,
        pytest.raises(sqlite3.OperationalError, match="interrupted"),
    ):
        connection.execute(endless).fetchone()

"""What was deleted before deleted rows were overwritten is found in a file, said, and taken out of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from postergen.adapters.sql import database
from postergen.adapters.sql.vacuum import leftovers_in, vacuum
from postergen.cli import main
from postergen.errors import Unavailable
from tests.stores import sqlite_file

NAME = "Zephyrine"


def traces(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.is_file() and NAME.encode() in path.read_bytes()]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A file as an earlier release left it: rows of names were deleted, in whole pages and in parts of some."""
    made = sqlite_file(tmp_path / "p.db")
    with closing(sqlite3.connect(tmp_path / "p.db")) as connection:
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("PRAGMA user_version=0")
        rows = [(f"{number:016d}", "2026-01-01", f"{NAME} {number}") for number in range(500)]
        with connection:
            connection.execute("CREATE TABLE old (code TEXT, at TEXT, nickname TEXT)")
            connection.executemany("INSERT INTO old VALUES (?, ?, ?)", rows)
        with connection:
            connection.execute("DELETE FROM old WHERE code < '0000000000000400' OR nickname LIKE '%7'")
            connection.execute("UPDATE old SET nickname = ''")
    assert traces(tmp_path) == ["p.db"]
    return made


def test_a_file_of_before_says_so_until_it_was_made_anew(url: str, tmp_path: Path) -> None:
    engine = database.open_database(url)
    assert leftovers_in(engine) == (tmp_path / "p.db").stat().st_size
    vacuum(engine)
    assert traces(tmp_path) == []
    assert leftovers_in(engine) == 0
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM old").scalar_one() == 90
    engine.dispose()


def test_while_somebody_reads_it_is_not_said_to_be_done(url: str) -> None:
    engine = database.open_database(url)
    with database.snapshot(engine) as reader:
        reader.exec_driver_sql("SELECT count(*) FROM old").scalar_one()
        with pytest.raises(Unavailable, match="try again"):
            vacuum(engine)
        assert leftovers_in(engine) > 0
    vacuum(engine)
    assert leftovers_in(engine) == 0
    engine.dispose()


def test_the_command_line_says_what_to_do(url: str, tmp_path: Path) -> None:
    settings = {"POSTERGEN_DATABASE_URL": url}
    assert "MB): postergen db vacuum" in CliRunner().invoke(main, ["db", "upgrade"], env=settings).stderr
    assert CliRunner().invoke(main, ["db", "vacuum"], env=settings).exit_code == 0
    assert CliRunner().invoke(main, ["db", "upgrade"], env=settings).stderr == ""
    assert traces(tmp_path) == []


def test_a_new_file_has_nothing_to_say(tmp_path: Path) -> None:
    engine = database.open_database(f"sqlite:///{tmp_path}/new.db")
    database.upgrade(engine)
    assert leftovers_in(engine) == 0
    engine.dispose()

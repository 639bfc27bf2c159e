"""What is said of a PostgreSQL, of tables and of clocks; files are broken for real in `tests/commands/test_doctor.py`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postergen.adapters.sql.survey import FileState, ServerState, Tables
from postergen.doctor.decisions.database import Clock, Database, judge_clock, judge_database, judge_migrations
from postergen.doctor.values import result_of

SERVER = ServerState(Tables("0016", "0016", True), "16.4", "UTF8", False, True, 97, 3)
LIFE = Database("postgresql", "postgresql+psycopg://life:***@db/life", 2, server=SERVER)
CLOCK = Clock(2_000_000_000.0, 1_999_000_000.0, (), ())


@pytest.mark.parametrize(
    ("change", "verdict", "mend"),
    [
        ({}, "ok", ""),
        ({"is_read_only": True}, "error", "primary server"),
        ({"may_create": False}, "error", "GRANT CREATE"),
        ({"encoding": "SQL_ASCII"}, "error", "ENCODING 'UTF8'"),
        ({"connections": 50, "others": 10}, "warning", "Raise max_connections of PostgreSQL to 65"),
    ],
)
def test_a_server(change: dict[str, object], verdict: str, mend: str) -> None:
    result = result_of("database", judge_database(replace(LIFE, server=replace(SERVER, **change))))  # type: ignore[arg-type]
    assert result.verdict == verdict
    assert mend in result.mend
    assert "16.4" in result.found


def test_databases_that_nobody_can_serve_with() -> None:
    assert "in memory" in judge_database(Database("sqlite", "sqlite://", 1))[0].found
    assert "mysql is no database that postergen knows" in judge_database(Database("mysql", "mysql://a/b", 1))[0].found


def test_a_file_that_is_too_large_to_be_read_through_says_so() -> None:
    (remark,) = judge_database(Database("sqlite", "p.db", 1, file=FileState(None, None, 9)))
    assert "which the first start makes" in remark.found
    (remark,) = judge_database(Database("sqlite", "p.db", 1, file=FileState(SERVER.tables, None, 9_000_000_000)))
    assert (remark.verdict, "too large" in remark.found) == ("ok", True)


def test_tables_that_are_not_there_are_made() -> None:
    empty = replace(SERVER, tables=Tables(None, "0016", True))
    assert judge_migrations(replace(LIFE, server=empty))[0].found == "no tables yet; the first start makes them"


@pytest.mark.parametrize(
    ("ahead", "verdict"), [((0.1, 0.0), "ok"), ((5.0, 4.0), "ok"), ((-5.0, 0.1), "warning"), ((95.0, 0.1), "error")]
)
def test_clocks_that_are_apart(ahead: tuple[float, float], verdict: str) -> None:
    result = result_of("clock", judge_clock(replace(CLOCK, ahead=(("the database", *ahead),))))
    assert (result.verdict, bool(result.mend)) == (verdict, verdict != "ok")


def test_a_clock_before_its_own_release() -> None:
    result = result_of("clock", judge_clock(replace(CLOCK, now=0.0)))
    assert (result.verdict, "before this release was installed" in result.found) == ("error", True)
    assert judge_clock(replace(CLOCK, away=("Redis",)))[0].verdict == "skipped"

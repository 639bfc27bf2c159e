"""The tools of PostgreSQL are found by their version, and what they say is passed on."""

from __future__ import annotations

from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import Engine

from postergen.adapters.sql import database, postgres_tools
from postergen.adapters.sql.postgres_tools import TOOLS, PostgresTools, find_tools
from postergen.errors import Unavailable
from tests.servers import wait_until
from tests.stores import blank_database


def install(folder: Path, version: str) -> None:
    """Tools that say that they are of this version."""
    folder.mkdir(parents=True)
    for tool in TOOLS:
        (folder / tool).write_text(f"#!/bin/sh\necho '{tool} (PostgreSQL) {version}'\n")
        (folder / tool).chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any."""
    monkeypatch.setattr(postgres_tools, "PLACES", (f"{tmp_path}/lib/*/bin",))
    monkeypatch.setattr(postgres_tools.shutil, "which", lambda _: None)
    return tmp_path


def test_the_oldest_that_knows_the_server_is_taken(machine: Path) -> None:
    for version in ("14.2", "16.9 (Debian 16.9-1)", "17.0"):
        install(machine / f"lib/{version[:2]}/bin", version)
    assert [find_tools(major).major for major in (13, 14, 15, 16, 17)] == [14, 14, 16, 16, 17]
    with pytest.raises(Unavailable, match="of PostgreSQL 17 only, and PostgreSQL 18 is needed; install them"):
        find_tools(18)


def test_where_there_are_none_it_says_what_to_install(machine: Path) -> None:
    (machine / "lib/15/bin").mkdir(parents=True)
    with pytest.raises(Unavailable, match=r"not there, and PostgreSQL 15 is needed.*postgresql-client-15"):
        find_tools(15)


@pytest.mark.postgres
def test_what_cannot_be_loaded_leaves_nothing(tmp_path: Path) -> None:
    with blank_database() as url:
        engine = database.open_database(url)
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE kept (a int)")
        tools = find_tools(postgres_tools.server_version(engine))
        tools.dump(engine, tmp_path / "whole", tmp_path, [])
        with pytest.raises(Unavailable, match=r"psql is unavailable: .*\"kept\" already exists"):
            tools.load(engine, tmp_path / "whole", tmp_path, [])
        (tmp_path / "cut").write_bytes((tmp_path / "whole").read_bytes()[:-100])
        with pytest.raises(Unavailable, match="pg_restore is unavailable"):
            tools.load(engine, tmp_path / "cut", tmp_path, ["kept"])
        assert postgres_tools.tables_in(engine) == ["kept"]
        engine.dispose()


def with_script(folder: Path, engine: Engine, script: str) -> PostgresTools:
    """The tools for this server, with a script for pg_restore, in which it is called REAL."""
    tools = find_tools(postgres_tools.server_version(engine))
    for tool in TOOLS:
        (folder / tool).symlink_to(tools.folder / tool)
    (folder / "pg_restore").unlink()
    (folder / "pg_restore").write_text("#!/bin/sh\n" + script.replace("REAL", f"{tools.folder}/pg_restore") + "\n")
    (folder / "pg_restore").chmod(0o755)
    return replace(tools, folder=folder)


def is_alone(engine: Engine) -> bool:
    """Whether nobody else is connected."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with engine.connect() as connection:
        return connection.exec_driver_sql(others).scalar_one() == 0


@pytest.mark.postgres
def test_one_that_is_killed_before_the_end_leaves_nothing(tmp_path: Path) -> None:
    with blank_database() as url:
        engine = database.open_database(url)
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE kept (a int)")
        tools = with_script(tmp_path, engine, 'REAL "$@"\ntouch "$0.done"\nexec sleep 3')
        tools.dump(engine, tmp_path / "dump", tmp_path, [])
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE kept")
        engine.dispose()
        loading = get_context("fork").Process(target=tools.load, args=(engine, tmp_path / "dump", tmp_path, []))
        loading.start()
        wait_until((tmp_path / "pg_restore.done").exists, "the whole script came")
        loading.kill()
        loading.join()
        wait_until(lambda: is_alone(engine), "psql has ended")
        assert postgres_tools.tables_in(engine) == []
        engine.dispose()


@pytest.mark.postgres
def test_what_newer_tools_say_first_is_kept_from_an_older_server(tmp_path: Path) -> None:
    """As those of PostgreSQL 17 do, in every dump (https://github.com/discourse/discourse/pull/41632)."""
    with blank_database() as source, blank_database() as target:
        before, after = database.open_database(source), database.open_database(target)
        with before.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE kept (a text)")
            connection.exec_driver_sql("INSERT INTO kept VALUES ('SET transaction_timeout = 0;')")
        newer = with_script(tmp_path, before, 'echo "SET transaction_timeout = 0;"\nexec REAL "$@"')
        newer.dump(before, tmp_path / "dump", tmp_path, [])
        newer.load(after, tmp_path / "dump", tmp_path, [])
        with after.connect() as connection:
            assert connection.exec_driver_sql("SELECT a FROM kept").scalars().all() == ["SET transaction_timeout = 0;"]
        before.dispose()
        after.dispose()


@pytest.mark.postgres
def test_no_password_is_seen_among_the_arguments(tmp_path: Path) -> None:
    engine = database.open_database("postgresql+psycopg://ann:a%3Ab%5Cc@127.0.0.1:1/a%20b?sslmode=disable")
    told = postgres_tools._connection_info(engine, tmp_path)
    assert "sslmode='disable'" in told
    assert "dbname='a b'" in told
    assert "a:b" not in told
    assert (tmp_path / "pgpass").read_text() == "*:*:*:*:a\\:b\\\\c\n"
    assert (tmp_path / "pgpass").stat().st_mode & 0o777 == 0o600

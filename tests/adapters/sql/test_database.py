"""A release lives with the tables of the next one, until something is taken away; and every migration keeps to that."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from postergen.adapters.sql import database
from postergen.bootstrap import build_product
from postergen.errors import InvalidSettings, Unavailable
from postergen.web.app import create_app
from tests.products import settings_for
from tests.stores import KINDS, empty_database

BRIEF = {"options": ["wuhan-hot-dry-noodles"]}
# Migrations up to this one were released before the rule. The folder's own migrations stand in for later releases.
RULED_AFTER = "0008"
VERSIONS = Path(database.__file__).parent / "migrations/versions"


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with empty_database(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    opened = database.open_database(url)
    yield opened
    opened.dispose()


def make_newer(engine: Engine, revision: str) -> None:
    """As a later release would leave it: a column, a table and an index more."""
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE poster ADD COLUMN mood VARCHAR(20)"))
        connection.execute(text("ALTER TABLE scan ADD COLUMN weather VARCHAR(20) NOT NULL DEFAULT ''"))
        connection.execute(text("CREATE TABLE moods (id INTEGER PRIMARY KEY)"))
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_a_server_goes_on_and_starts_while_the_tables_are_of_the_next_release(
    url: str, engine: Engine, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, database_url=url)
    running = build_product(settings)
    make_newer(engine, f"{database.head()[0]}999")
    for product in (running, build_product(settings)):
        client = create_app(product).test_client()
        code = client.post("/api/v1/posters", json=BRIEF).get_json()["code"]
        assert client.get(f"/s/{code}").status_code == 302
        assert product.fold_worker.fold_now() == 2
        assert client.get(f"/api/v1/posters/{code}").status_code == 200
        assert client.get("/readyz").status_code == 200
        product.close()
        product.engine.dispose()
    database.upgrade(engine)
    with pytest.raises(InvalidSettings, match="newer release"):
        database.downgrade(engine, "0001")


def test_tables_that_lack_something_are_refused_with_what_to_do(url: str, engine: Engine, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, database_url=url)
    running = build_product(settings)
    make_newer(engine, f"{int(database.head()[0]) + 1}000")
    with pytest.raises(Unavailable, match="newer release"):
        running.check_ready()
    for may_be_away in (True, False):
        with pytest.raises(InvalidSettings, match="install the newer release"):
            build_product(settings, may_be_away=may_be_away)
    running.close()
    running.engine.dispose()


def shape(engine: Engine) -> dict[tuple[str, str], bool]:
    """The columns by table and name, and whether a row may come without a value."""
    found = inspect(engine)
    return {
        (table, column["name"]): column["nullable"] or column["default"] is not None
        for table in found.get_table_names()
        for column in found.get_columns(table)
    }


def test_every_migration_only_adds_unless_it_begins_a_thousand(engine: Engine) -> None:
    revisions = sorted(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))
    assert all(revision.isdigit() for revision in revisions)
    after = shape(engine)
    for older, newer in reversed(list(pairwise(revisions))):
        if newer <= RULED_AFTER:
            break
        database.downgrade(engine, older)
        before = shape(engine)
        if older[0] == newer[0]:
            assert before.keys() <= after.keys(), f"{newer} takes away what servers of the last release use"
            tables = {table for table, _ in before}
            added = {name for name in after.keys() - before.keys() if name[0] in tables}
            assert all(after[name] for name in added), f"{newer} adds a column that the last release does not fill"
        after = before


def test_a_start_waits_for_nobody_who_writes(tmp_path: Path) -> None:
    """Commands that only read work while another writes, and on a disk that cannot be written."""
    engine = database.open_database(f"sqlite:///{tmp_path}/p.db")
    database.upgrade(engine)
    with engine.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        database.upgrade(engine)
    engine.dispose()
    reader = database.open_database(f"sqlite:///file:{tmp_path}/p.db?mode=ro&uri=true")
    database.upgrade(reader)
    reader.dispose()


def test_errors_are_told_by_their_class(engine: Engine) -> None:
    told: list[str] = []
    database.on_error(engine, told.append)
    with pytest.raises(Unavailable), database.translated(), engine.connect() as connection:
        connection.execute(text("SELECT 1 FROM nowhere"))
    assert told == ["OperationalError" if engine.dialect.name == "sqlite" else "ProgrammingError"]


def test_a_database_that_is_not_there_is_told_as_an_error() -> None:
    told: list[str] = []
    away = database.open_database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    database.on_error(away, told.append)
    with pytest.raises(Unavailable):
        database.check(away)
    assert told == ["OperationalError"]

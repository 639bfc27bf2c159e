"""What every store must do, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from postergen.adapters.sql import database
from postergen.adapters.sql.fold import EventFold
from postergen.adapters.sql.poster_store import SqlStore
from postergen.adapters.sql.schema import metadata
from postergen.errors import InvalidSettings, NotFound, Unavailable
from tests.adapters.events import code, poster, scan
from tests.conftest import NOON
from tests.stores import KINDS, empty_database


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    with empty_database(request.param, tmp_path) as url:
        engine = database.open_database(url)
        yield SqlStore(engine, lambda: NOON)
        engine.dispose()


def test_published_content_comes_back_byte_for_byte(store: SqlStore) -> None:
    files = {"a.yaml": "小明\n".encode(), "b.svg": bytes(range(256))}
    store.publish("template", "ticket", "v1", files)
    store.publish("template", "ticket", "v1", files)
    assert store.fetch("template", "ticket", "v1") == files
    with pytest.raises(NotFound):
        store.fetch("template", "ticket", "v2")


def test_migrations_go_down_and_up_again(store: SqlStore) -> None:
    EventFold(store.engine, lambda: NOON).fold("j", [(1, poster(1)), (2, scan(1, poster(1)))])
    database.downgrade(store.engine, "0003")
    database.upgrade(store.engine)
    assert store.get_scan(scan(1, poster(1)).id).code == code(1)
    assert store.get(code(1)).brief.nickname
    database.downgrade(store.engine, "base")
    with pytest.raises(Unavailable, match="db upgrade"):
        database.check(store.engine)
    database.upgrade(store.engine)
    database.upgrade(store.engine)
    database.check(store.engine)
    with pytest.raises(NotFound):
        store.get(code(1))


def test_the_newest_revision_is_known_without_alembic() -> None:
    from alembic.script import ScriptDirectory

    assert database.head() == ScriptDirectory(str(Path(database.__file__).parent / "migrations")).get_current_head()


def test_migrations_make_the_tables_that_the_code_expects(store: SqlStore) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_database_that_does_not_answer_is_unavailable() -> None:
    engine = database.open_database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(Unavailable):
        SqlStore(engine, lambda: NOON).get("BT0000000000001")


def test_an_address_that_makes_no_sense_says_how_to_write_one() -> None:
    with pytest.raises(InvalidSettings, match="sqlite:///"):
        database.open_database("nonsense")

"""What every store must do, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from postergen.adapters import database
from postergen.adapters.schema import metadata
from postergen.adapters.store import SqlStore
from postergen.domain.ports import Issue
from postergen.domain.poster import Brief, Choice, Lineage, Poster
from postergen.domain.scan import Classification, Scan, ScanClass
from postergen.errors import Conflict, InvalidSettings, NotFound, Unavailable
from tests.conftest import NOON

POSTGRES = os.environ.get("POSTERGEN_TEST_POSTGRES_URL", "")


def poster(code: str = "BT0000000000001", *, variant: str = "a.zh-1", revision: str = "r1") -> Poster:
    return Poster(
        code=code,
        brief=Brief("better-life", ("one", "two"), "zh-CN", "ticket", nickname="小明 👍🏽", place="hubei/wuhan"),
        choice=Choice(variant, revision, "p1", 0.125),
        campaign_version="c1",
        template_version="t1",
        lineage=Lineage(None, None, code, 0),
        created_at=NOON,
    )


def scan(number: int, code: str, scan_class: ScanClass = ScanClass.HUMAN) -> Scan:
    return Scan(f"{number:020x}", code, Classification(scan_class, "", "1"), NOON + timedelta(minutes=number))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    if request.param == "sqlite":
        engine = database.open_database(f"sqlite:///{tmp_path}/store.db")
        database.upgrade(engine)
        yield SqlStore(engine, lambda: NOON)
        engine.dispose()
        return
    if not POSTGRES:
        if os.environ.get("CI"):
            pytest.fail("CI has to set POSTERGEN_TEST_POSTGRES_URL")
        pytest.skip("needs a PostgreSQL server: set POSTERGEN_TEST_POSTGRES_URL")
    name = f"postergen_{uuid.uuid4().hex[:12]}"
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine = database.open_database(admin.url.set(database=name).render_as_string(hide_password=False))
    database.upgrade(engine)
    yield SqlStore(engine, lambda: NOON)
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
    admin.dispose()


def test_a_poster_comes_back_as_it_was_stored(store: SqlStore) -> None:
    child = replace(poster("BT0000000000002"), lineage=Lineage("s1", "BT0000000000001", "BT0000000000001", 1))
    store.add([Issue(poster()), Issue(child)])
    assert store.get("BT0000000000001") == poster()
    assert store.get("BT0000000000002") == child


def test_an_unknown_poster_is_not_found(store: SqlStore) -> None:
    with pytest.raises(NotFound):
        store.get("BT0000000000009")


def test_posters_are_stored_all_or_none(store: SqlStore) -> None:
    store.add([Issue(poster(), "key")])
    with pytest.raises(Conflict):
        store.add([Issue(poster("BT0000000000002")), Issue(poster("BT0000000000003"), "key")])
    with pytest.raises(NotFound):
        store.get("BT0000000000002")


def test_a_key_finds_its_poster_and_the_digest_of_its_request(store: SqlStore) -> None:
    store.add([Issue(poster(), "key", "digest")])
    assert store.find_by_key(["key", "other"]) == {"key": (poster(), "digest")}


def test_a_scan_comes_back_as_it_was_stored(store: SqlStore) -> None:
    stored = Scan("f" * 20, "BT0000000000001", Classification(ScanClass.BOT, "no user agent", "1"), NOON)
    store.add_scan(stored)
    assert store.get_scan("f" * 20) == stored
    with pytest.raises(NotFound):
        store.get_scan("0" * 20)


def test_only_people_are_counted_and_a_poster_counts_once(store: SqlStore) -> None:
    store.add([Issue(poster(f"BT000000000000{n}")) for n in range(4)])
    store.add([Issue(poster("BT0000000000008", revision="r2")), Issue(poster("BT0000000000009", variant="b"))])
    for number in range(3):
        store.add_scan(scan(number, "BT0000000000000"))
    store.add_scan(scan(3, "BT0000000000001"))
    store.add_scan(scan(4, "BT0000000000002", ScanClass.PREVIEW))
    store.add_scan(scan(5, "BT0000000000009", ScanClass.BOT))
    counted = [
        (c.variant, c.revision, c.posters, c.posters_scanned, c.scans) for c in store.count_variants("better-life")
    ]
    assert counted == [("a.zh-1", "r1", 4, 2, 4), ("a.zh-1", "r2", 1, 0, 0), ("b", "r1", 1, 0, 0)]
    assert store.count_variants("another") == []


def test_published_content_comes_back_byte_for_byte(store: SqlStore) -> None:
    files = {"a.yaml": "小明\n".encode(), "b.svg": bytes(range(256))}
    store.publish("template", "ticket", "v1", files)
    store.publish("template", "ticket", "v1", files)
    assert store.fetch("template", "ticket", "v1") == files
    with pytest.raises(NotFound):
        store.fetch("template", "ticket", "v2")


def test_migrations_go_down_and_up_again(store: SqlStore) -> None:
    store.add([Issue(poster())])
    database.downgrade(store.engine, "base")
    with pytest.raises(Unavailable, match="db upgrade"):
        database.check(store.engine)
    database.upgrade(store.engine)
    database.upgrade(store.engine)
    database.check(store.engine)
    with pytest.raises(NotFound):
        store.get("BT0000000000001")


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

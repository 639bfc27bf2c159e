"""Rows that are inserted at once are those that SQLAlchemy would write one by one."""

from __future__ import annotations

from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DataError

from postergen.adapters.sql import database
from postergen.adapters.sql.many_rows import add_counters, insert_rows
from postergen.adapters.sql.schema import avatar, erasure, journal_mark, referral_rollup, rollup
from postergen.tracking.referral_rollup import ReferralCell
from postergen.tracking.rollup import Cell
from tests.conftest import NOON
from tests.stores import KINDS, empty_database

BEIJING = timezone(timedelta(hours=8))
ROWS = {
    "moments of any zone": (
        erasure,
        [{"code": "a", "erased_at": NOON}, {"code": "b", "erased_at": NOON.astimezone(BEIJING)}],
    ),
    "bytes": (avatar, [{"code": "a", "picture": b"\x00\xff"}, {"code": "b", "picture": b""}]),
    "large numbers": (journal_mark, [{"journal": "'%s' ?", "seq": 2**62, "folded_at": NOON}]),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", ROWS)
def test_they_read_as_if_each_had_been_inserted(kind: str, what: str, tmp_path: Path) -> None:
    table, rows = ROWS[what]
    with empty_database(kind, tmp_path) as url:
        engine = database.open_database(url)
        found: list[Any] = []
        for at_once in (True, False):
            with engine.begin() as connection:
                if at_once:
                    insert_rows(connection, table, rows)
                else:
                    connection.execute(insert(table), rows)
                found.append(connection.execute(select(table).order_by(table.c[0])).all())
                connection.rollback()
        engine.dispose()
    assert found[0] == found[1]
    assert len(found[0]) == len(rows)


@pytest.mark.postgres
def test_what_is_too_long_for_its_column_is_refused_and_not_cut(tmp_path: Path) -> None:
    with empty_database("postgresql", tmp_path) as url:
        engine = database.open_database(url)
        with pytest.raises(DataError), engine.begin() as connection:
            insert_rows(connection, erasure, [{"code": "a" * 17, "erased_at": NOON}])
        engine.dispose()


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_that_is_there_stays_as_it_is(kind: str, tmp_path: Path) -> None:
    with empty_database(kind, tmp_path) as url:
        engine = database.open_database(url)
        with engine.begin() as connection:
            insert_rows(connection, erasure, [{"code": "a", "erased_at": NOON}])
            insert_rows(connection, erasure, [{"code": code, "erased_at": NOON + timedelta(1)} for code in "ab"])
            insert_rows(connection, erasure, [])
            rows = connection.execute(select(erasure).order_by(erasure.c.code)).all()
        engine.dispose()
    assert [tuple(row) for row in rows] == [("a", NOON), ("b", NOON + timedelta(1))]


A_CELL = Cell("lives", "hour", NOON, "variant", "v1", "wechat", "posters")
A_REFERRAL_CELL = ReferralCell("lives", "variant", "hour", NOON, "v1", 7, 24)
COUNTERS = {
    "of posters": (rollup, A_CELL, A_CELL._replace(value="v2"), A_CELL._replace(measure="scanned")),
    "of referrals": (
        referral_rollup,
        A_REFERRAL_CELL,
        A_REFERRAL_CELL._replace(tree_group=8),
        A_REFERRAL_CELL._replace(within=0),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", COUNTERS)
def test_what_is_added_to_counters_is_their_sum(kind: str, what: str, tmp_path: Path) -> None:
    table, twice, corrected, once = COUNTERS[what]
    with empty_database(kind, tmp_path) as url:
        engine = database.open_database(url)
        with engine.begin() as connection:
            add_counters(connection, table, {twice: 2, corrected: 5})
            add_counters(connection, table, {})
            add_counters(connection, table, {twice: 2**40, corrected: -3, once: 1})
            rows = connection.execute(select(*(table.c[name] for name in twice._fields), table.c.count)).all()
        engine.dispose()
    assert {type(twice)(*row[:-1]): row[-1] for row in rows} == {twice: 2**40 + 2, corrected: 2, once: 1}

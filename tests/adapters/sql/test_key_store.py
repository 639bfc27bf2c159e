"""What every store of keys must do, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from postergen.adapters.sql import database
from postergen.adapters.sql.key_store import SqlKeys
from postergen.adapters.sql.poster_store import SqlStore
from postergen.domain.keys import ApiKey
from postergen.errors import Unavailable
from tests.adapters.sql.test_poster_store import store  # noqa: F401  (an empty database of each kind)
from tests.conftest import NOON

KEY = ApiKey("abcdefgh", "the shop", "d" * 64, frozenset({"stats", "erase"}), NOON)


@pytest.fixture
def keys(store: SqlStore) -> SqlKeys:  # noqa: F811
    return SqlKeys(store.engine)


def test_a_key_comes_back_as_it_was_stored(keys: SqlKeys) -> None:
    keys.add_key(KEY)
    assert keys.find_key("abcdefgh") == KEY
    assert keys.find_key("zzzzzzzz") is None


def test_keys_are_listed_the_oldest_first(keys: SqlKeys) -> None:
    younger = replace(KEY, id="aaaaaaaa", created_at=NOON + timedelta(seconds=1))
    for key in (younger, KEY):
        keys.add_key(key)
    assert list(keys.list_keys()) == [KEY, younger]


def test_revoking_twice_keeps_the_first_moment(keys: SqlKeys) -> None:
    keys.add_key(KEY)
    assert keys.revoke_key("abcdefgh", NOON)
    assert keys.revoke_key("abcdefgh", NOON + timedelta(days=1))
    assert keys.find_key("abcdefgh") == replace(KEY, revoked_at=NOON)
    assert not keys.revoke_key("zzzzzzzz", NOON)


def test_the_last_use_is_kept(keys: SqlKeys) -> None:
    keys.add_key(KEY)
    keys.touch_key("abcdefgh", NOON)
    assert keys.find_key("abcdefgh") == replace(KEY, last_used_at=NOON)


def test_a_store_that_does_not_answer_is_unavailable() -> None:
    keys = SqlKeys(database.open_database("postgresql+psycopg://nobody@127.0.0.1:1/none"))
    with pytest.raises(Unavailable):
        keys.find_key("abcdefgh")

"""What a database says of itself, asked by somebody who may do little there."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from postergen.adapters.sql.survey import describe, login_of, server_state
from postergen.errors import InvalidSettings
from tests.stores import POSTGRES, require_postgres


@pytest.fixture
def poor() -> Iterator[str]:
    """The address of a PostgreSQL database without an encoding, for a user who may only read."""
    require_postgres()
    name = f"poor_{uuid.uuid4().hex[:12]}"
    server = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        for statement in (
            f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'",
            f"CREATE ROLE {name} LOGIN PASSWORD '{name}'",
            f"ALTER ROLE {name} SET default_transaction_read_only = on",
            f"ALTER ROLE {name} SET search_path = nowhere",
        ):
            connection.execute(text(statement))
    url = make_url(POSTGRES).set(database=name, username=name, password=name)
    try:
        yield url.render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
            connection.execute(text(f"DROP ROLE {name}"))
        server.dispose()


@pytest.mark.postgres
def test_what_is_wrong_with_a_server_is_seen(poor: str) -> None:
    state = server_state(poor)
    assert (state.encoding, state.is_read_only, state.may_create) == ("SQL_ASCII", True, False)
    assert (state.tables.revision, state.tables.works) == (None, True)
    assert state.connections > 0
    assert int(state.version.partition(".")[0]) >= 12


def test_a_password_is_not_in_what_is_told_of_an_address() -> None:
    url = "postgresql+psycopg://life:psst@db:5433/life"
    assert describe(url) == ("postgresql", "postgresql+psycopg://life:***@db:5433/life", None)
    assert login_of(url) == ("life", "psst", "db")
    assert login_of("sqlite:///p.db") is None
    with pytest.raises(InvalidSettings):
        describe("nonsense")

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from postergen.adapters.sql import policy_store
from postergen.adapters.sql.database import Engine, open_database
from postergen.adapters.sql.policy_store import SqlPolicies, decode_policy, encode_policy
from postergen.adapters.sql.schema import policy as policies
from postergen.domain.policies import Arm, Kind, Policy, Prior, Reward, Terms
from postergen.errors import NotFound, Unavailable
from postergen.service.policies import Action, Entry, Kept, Served
from tests.stores import KINDS, empty_database

AT = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
TERMS = Terms(kind=Kind.BETA, reward=Reward.MAKER, discount=0.98)
ARMS = (Arm("a.en-1", "r1", "en", 1 / 3 * 1000, 0.1 + 0.2, 0.62), Arm("b.zh-1", "r2", "zh-CN", 1e-9, 0, 0.0))
PRIORS = {"": Prior(-2.9, 0.15, 80.0, 0.5, 0.1), "en": Prior(-3.1, 1e-17, 40.0, 0.5, 1 / 7)}
FIRST = Policy("better-life", Kind.BETA, TERMS, ARMS, PRIORS, AT)


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with empty_database(request.param, tmp_path) as url:
        engine = open_database(url)
        yield engine
        engine.dispose()


@pytest.fixture
def store(engine: Engine) -> SqlPolicies:
    return SqlPolicies(engine)


def entry(action: Action, version: str, hours: int = 0) -> Entry:
    return Entry("better-life", AT + timedelta(hours=hours), action, version, "ann", "why not")


def keep(store: SqlPolicies, made: Policy) -> Served | None:
    return store.keep(made, {"texts": [1]}, Entry(made.campaign, made.made_at, Action.UPDATE, made.version, "timer"))


def after(parent: Policy, hours: int = 1) -> Policy:
    return replace(parent, made_at=parent.made_at + timedelta(hours=hours), parent=parent.version)


@pytest.mark.parametrize("made", [FIRST, replace(FIRST, scores=bytes(range(256))), replace(FIRST, arms=(), priors={})])
def test_a_policy_comes_back_to_the_last_bit(made: Policy) -> None:
    again = decode_policy(encode_policy(made))
    assert again == made
    assert again.version == made.version


@dataclass(frozen=True, slots=True)
class LaterTerms(Terms):
    """As a later release may have them."""

    patience: int = 3


def test_what_was_kept_before_a_term_was_added_is_read_under_its_version(
    store: SqlPolicies, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, FIRST)
    monkeypatch.setattr(policy_store, "Terms", LaterTerms)
    found = store.load("better-life", FIRST.version).policy
    assert found.terms == LaterTerms(kind=Kind.BETA, reward=Reward.MAKER, discount=0.98)
    changed = replace(after(found), terms=replace(found.terms, patience=4))
    assert changed.version != after(found).version
    keep(store, changed)
    assert store.load("better-life", changed.version).policy == changed


def test_versions_of_what_is_kept_never_change() -> None:
    assert FIRST.version == "beta-e25541b3d0"
    assert replace(FIRST, terms=replace(TERMS, discount=1.0)).version != FIRST.version


def test_what_is_kept_serves_from_then_on(store: SqlPolicies) -> None:
    assert store.serving("better-life") == Served()
    assert store.all_serving() == {}
    served = keep(store, FIRST)
    assert served == Served(FIRST.version, False, AT)
    assert store.all_serving() == {"better-life": served}
    assert store.load("better-life", FIRST.version) == Kept(FIRST, {"texts": [1]})


def test_whoever_read_what_no_longer_serves_changes_nothing(store: SqlPolicies) -> None:
    keep(store, FIRST)
    second, late = after(FIRST), after(FIRST, 2)
    assert keep(store, second) is not None
    assert keep(store, late) is None
    assert store.serving("better-life").version == second.version
    with pytest.raises(NotFound):
        store.load("better-life", late.version)
    assert [one.version for one in store.history("better-life", 9)] == [second.version, FIRST.version]


def test_a_pinned_policy_stays_and_what_is_made_meanwhile_is_kept(store: SqlPolicies) -> None:
    first = keep(store, FIRST)
    assert first is not None
    pinned = store.serve(FIRST.version, True, entry(Action.PIN, FIRST.version, 1), first)
    second = after(FIRST)
    assert keep(store, second) == pinned == store.serving("better-life")
    assert store.load("better-life", second.version).policy == second


def test_who_pins_has_to_know_what_serves(store: SqlPolicies) -> None:
    keep(store, FIRST)
    assert store.serve(FIRST.version, True, entry(Action.PIN, FIRST.version), Served("beta-of-before")) is None
    assert not store.serving("better-life").pinned
    assert len(store.history("better-life", 9)) == 1


def test_standings_come_in_the_order_of_time(store: SqlPolicies) -> None:
    keep(store, FIRST)
    second = after(FIRST, 24)
    keep(store, second)
    assert [version for _, version, _ in store.standings("better-life", AT)] == [FIRST.version, second.version]
    assert [version for _, version, _ in store.standings("better-life", AT + timedelta(hours=1))] == [second.version]


@pytest.mark.parametrize("body", [b"", b"no policy", zlib.compress(b"{}"), zlib.compress(b"[1]")])
def test_what_this_release_cannot_read_is_said_and_not_guessed(store: SqlPolicies, engine: Engine, body: bytes) -> None:
    keep(store, FIRST)
    with engine.begin() as connection:
        connection.execute(update(policies).values(body=body))
    with pytest.raises(Unavailable, match=FIRST.version):
        store.load("better-life", FIRST.version)


def test_a_policy_under_the_name_of_another_is_not_served(store: SqlPolicies, engine: Engine) -> None:
    keep(store, FIRST)
    with engine.begin() as connection:
        connection.execute(update(policies).values(body=encode_policy(after(FIRST))))
    with pytest.raises(Unavailable, match=after(FIRST).version):
        store.load("better-life", FIRST.version)


def test_what_served_at_a_moment_is_told_by_what_was_done_until_then(store: SqlPolicies) -> None:
    first = keep(store, FIRST)
    second, third, fourth = after(FIRST), after(after(FIRST), 3), after(after(after(FIRST), 3), 3)
    keep(store, second)
    store.note(entry(Action.REFUSE, "", 2))
    store.serve(FIRST.version, True, entry(Action.PIN, FIRST.version, 3), store.serving("better-life"))
    store.keep(replace(third, parent=FIRST.version), {}, entry(Action.UPDATE, "beta-kept", 4))
    store.serve(FIRST.version, False, entry(Action.UNPIN, FIRST.version, 5), store.serving("better-life"))
    made = replace(fourth, parent=FIRST.version)
    store.keep(made, {}, entry(Action.UPDATE, made.version, 7))
    store.serve("", True, entry(Action.ROLLBACK, "", 8), store.serving("better-life"))
    assert first is not None
    served = ["", FIRST.version, second.version, second.version, *[FIRST.version] * 4, made.version, ""]
    assert [store.served_at("better-life", AT + timedelta(hours=hour)) for hour in range(-1, 9)] == served
    assert store.served_at("nothing", AT) == ""

"""What serves is taken up within seconds, and whatever is wrong with it, posters are made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from postergen.adapters.policy_memory import Note, PolicyMemory
from postergen.adapters.sql.database import Engine, open_database
from postergen.adapters.sql.policy_store import SqlPolicies
from postergen.adapters.sql.schema import policy as policies
from postergen.domain.campaign import Campaign
from postergen.domain.policies import Arm, Kind, Policy, Prior, Terms
from postergen.errors import NotFound, Unavailable
from postergen.service.policies import Action, Entry
from tests.conftest import NOON
from tests.stores import sqlite_file

NAME = "better-life"
TERMS = Terms(kind=Kind.BETA)
POLICY = Policy(NAME, Kind.BETA, TERMS, (Arm("a", "r", "en", 100, 5, 0.5),), {"": Prior(-2.9, 0, 80, 0.5, 0.1)}, NOON)


@dataclass
class Bench:
    """A memory over a database, with a clock to be moved by hand."""

    engine: Engine
    campaign: Campaign
    now: datetime = NOON
    store: SqlPolicies = field(init=False)
    memory: PolicyMemory = field(init=False)

    def __post_init__(self) -> None:
        self.store = SqlPolicies(self.engine)
        self.memory = PolicyMemory(self.store, self.here, lambda: self.now)

    def here(self, name: str) -> Campaign:
        if name != NAME:
            raise NotFound("campaign", name)
        return self.campaign

    def keep(self, policy: Policy) -> None:
        entry = Entry(policy.campaign, policy.made_at, Action.UPDATE, policy.version, "ann")
        assert self.store.keep(policy, {}, entry) is not None

    def serve(self, version: str, *, pinned: bool) -> None:
        entry = Entry(NAME, self.now, Action.PIN, version, "ann")
        assert self.store.serve(version, pinned, entry, self.store.serving(NAME)) is not None

    @property
    def version(self) -> str | None:
        """Of what draws, as the last refresh left it."""
        serving = self.memory.serving(NAME)
        return serving.version if serving else None


@pytest.fixture
def bench(tmp_path: Path, campaign: Campaign) -> Iterator[Bench]:
    engine = open_database(sqlite_file(tmp_path / "store.db"))
    yield Bench(engine, replace(campaign, learning=TERMS))
    engine.dispose()


def test_without_a_policy_relevance_draws_and_says_so(bench: Bench) -> None:
    bench.memory.refresh()
    assert bench.version is None
    assert bench.memory.note(NAME) is Note.MISSING
    assert list(bench.memory.standings()) == []


def test_a_new_version_is_taken_up_at_the_next_look_and_a_rollback_too(bench: Bench) -> None:
    bench.keep(POLICY)
    assert bench.version is None
    bench.memory.refresh()
    assert bench.version == POLICY.version
    second = replace(POLICY, made_at=NOON + timedelta(hours=1), parent=POLICY.version)
    bench.keep(second)
    bench.memory.refresh()
    assert bench.version == second.version
    bench.serve(POLICY.version, pinned=True)
    bench.memory.refresh()
    assert bench.version == POLICY.version
    assert bench.memory.note(NAME) is Note.NONE
    bench.serve("", pinned=True)
    bench.memory.refresh()
    assert (bench.version, bench.memory.note(NAME)) == (None, Note.ROLLED_BACK)


def test_what_serves_is_read_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.keep(POLICY)
    bench.memory.refresh()
    before = bench.memory.serving(NAME)
    monkeypatch.setattr(SqlPolicies, "load", lambda *_: pytest.fail("was read already"))
    bench.memory.refresh()
    assert bench.memory.serving(NAME) is before


def test_a_stale_policy_gives_way_unless_somebody_pinned_it(bench: Bench) -> None:
    bench.keep(POLICY)
    bench.memory.refresh()
    bench.now += timedelta(days=7)
    assert bench.version == POLICY.version
    bench.now += timedelta(minutes=1)
    assert (bench.version, bench.memory.note(NAME)) == (None, Note.STALE)
    assert list(bench.memory.standings()) == [(NAME, Note.STALE, 7 * 86_400 + 60)]
    bench.serve(POLICY.version, pinned=True)
    bench.memory.refresh()
    assert (bench.version, bench.memory.note(NAME)) == (POLICY.version, Note.NONE)


def test_a_clock_that_goes_back_makes_nothing_stale(bench: Bench) -> None:
    bench.keep(POLICY)
    bench.memory.refresh()
    bench.now -= timedelta(days=1)
    assert bench.version == POLICY.version


@pytest.mark.parametrize("damage", [update(policies).values(body=b"?"), delete(policies)], ids=["broken", "gone"])
def test_what_cannot_be_read_is_logged_once_and_read_when_it_can(
    bench: Bench, damage: object, caplog: pytest.LogCaptureFixture
) -> None:
    bench.keep(POLICY)
    with bench.engine.begin() as connection:
        connection.execute(damage)  # type: ignore[call-overload]
    for _ in range(3):
        bench.memory.refresh()
    assert (bench.version, bench.memory.note(NAME)) == (None, Note.UNREADABLE)
    assert len(caplog.records) == 1
    assert "is served by relevance alone" in caplog.text
    caplog.clear()
    second = replace(POLICY, made_at=NOON + timedelta(hours=1), parent=POLICY.version)
    bench.keep(second)
    bench.memory.refresh()
    assert bench.version == second.version


def test_a_regression_that_cannot_be_read_leaves_relevance_alone(bench: Bench) -> None:
    bench.keep(replace(POLICY, kind=Kind.LOGISTIC, scores=b"of a later release"))
    bench.memory.refresh()
    assert (bench.version, bench.memory.note(NAME)) == (None, Note.UNREADABLE)


def test_a_database_that_is_away_changes_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.keep(POLICY)
    bench.memory.refresh()

    def away(_: object) -> None:
        raise Unavailable("the database", "it is away")

    monkeypatch.setattr(SqlPolicies, "all_serving", away)
    with pytest.raises(Unavailable):
        bench.memory.refresh()
    assert bench.version == POLICY.version


def test_a_campaign_that_draws_by_relevance_alone_never_asks(bench: Bench) -> None:
    bench.keep(POLICY)
    bench.campaign = replace(bench.campaign, learning=Terms())
    bench.memory.refresh()
    assert (bench.version, bench.memory.note(NAME)) == (None, Note.NONE)


def test_policies_of_campaigns_that_others_serve_are_passed_over(bench: Bench) -> None:
    bench.keep(replace(POLICY, campaign="another"))
    bench.memory.refresh()
    assert list(bench.memory.standings()) == []

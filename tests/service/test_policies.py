"""Policies are made of what happened, one at a time, and never of too little."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from postergen.adapters.sql.database import Engine, open_database
from postergen.adapters.sql.fold import EventFold
from postergen.adapters.sql.outcomes import SqlOutcomes
from postergen.adapters.sql.policy_store import SqlPolicies
from postergen.domain.events import Event
from postergen.domain.policies import Kind, Policy, Reward, Slice, Terms
from postergen.domain.scan import Classification, ScanClass
from postergen.errors import InvalidInput, NotFound
from postergen.service.policies import Action, Outcome, PolicyService, Served
from postergen.tracking.concentration import SUSPICIOUS
from postergen.tracking.exposure import Observed
from tests.adapters import events
from tests.conftest import NOON
from tests.stores import KINDS, empty_database

NAME = "better-life"
TERMS = Terms(kind=Kind.BETA, reward=Reward.SCAN, least_posters=40, least_rewards=8)
FORGED = Classification(ScanClass.HUMAN, f"{SUSPICIOUS}30 scans of a network in an hour, no child", "2")


@dataclass
class Bench:
    """A service over a database, with a clock to be moved by hand."""

    engine: Engine
    terms: Terms = TERMS
    now: datetime = NOON + timedelta(days=9)
    folded: int = 0
    store: SqlPolicies = field(init=False)
    service: PolicyService = field(init=False)

    def __post_init__(self) -> None:
        self.store = SqlPolicies(self.engine)
        self.service = PolicyService(
            outcomes=SqlOutcomes(self.engine),
            store=self.store,
            terms=lambda: {NAME: self.terms},
            clock=lambda: self.now,
        )

    def happen(self, posters: int, scanned: int, *, variants: int = 3, found: Classification = events.HUMAN) -> None:
        happened: list[Event] = []
        for number in range(self.folded + 1, self.folded + posters + 1):
            poster = events.poster(number, variant=f"a.zh-{number % variants}")
            happened.append(poster)
            if number - self.folded <= scanned:
                happened.append(events.scan(number, poster, minutes=number % 50, found=found))
        EventFold(self.engine, lambda: NOON).fold(f"j{self.folded}", list(enumerate(happened, 1)))
        self.folded += posters

    def update(self) -> Policy:
        self.now += timedelta(hours=1)
        made = self.service.update(NAME, "ann").policy
        assert made is not None
        return made

    @property
    def served(self) -> Served:
        return self.store.serving(NAME)

    def actions(self) -> list[Action]:
        return [entry.action for entry in self.store.history(NAME, 50)]


@pytest.fixture(params=KINDS)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    with empty_database(request.param, tmp_path) as url:
        engine = open_database(url)
        yield Bench(engine)
        engine.dispose()


def test_an_update_makes_a_policy_of_what_happened_and_lets_it_serve(bench: Bench) -> None:
    bench.happen(60, 12)
    found = bench.service.update(NAME, "ann")
    assert (found.outcome, found.serves, found.posters, found.rewarded) == (Outcome.UPDATED, True, 60, 12)
    assert found.policy is not None
    assert bench.served == Served(found.policy.version, False, bench.now)
    assert sum(arm.exposed for arm in found.policy.arms) == pytest.approx(60)
    assert sum(arm.rewarded for arm in found.policy.arms) == 12
    assert found.policy.priors.keys() == {"", "zh-CN"}
    shown = bench.service.show(NAME)
    assert shown.kept is not None
    assert shown.kept.policy == found.policy
    assert shown.kept.standing["posters"] == 60


@pytest.mark.parametrize(
    ("posters", "scanned", "lacks"),
    [
        (0, 0, ("0 posters of the 40 that it takes", "0 successes of the 8 that it takes")),
        (39, 20, ("39 posters of the 40 that it takes",)),
        (60, 0, ("0 successes of the 8 that it takes",)),
    ],
    ids=["an empty campaign", "few posters", "no scan at all"],
)
def test_too_little_is_said_and_changes_nothing(
    bench: Bench, posters: int, scanned: int, lacks: tuple[str, ...]
) -> None:
    if posters:
        bench.happen(posters, scanned)
    found = bench.service.update(NAME, "ann")
    assert (found.outcome, found.lacks, found.policy) == (Outcome.REFUSED, lacks, None)
    assert bench.served == Served()
    assert bench.actions() == [Action.REFUSE]


def test_forged_scans_do_not_open_the_gates(bench: Bench) -> None:
    bench.happen(60, 30, found=FORGED)
    assert bench.service.update(NAME, "ann").lacks == ("0 successes of the 8 that it takes",)
    bench.terms = replace(TERMS, counts_flagged=True)
    assert bench.service.update(NAME, "ann").rewarded == 30


def test_a_campaign_with_one_text_learns_its_rate(bench: Bench) -> None:
    bench.happen(60, 12, variants=1)
    assert len(bench.update().arms) == 1


def test_a_campaign_that_does_not_learn_says_how_it_would(bench: Bench) -> None:
    bench.terms = Terms()
    assert "learning.kind" in bench.service.update(NAME, "ann").lacks[0]


def test_a_preview_keeps_nothing(bench: Bench) -> None:
    bench.happen(60, 12)
    assert bench.service.preview(NAME).policy is not None
    assert bench.served == Served()
    assert bench.actions() == []


def test_a_pinned_policy_serves_until_the_first_update_after_it_is_let_go(bench: Bench) -> None:
    bench.happen(60, 12)
    first, second = bench.update(), bench.update()
    bench.service.pin(NAME, first.version, "ann", "for the fair")
    assert bench.served == Served(first.version, True, bench.now)
    third = bench.service.update(NAME, "timer")
    assert (third.outcome, third.serves) == (Outcome.UPDATED, False)
    assert bench.service.unpin(NAME, "ann").version == first.version
    fourth = bench.update()
    assert bench.served.version == fourth.version
    assert fourth.parent == first.version
    assert second.parent == first.version


def test_a_rollback_goes_back_step_by_step_to_the_order_of_relevance(bench: Bench) -> None:
    bench.happen(60, 12)
    first, _ = bench.update(), bench.update()
    assert bench.service.rollback(NAME, "ann").version == first.version
    assert bench.served.pinned
    assert bench.service.rollback(NAME, "ann").version == ""
    with pytest.raises(InvalidInput, match="no policy serves"):
        bench.service.rollback(NAME, "ann")
    assert not bench.service.update(NAME, "timer").serves
    assert bench.actions()[:3] == [Action.UPDATE, Action.ROLLBACK, Action.ROLLBACK]


def test_what_nobody_knows_is_named(bench: Bench) -> None:
    for wrong in (
        lambda: bench.service.update("another", "ann"),
        lambda: bench.service.show("another"),
        lambda: bench.service.pin(NAME, "beta-0000000000", "ann"),
        lambda: bench.service.show(NAME, "beta-0000000000"),
    ):
        with pytest.raises(NotFound):
            wrong()
    assert bench.actions() == []


def test_updaters_at_once_make_a_chain_and_lose_nothing(bench: Bench) -> None:
    bench.happen(60, 12)
    others = [Bench(bench.engine, now=bench.now + timedelta(seconds=n)) for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda other: other.service.update(NAME, "ann"), others))
    made = [one.policy for one in found if one.outcome is Outcome.UPDATED and one.policy is not None]
    assert {one.outcome for one in found} <= {Outcome.UPDATED, Outcome.OVERTAKEN}
    parents = {policy.version: policy.parent for policy in made}
    chain = [bench.served.version]
    while parents[chain[-1]]:
        chain.append(parents[chain[-1]])
    assert len(chain) == len(made) == len(bench.actions())


@dataclass
class Overtaken(SqlOutcomes):
    """While the posters are read, somebody else's update is through."""

    engine: Engine
    meanwhile: list[Bench]

    def __post_init__(self) -> None:
        super().__init__(self.engine)

    def observed(self, campaign: str, now: datetime, terms: Terms) -> Sequence[Observed]:
        found = super().observed(campaign, now, terms)
        if self.meanwhile:
            self.meanwhile.pop().update()
        return found


@pytest.mark.parametrize(("others", "outcome"), [(1, Outcome.UPDATED), (2, Outcome.OVERTAKEN)])
def test_who_is_overtaken_tries_once_more(bench: Bench, others: int, outcome: Outcome) -> None:
    bench.happen(60, 12)
    faster = [Bench(bench.engine, now=bench.now - timedelta(hours=n)) for n in range(others)]
    outcomes = Overtaken(bench.engine, list(faster))
    terms = {NAME: TERMS}
    slow = PolicyService(outcomes=outcomes, store=bench.store, terms=lambda: terms, clock=lambda: bench.now)
    assert slow.update(NAME, "slow").outcome is outcome
    assert len(bench.actions()) == 2


def test_an_update_is_due_by_the_last_try_whoever_made_it(bench: Bench) -> None:
    bench.happen(60, 12)
    assert [one.outcome for one in bench.service.update_due()] == [Outcome.UPDATED]
    assert bench.service.update_due() == []
    bench.now += timedelta(hours=5)
    bench.service.update(NAME, "ann")
    bench.now += timedelta(hours=5)
    assert bench.service.update_due() == []
    bench.now += timedelta(hours=1)
    assert len(bench.service.update_due()) == 1


def test_a_refusal_is_a_try_and_relevance_alone_is_never_due(bench: Bench) -> None:
    assert [one.outcome for one in bench.service.update_due()] == [Outcome.REFUSED]
    assert bench.service.update_due() == []
    bench.terms, bench.now = Terms(), bench.now + timedelta(days=30)
    assert bench.service.update_due() == []


def test_a_clock_that_goes_back_by_a_day_stops_nothing(bench: Bench) -> None:
    bench.happen(60, 12)
    bench.update()
    bench.now -= timedelta(days=1)
    (found,) = bench.service.update_due()
    assert found.serves
    assert bench.service.update_due() == []
    assert bench.service.show(NAME).history[0].version == bench.served.version


def test_whoever_is_killed_while_storing_leaves_everything_as_it_was(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.happen(60, 12)
    first = bench.update()
    before = bench.store.history(NAME, 50)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("postergen.adapters.sql.policy_store._write", die)
    with pytest.raises(KeyboardInterrupt):
        bench.update()
    monkeypatch.undo()
    assert bench.served.version == first.version
    assert bench.store.history(NAME, 50) == before
    assert bench.update().parent == first.version


def test_what_people_chose_says_nothing(bench: Bench) -> None:
    chosen = []
    for number in range(1, 101):
        poster = events.poster(number)
        choice = replace(poster.poster.choice, slice=Slice.CHOSEN)
        poster = replace(poster, poster=replace(poster.poster, choice=choice))
        chosen += [poster, events.scan(number, poster, minutes=random.Random(number).random())]
    EventFold(bench.engine, lambda: NOON).fold("j", list(enumerate(chosen, 1)))
    assert bench.service.update(NAME, "ann").posters == 0

"""Counters of referrals are what trees are when they are walked, whoever folds them in whatever order."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, inspect, select, text

from postergen.adapters.sql import database, fold_transaction
from postergen.adapters.sql.referral_trees import SqlTrees
from postergen.adapters.sql.rows import poster_row
from postergen.adapters.sql.schema import poster as poster_table
from postergen.adapters.sql.schema import referral_rollup
from postergen.domain.events import PersonErased, PosterIssued
from postergen.errors import Unavailable
from postergen.service.reports import Period
from postergen.tracking.referral_rollup import WINDOWS, group_of
from postergen.tracking.referrals import Family
from tests.adapters.events import poster
from tests.adapters.sql.test_fold import Database, db  # noqa: F401  (an empty database of each kind)
from tests.conftest import NOON
from tests.stores import KINDS, empty_database

HOUR = timedelta(hours=1)
NUMBERS = count(1)


def grown(seeds: Sequence[tuple[int, int]], campaign: str) -> list[PosterIssued]:
    """Posters, each with a number that says which earlier one is its parent (every third has none), and its delay in
    minutes.
    """
    found: list[PosterIssued] = []
    for n, (choice, minutes) in enumerate(seeds):
        parent = found[choice % n] if n and choice % 3 else None
        at = (parent.poster.created_at if parent else NOON) + timedelta(minutes=minutes)
        made = poster(next(NUMBERS), parent=parent, at=at, variant="ab"[choice % 2], maker=f"d{choice}")
        brief = replace(made.poster.brief, campaign=campaign)
        found.append(replace(made, poster=replace(made.poster, brief=brief)))
    return found


def by_hand(posters: Sequence[PosterIssued], until: datetime, window: timedelta) -> dict[int, tuple[int, int]]:
    """Posters made before a moment and their children within the window, by group: the trees walked one by one."""
    sums: dict[int, tuple[int, int]] = {}
    of = {made.id: made for made in posters}
    for made in posters:
        if made.poster.created_at < until:
            _add(sums, made, 1, 0)
        parent = of.get(made.poster.lineage.parent or "")
        if parent is not None and parent.poster.created_at < until:
            _add(sums, parent, 0, made.poster.created_at - parent.poster.created_at <= window)
    return sums


def _add(sums: dict[int, tuple[int, int]], made: PosterIssued, posters: int, children: int) -> None:
    group = group_of(made.poster.lineage.root)
    before = sums.get(group, (0, 0))
    sums[group] = (before[0] + posters, before[1] + children)


def told(trees: SqlTrees, campaign: str, made: Period, window: timedelta) -> dict[int, tuple[int, int]]:
    found = trees.families(campaign, "", made, window)
    assert len({family.group for family in found}) == len(found)
    return {family.group: (family.posters, family.children) for family in found}


def store_as_the_last_release(db: Database, events: Sequence[PosterIssued]) -> None:  # noqa: F811
    with db.engine.begin() as connection:
        connection.execute(poster_table.insert(), [poster_row(event) for event in events])


seeds = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 60 * 24 * 9)), min_size=1, max_size=30)


@pytest.fixture(scope="module", params=KINDS)
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with empty_database(request.param, tmp_path_factory.mktemp("shared")) as url:
        opened = Database(url)
        yield opened
        assert opened.wrong_referrals() == []
        opened.engine.dispose()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seeds, st.randoms(use_true_random=False), st.integers(0, 24 * 12))
def test_counters_tell_what_a_walk_over_the_trees_tells(
    shared: Database, seeds: list[tuple[int, int]], rnd: random.Random, hours: int
) -> None:
    """Children before parents, events twice, batches of two processes, posters of the last release, erasures."""
    campaign = f"campaign-{next(NUMBERS)}"
    posters = grown(seeds, campaign)
    order = rnd.sample(posters, len(posters)) + rnd.sample(posters, len(posters) // 3)
    while order:
        some, order = order[: rnd.randint(1, 6)], order[6:]
        how = rnd.choice(["fold", "fold", "old", "catch up", "erase"])
        if how == "old":
            with shared.engine.connect() as connection:
                there = set(connection.scalars(select(poster_table.c.code)))
            fresh = {event.id: event for event in some if event.id not in there}
            if fresh:
                store_as_the_last_release(shared, list(fresh.values()))
        elif how == "catch up":
            shared.catch_up(2)
        journal = f"{campaign}-{rnd.randint(0, 1)}-{next(NUMBERS)}"
        shared.fold(*some, journal=journal)
        if how == "erase":
            shared.fold(PersonErased(some[0].id, NOON), journal=f"{journal}-erased")
    shared.fold(*posters, journal=f"{campaign}-rest")
    while shared.catch_up(7):
        pass
    trees, until = SqlTrees(shared.engine), NOON + hours * HOUR
    for window in (timedelta(hours=hours) for hours in WINDOWS):
        expected = {group: sums for group, sums in by_hand(posters, until, window).items() if sums[0]}
        assert told(trees, campaign, Period(None, until), window) == expected
        since = NOON + HOUR * (hours // 3)
        before = by_hand(posters, since, window)
        rest = {
            group: (sums[0] - before.get(group, (0, 0))[0], sums[1] - before.get(group, (0, 0))[1])
            for group, sums in expected.items()
        }
        assert told(trees, campaign, Period(since, until), window) == {g: sums for g, sums in rest.items() if sums[0]}
    generations = Counter(made.poster.lineage.generation for made in posters)
    assert trees.generations(campaign, Period()) == generations
    assert not trees.is_counting()


def test_segments_are_told_by_day_and_by_32_groups(db: Database) -> None:  # noqa: F811
    posters = grown([(n * 7 + n % 5, n * 37 % 4000) for n in range(60)], "better-life")
    db.fold(*posters)
    until = datetime(2026, 6, 3, tzinfo=NOON.tzinfo)
    expected: dict[tuple[int, str], tuple[int, int]] = {}
    for segment in ("a@r1", "b@r1"):
        of = [p for p in posters if f"{p.poster.choice.variant}@r1" == segment]
        codes = {p.id for p in of}
        for made in posters:
            parent = next((p for p in of if p.id == made.poster.lineage.parent), None)
            key = (group_of(made.poster.lineage.root) % 32, segment)
            mine, child = expected.get(key, (0, 0))
            is_child = (
                parent is not None
                and parent.poster.created_at < until
                and made.poster.created_at - parent.poster.created_at <= 72 * HOUR
            )
            expected[key] = (
                mine + (made.id in codes and made.poster.created_at < until),
                child + is_child,
            )
    found = SqlTrees(db.engine).families("better-life", "variant", Period(None, until), 72 * HOUR)
    assert {(f.group, f.segment): (f.posters, f.children) for f in found} == {
        key: sums for key, sums in expected.items() if sums[0]
    }


def test_two_processes_that_fold_at_once_count_each_poster_and_child_once(db: Database) -> None:  # noqa: F811
    posters = grown([(n * 31 + 1, n % 90) for n in range(120)], "better-life")
    halves = [posters[::2] + posters[:20], posters[1::2] + posters[::3]]

    def work(n: int) -> None:
        for start in range(0, len(halves[n]), 10):
            db.fold(*halves[n][start : start + 10], journal=f"process-{n}", start=start + 1)

    threads = [Thread(target=work, args=(n,)) for n in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    until = NOON + 900 * HOUR
    assert told(SqlTrees(db.engine), "better-life", Period(None, until), 72 * HOUR) == by_hand(
        posters, until, 72 * HOUR
    )
    assert db.counters.differences() == []


def test_what_dies_in_the_middle_counts_nothing_and_is_counted_the_next_time(
    db: Database,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    posters = grown([(n + 1, n) for n in range(20)], "better-life")
    counting = fold_transaction.count_referrals

    def dying(connection: Connection, rows: Sequence[object]) -> None:
        counting(connection, rows)
        raise Unavailable("the database", "killed")

    monkeypatch.setattr(fold_transaction, "count_referrals", dying)
    with pytest.raises(Unavailable):
        db.fold(*posters)
    assert db.count(referral_rollup) == 0
    monkeypatch.undo()
    db.fold(*posters)
    assert sum(SqlTrees(db.engine).generations("better-life", Period()).values()) == 20
    assert db.counters.differences() == []


@pytest.mark.parametrize("kind", KINDS)
def test_posters_of_earlier_releases_are_counted_in_slices_after_the_migration(kind: str, tmp_path: Path) -> None:
    with empty_database(kind, tmp_path) as url:
        db = Database(url)
        posters = grown([(n * 11 + 1, n % 500) for n in range(50)], "better-life")
        database.downgrade(db.engine, "0012")
        there = {column["name"] for column in inspect(db.engine).get_columns("poster")}
        old = [{name: cell for name, cell in poster_row(event).items() if name in there} for event in posters[:40]]
        with db.engine.begin() as connection:
            connection.execute(poster_table.insert(), old)
        database.upgrade(db.engine)
        trees = SqlTrees(db.engine)
        assert trees.is_counting()
        db.fold(*posters[40:])  # their parents are not counted yet
        assert sum(trees.generations("better-life", Period()).values()) == 10
        assert db.wrong_referrals() == []
        slices = [db.catch_up(15) for _ in range(4)]
        assert slices == [15, 15, 10, 0]
        assert not trees.is_counting()
        until = NOON + 900 * HOUR
        assert told(trees, "better-life", Period(None, until), 72 * HOUR) == by_hand(posters, until, 72 * HOUR)
        assert db.wrong_referrals() == []
        db.engine.dispose()


def test_a_family_is_a_group_and_not_a_person(db: Database) -> None:  # noqa: F811
    """Nothing of a person stands in the counters: an erasure has nothing to do there."""
    made = poster(1, maker="d1")
    db.fold(made)
    before = SqlTrees(db.engine).families("better-life", "", Period(), 72 * HOUR)
    db.fold(PersonErased(made.id, NOON), journal="erasures")
    assert SqlTrees(db.engine).families("better-life", "", Period(), 72 * HOUR) == before
    assert before == [Family(group_of(made.id), "", 1, 0)]
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM referral_rollup WHERE value LIKE '%小明%'")) == 0
    assert db.counters.differences() == []

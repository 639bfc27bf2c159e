"""Events are folded once, whatever their order, and the counters say what happened: on SQLite and on PostgreSQL."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from postergen.adapters.sql import database
from postergen.adapters.sql.counters import SqlCounters
from postergen.adapters.sql.fold import EventFold
from postergen.adapters.sql.poster_store import SqlStore
from postergen.adapters.sql.schema import avatar, deferred
from postergen.adapters.sql.schema import conversion as conversion_table
from postergen.adapters.sql.schema import poster as poster_table
from postergen.adapters.sql.schema import scan as scan_table
from postergen.domain.events import Event, PersonErased, PosterShared
from postergen.domain.scan import ScanClass
from postergen.errors import NotFound
from postergen.service.reports import Period
from postergen.tracking.concentration import REGULAR
from postergen.tracking.referral_rollup import ReferralCell
from tests.adapters.events import BOT, code, confirmation, conversion, poster, scan
from tests.conftest import NOON
from tests.stores import KINDS, empty_database, sqlite_file


class Database:
    """A database with everything that reads and writes it."""

    def __init__(self, url: str) -> None:
        self.engine = database.open_database(url)
        self.store = SqlStore(self.engine, lambda: NOON)
        self.counters = SqlCounters(self.engine)
        self._fold = EventFold(self.engine, lambda: NOON)

    def fold(self, *events: Event, journal: str = "j", start: int = 1) -> None:
        self._fold.fold(journal, list(enumerate(events, start)))

    def catch_up(self, most: int) -> int:
        return self._fold.catch_up(most)

    def wrong_referrals(self) -> list[object]:
        """Those that differ from a recount."""
        return [found for found in self.counters.differences() if isinstance(found[0], ReferralCell)]

    def sums(self, dimension: str = "all", value: str = "", **period: object) -> dict[str, int]:
        found = self.counters.sums("better-life", dimension, Period(**period), None)  # type: ignore[arg-type]
        return {measure: amount for measure, amount in found.get(value, {}).items() if amount}

    def count(self, table: object) -> int:
        with self.engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type]


@pytest.fixture(params=KINDS)
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with empty_database(request.param, tmp_path) as url:
        opened = Database(url)
        yield opened
        opened.engine.dispose()


def test_a_poster_comes_back_as_it_was_issued(db: Database) -> None:
    root = poster(1)
    child = poster(2, parent=root, scan="s1")
    db.fold(root, child)
    assert db.store.get(code(1)) == root.poster
    assert db.store.get(code(2)) == child.poster
    with pytest.raises(NotFound):
        db.store.get(code(9))


def test_what_a_mark_says_was_folded_is_passed_over(db: Database) -> None:
    made = poster(1)
    db.fold(made, scan(1, made))
    db.fold(made, scan(1, made))
    assert db.sums() == {"posters": 1, "scans:human": 1, "posters_scanned": 1}


def test_an_event_that_comes_again_in_another_journal_counts_once(db: Database) -> None:
    made, hit = poster(1), scan(1, poster(1))
    sale = conversion(hit)
    for journal in ("one", "two"):
        db.fold(made, hit, confirmation(hit), sale, PosterShared(made.id, NOON), journal=journal)
    assert db.sums() == {
        "posters": 1,
        "posters_shared": 1,
        "scans:human": 1,
        "posters_scanned": 1,
        "confirmations": 1,
        "posters_confirmed": 1,
        "conversions": 1,
        "posters_converted": 1,
    }


def everything() -> list[Event]:
    """A small campaign in which every kind of event happens."""
    root = poster(1, maker="d1")
    first, second = scan(1, root, minutes=1, visitor="d2"), scan(2, root, minutes=2, visitor="d2")
    child = poster(2, parent=root, scan=first.id, at=NOON + timedelta(hours=2), maker="d2", variant="b")
    third = scan(3, child, minutes=130, visitor="d1")
    robot = scan(4, root, minutes=3, found=BOT)
    grandchild = poster(3, parent=child, scan=third.id, at=NOON + timedelta(days=1), channel="weibo")
    return [
        root,
        first,
        second,
        robot,
        confirmation(first),
        confirmation(second),  # whichever of the two arrives first is the one that counts
        child,
        third,
        PosterShared(root.id, NOON),
        conversion(third, value=Decimal("39.90"), currency="CNY"),
        grandchild,
    ]


def outcome(db: Database) -> tuple[object, ...]:
    with db.engine.connect() as connection:
        rows = connection.execute(
            select(poster_table.c.code, poster_table.c.nickname, poster_table.c.remade_at.is_not(None)).order_by(
                poster_table.c.code
            )
        ).all()
        sales = connection.execute(select(conversion_table.c.key, conversion_table.c.code)).all()
    hits = {d: db.sums(d, v) for d, v in (("all", ""), ("variant", "b@r1"), ("option", "two"), ("theme", "food"))}
    return (rows, sales, hits, db.count(scan_table), db.count(deferred))


@pytest.mark.parametrize("seed", range(12))
def test_the_order_in_which_events_arrive_makes_no_difference(db: Database, seed: int, tmp_path: Path) -> None:
    reference = Database(sqlite_file(tmp_path / "reference/store.db"))
    erasure = PersonErased(code(2), NOON + timedelta(days=2))
    reference.fold(*everything(), erasure)
    events = everything()
    random.Random(seed).shuffle(events)
    events.append(erasure)  # it takes away what tells a visitor who comes again
    for number, event in enumerate(events):
        db.fold(event, journal=f"j{number % 3}", start=number + 1)
    assert outcome(db) == outcome(reference)
    assert db.count(deferred) == 0
    assert db.counters.differences() == []


def test_a_visitor_who_comes_again_is_a_duplicate_and_the_maker_an_owner(db: Database) -> None:
    made = poster(1, maker="d9")
    hits = [
        scan(1, made, minutes=0, visitor="d1"),
        scan(2, made, minutes=20, visitor="d1"),
        scan(3, made, minutes=40, visitor="d1"),
        scan(4, made, minutes=5, visitor="d9"),
        scan(5, made, minutes=5),
        scan(6, made, minutes=6),
    ]
    db.fold(made, *hits)
    found = {hit.id: db.store.get_scan(hit.id).classification.scan_class for hit in hits}
    assert list(found.values()) == [
        ScanClass.HUMAN,
        ScanClass.DUPLICATE,  # 20 minutes after the first
        ScanClass.HUMAN,  # 40 minutes after the last that counted
        ScanClass.OWNER,
        ScanClass.HUMAN,  # two visitors who may not be recognised are two
        ScanClass.HUMAN,
    ]


@pytest.mark.parametrize("one_by_one", [False, True])
def test_who_confirms_a_repeat_confirms_the_scan_that_it_repeats_once(db: Database, one_by_one: bool) -> None:
    """Hits tell seconds: of two scans within one, the page that a person sees may be that of the repeat."""
    made = poster(1)
    first, repeat = scan(1, made, visitor="v1"), scan(2, made, visitor="v1")
    third, other = scan(3, made, minutes=20, visitor="v1"), scan(4, made, visitor="v2")
    later, unknown = scan(5, made, minutes=40, visitor="v1"), scan(6, made)
    events = [made, first, repeat, third, other, later, unknown, *map(confirmation, (repeat, third, first))]
    for n, some in enumerate([[event] for event in events] if one_by_one else [events], 1):
        db.fold(*some, journal=f"j{n}")
    sums = db.sums()
    assert (sums["scans:human"], sums["scans:duplicate"]) == (4, 2)
    assert (sums["confirmations"], sums["posters_confirmed"]) == (1, 1)
    db.fold(confirmation(later), journal="k", start=1)
    assert db.sums()["confirmations"] == 2
    assert db.counters.differences() == []


def test_a_repeat_of_a_forgotten_visitor_confirms_nobody(db: Database) -> None:
    made, child = poster(1), poster(2, maker="v1")
    first, repeat = scan(1, made, visitor="v1"), scan(2, made, visitor="v1")
    db.fold(made, child, first, repeat, PersonErased(child.id, NOON))
    db.fold(confirmation(repeat), journal="k")
    assert "confirmations" not in db.sums()
    assert db.counters.differences() == []


def test_a_burst_by_one_visitor_is_a_machine(db: Database) -> None:
    posters = [poster(n) for n in range(1, 31)]
    db.fold(*posters)
    db.fold(*(scan(n, p, minutes=n / 60, visitor="d1") for n, p in enumerate(posters, 1)), start=100)
    sums = db.sums()
    assert sums["scans:human"] == 20
    assert sums["scans:bot"] == 10


def test_hits_of_one_second_are_counted_each_in_whatever_batch_they_came(db: Database) -> None:
    made, other = poster(1), poster(2)
    db.fold(made, other)
    hits = [scan(number, made if number % 2 else other, visitor="d1") for number in range(25)]
    for batch in (hits[:7], hits[7:18], hits[18:]):
        db.fold(*batch, journal=batch[0].id)
    assert db.sums()["scans:human"] == 2  # one of each poster
    assert db.sums()["scans:duplicate"] == 18
    assert db.sums()["scans:bot"] == 5


def test_a_networks_crowd_of_one_second_is_suspicious_in_whatever_batch_it_came(db: Database) -> None:
    made = poster(1)
    db.fold(made)
    plain = [scan(number, made, visitor=f"d{number}") for number in range(20)]
    hits = [replace(hit, scan=replace(hit.scan, network="n1")) for hit in plain]
    for batch in (hits[:8], hits[8:9], hits[9:]):
        db.fold(*batch, journal=batch[0].id)
    assert db.sums()["scans:human"] == 20
    assert db.sums()["scans_suspicious"] == 20 - REGULAR + 1


def test_one_key_on_two_machines_keeps_both_posters(db: Database) -> None:
    db.fold(poster(1, key="k"), journal="one")
    db.fold(poster(2, key="k"), journal="two")
    assert db.store.get(code(2)).code == code(2)
    assert db.store.find_by_key(["k", "other"])["k"].poster.code == code(1)


def test_an_erased_person_leaves_the_counts_and_nothing_else(db: Database) -> None:
    made = poster(1, maker="d1", avatar=b"picture", key="k")
    other = poster(2, maker="d1")
    db.fold(made, other, scan(1, other, visitor="d1"), scan(2, made, minutes=1, visitor="d7"))
    before = db.sums()
    db.fold(PersonErased(made.id, NOON), start=10)
    kept = db.store.get(code(1))
    assert (kept.brief.nickname, kept.brief.avatar, kept.brief.fields) == ("", None, ())
    assert db.count(avatar) == 0
    assert db.store.find_by_key(["k"]) == {}
    assert db.sums() == before
    with db.engine.connect() as connection:
        assert set(connection.scalars(select(poster_table.c.maker))) == {""}
        assert set(connection.scalars(select(scan_table.c.visitor))) == {"", "d7"}


def test_an_event_that_arrives_after_the_erasure_does_not_bring_the_name_back(db: Database) -> None:
    db.fold(PersonErased(code(1), NOON), journal="one")
    db.fold(poster(1, avatar=b"picture", maker="d1"), journal="two")
    assert db.store.get(code(1)).brief.nickname == ""
    assert db.count(avatar) == 0


def test_first_touch_is_kept_beside_last(db: Database) -> None:
    one, two = poster(1), poster(2)
    early, late = scan(1, one, minutes=0, visitor="d5"), scan(2, two, minutes=90, visitor="d5")
    child = poster(3, parent=two, scan=late.id, at=NOON + timedelta(hours=2), maker="d5")
    db.fold(one, two, early, late, child)
    with db.engine.connect() as connection:
        row = connection.execute(select(poster_table).where(poster_table.c.code == code(3))).one()
    assert (row.scan, row.first_scan, row.parent_delay) == (late.id, early.id, 7200)


def test_a_period_is_summed_from_days_and_the_hours_at_its_edges(db: Database) -> None:
    posters = [poster(n, at=NOON + timedelta(hours=n)) for n in range(1, 73)]
    db.fold(*posters)
    for start, end in ((5, 60), (0, 20), (30, 31), (20, 44)):
        period = {"start": NOON + timedelta(hours=start), "end": NOON + timedelta(hours=end)}
        expected = sum(period["start"] <= p.poster.created_at < period["end"] for p in posters)
        assert db.sums(**period).get("posters", 0) == expected


def test_a_few_values_are_summed_as_all_of_them_are(db: Database) -> None:
    assert db.counters.sums_of("better-life", "variant", ["b@r1"]) == {}
    db.fold(*everything())
    every = db.counters.sums("better-life", "variant", Period(), None)
    assert len(every) > 1
    for asked in (["b@r1"], sorted(every), ["nobody@r0"], []):
        found = db.counters.sums_of("better-life", "variant", asked)
        assert found == {value: every[value] for value in asked if value in every}


@pytest.mark.postgres
def test_scans_of_a_month_lie_in_a_partition_of_their_own(tmp_path: Path) -> None:
    with empty_database("postgresql", tmp_path) as url:
        db = Database(url)
        made = poster(1)
        db.fold(made, scan(1, made), scan(2, made, minutes=60 * 24 * 40))
        with db.engine.connect() as connection:
            tables = {name: connection.scalar(select(func.count()).select_from(scan_table)) for name in ("all",)}
            for name in ("scan_2026_06", "scan_2026_07"):
                tables[name] = connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar()
        assert tables == {"all": 2, "scan_2026_06": 1, "scan_2026_07": 1}
        db.engine.dispose()


steps = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 5), st.sampled_from(["", "d1", "d2"])), max_size=25)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps, st.randoms(use_true_random=False))
def test_counters_always_equal_a_recount(
    tmp_path_factory: pytest.TempPathFactory, hits: Sequence[tuple[int, int, str]], rnd: random.Random
) -> None:
    db = Database(sqlite_file(tmp_path_factory.mktemp("db") / "store.db"))
    posters = [poster(n, maker=rnd.choice(["", "d1"])) for n in range(6)]
    events: list[Event] = [*posters]
    for number, (minutes, of, visitor) in enumerate(hits):
        hit = scan(number, posters[of], minutes=minutes, visitor=visitor)
        events += [hit, confirmation(hit)] if rnd.random() < 0.5 else [hit]
    rnd.shuffle(events)
    for i in range(0, len(events), 7):
        db.fold(*events[i : i + 7], start=i + 1)
    assert db.counters.differences() == []
    assert db.count(deferred) == 0
    assert db.count(scan_table) == len(hits)
    db.engine.dispose()

"""Counters of texts say what their posters say when they are read one by one, whoever folds them in whatever order."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event as engine_event
from sqlalchemy import func, inspect, select, update

from postergen.adapters.sql import database
from postergen.adapters.sql.rows import poster_row
from postergen.adapters.sql.schema import poster as poster_table
from postergen.adapters.sql.text_posters import SqlTextPosters
from postergen.domain.events import Event, PersonErased, PosterIssued
from postergen.service.reports import Period
from postergen.service.text_results import TextResult
from postergen.tracking.text_rollup import TextCell
from tests.adapters.events import poster, scan
from tests.adapters.sql.test_fold import Database, db  # noqa: F401  (an empty database of each kind)
from tests.conftest import NOON
from tests.stores import KINDS, empty_database, sqlite_file

HOUR = timedelta(hours=1)
DIMENSIONS = {
    "revision": poster_table.c.revision,
    "channel": poster_table.c.channel,
    "place": func.coalesce(poster_table.c.place, ""),
    "look": poster_table.c.template,
}
Sums = dict[str, dict[str, tuple[int, int]]]


def made(rnd: random.Random, count: int) -> list[PosterIssued]:
    """Posters of two texts in some edits, channels, places and looks, over five days."""
    found = []
    for number in range(count):
        one = poster(
            number,
            at=NOON + timedelta(minutes=rnd.randrange(5 * 24 * 60)),
            variant=rnd.choice(["a", "b"]),
            revision=rnd.choice(["r1", "r2"]),
            channel=rnd.choice(["wechat", "weibo", ""]),
            maker=f"d{number}",
        )
        brief = replace(one.poster.brief, place=rnd.choice([None, "hubei/wuhan"]), template=rnd.choice(["x", "y"]))
        found.append(replace(one, poster=replace(one.poster, brief=brief)))
    return found


def scans_of(posters: Sequence[PosterIssued], rnd: random.Random) -> list[Event]:
    some = rnd.choices(posters, k=len(posters) // 2)
    return [scan(n, one, minutes=8000 + n, visitor=f"v{n}") for n, one in enumerate(some)]


def by_reading(db: Database, variant: str, period: Period, channel: str | None) -> Sums:  # noqa: F811
    """Every poster of a text, added up."""
    sums: Sums = {}
    for name, column in DIMENSIONS.items():
        question = select(column, func.count(), func.count(poster_table.c.scanned_at)).group_by(column)
        question = question.where(poster_table.c.campaign == "better-life", poster_table.c.variant == variant)
        if period.start and period.end:
            question = question.where(poster_table.c.created_at >= period.start, poster_table.c.created_at < period.end)
        if channel is not None:
            question = question.where(poster_table.c.channel == channel)
        with db.engine.connect() as connection:
            sums[name] = {value: (posters, scanned) for value, posters, scanned in connection.execute(question)}
    return sums


def by_counters(db: Database, variant: str, period: Period, channel: str | None) -> Sums:  # noqa: F811
    alike = SqlTextPosters(db.engine).alike("better-life", variant, period, channel)
    found = TextResult(tuple(alike), (), ())
    return {
        name: {value: (part.posters, part.scanned) for value, part in found.parts(name).items()} for name in DIMENSIONS
    }


def wrong_texts(db: Database) -> list[object]:  # noqa: F811
    return [found for found in db.counters.differences() if isinstance(found[0], TextCell)]


def as_the_last_release(db: Database, posters: Sequence[PosterIssued]) -> None:  # noqa: F811
    """It stores posters, and that they were scanned, and knows nothing of these counters."""
    with db.engine.begin() as connection:
        connection.execute(poster_table.insert(), [poster_row(one) for one in posters])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counters_say_what_the_posters_say(db: Database, seed: int) -> None:  # noqa: F811
    """Scans before posters, events twice, two releases at once, erasures, and counting up in between."""
    rnd = random.Random(seed)
    posters = made(rnd, 60)
    events: list[Event] = [*posters[20:], *scans_of(posters, rnd), PersonErased(posters[30].id, NOON)]
    as_the_last_release(db, posters[:20])
    order = rnd.sample(events, len(events)) + rnd.sample(events, 10)
    for journal, start in enumerate(range(0, len(order), 7)):
        db.fold(*order[start : start + 7], journal=f"j{journal}")
        if rnd.random() < 0.4:
            db.catch_up(3)
    with db.engine.begin() as connection:
        late = [one.id for one in posters[40:]]
        first = update(poster_table).where(poster_table.c.code.in_(late), poster_table.c.scanned_at.is_(None))
        connection.execute(first.values(scanned_at=NOON + 200 * HOUR))
    assert SqlTextPosters(db.engine).is_counting()
    assert wrong_texts(db) == []  # they say what they know
    while db.catch_up(9):
        pass
    assert not SqlTextPosters(db.engine).is_counting()
    for period in (Period(), Period(NOON + 3 * HOUR, NOON + 50 * HOUR), Period(NOON + 60 * HOUR, NOON + 61 * HOUR)):
        for channel in (None, "wechat", ""):
            for variant in "ab":
                assert by_counters(db, variant, period, channel) == by_reading(db, variant, period, channel)
    assert wrong_texts(db) == []


def test_wrong_counters_are_found_and_made_anew(db: Database) -> None:  # noqa: F811
    rnd = random.Random(4)
    posters = made(rnd, 20)
    db.fold(*posters, *scans_of(posters, rnd))
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE text_rollup SET count = count + 1 WHERE dimension = 'look'")
        connection.exec_driver_sql("DELETE FROM text_rollup WHERE dimension = 'place'")
    assert {found[0].dimension for found in db.counters.differences()} == {"look", "place"}
    db.counters.rebuild()
    assert db.counters.differences() == []
    assert by_counters(db, "a", Period(), None) == by_reading(db, "a", Period(), None)


@pytest.mark.parametrize("kind", KINDS)
def test_posters_of_before_the_migration_are_counted_after_it(kind: str, tmp_path: Path) -> None:
    with empty_database(kind, tmp_path) as url:
        db = Database(url)
        posters = made(random.Random(5), 30)
        database.downgrade(db.engine, "0020")
        there = {column["name"] for column in inspect(db.engine).get_columns("poster")}
        rows = [{name: cell for name, cell in poster_row(one).items() if name in there} for one in posters]
        with db.engine.begin() as connection:
            connection.execute(
                poster_table.insert(), [row | {"scanned_at": NOON + 9 * HOUR, "referrals_counted": 1} for row in rows]
            )
        database.upgrade(db.engine)
        assert [db.catch_up(20) for _ in range(3)] == [20, 10, 0]
        assert by_counters(db, "a", Period(), None) == by_reading(db, "a", Period(), None)
        assert wrong_texts(db) == []
        db.engine.dispose()


def test_the_latest_of_all_channels_are_the_latest(db: Database) -> None:  # noqa: F811
    posters = made(random.Random(6), 40)
    db.fold(*posters, PersonErased(max(posters, key=lambda one: one.poster.created_at).id, NOON))
    store = SqlTextPosters(db.engine)
    shown = store.latest("better-life", "a", Period(), {"wechat", "weibo", ""}, 6)
    with db.engine.connect() as connection:
        question = select(poster_table.c.created_at).where(poster_table.c.erased_at.is_(None))
        question = question.where(poster_table.c.variant == "a").order_by(poster_table.c.created_at.desc()).limit(6)
        assert [one.made_at for one in shown] == list(connection.scalars(question))
    assert {one.channel for one in store.latest("better-life", "a", Period(), {"weibo"}, 6)} == {"weibo"}


def test_what_is_read_for_a_text_does_not_grow_with_its_posters(tmp_path: Path) -> None:
    steps: Counter[int] = Counter()
    for size in (500, 5_000):
        db = Database(sqlite_file(tmp_path / f"{size}.db"))  # noqa: F811
        posters = [poster(n, at=NOON + n * 24 * HOUR / size, channel=("wechat", "weibo")[n % 2]) for n in range(size)]
        as_the_last_release(db, posters)
        while db.catch_up(2_000):
            pass
        db.engine.dispose()

        def stepped(size: int = size) -> int:
            steps[size] += 1
            return 0

        def watch(connection: object, _record: object, stepped: object = stepped) -> None:
            connection.set_progress_handler(stepped, 50)  # type: ignore[attr-defined]

        engine_event.listen(db.engine, "connect", watch)
        store = SqlTextPosters(db.engine)
        assert sum(one.posters for one in store.alike("better-life", "a.zh-1", Period(), None)) == 3 * size
        assert len(store.latest("better-life", "a.zh-1", Period(), {"wechat", "weibo"}, 6)) == 6
        assert not store.is_counting()
        db.engine.dispose()
    assert steps[5_000] < 2 * steps[500]

"""Read the stored counters; make them anew from the events, and tell whether both agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Engine, Select, delete, func, literal, select, union_all

from postergen.adapters.sql.database import snapshot, translated
from postergen.adapters.sql.fold import STEPS, add_counters, facts_of_row
from postergen.adapters.sql.journal_marks import folding, pruned_until
from postergen.adapters.sql.schema import conversion, poster, rollup, scan
from postergen.domain.scan import ScanClass
from postergen.service.reports import Period
from postergen.tracking.concentration import SUSPICIOUS
from postergen.tracking.rollup import EVERY_CHANNEL, Cell, Measure, Tally, day_of, scans_of, value_in

MOST_DAYS = 500  # in one question: databases bound how much it may name
CHUNK = 5_000  # rows read at once when counters are made anew

DAY = timedelta(days=1)
HALF_A_DAY = timedelta(hours=12)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_FAR = datetime(2200, 1, 1, tzinfo=UTC)


class SqlCounters:
    """`Counters` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def sums(
        self, campaign: str, dimension: str, period: Period, channel: str | None
    ) -> Mapping[str, Mapping[str, int]]:
        sums: dict[str, Counter[str]] = defaultdict(Counter)
        parts = [
            self._totals(rollup.c.value, campaign, dimension, channel, grain, begin, end).add_columns(
                literal(sign).label("sign")
            )
            for sign, grain, begin, end in _spans(period)
        ]
        if parts:
            with translated(), self._reading() as connection:
                for row in connection.execute(union_all(*parts)):
                    sums[row.label][row.measure] += int(row.total) * row.sign
        # what lies only in hours that were taken off again has zeros
        found = {value: {name: count for name, count in counts.items() if count} for value, counts in sums.items()}
        return {value: counts for value, counts in found.items() if counts}

    def sums_of(self, campaign: str, dimension: str, values: Collection[str]) -> Mapping[str, Mapping[str, int]]:
        """The counters are kept by day and then by value: each value is looked up on each day that there was, which
        takes milliseconds where reading the whole dimension takes seconds.
        """
        ours = (rollup.c.campaign == campaign) & (rollup.c.grain == "day") & (rollup.c.channel == EVERY_CHANNEL)
        sums: dict[str, dict[str, int]] = defaultdict(dict)
        with translated(), self._reading() as connection:
            first, last = connection.execute(
                select(func.min(rollup.c.starts_at), func.max(rollup.c.starts_at)).where(
                    ours, rollup.c.dimension == "all"
                )
            ).one()
            if first is None or not values:
                return {}
            for day in range(0, (last - first).days + 1, MOST_DAYS):
                days = [first + DAY * n for n in range(day, min(day + MOST_DAYS, (last - first).days + 1))]
                statement = (
                    select(rollup.c.value, rollup.c.measure, func.sum(rollup.c.count).label("total"))
                    .where(ours, rollup.c.dimension == dimension)
                    .where(rollup.c.starts_at.in_(days), rollup.c.value.in_(sorted(values)))
                    .group_by(rollup.c.value, rollup.c.measure)
                )
                for row in connection.execute(statement):
                    sums[row.value][row.measure] = sums[row.value].get(row.measure, 0) + int(row.total)
        return sums

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """PostgreSQL reads the stretch of the key that is asked for, and sums it.

        Left alone it would read the whole table instead, and compile the sum first, which takes longer than summing.
        """
        with self._engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.set_config("random_page_cost", "1.1", True)))
                connection.execute(select(func.set_config("jit", "off", True)))
            yield connection

    def hourly(self, campaign: str, period: Period, channel: str | None) -> Mapping[datetime, Mapping[str, int]]:
        begin, end = period.start or _EPOCH, period.end or _FAR
        statement = self._totals(rollup.c.starts_at, campaign, "all", channel, "hour", begin, end)
        found: dict[datetime, dict[str, int]] = defaultdict(dict)
        with translated(), self._reading() as connection:
            for row in connection.execute(statement):
                found[row.label][row.measure] = int(row.total)
        return found

    @staticmethod
    def _totals(
        by: Column[Any], campaign: str, dimension: str, channel: str | None, grain: str, begin: datetime, end: datetime
    ) -> Select[Any]:
        """The sum of every measure, by value or beginning, over the counters of one grain that begin in a stretch."""
        return (
            select(by.label("label"), rollup.c.measure, func.sum(rollup.c.count).label("total"))
            .where(
                rollup.c.campaign == campaign,
                rollup.c.grain == grain,
                rollup.c.dimension == dimension,
                rollup.c.channel == (EVERY_CHANNEL if channel is None else channel),
                rollup.c.starts_at >= begin,
                rollup.c.starts_at < end,
            )
            .group_by(by, rollup.c.measure)
        )

    def rebuild(self) -> int:
        """Make all counters anew from posters, scans and conversions; returns their number. Folding waits meanwhile."""
        with translated(), folding(self._engine) as connection:
            since = pruned_until(connection) or _EPOCH
            connection.execute(delete(rollup).where(rollup.c.starts_at >= since))
            counters = recount(connection, since)
            add_counters(connection, counters)
        return len(counters)

    def differences(self) -> list[tuple[Cell, int, int]]:
        """Counters that differ from a recount: the cell, what is stored, and what there should be. Nobody waits for it:
        rows and counters of an event are written at once, so both are whole in what one transaction sees.
        """
        with translated(), snapshot(self._engine) as connection:
            since = pruned_until(connection) or _EPOCH
            rows = connection.execute(select(rollup).where(rollup.c.count != 0, rollup.c.starts_at >= since)).all()
            counted = recount(connection, since)
        stored: dict[Cell, int] = {Cell(*(getattr(row, name) for name in Cell._fields)): row[-1] for row in rows}
        cells = sorted(stored.keys() | counted.keys())
        return [(c, stored.get(c, 0), counted.get(c, 0)) for c in cells if stored.get(c, 0) != counted.get(c, 0)]


def _spans(period: Period) -> list[tuple[int, str, datetime, datetime]]:
    """Sign, grain, begin and end of what adds up to the period: whole days, and the hours at its edges.

    Of a day that lies in the period for its greater part, the other hours are taken off: they are fewer to read.
    """
    start = (period.start or _EPOCH).astimezone(UTC)
    end = (period.end or _FAR).astimezone(UTC)
    first, last = day_of(start), day_of(end)
    if first == last:
        return [(1, "hour", start, end)] if start < end else []
    spans = []
    if start - first > HALF_A_DAY:
        spans.append((1, "hour", start, first + DAY))
        first += DAY
    elif start > first:
        spans.append((-1, "hour", first, start))
    if end - last > HALF_A_DAY:
        spans.append((-1, "hour", end, last + DAY))
        last += DAY
    elif end > last:
        spans.append((1, "hour", last, end))
    return [*spans, (1, "day", first, last)] if start < end else []


def recount(connection: Connection, since: datetime) -> Counter[Cell]:
    """Every counter from this midnight (UTC) on, out of what is stored of posters, scans and conversions."""
    tally = Tally()
    _count_posters(connection, since, tally)
    _count_scans(connection, since, tally)
    _count_conversions(connection, since, tally)
    return tally.counters()


def _count_posters(connection: Connection, since: datetime, tally: Tally) -> None:
    born = connection.execute(select(poster.c.parent, func.count().label("children")).group_by(poster.c.parent))
    children: dict[str | None, int] = {row.parent: row.children for row in born}
    for row in _rows(connection, select(poster).where(poster.c.created_at >= since)):
        facts = facts_of_row(row._mapping)
        tally.count(facts, Measure.POSTERS, facts.created_at)
        if row.code in children:
            tally.count(facts, Measure.CHILDREN, facts.created_at, children[row.code])
        for column, measure in STEPS.items():
            if getattr(row, column) is not None:
                tally.count(facts, measure, facts.created_at)


def _count_scans(connection: Connection, since: datetime, tally: Tally) -> None:
    hits = select(
        poster, scan.c.scan_class, scan.c.reason, scan.c.occurred_at, scan.c.confirmed_at.label("hit_confirmed_at")
    )
    hits = hits.join_from(scan, poster, poster.c.code == scan.c.code).where(scan.c.occurred_at >= since)
    for row in _rows(connection, hits):
        facts = facts_of_row(row._mapping)
        tally.count(facts, scans_of(row.scan_class), row.occurred_at)
        if row.scan_class == ScanClass.HUMAN and row.reason.startswith(SUSPICIOUS):
            tally.count(facts, Measure.SUSPICIOUS, row.occurred_at)
        if row.hit_confirmed_at is not None and row.scan_class == ScanClass.HUMAN:
            tally.count(facts, Measure.CONFIRMATIONS, row.occurred_at)


def _count_conversions(connection: Connection, since: datetime, tally: Tally) -> None:
    sales = select(poster, conversion.c.micros, conversion.c.currency, conversion.c.occurred_at)
    sales = sales.join_from(conversion, poster, poster.c.code == conversion.c.code)
    for row in _rows(connection, sales.where(conversion.c.occurred_at >= since)):
        facts = facts_of_row(row._mapping)
        tally.count(facts, Measure.CONVERSIONS, row.occurred_at)
        if row.micros is not None:
            tally.count(facts, value_in(row.currency), row.occurred_at, row.micros)


def _rows(connection: Connection, statement: Select[Any]) -> Iterator[Any]:
    """The rows one by one, without holding them all."""
    with connection.execute(statement.execution_options(yield_per=CHUNK)) as result:
        yield from result

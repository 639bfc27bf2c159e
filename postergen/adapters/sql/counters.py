"""Read the stored counters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Engine, Select, func, literal, select, union_all

from postergen.adapters.sql.database import translated
from postergen.adapters.sql.recount import AnyCell, differences, rebuild
from postergen.adapters.sql.schema import rollup
from postergen.service.reports import Period
from postergen.tracking.rollup import EVERY_CHANNEL, day_of, hour_of

MOST_DAYS = 500  # or hours, in one question: databases bound how much it may name

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
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
            for sign, grain, begin, end in spans(period)
        ]
        if parts:
            with translated(), reading(self._engine) as connection:
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
        with translated(), reading(self._engine) as connection:
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

    def hourly(self, campaign: str, period: Period, channel: str | None) -> Mapping[datetime, Mapping[str, int]]:
        begin, end = period.start or _EPOCH, period.end or _FAR
        statement = self._totals(rollup.c.starts_at, campaign, "all", channel, "hour", begin, end)
        found: dict[datetime, dict[str, int]] = defaultdict(dict)
        with translated(), reading(self._engine) as connection:
            for row in connection.execute(statement):
                found[row.label][row.measure] = int(row.total)
        return found

    def hourly_of(
        self, campaign: str, dimension: str, values: Collection[str], period: Period, channel: str | None
    ) -> Mapping[datetime, Mapping[str, int]]:
        """Each value is looked up in each hour of the period, as `sums_of` does with days."""
        ours = (rollup.c.campaign == campaign) & (rollup.c.grain == "hour") & (rollup.c.dimension == dimension)
        ours &= rollup.c.channel == (EVERY_CHANNEL if channel is None else channel)
        start, end = (period.start or _EPOCH).astimezone(UTC), (period.end or _FAR).astimezone(UTC)
        first_hour = hour_of(start) if hour_of(start) == start else hour_of(start) + HOUR
        hours = [first_hour + HOUR * n for n in range(-(-(end - first_hour) // HOUR))]
        found: dict[datetime, dict[str, int]] = defaultdict(dict)
        with translated(), reading(self._engine) as connection:
            for first in range(0, len(hours), MOST_DAYS):
                statement = (
                    select(rollup.c.starts_at, rollup.c.measure, func.sum(rollup.c.count).label("total"))
                    .where(ours, rollup.c.starts_at.in_(hours[first : first + MOST_DAYS]))
                    .where(rollup.c.value.in_(sorted(values)))
                    .group_by(rollup.c.starts_at, rollup.c.measure)
                )
                for row in connection.execute(statement):
                    found[row.starts_at][row.measure] = int(row.total)
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
        """Make all counters anew (`recount.rebuild`); returns their number."""
        return rebuild(self._engine)

    def differences(self) -> list[tuple[AnyCell, int, int]]:
        """Counters that differ from a recount: the cell, what is stored, and what there should be."""
        return differences(self._engine)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """PostgreSQL reads the stretch of the key that is asked for, and sums it.

    Left alone it would read the whole table instead, and compile the sum first, which takes longer than summing.
    """
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.set_config("random_page_cost", "1.1", True)))
            connection.execute(select(func.set_config("jit", "off", True)))
        yield connection


def spans(period: Period) -> list[tuple[int, str, datetime, datetime]]:
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

"""Read the posters of one text: what its counters add up to, and the latest without what is their person's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, case, func, literal, select, union_all

from postergen.adapters.sql.counters import reading, spans
from postergen.adapters.sql.database import translated
from postergen.adapters.sql.schema import poster, text_rollup
from postergen.adapters.sql.text_counting import texts_are_waiting
from postergen.service.reports import Period
from postergen.service.text_results import Alike, Sampled
from postergen.tracking.rollup import Measure

_ALIKE = (text_rollup.c.dimension, text_rollup.c.channel, text_rollup.c.value)


class SqlTextPosters:
    """`TextPosters` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def alike(self, campaign: str, variant: str, period: Period, channel: str | None) -> Sequence[Alike]:
        of_channel = [] if channel is None else [text_rollup.c.channel == channel]
        parts = [
            select(*_ALIKE, *(_sum_of(one, sign) for one in (Measure.POSTERS, Measure.SCANNED)))
            .where(
                text_rollup.c.campaign == campaign,
                text_rollup.c.variant == variant,
                text_rollup.c.grain == grain,
                text_rollup.c.starts_at >= begin,
                text_rollup.c.starts_at < end,
                *of_channel,
            )
            .group_by(*_ALIKE)
            for sign, grain, begin, end in spans(period)
        ]
        if not parts:
            return []
        found = union_all(*parts).subquery()
        keys = [found.c[column.name] for column in _ALIKE]
        sums = [func.sum(found.c[one.value]) for one in (Measure.POSTERS, Measure.SCANNED)]
        with translated(), reading(self._engine) as connection:
            rows = connection.execute(select(*keys, *sums).group_by(*keys)).all()
        return [
            Alike(dimension, where, value, int(posters), int(scanned))
            for dimension, where, value, posters, scanned in rows
            if posters
        ]

    def latest(
        self, campaign: str, variant: str, period: Period, channels: Collection[str], most: int
    ) -> Sequence[Sampled]:
        """Of each channel the latest are read by an index, and of them all the latest are taken."""
        rows: list[Row[Any]] = []
        with translated(), self._engine.connect() as connection:
            for channel in sorted(channels):
                statement = (
                    select(poster)
                    .where(*_of_text(campaign, variant, period), poster.c.channel == channel)
                    .order_by(poster.c.created_at.desc(), poster.c.code)
                    .limit(most)
                )
                rows += connection.execute(statement)
        rows.sort(key=lambda row: row.code)
        rows.sort(key=lambda row: row.created_at, reverse=True)
        return [_sampled(row) for row in rows[:most]]

    def is_counting(self) -> bool:
        with translated(), self._engine.connect() as connection:
            return texts_are_waiting(connection)


def _sum_of(measure: Measure, sign: int) -> ColumnElement[Any]:
    counted = case((text_rollup.c.measure == measure.value, text_rollup.c.count), else_=0)
    return (func.sum(counted) * literal(sign)).label(measure.value)


def _of_text(campaign: str, variant: str, period: Period) -> list[ColumnElement[bool]]:
    conditions = [poster.c.campaign == campaign, poster.c.variant == variant, poster.c.erased_at.is_(None)]
    if period.start is not None:
        conditions.append(poster.c.created_at >= period.start)
    if period.end is not None:
        conditions.append(poster.c.created_at < period.end)
    return conditions


def _sampled(row: Row[Any]) -> Sampled:
    return Sampled(
        made_at=row.created_at,
        revision=row.revision,
        look=row.template,
        format=row.format,
        options=tuple(row.options.split()),
        place=row.place,
        occasion=row.occasion,
        channel=row.channel,
        is_scanned=row.scanned_at is not None,
    )

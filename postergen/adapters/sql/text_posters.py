"""Read the posters of one text, found by its index: added up, and the latest of them without what is their person's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Engine, func, select

from postergen.adapters.sql.database import translated
from postergen.adapters.sql.schema import poster
from postergen.service.reports import Period
from postergen.service.text_results import Alike, Sampled

_ALIKE = (poster.c.revision, poster.c.channel, func.coalesce(poster.c.place, "").label("place"), poster.c.template)


class SqlTextPosters:
    """`TextPosters` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def alike(self, campaign: str, variant: str, period: Period, channel: str | None) -> Sequence[Alike]:
        statement = (
            select(*_ALIKE, func.count().label("posters"), func.count(poster.c.scanned_at).label("scanned"))
            .where(*_of_text(campaign, variant, period, channel))
            .group_by(*_ALIKE)
        )
        with translated(), self._engine.connect() as connection:
            return [Alike(*row) for row in connection.execute(statement)]

    def latest(self, campaign: str, variant: str, period: Period, channel: str | None, most: int) -> Sequence[Sampled]:
        statement = (
            select(poster)
            .where(*_of_text(campaign, variant, period, channel), poster.c.erased_at.is_(None))
            .order_by(poster.c.created_at.desc(), poster.c.code)
            .limit(most)
        )
        with translated(), self._engine.connect() as connection:
            return [
                Sampled(
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
                for row in connection.execute(statement)
            ]


def _of_text(campaign: str, variant: str, period: Period, channel: str | None) -> list[ColumnElement[Any]]:
    conditions: list[ColumnElement[Any]] = [poster.c.campaign == campaign, poster.c.variant == variant]
    if period.start is not None:
        conditions.append(poster.c.created_at >= period.start)
    if period.end is not None:
        conditions.append(poster.c.created_at < period.end)
    if channel is not None:
        conditions.append(poster.c.channel == channel)
    return conditions

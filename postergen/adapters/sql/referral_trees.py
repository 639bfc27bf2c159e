"""Read the trees of referrals: who led to whom, how fast, and what looks odd about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Engine, case, func, literal, select, union_all

from postergen.adapters.sql.counters import reading, spans
from postergen.adapters.sql.database import translated
from postergen.adapters.sql.referral_counting import are_waiting
from postergen.adapters.sql.schema import poster, referral_rollup
from postergen.service.reports import Period
from postergen.tracking.forest import TreePoster
from postergen.tracking.referral_rollup import EVER, EVER_SINCE, POSTERS
from postergen.tracking.referrals import Family, ReferredPoster, bursts


class SqlTrees:
    """`Trees` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def families(self, campaign: str, dimension: str, made: Period, window: timedelta) -> Sequence[Family]:
        """By segment (the campaign as a whole for "") and random group: posters made in a period, and their children
        within the window.
        """
        of_posters = referral_rollup.c.within == POSTERS
        in_window = referral_rollup.c.within.between(POSTERS + 1, int(window.total_seconds()) // 3600)
        sums = self._sums(
            campaign,
            dimension or "all",
            made,
            (referral_rollup.c.value, referral_rollup.c.tree_group),
            {"posters": of_posters, "children": in_window},
        )
        return [Family(group, value, *counts) for (value, group), counts in sums.items() if counts[0]]

    def generations(self, campaign: str, made: Period) -> dict[int, int]:
        """Posters made in a period, by generation."""
        of_posters = {"posters": referral_rollup.c.within == POSTERS}
        sums = self._sums(campaign, "generation", made, (referral_rollup.c.value,), of_posters)
        return {int(value): posters for (value,), (posters,) in sums.items() if posters}

    def paces(self, campaign: str, made: Period, window: timedelta) -> dict[int, int]:
        """Children within the window, of posters made in a period, by the step of their delay (`pace_of`)."""
        in_window = {"children": referral_rollup.c.within <= int(window.total_seconds()) // 3600}
        sums = self._sums(campaign, "pace", made, (referral_rollup.c.value,), in_window)
        return {int(value): children for (value,), (children,) in sums.items() if children}

    def _sums(
        self,
        campaign: str,
        dimension: str,
        made: Period,
        by: Sequence[Column[Any]],
        conditions: Mapping[str, ColumnElement[bool]],
    ) -> dict[tuple[Any, ...], tuple[int, ...]]:
        """The sums of the counters that meet each condition, by some columns: the database adds up, whatever the number
        of days.
        """
        parts = [
            select(
                *by,
                *(
                    func.coalesce(func.sum(case((condition, referral_rollup.c.count), else_=0)), 0).label(name)
                    for name, condition in conditions.items()
                ),
                literal(sign).label("sign"),
            )
            .where(
                referral_rollup.c.campaign == campaign,
                referral_rollup.c.dimension == dimension,
                referral_rollup.c.grain == grain,
                referral_rollup.c.starts_at >= begin,
                referral_rollup.c.starts_at < end,
            )
            .group_by(*by)
            for sign, grain, begin, end in _spans(made)
        ]
        if not parts:
            return {}
        found = union_all(*parts).subquery()
        keys = [found.c[column.name] for column in by]
        totals = [func.sum(found.c[name] * found.c.sign) for name in conditions]
        with translated(), reading(self._engine) as connection:
            rows = connection.execute(select(*keys, *totals).group_by(*keys)).all()
        return {tuple(row[: len(keys)]): tuple(int(total) for total in row[len(keys) :]) for row in rows}

    def is_counting(self) -> bool:
        """Whether posters of an earlier release are not counted yet."""
        with translated(), self._engine.connect() as connection:
            return are_waiting(connection)

    def referred_posters(self, campaign: str, after: datetime, most: int) -> dict[str, ReferredPoster]:
        """The children among the latest ``most`` posters made after a moment, with what tells an honest one from an odd
        one.
        """
        parent = poster.alias()
        latest = (
            select(poster.c.code, poster.c.parent, poster.c.maker, poster.c.created_at)
            .where(poster.c.campaign == campaign, poster.c.created_at >= after)
            .order_by(poster.c.created_at.desc())
            .limit(most)
            .subquery()
        )
        statement = select(latest, parent.c.maker.label("other")).join_from(
            latest, parent, parent.c.code == latest.c.parent
        )
        siblings = defaultdict(list)
        with translated(), self._engine.connect() as connection:
            for row in connection.execute(statement):
                siblings[row.parent].append(row)
        found: dict[str, ReferredPoster] = {}
        for rows in siblings.values():
            sizes = bursts([row.created_at for row in rows])
            found |= {
                row.code: ReferredPoster(row.maker, row.other, size) for row, size in zip(rows, sizes, strict=True)
            }
        return found

    def tree_posters(self, campaign: str, start: datetime | None, end: datetime, most: int) -> list[TreePoster]:
        """The latest posters made in a stretch of time, the newest first."""
        statement = (
            select(
                poster.c.code,
                poster.c.parent,
                poster.c.root,
                poster.c.generation,
                poster.c.created_at,
                poster.c.parent_delay,
                poster.c.scanned_at.is_not(None).label("scanned"),
            )
            .where(poster.c.campaign == campaign, poster.c.created_at < end)
            .order_by(poster.c.created_at.desc())
            .limit(most)
        )
        if start is not None:
            statement = statement.where(poster.c.created_at >= start)
        with translated(), self._engine.connect() as connection:
            rows = connection.execute(statement).all()
        return [
            TreePoster(r.code, r.parent, r.root, r.generation, r.created_at, r.parent_delay, r.scanned) for r in rows
        ]


def _spans(made: Period) -> list[tuple[int, str, datetime, datetime]]:
    """As `spans`; where a period has no beginning it is everything but what came after it, which is less to read."""
    if made.start is not None:
        return spans(made)
    whole = (1, EVER, EVER_SINCE, EVER_SINCE + timedelta(days=1))
    if made.end is None:
        return [whole]
    return [whole, *((-sign, grain, begin, end) for sign, grain, begin, end in spans(Period(made.end, None)))]

"""Read the trees of referrals: who led to whom, how fast, and what looks odd about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Column, Engine, func, select

from postergen.adapters.sql.database import translated
from postergen.adapters.sql.schema import poster, poster_option
from postergen.tracking.forest import TreePoster
from postergen.tracking.referrals import Family, ReferredPoster, bursts
from postergen.tracking.rollup import variant_value

_COLUMNS: dict[str, Column[str]] = {
    "channel": poster.c.channel,
    "look": poster.c.template,
    "place": poster.c.place,
    "occasion": poster.c.occasion,
    "locale": poster.c.locale,
}


class SqlTrees:
    """`Trees` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def families(self, campaign: str, dimension: str, before: datetime, window: timedelta) -> Sequence[Family]:
        """By root and segment: the posters made before a moment, and their children within the window."""
        seconds = int(window.total_seconds())
        children = (
            select(poster.c.parent, func.count().label("children"))
            .where(poster.c.parent.is_not(None), poster.c.parent_delay <= seconds)
            .group_by(poster.c.parent)
            .subquery()
        )
        tables = poster.outerjoin(children, children.c.parent == poster.c.code)
        segments: list[Column[str]] = []
        if dimension == "option":
            tables = tables.join(poster_option, poster_option.c.code == poster.c.code)
            segments = [poster_option.c.option]
        elif dimension == "variant":
            segments = [poster.c.variant, poster.c.revision]
        elif dimension in _COLUMNS:
            segments = [_COLUMNS[dimension]]
        statement = (
            select(
                poster.c.root,
                *segments,
                func.count().label("posters"),
                func.coalesce(func.sum(children.c.children), 0).label("born"),
            )
            .select_from(tables)
            .where(poster.c.campaign == campaign, poster.c.created_at <= before)
            .group_by(poster.c.root, *segments)
        )
        with translated(), self._engine.connect() as connection:
            rows = connection.execute(statement).all()
        return [Family(row.root, _segment(row[1:-2]), row.posters, int(row.born)) for row in rows]

    def generations(self, campaign: str) -> dict[int, int]:
        """Posters by generation."""
        statement = (
            select(poster.c.generation, func.count().label("posters"))
            .where(poster.c.campaign == campaign)
            .group_by(poster.c.generation)
        )
        with translated(), self._engine.connect() as connection:
            return {row.generation: row.posters for row in connection.execute(statement)}

    def count_young(self, campaign: str, before: datetime) -> int:
        """Posters that have not had their whole window yet."""
        statement = select(func.count()).where(poster.c.campaign == campaign, poster.c.created_at > before)
        with translated(), self._engine.connect() as connection:
            return connection.scalar(statement) or 0

    def delays(self, campaign: str, before: datetime, window: timedelta, most: int = 100_000) -> list[float]:
        """Seconds from parent to child, for children of mature posters within the window; the latest ``most``."""
        parent = poster.alias()
        statement = (
            select(poster.c.parent_delay)
            .join_from(poster, parent, parent.c.code == poster.c.parent)
            .where(
                poster.c.campaign == campaign,
                parent.c.created_at <= before,
                poster.c.parent_delay <= int(window.total_seconds()),
            )
            .order_by(poster.c.created_at.desc())
            .limit(most)
        )
        with translated(), self._engine.connect() as connection:
            return [float(delay) for delay in connection.scalars(statement) if delay is not None]

    def referred_posters(self, campaign: str, after: datetime, most: int = 50_000) -> dict[str, ReferredPoster]:
        """The children made after a moment, with what tells an honest one from an odd one; the latest ``most``."""
        parent = poster.alias()
        statement = (
            select(poster.c.code, poster.c.parent, poster.c.maker, poster.c.created_at, parent.c.maker.label("other"))
            .join_from(poster, parent, parent.c.code == poster.c.parent)
            .where(poster.c.campaign == campaign, poster.c.created_at >= after)
            .order_by(poster.c.created_at.desc())
            .limit(most)
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


def _segment(parts: Sequence[str | None]) -> str:
    return variant_value(*(part or "" for part in parts)) if len(parts) == 2 else (parts[0] or "") if parts else ""

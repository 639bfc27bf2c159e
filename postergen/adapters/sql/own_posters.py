"""Read what one browser made in a stretch of time, and what came of it; who it is nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, func, or_, select

from postergen.adapters.sql.database import translated
from postergen.adapters.sql.schema import poster, scan
from postergen.domain.poster import LOOK_BACK
from postergen.domain.scan import ScanClass
from postergen.service.look_backs import Made

MOST_MADE = 2000  # posters of one person that are counted
MOST_STEPS, MOST_BELOW = 60, 20_000  # of a tree that is walked down
AT_ONCE = 500  # codes in one question


class SqlOwnPosters:
    """An `OwnPosters` over what was folded; scans that were pruned are not counted any more."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def made(
        self, campaign: str, makers: Sequence[str], codes: Sequence[str], period: tuple[datetime, datetime]
    ) -> Sequence[Made]:
        start, end = period
        statement = (
            select(poster.c.code, poster.c.created_at, poster.c.themes)
            .where(or_(poster.c.maker.in_([key for key in makers if key]), poster.c.code.in_(list(codes))))
            .where(poster.c.campaign == campaign, poster.c.channel != LOOK_BACK, poster.c.erased_at.is_(None))
            .where(poster.c.created_at >= start, poster.c.created_at < end)
            .order_by(poster.c.created_at)
            .limit(MOST_MADE)
        )
        with translated(), self._engine.connect() as connection:
            return [Made(row.code, row.created_at, tuple(row.themes.split())) for row in connection.execute(statement)]

    def friends(self, codes: Sequence[str]) -> int:
        found = 0
        with translated(), self._engine.connect() as connection:
            for some in _some(codes):
                by_people = (scan.c.scan_class == ScanClass.HUMAN.value) & scan.c.code.in_(some)
                found += connection.scalar(select(func.count()).where(by_people)) or 0
        return found

    def generations(self, codes: Sequence[str]) -> int:
        steps, seen, last = 0, set(codes), list(codes)
        with translated(), self._engine.connect() as connection:
            while last and steps < MOST_STEPS and len(seen) < MOST_BELOW:
                below: set[str] = set()
                for some in _some(last):
                    children = select(poster.c.code).where(poster.c.parent.in_(some))
                    below.update(connection.scalars(children.limit(MOST_BELOW)))
                last = sorted(below - seen)
                seen |= below
                steps += bool(last)
        return steps


def _some(codes: Sequence[str]) -> list[list[str]]:
    return [list(codes[first : first + AT_ONCE]) for first in range(0, len(codes), AT_ONCE)]

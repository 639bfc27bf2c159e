"""Read the posters whose text was drawn, one by one, with whether each succeeded in its time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, case, func, select

from postergen.adapters.sql.database import snapshot, translated
from postergen.adapters.sql.outcomes import STRATUM, hours_between, successes
from postergen.adapters.sql.rows import NAMED, poster_of
from postergen.adapters.sql.schema import poster
from postergen.domain.policies import Slice, Terms
from postergen.service.what_if import Counted, Drawn

_IS_DRAWN = poster.c.slice != Slice.CHOSEN


class SqlDrawLog:
    """A `DrawLog`. Reads snapshots: nobody who writes waits for it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def counted(self, campaign: str, state: str, since: datetime | None, until: datetime) -> Counted:
        kinds = (~_IS_DRAWN, "chosen"), (_IS_DRAWN & ~_of_state(state), "elsewhere")
        sums = [func.coalesce(func.sum(case((is_so, 1), else_=0)), 0).label(name) for is_so, name in kinds]
        statement = select(func.count().label("posters"), *sums).where(*_made(campaign, since, until))
        with translated(), snapshot(self._engine) as connection:
            row = connection.execute(statement).one()
        return Counted(row.posters, row.chosen, row.elsewhere)

    def begins(self, campaign: str, state: str, until: datetime, most: int) -> datetime | None:
        statement = (
            select(poster.c.created_at)
            .where(*_made(campaign, None, until), _IS_DRAWN, _of_state(state))
            .order_by(poster.c.created_at.desc())
            .offset(most - 1)
            .limit(1)
        )
        with translated(), snapshot(self._engine) as connection:
            found: datetime | None = connection.scalar(statement)
        return found

    def drawn(
        self, campaign: str, state: str, since: datetime, until: datetime, terms: Terms, most: int
    ) -> Sequence[Drawn]:
        source, succeeded_at = successes(terms)
        with translated(), snapshot(self._engine) as connection:
            delay = hours_between(connection.dialect, poster.c.created_at, succeeded_at)
            rewarded = case((delay <= float(terms.window_hours), 1), else_=0)
            statement = (
                select(poster, STRATUM.label("whose"), rewarded.label("rewarded"))
                .select_from(source)
                .where(*_made(campaign, since, until), _IS_DRAWN, _of_state(state))
                .order_by(poster.c.created_at.desc(), poster.c.code)
                .limit(most)
            )
            found = [
                Drawn(poster_of(row), row.whose == NAMED, row.erased_at is not None, bool(row.rewarded))
                for row in connection.execute(statement)
            ]
        found.reverse()
        return found


def _made(campaign: str, since: datetime | None, until: datetime) -> list[ColumnElement[bool]]:
    after = [poster.c.created_at >= since] if since else []
    return [poster.c.campaign == campaign, poster.c.created_at <= until, *after]


def _of_state(state: str) -> ColumnElement[bool]:
    """Of policies whose name says so, whatever their version, and however a wish was read."""
    return poster.c.policy.contains(f".{state}", autoescape=True)

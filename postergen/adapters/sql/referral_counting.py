"""Keep the counters of referrals: each poster and each child once, in whatever order they arrive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from postergen.adapters.sql.many_rows import add_counters
from postergen.adapters.sql.rows import FACTS, facts_of_row
from postergen.adapters.sql.schema import poster, referral_rollup
from postergen.tracking.referral_rollup import ReferralTally

COUNTED = {"referrals_counted": 1}
_IS_COUNTED = poster.c.referrals_counted.is_not(None)
KIN = (*FACTS, poster.c.code, poster.c.root, poster.c.generation, poster.c.parent, poster.c.parent_delay)


def count_referrals(connection: Connection, posters: Sequence[Any]) -> None:
    """Count these posters, each with its parent and its children as far as they were counted before or are here.

    They are rows that are stored, and marked as `COUNTED` in this transaction.
    """
    tally = ReferralTally()
    codes = {row["code"] for row in posters}
    for row in posters:
        tally.count_poster(facts_of_row(row), row["root"], row["generation"])
    parents = _counted(connection, {row["parent"] for row in posters if row["parent"]})
    for row in posters:
        parent = parents.get(row["parent"])
        if parent is not None and row["parent_delay"] is not None:
            tally.count_child(facts_of_row(parent), parent["root"], row["parent_delay"])
    own = {row["code"]: row for row in posters}
    came_before = select(poster.c.parent, poster.c.parent_delay).where(
        poster.c.parent.in_(codes), poster.c.code.not_in(codes), poster.c.parent_delay.is_not(None), _IS_COUNTED
    )
    for child in connection.execute(came_before).all():
        tally.count_child(facts_of_row(own[child.parent]), own[child.parent]["root"], child.parent_delay)
    add_counters(connection, referral_rollup, tally.counters())


def count_waiting(connection: Connection, most: int) -> int:
    """Count some of the posters that were stored by a release that did not; returns how many."""
    waiting = select(*KIN).where(poster.c.referrals_counted.is_(None)).order_by(poster.c.code).limit(most)
    rows = connection.execute(waiting).mappings().all()
    if rows:
        codes = [row["code"] for row in rows]
        connection.execute(update(poster).where(poster.c.code.in_(codes)).values(COUNTED))
        count_referrals(connection, rows)
    return len(rows)


def are_waiting(connection: Connection) -> bool:
    """Whether there are posters that the counters do not know."""
    return connection.scalar(select(poster.c.code).where(poster.c.referrals_counted.is_(None)).limit(1)) is not None


def _counted(connection: Connection, codes: set[str]) -> dict[str, Any]:
    if not codes:
        return {}
    rows = connection.execute(select(*KIN).where(poster.c.code.in_(codes), _IS_COUNTED)).mappings()
    return {row["code"]: row for row in rows}

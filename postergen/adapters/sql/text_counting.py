"""Keep the counters of texts: each poster once, and each that was scanned once, in whatever order they arrive.

``poster.text_counted`` says what the counters know of a poster: nothing (NULL), that it was made (0), or that it was
scanned as well (1). Releases before these counters leave it as it is; what they stored is counted later.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, RowMapping, case, select, update

from postergen.adapters.sql.many_rows import add_counters
from postergen.adapters.sql.rows import FACTS, facts_of_row
from postergen.adapters.sql.schema import TEXT_WAITING, poster, text_rollup
from postergen.tracking.rollup import Measure
from postergen.tracking.text_rollup import TextTally

MADE, SCANNED = 0, 1
TEXT_FACTS = (*FACTS, poster.c.code, poster.c.scanned_at, poster.c.text_counted)


def count_waiting_texts(connection: Connection, most: int) -> int:
    """Count some of what was stored by a release that did not; returns how many posters."""
    waiting = select(*TEXT_FACTS).where(TEXT_WAITING).order_by(poster.c.code).limit(most)
    rows = connection.execute(waiting).mappings().all()
    if rows:
        known = case((poster.c.scanned_at.is_not(None), SCANNED), else_=MADE)
        codes = [row["code"] for row in rows]
        connection.execute(update(poster).where(poster.c.code.in_(codes)).values(text_counted=known))
        add_counters(connection, text_rollup, tallied(rows).counters())
    return len(rows)


def tallied(rows: Iterable[RowMapping]) -> TextTally:
    """What these posters move, beside what the counters know of them already."""
    tally = TextTally()
    for row in rows:
        facts = facts_of_row(row)
        if row["text_counted"] is None:
            tally.count(facts, Measure.POSTERS)
        if row["scanned_at"] is not None and row["text_counted"] != SCANNED:
            tally.count(facts, Measure.SCANNED)
    return tally


def texts_are_waiting(connection: Connection) -> bool:
    """Whether there is something of posters that the counters do not know."""
    return connection.scalar(select(poster.c.code).where(TEXT_WAITING).limit(1)) is not None

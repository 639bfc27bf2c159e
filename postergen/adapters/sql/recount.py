"""Make counters anew from what is stored, and tell whether both agree; nobody who writes waits for it.

Rows and counters of an event are written at once, so both are whole in what one transaction sees, and what is folded
meanwhile adds the same to both. So the difference that a snapshot shows can be added later, slice by slice.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, select

from postergen.adapters.sql.database import snapshot, translated
from postergen.adapters.sql.fold_transaction import STEPS
from postergen.adapters.sql.journal_marks import BETWEEN_SLICES, folding, mark_of, next_mark, pruned_until
from postergen.adapters.sql.many_rows import add_counters
from postergen.adapters.sql.referral_counting import KIN
from postergen.adapters.sql.rows import FACTS, facts_of_row
from postergen.adapters.sql.schema import conversion, poster, referral_rollup, rollup, scan, text_rollup
from postergen.adapters.sql.text_counting import SCANNED, TEXT_FACTS
from postergen.domain.scan import ScanClass
from postergen.errors import Unavailable
from postergen.tracking.concentration import SUSPICIOUS
from postergen.tracking.referral_rollup import ReferralCell, ReferralTally
from postergen.tracking.rollup import Cell, Measure, Tally, scans_of, value_in
from postergen.tracking.text_rollup import TextCell, TextTally

AnyCell = Cell | ReferralCell | TextCell
TABLES = {Cell: rollup, ReferralCell: referral_rollup, TextCell: text_rollup}

CHUNK = 5_000  # rows read at once
SLICE = 2_000  # counters that one transaction mends: folding waits for some hundredths of a second
REBUILT = "counters were made anew"  # a mark that belongs to no journal
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def differences(engine: Engine) -> list[tuple[AnyCell, int, int]]:
    """Counters that differ from a recount: the cell, what is stored, and what there should be."""
    differing, _ = _compared(engine)
    return [(cell, *differing[cell]) for cell in _in_order(differing)]


def rebuild(engine: Engine) -> int:
    """Mend every counter that differs from a recount; returns how many there are in all. It may be killed and begun
    again at any moment.

    Raises:
        Unavailable: the database does not answer; or somebody else began the same meanwhile, and does what is left.
    """
    with translated(), folding(engine) as connection:
        token = next_mark(connection, REBUILT)
    differing, total = _compared(engine)
    for some in _slices(_in_order(differing)):
        with translated(), folding(engine) as connection:
            if mark_of(connection, REBUILT) != token:
                raise Unavailable("stats rebuild", "another one began meanwhile, and does what is left")
            missing = {cell: counted - stored for cell, (stored, counted) in ((c, differing[c]) for c in some)}
            for kind, table in TABLES.items():
                add_counters(connection, table, {c: n for c, n in missing.items() if isinstance(c, kind)})
        time.sleep(BETWEEN_SLICES)
    return total


def _compared(engine: Engine) -> tuple[dict[AnyCell, tuple[int, int]], int]:
    """The counters that differ at one moment, with what is stored and what there should be; and how many there should
    be in all. Only the recount is held in memory, and of what is stored what differs.
    """
    differing: dict[AnyCell, tuple[int, int]] = {}
    with translated(), snapshot(engine) as connection:
        since = pruned_until(connection) or _EPOCH
        counted: Counter[AnyCell] = Counter(recount(connection, since))
        counted.update(recount_referrals(connection))
        counted.update(recount_texts(connection))
        total = len(counted)
        for cell, stored in _stored(connection, since):
            expected = counted.pop(cell, 0)
            if stored != expected:
                differing[cell] = stored, expected
    differing.update((cell, (0, expected)) for cell, expected in counted.items() if expected)
    return differing, total


def _stored(connection: Connection, since: datetime) -> Iterator[tuple[AnyCell, int]]:
    cells = select(*(rollup.c[name] for name in Cell._fields), rollup.c.count).where(rollup.c.starts_at >= since)
    for row in _rows(connection, cells):
        yield Cell(*row[:-1]), row[-1]
    for row in _rows(connection, select(referral_rollup)):
        yield ReferralCell(*row[:-1]), row[-1]
    for row in _rows(connection, select(text_rollup)):
        yield TextCell(*row[:-1]), row[-1]


def _in_order(cells: Iterable[AnyCell]) -> list[AnyCell]:
    return sorted(cells, key=lambda cell: (type(cell).__name__, cell))


def _slices(cells: Sequence[AnyCell]) -> Iterable[Sequence[AnyCell]]:
    return (cells[start : start + SLICE] for start in range(0, len(cells), SLICE))


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
    steps = [poster.c[step] for step in STEPS]
    for row in _rows(connection, select(*FACTS, poster.c.code, *steps).where(poster.c.created_at >= since)):
        facts = facts_of_row(row._mapping)
        tally.count(facts, Measure.POSTERS, facts.created_at)
        if row.code in children:
            tally.count(facts, Measure.CHILDREN, facts.created_at, children[row.code])
        for column, measure in STEPS.items():
            if getattr(row, column) is not None:
                tally.count(facts, measure, facts.created_at)


def _count_scans(connection: Connection, since: datetime, tally: Tally) -> None:
    hits = select(
        *FACTS, scan.c.scan_class, scan.c.reason, scan.c.occurred_at, scan.c.confirmed_at.label("hit_confirmed_at")
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
    sales = select(*FACTS, conversion.c.micros, conversion.c.currency, conversion.c.occurred_at)
    sales = sales.join_from(conversion, poster, poster.c.code == conversion.c.code)
    for row in _rows(connection, sales.where(conversion.c.occurred_at >= since)):
        facts = facts_of_row(row._mapping)
        tally.count(facts, Measure.CONVERSIONS, row.occurred_at)
        if row.micros is not None:
            tally.count(facts, value_in(row.currency), row.occurred_at, row.micros)


def recount_referrals(connection: Connection) -> Counter[ReferralCell]:
    """Every counter of referrals, out of the posters that were counted."""
    tally = ReferralTally()
    is_counted = poster.c.referrals_counted.is_not(None)
    for row in _rows(connection, select(*KIN).where(is_counted)):
        tally.count_poster(facts_of_row(row._mapping), row.root, row.generation)
    child = poster.alias()
    kin = select(*FACTS, poster.c.root, child.c.parent_delay).join_from(child, poster, poster.c.code == child.c.parent)
    kin = kin.where(child.c.parent_delay.is_not(None), is_counted, child.c.referrals_counted.is_not(None))
    for row in _rows(connection, kin):
        tally.count_child(facts_of_row(row._mapping), row.root, row.parent_delay)
    return tally.counters()


def recount_texts(connection: Connection) -> Counter[TextCell]:
    """Every counter of texts, out of what they know of each poster."""
    tally = TextTally()
    for row in _rows(connection, select(*TEXT_FACTS).where(poster.c.text_counted.is_not(None))):
        facts = facts_of_row(row._mapping)
        tally.count(facts, Measure.POSTERS)
        if row.text_counted == SCANNED:
            tally.count(facts, Measure.SCANNED)
    return tally.counters()


def _rows(connection: Connection, statement: Select[Any]) -> Iterator[Any]:
    """The rows one by one, without holding them all."""
    with connection.execute(statement.execution_options(yield_per=CHUNK)) as result:
        yield from result

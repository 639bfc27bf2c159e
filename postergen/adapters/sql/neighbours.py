"""Find a visitor's other hits around a hit: they tell the maker, a burst and a duplicate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from postergen.adapters.sql.schema import scan
from postergen.domain.scan import Classification, Scan, ScanClass
from postergen.tracking.classify import BURST_WINDOW, DUPLICATE_WINDOW, Evidence


class Neighbours:
    """A visitor's scans shortly before and after a hit, in the database and in the batch itself."""

    def __init__(self, connection: Connection, hits: Sequence[Scan]) -> None:
        self._seen: dict[str, list[tuple[datetime, str, ScanClass]]] = defaultdict(list)
        visitors = {hit.visitor for hit in hits if hit.visitor}
        if not visitors:
            return
        window = timedelta(seconds=max(DUPLICATE_WINDOW, BURST_WINDOW))
        moments = [hit.occurred_at for hit in hits]
        where = scan.c.visitor.in_(visitors) & scan.c.occurred_at.between(min(moments) - window, max(moments) + window)
        columns = (scan.c.visitor, scan.c.occurred_at, scan.c.code, scan.c.scan_class)
        for row in connection.execute(select(*columns).where(where)).all():
            self._seen[row.visitor].append((row.occurred_at, row.code, ScanClass(row.scan_class)))

    def of(self, hit: Scan, maker: str) -> Evidence:
        if not hit.visitor:
            return Evidence(same_maker=False, seconds_since_same=None, visitor_hits_last_minute=0)
        seen = self._seen[hit.visitor]
        same = [
            abs((hit.occurred_at - at).total_seconds())
            for at, code, found in seen
            if code == hit.code and found is ScanClass.HUMAN
        ]
        minute = timedelta(seconds=BURST_WINDOW)
        recent = sum(hit.occurred_at - minute <= at <= hit.occurred_at for at, _, _ in seen)
        return Evidence(hit.visitor == maker, min(same, default=None), recent)

    def add(self, hit: Scan, found: Classification) -> None:
        if hit.visitor:
            self._seen[hit.visitor].append((hit.occurred_at, hit.code, found.scan_class))

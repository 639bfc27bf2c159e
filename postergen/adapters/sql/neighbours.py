"""Find other hits of a visitor and of a network around a hit: they tell the maker, bursts, repeats and machines."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from postergen.adapters.sql.schema import poster, scan
from postergen.domain.scan import Classification, Scan, ScanClass
from postergen.tracking.classify import BURST_WINDOW, DUPLICATE_WINDOW, Evidence
from postergen.tracking.concentration import MANY, WINDOW, suspicion
from postergen.tracking.visitors import is_of_a_network


class Neighbours:
    """A visitor's scans shortly before and after a hit, in the database and in the batch itself."""

    def __init__(self, connection: Connection, hits: Sequence[Scan]) -> None:
        self._seen: dict[str, list[tuple[datetime, str, ScanClass]]] = defaultdict(list)
        self._connection = connection
        self._of_network = self._people_of({hit.network for hit in hits if hit.network}, hits)
        self._have_children: dict[str, bool] = {}
        visitors = {hit.visitor for hit in hits if hit.visitor}
        if not visitors:
            return
        window = timedelta(seconds=max(DUPLICATE_WINDOW, BURST_WINDOW))
        moments = [hit.occurred_at for hit in hits]
        where = scan.c.visitor.in_(visitors) & scan.c.occurred_at.between(min(moments) - window, max(moments) + window)
        columns = (scan.c.visitor, scan.c.occurred_at, scan.c.code, scan.c.scan_class)
        for row in connection.execute(select(*columns).where(where)).all():
            self._seen[row.visitor].append((row.occurred_at, row.code, ScanClass(row.scan_class)))

    def _people_of(self, networks: set[str], hits: Sequence[Scan]) -> dict[str, list[datetime]]:
        """When people scanned from these networks, within the hour before these hits."""
        found: dict[str, list[datetime]] = defaultdict(list)
        if not networks:
            return found
        moments = [hit.occurred_at for hit in hits]
        where = scan.c.network.in_(networks) & scan.c.occurred_at.between(min(moments) - WINDOW, max(moments))
        statement = select(scan.c.network, scan.c.occurred_at).where(where, scan.c.scan_class == ScanClass.HUMAN.value)
        for row in self._connection.execute(statement.order_by(scan.c.occurred_at)).all():
            found[row.network].append(row.occurred_at)
        return found

    def suspect(self, hit: Scan, found: Classification) -> Classification:
        """A scan by a person, with the reason why it is a suspicious one; anything else as it is."""
        if found.scan_class is not ScanClass.HUMAN or not hit.network:
            return found
        seen = self._of_network[hit.network]
        earlier = seen[bisect_left(seen, hit.occurred_at - WINDOW) : bisect_right(seen, hit.occurred_at)]
        is_crowded = len(earlier) >= MANY
        reason = suspicion(
            earlier, hit.occurred_at, has_children=is_crowded and self._led_on(hit.network, hit.occurred_at)
        )
        insort(seen, hit.occurred_at)
        return replace(found, reason=reason) if reason else found

    def _led_on(self, network: str, at: datetime) -> bool:
        """Whether a poster that this network scanned within the hour has a child of that hour."""
        if network not in self._have_children:
            scanned = select(scan.c.code).where(scan.c.network == network, scan.c.occurred_at.between(at - WINDOW, at))
            child = (
                select(poster.c.code).where(poster.c.parent.in_(scanned), poster.c.created_at >= at - WINDOW).limit(1)
            )
            self._have_children[network] = self._connection.scalar(child) is not None
        return self._have_children[network]

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
        shared = is_of_a_network(hit.visitor)  # by the maker, and by friends of theirs next door
        return Evidence(hit.visitor == maker and not shared, min(same, default=None), recent, shared)

    def add(self, hit: Scan, found: Classification) -> None:
        if hit.visitor:
            self._seen[hit.visitor].append((hit.occurred_at, hit.code, found.scan_class))

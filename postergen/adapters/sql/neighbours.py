"""Find other hits of a visitor and of a network around a hit: they tell the maker, bursts, repeats and machines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from postergen.adapters.sql.schema import poster, scan
from postergen.domain.scan import Classification, Scan, ScanClass
from postergen.tracking.classify import BURST_WINDOW, DUPLICATE_WINDOW, Evidence
from postergen.tracking.concentration import MANY, REGULAR, WINDOW, suspicion
from postergen.tracking.moments import Moments
from postergen.tracking.visitors import is_of_a_network

MINUTE = timedelta(seconds=BURST_WINDOW)
VISIT = timedelta(seconds=DUPLICATE_WINDOW)


class Neighbours:
    """A visitor's scans shortly before and after a hit, in the database and in the batch itself.

    The database counts those of one second: a crowd is read as seconds, not as scans.
    """

    def __init__(self, connection: Connection, hits: Sequence[Scan]) -> None:
        self._connection = connection
        self._of_visitor: defaultdict[str, Moments] = defaultdict(Moments)
        self._people_on: defaultdict[tuple[str, str], Moments] = defaultdict(Moments)  # by visitor and code
        self._of_network: defaultdict[str, Moments] = defaultdict(Moments)
        self._have_children: dict[str, bool] = {}
        if hits:
            self._read_networks({hit.network for hit in hits if hit.network}, hits)
            self._read_visitors({hit.visitor for hit in hits if hit.visitor}, hits)

    def _read_networks(self, networks: set[str], hits: Sequence[Scan]) -> None:
        """When people scanned from these networks, within the hour before these hits."""
        if not networks:
            return
        moments = [hit.occurred_at for hit in hits]
        where = scan.c.network.in_(networks) & scan.c.occurred_at.between(min(moments) - WINDOW, max(moments))
        people = scan.c.scan_class == ScanClass.HUMAN.value
        statement = _counted([scan.c.network, scan.c.occurred_at], where & people)
        for network, at, times in self._connection.execute(statement):
            self._of_network[network].add(at, times)

    def _read_visitors(self, visitors: set[str], hits: Sequence[Scan]) -> None:
        """When these visitors scanned anything within the minute before these hits, and, counted as people, which codes
        within half an hour before and after them.
        """
        if not visitors:
            return
        first, last = min(hit.occurred_at for hit in hits), max(hit.occurred_at for hit in hits)
        columns = [scan.c.visitor, scan.c.occurred_at]
        where = scan.c.visitor.in_(visitors) & scan.c.occurred_at.between(first - MINUTE, last)
        for visitor, at, times in self._connection.execute(_counted(columns, where)):
            self._of_visitor[visitor].add(at, times)
        columns.append(scan.c.code)
        asked = {(hit.visitor, hit.code) for hit in hits}
        where = scan.c.visitor.in_(visitors) & scan.c.occurred_at.between(first - VISIT, last + VISIT)
        people = (scan.c.scan_class == ScanClass.HUMAN.value) & scan.c.code.in_({code for _, code in asked})
        for visitor, at, code, times in self._connection.execute(_counted(columns, where & people)):
            if (visitor, code) in asked:
                self._people_on[visitor, code].add(at, times)

    def suspect(self, hit: Scan, found: Classification) -> Classification:
        """A scan by a person, with the reason why it is a suspicious one; anything else as it is."""
        if found.scan_class is not ScanClass.HUMAN or not hit.network:
            return found
        seen, since = self._of_network[hit.network], hit.occurred_at - WINDOW
        earlier = seen.count(since, hit.occurred_at)
        reason = suspicion(
            earlier,
            seen.latest(REGULAR - 1, since, hit.occurred_at),
            hit.occurred_at,
            has_children=earlier >= MANY and self._led_on(hit.network, hit.occurred_at),
        )
        seen.add(hit.occurred_at)
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
        at = hit.occurred_at
        recent = self._of_visitor[hit.visitor].count(at - MINUTE, at)
        same = self._people_on[hit.visitor, hit.code].seconds_to_nearest(at)
        shared = is_of_a_network(hit.visitor)  # by the maker, and by friends of theirs next door
        return Evidence(hit.visitor == maker and not shared, same, recent, shared)

    def add(self, hit: Scan, found: Classification) -> None:
        if hit.visitor:
            self._of_visitor[hit.visitor].add(hit.occurred_at)
            if found.scan_class is ScanClass.HUMAN:
                self._people_on[hit.visitor, hit.code].add(hit.occurred_at)


def repeated(connection: Connection, hits: Iterable[Row[Any]]) -> dict[str, Row[Any]]:
    """By the id of each duplicate among these rows of scans, the row of the person's scan that it repeats: the nearest
    of the same visitor and code. One whose visitor was forgotten repeats nothing that anybody knows.
    """
    again = [hit for hit in hits if hit.scan_class == ScanClass.DUPLICATE and hit.visitor]
    if not again:
        return {}
    first, last = min(hit.occurred_at for hit in again), max(hit.occurred_at for hit in again)
    where = scan.c.visitor.in_({hit.visitor for hit in again}) & scan.c.code.in_({hit.code for hit in again})
    where &= (scan.c.scan_class == ScanClass.HUMAN.value) & scan.c.occurred_at.between(first - VISIT, last + VISIT)
    people: defaultdict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(select(scan).where(where).order_by(scan.c.occurred_at, scan.c.id)):
        people[row.visitor, row.code].append(row)
    found = {}
    for hit in again:
        near = min(people[hit.visitor, hit.code], key=lambda row: abs(row.occurred_at - hit.occurred_at), default=None)
        if near is not None and abs(near.occurred_at - hit.occurred_at) <= VISIT:
            found[hit.id] = near
    return found


def _counted(columns: Sequence[Any], where: ColumnElement[bool]) -> Select[Any]:
    """How many rows there are of each of these, in their order."""
    return select(*columns, func.count()).where(where).group_by(*columns).order_by(*columns)

"""Write events into the tables: what one transaction makes of them, rows and counters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update

from postergen.adapters.journal.event_codec import decode_event, encode_event
from postergen.adapters.sql.erasing import ERASED, erase_person, forget_visitor, without_visitor
from postergen.adapters.sql.line_columns import with_draws_once
from postergen.adapters.sql.many_rows import add_counters, insert_rows
from postergen.adapters.sql.neighbours import Neighbours, repeated
from postergen.adapters.sql.referral_counting import COUNTED, count_referrals
from postergen.adapters.sql.rows import facts_of_row, poster_row, scan_row
from postergen.adapters.sql.schema import (
    avatar,
    conversion,
    deferred,
    erasure,
    poster,
    poster_option,
    rollup,
    scan,
    text_rollup,
)
from postergen.adapters.sql.text_counting import MADE, SCANNED
from postergen.domain.codes import PREFIX_LENGTH
from postergen.domain.events import (
    Converted,
    Event,
    PersonErased,
    PosterIssued,
    PosterShared,
    ScanConfirmed,
    ScanRecorded,
)
from postergen.domain.poster import ERASED_WISH
from postergen.domain.scan import Scan, ScanClass
from postergen.tracking.classify import refine
from postergen.tracking.concentration import SUSPICIOUS
from postergen.tracking.rollup import Facts, Measure, Tally, scans_of, value_in
from postergen.tracking.text_rollup import TextTally
from postergen.tracking.visitors import is_of_a_network

MICROS = 1_000_000

# The step of the funnel that each column of a poster marks, and the measure that counts it.
STEPS = {
    "shared_at": Measure.SHARED,
    "scanned_at": Measure.SCANNED,
    "confirmed_at": Measure.CONFIRMED,
    "remade_at": Measure.REMADE,
    "converted_at": Measure.CONVERTED,
}


@dataclass
class _Known:
    """A poster as the transaction sees it: what its counters need, which steps it has taken, and what changes."""

    facts: Facts
    maker: str
    steps: dict[str, datetime | None]
    text_counted: int | None
    taken: dict[str, datetime | int] = field(default_factory=dict)


@dataclass
class FoldTransaction:
    """One transaction's work: events in, rows and counters out."""

    connection: Connection
    now: datetime
    tally: Tally = field(default_factory=Tally)
    texts: TextTally = field(default_factory=TextTally)
    known: dict[str, _Known] = field(default_factory=dict)
    waiting: list[dict[str, Any]] = field(default_factory=list)

    def run(self, events: Sequence[Event]) -> None:
        wave = list(events)
        while wave:
            arrived = self._apply(wave)
            wave = self._no_longer_waiting(arrived)
        self._write_steps()
        self._insert(deferred, self.waiting)
        add_counters(self.connection, rollup, self.tally.counters())
        add_counters(self.connection, text_rollup, self.texts.counters())

    def _apply(self, events: Sequence[Event]) -> set[str]:
        """Apply events of all kinds, those that others refer to first; returns the posters and scans that are new."""
        of_kind: dict[type[Event], list[Any]] = defaultdict(list)
        for event in {event.id: event for event in events}.values():
            of_kind[type(event)].append(event)
        arrived = self._add_posters(of_kind[PosterIssued])
        arrived |= self._add_scans(of_kind[ScanRecorded])
        self._touch_first([event for event in of_kind[PosterIssued] if event.id in arrived])
        self._share(of_kind[PosterShared])
        self._confirm(of_kind[ScanConfirmed])
        self._convert(of_kind[Converted])
        self._erase(of_kind[PersonErased])
        return arrived

    def _no_longer_waiting(self, arrived: set[str]) -> list[Event]:
        """Events that waited for what has arrived; they leave the table."""
        if not arrived:
            return []
        mine = [row for row in self.waiting if row["waits_for"] in arrived]
        self.waiting = [row for row in self.waiting if row["waits_for"] not in arrived]
        where = deferred.c.waits_for.in_(arrived)
        stored = self.connection.execute(select(deferred.c.payload).where(where)).scalars().all()
        if stored:
            self.connection.execute(delete(deferred).where(where))
        return [decode_event(payload) for payload in [*(row["payload"] for row in mine), *stored]]

    def _defer(self, event: Event, waits_for: str) -> None:
        row = {"id": event.id, "waits_for": waits_for, "payload": encode_event(event), "since": self.now}
        self.waiting.append(row)

    # posters

    def _add_posters(self, issued: Sequence[PosterIssued]) -> set[str]:
        there = self._existing(poster.c.code, [event.id for event in issued])
        fresh = [event for event in issued if event.id not in there]
        if not fresh:
            return set()
        taken = self._existing(poster.c.idempotency_key, [e.idempotency_key for e in fresh if e.idempotency_key])
        erased = self._existing(erasure.c.code, [event.id for event in fresh])
        rows, options, pictures = [], [], []
        for event in fresh:
            row = poster_row(event) | COUNTED | {"text_counted": MADE, "first_scan": event.poster.lineage.scan}
            if row["idempotency_key"] in taken:
                row["idempotency_key"] = None  # two machines were asked at once: both posters were handed out
            elif row["idempotency_key"]:
                taken.add(row["idempotency_key"])
            if event.id in erased:
                self._forget(event.maker)
                row |= ERASED | {"wish": ERASED_WISH if row["wish"] else "", "erased_at": self.now}
            elif event.avatar is not None:
                pictures.append({"code": event.id, "picture": event.avatar})
            rows.append(row)
            options += [{"code": event.id, "option": option} for option in event.poster.brief.options]
            facts = facts_of_row(row)
            self.known[event.id] = _Known(facts, row["maker"], dict.fromkeys(STEPS), MADE)
            self.tally.count(facts, Measure.POSTERS, facts.created_at)
            self.texts.count(facts, Measure.POSTERS)
        self._insert(poster, with_draws_once(self.connection, rows))
        self._insert(poster_option, options)
        self._insert(avatar, pictures)
        count_referrals(self.connection, rows)
        self._tell_parents(fresh)
        return {event.id for event in fresh}

    def _tell_parents(self, children: Sequence[PosterIssued]) -> None:
        """A parent's first child marks it as remade. A parent that is still on its way finds its children itself."""
        parents = {event.poster.lineage.parent for event in children if event.poster.lineage.parent}
        known = self._posters(parents)
        for event in children:
            parent = known.get(event.poster.lineage.parent or "")
            if parent is not None:
                self._take(parent, "remade_at", event.poster.created_at)
                self.tally.count(parent.facts, Measure.CHILDREN, parent.facts.created_at)
        codes = [event.id for event in children]
        came_before = select(poster.c.parent, poster.c.created_at).where(
            poster.c.parent.in_(codes), poster.c.code.not_in(codes)
        )
        for row in self.connection.execute(came_before).all():
            parent = self.known[row.parent]
            self._take(parent, "remade_at", row.created_at)
            self.tally.count(parent.facts, Measure.CHILDREN, parent.facts.created_at)

    def _touch_first(self, issued: Sequence[PosterIssued]) -> None:
        """First touch: the earliest scan of the campaign by the maker; without one it is the last, in ``scan``."""
        makers = {event.maker for event in issued if event.maker and not is_of_a_network(event.maker)}
        if not makers:
            return
        where = scan.c.visitor.in_(makers) & (scan.c.scan_class == ScanClass.HUMAN.value)
        columns = (scan.c.visitor, scan.c.id, scan.c.code)
        rows = self.connection.execute(select(*columns).where(where).order_by(scan.c.occurred_at.desc())).all()
        first = {(row.visitor, row.code[:PREFIX_LENGTH]): row.id for row in rows}  # the earliest comes last and stays
        for event in issued:
            earliest = first.get((event.maker, event.id[:PREFIX_LENGTH]))
            if earliest is not None:
                self.connection.execute(update(poster).where(poster.c.code == event.id).values(first_scan=earliest))

    # scans

    def _add_scans(self, recorded: Sequence[ScanRecorded]) -> set[str]:
        there = self._existing(scan.c.id, [event.id for event in recorded])
        posters = self._posters({event.scan.code for event in recorded})
        fresh: list[Scan] = []
        for event in sorted(recorded, key=lambda e: (e.scan.occurred_at, e.id)):
            if event.id in there:
                continue
            if event.scan.code in posters:
                fresh.append(event.scan)
            else:
                self._defer(event, event.scan.code)
        rows = []
        evidence = Neighbours(self.connection, fresh)
        for hit in fresh:
            known = posters[hit.code]
            found = evidence.suspect(hit, refine(hit.classification, evidence.of(hit, known.maker)))
            evidence.add(hit, found)
            rows.append(scan_row(hit, found))
            self.tally.count(known.facts, scans_of(found.scan_class), hit.occurred_at)
            if found.scan_class is ScanClass.HUMAN:
                self._take(known, "scanned_at", hit.occurred_at)
                if found.reason.startswith(SUSPICIOUS):
                    self.tally.count(known.facts, Measure.SUSPICIOUS, hit.occurred_at)
        self._insert(scan, rows)
        return {hit.id for hit in fresh}

    def _share(self, shared: Sequence[PosterShared]) -> None:
        posters = self._posters({event.code for event in shared})
        for event in shared:
            if event.code in posters:
                self._take(posters[event.code], "shared_at", event.occurred_at)
            else:
                self._defer(event, event.code)

    def _confirm(self, confirmed: Sequence[ScanConfirmed]) -> None:
        scans = self._scans({event.scan for event in confirmed})
        posters = self._posters({row.code for row in scans.values()})
        first_of = repeated(self.connection, scans.values())
        done = {hit.id for hit in [*scans.values(), *first_of.values()] if hit.confirmed_at is not None}
        rows: list[dict[str, Any]] = []
        for event in confirmed:
            hit = scans.get(event.scan)
            if hit is None:
                self._defer(event, event.scan)
                continue
            for one in (hit, first_of.get(hit.id)):
                if one is not None and one.id not in done:
                    done.add(one.id)
                    rows.append({"of_id": one.id, "of_time": one.occurred_at, "confirmed_at": event.occurred_at})
                    self._count_confirmed(one, posters[one.code], event.occurred_at)
        if rows:
            key = (scan.c.id == bindparam("of_id")) & (scan.c.occurred_at == bindparam("of_time"))
            self.connection.execute(update(scan).where(key), rows)

    def _count_confirmed(self, hit: Row[Any], known: _Known, at: datetime) -> None:
        if hit.scan_class == ScanClass.HUMAN:
            self.tally.count(known.facts, Measure.CONFIRMATIONS, hit.occurred_at)
            self._take(known, "confirmed_at", at)

    def _convert(self, converted: Sequence[Converted]) -> None:
        there = self._existing(conversion.c.key, [event.key for event in converted])
        scans = self._scans({event.scan for event in converted})
        posters = self._posters({row.code for row in scans.values()})
        rows = []
        for event in converted:
            hit = scans.get(event.scan)
            if hit is None:
                self._defer(event, event.scan)
            elif event.key not in there:
                micros = int(event.value * MICROS) if event.value is not None else None
                rows.append(
                    {
                        "key": event.key,
                        "scan": event.scan,
                        "code": hit.code,
                        "kind": event.kind,
                        "micros": micros,
                        "currency": event.currency,
                        "occurred_at": event.occurred_at,
                    }
                )
                facts = posters[hit.code].facts
                self.tally.count(facts, Measure.CONVERSIONS, event.occurred_at)
                if micros is not None:
                    self.tally.count(facts, value_in(event.currency), event.occurred_at, micros)
                self._take(posters[hit.code], "converted_at", event.occurred_at)
        self._insert(conversion, rows)

    def _erase(self, erased: Sequence[PersonErased]) -> None:
        for event in erased:
            self._insert(erasure, [{"code": event.code, "erased_at": event.occurred_at}])
            self._forget(erase_person(self.connection, event.code, event.occurred_at))

    def _forget(self, maker: str) -> None:
        """Take a visitor's key out of the rows, and out of the events that wait."""
        if maker and not is_of_a_network(maker):
            forget_visitor(self.connection, maker)
            self.waiting = [row | {"payload": without_visitor(row["payload"], maker)} for row in self.waiting]

    # what all of them need

    def _take(self, known: _Known, step: str, at: datetime) -> None:
        """The poster's first step of this kind is counted, in the hour in which the poster was made."""
        if known.steps[step] is None:
            known.steps[step] = known.taken[step] = at
            self.tally.count(known.facts, STEPS[step], known.facts.created_at)
            if step == "scanned_at" and known.text_counted == MADE:  # another is counted whole, later
                known.taken["text_counted"] = SCANNED
                self.texts.count(known.facts, Measure.SCANNED)

    def _write_steps(self) -> None:
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for code, known in self.known.items():
            if known.taken:
                alike[tuple(sorted(known.taken))].append({"of_code": code, **known.taken})
        for rows in alike.values():
            self.connection.execute(update(poster).where(poster.c.code == bindparam("of_code")), rows)

    def _posters(self, codes: Iterable[str]) -> dict[str, _Known]:
        unseen = sorted(set(codes) - self.known.keys())
        if unseen:
            statement = select(poster).where(poster.c.code.in_(unseen))
            for row in self.connection.execute(statement).all():
                steps = {step: getattr(row, step) for step in STEPS}
                self.known[row.code] = _Known(facts_of_row(row._mapping), row.maker, steps, row.text_counted)
        return {code: self.known[code] for code in codes if code in self.known}

    def _scans(self, ids: Iterable[str]) -> dict[str, Row[Any]]:
        wanted = set(ids)
        if not wanted:
            return {}
        rows = self.connection.execute(select(scan).where(scan.c.id.in_(wanted))).all()
        return {row.id: row for row in rows}

    def _existing(self, column: Any, values: Sequence[str | None]) -> set[str]:
        if not values:
            return set()
        return set(self.connection.execute(select(column).where(column.in_(values))).scalars())

    def _insert(self, table: Any, rows: Sequence[dict[str, Any]]) -> None:
        insert_rows(self.connection, table, rows)

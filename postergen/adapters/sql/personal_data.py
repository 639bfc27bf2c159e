"""What is stored about a person: shown to them, and deleted when its time is over."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, delete, func, select, update

from postergen.adapters.sql.database import translated
from postergen.adapters.sql.journal_marks import folding, pruned_mark
from postergen.adapters.sql.rows import poster_of
from postergen.adapters.sql.salts import forget_old_salts
from postergen.adapters.sql.schema import avatar, conversion, deferred, poster, scan
from postergen.errors import NotFound
from postergen.tracking.rollup import day_of
from postergen.tracking.visitors import is_of_a_network

COOKIE_DAYS = 90  # as long as the cookie itself lives
DEFERRED_DAYS = 30  # events whose poster or scan has not arrived by then wait for nothing
VISITOR_DAYS = 3  # a daily key is worthless once its salt is gone, so it goes, too


class SqlPersonalData:
    """Reads and prunes what belongs to people."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def export(self, code: str) -> Mapping[str, Any]:
        """Everything stored about the person behind a poster, as plain values.

        Scans of the poster are other people's, so of them only the number is told.

        Raises:
            NotFound: no such poster.
        """
        with translated(), self._engine.connect() as connection:
            row = connection.execute(select(poster).where(poster.c.code == code)).one_or_none()
            if row is None:
                raise NotFound("poster", code)
            picture = connection.scalar(select(avatar.c.picture).where(avatar.c.code == code))
            scans = connection.scalar(select(func.count()).where(scan.c.code == code))
            is_known = row.maker and not is_of_a_network(row.maker)  # a network's scans are many people's
            mine = select(scan.c.code, scan.c.occurred_at).where(scan.c.visitor == row.maker)
            own = connection.execute(mine).all() if is_known else []
            sales = connection.scalar(select(func.count()).where(conversion.c.code == code))
        brief = poster_of(row).brief
        return {
            "code": code,
            "nickname": brief.nickname,
            "options": list(brief.options),
            "wish": brief.wish,
            "place": brief.place,
            "occasion": brief.occasion,
            "fields": dict(brief.fields),
            "channel": brief.channel,
            "personalised": brief.personalised,
            "avatar": b64encode(picture).decode() if picture else None,
            "visitor_key": row.maker,
            "made_at": row.created_at,
            "made_after_scan": row.scan,
            "first_came_by_scan": row.first_scan,
            "shared_at": row.shared_at,
            "scanned_at": row.scanned_at,
            "confirmed_at": row.confirmed_at,
            "remade_at": row.remade_at,
            "converted_at": row.converted_at,
            "erased_at": row.erased_at,
            "own_scans": [{"code": r.code, "at": r.occurred_at} for r in own],
            "scans_of_the_poster": scans or 0,
            "conversions_of_the_poster": sales or 0,
        }

    def prune(self, now: datetime, *, keep_scans: int, keep_avatars: int) -> Mapping[str, int]:
        """Delete what is older than so many days; returns how many rows of each. Counters keep counting it."""
        scans_from = day_of(now) - timedelta(days=keep_scans)
        with translated(), folding(self._engine) as connection:
            gone = connection.execute(delete(scan).where(scan.c.occurred_at < scans_from)).rowcount
            if gone:
                pruned_mark(connection, scans_from)
            old = (poster.c.created_at < now - timedelta(days=keep_avatars)) & poster.c.avatar.is_not(None)
            codes = select(poster.c.code).where(old)
            pictures = connection.execute(delete(avatar).where(avatar.c.code.in_(codes))).rowcount
            connection.execute(update(poster).where(old).values(avatar=None))
            before = now - timedelta(days=VISITOR_DAYS)
            daily = (scan.c.visitor.like("d%") | scan.c.visitor.like("n%")) & (scan.c.occurred_at < before)
            visitors = connection.execute(update(scan).where(daily).values(visitor="")).rowcount
            networks = (scan.c.network != "") & (scan.c.occurred_at < before)
            visitors += connection.execute(update(scan).where(networks).values(network="")).rowcount
            makers = (poster.c.maker.like("d%") | poster.c.maker.like("n%")) & (poster.c.created_at < before)
            visitors += connection.execute(update(poster).where(makers).values(maker="")).rowcount
            lasting = poster.c.maker.like("c%") & (poster.c.created_at < now - timedelta(days=COOKIE_DAYS))
            visitors += connection.execute(update(poster).where(lasting).values(maker="")).rowcount
            lost = delete(deferred).where(deferred.c.since < now - timedelta(days=DEFERRED_DAYS))
            events = connection.execute(lost).rowcount
        salts = forget_old_salts(self._engine, now.date())
        return {"scans": gone, "avatars": pictures, "visitor_keys": visitors, "lost_events": events, "salts": salts}

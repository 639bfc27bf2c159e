"""What is stored about a person: shown to them, and deleted when its time is over."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Select, delete, func, or_, select, update

from postergen.adapters.sql.coupons import coupon
from postergen.adapters.sql.database import translated, wipe_log
from postergen.adapters.sql.journal_marks import folding, pruned_mark
from postergen.adapters.sql.rows import poster_of
from postergen.adapters.sql.salts import forget_old_salts
from postergen.adapters.sql.schema import avatar, conversion, deferred, erasure, poster, scan
from postergen.domain.events import ANONYMOUS
from postergen.domain.offer import claimant_of
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
            own = connection.execute(select(scan).where(scan.c.visitor == row.maker)).all() if is_known else []
            claims = _claims(row.maker if is_known else "", [row.scan, row.first_scan, *(r.id for r in own)])
            claimed = connection.execute(claims).all()
            sales = connection.scalar(select(func.count()).where(conversion.c.code == code))
        found = poster_of(row)
        brief, leafed = found.brief, found.choice.leafed
        return {
            "code": code,
            "campaign": brief.campaign,
            "locale": brief.locale,
            "template": brief.template,
            "format": brief.format,
            "variant": row.variant,
            "revision": row.revision,
            "lines_shown": list(leafed.shown) if leafed else [],
            "nickname": brief.nickname,
            "options": list(brief.options),
            "wish": brief.wish,
            "wish_means": brief.wish_means,
            "site": brief.site,
            "place": brief.place,
            "occasion": brief.occasion,
            "fields": dict(brief.fields),
            "channel": brief.channel,
            "personalised": brief.personalised,
            "avatar": b64encode(picture).decode() if picture else None,
            "visitor_key": row.maker,
            "idempotency_key": row.idempotency_key,
            "request_digest": row.request_digest,
            "parent": row.parent,
            "root": row.root,
            "generation": row.generation,
            "made_at": row.created_at,
            "made_after_scan": row.scan,
            "first_came_by_scan": row.first_scan,
            "shared_at": row.shared_at,
            "scanned_at": row.scanned_at,
            "confirmed_at": row.confirmed_at,
            "remade_at": row.remade_at,
            "converted_at": row.converted_at,
            "erased_at": row.erased_at,
            "own_scans": [
                {"code": r.code, "at": r.occurred_at, "class": r.scan_class, "confirmed_at": r.confirmed_at}
                for r in own
            ],
            "coupons": [{"offer": r.offer, "code": r.code, "at": r.claimed_at} for r in claimed],
            "scans_of_the_poster": scans or 0,
            "conversions_of_the_poster": sales or 0,
        }

    def erased(self) -> Sequence[str]:
        """The codes of all posters whose person was erased, in the order of time."""
        with translated(), self._engine.connect() as connection:
            return connection.scalars(select(erasure.c.code).order_by(erasure.c.erased_at, erasure.c.code)).all()

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
            anonymous = poster.c.idempotency_key.like(f"{ANONYMOUS}%") & (poster.c.created_at < before)
            connection.execute(update(poster).where(anonymous).values(idempotency_key=None))
            lost = delete(deferred).where(deferred.c.since < now - timedelta(days=DEFERRED_DAYS))
            events = connection.execute(lost).rowcount
        salts = forget_old_salts(self._engine, now.date())
        wipe_log(self._engine)
        return {"scans": gone, "avatars": pictures, "visitor_keys": visitors, "lost_events": events, "salts": salts}


def _claims(maker: str, scans: Sequence[str | None]) -> Select[Any]:
    """The coupons that this visitor got, or that were handed out after one of their scans."""
    known = [one for one in scans if one]
    claimants = [*known, claimant_of(maker)] if maker else known
    return select(coupon).where(or_(coupon.c.claimant.in_(claimants), coupon.c.scan.in_(known)))

"""Keep pools of coupons in SQL, and give each code to one claimant only."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, Connection, Engine, String, Table, UniqueConstraint, func, select, update

from postergen.adapters.sql.database import alone, translated
from postergen.adapters.sql.journal_marks import insert_into
from postergen.adapters.sql.schema import Moment, metadata

coupon = Table(
    "coupon",
    metadata,
    Column("campaign", String(64), primary_key=True),
    Column("offer", String(80), primary_key=True),
    Column("code", String(80), primary_key=True),
    Column("claimant", String(64)),
    Column("claimed_at", Moment),
    Column("scan", String(32)),  # after which it was handed out
    # one coupon of an offer for one claimant, whatever two servers do at the same moment
    UniqueConstraint("campaign", "offer", "claimant", name="uq_coupon_claimant"),
)
CHUNK = 500  # rows of one statement


class SqlCoupons:
    """`CouponStore` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def load(self, campaign: str, offer: str, codes: Sequence[str]) -> int:
        with translated(), self._engine.begin() as connection:
            before = _count(connection, campaign, offer)
            for start in range(0, len(codes), CHUNK):
                rows = [{"campaign": campaign, "offer": offer, "code": code} for code in codes[start : start + CHUNK]]
                connection.execute(insert_into(connection, coupon).on_conflict_do_nothing(), rows)
            return _count(connection, campaign, offer) - before

    def claimed(self, campaign: str, offer: str, claimant: str) -> str | None:
        own = (coupon.c.campaign == campaign) & (coupon.c.offer == offer) & (coupon.c.claimant == claimant)
        with translated(), self._engine.connect() as connection:
            return connection.scalar(select(coupon.c.code).where(own))

    def scan_of(self, campaign: str, offer: str, code: str) -> str | None:
        this = (coupon.c.campaign == campaign) & (coupon.c.offer == offer) & (coupon.c.code == code)
        with translated(), self._engine.connect() as connection:
            row = connection.execute(select(coupon.c.scan).where(this, coupon.c.claimant.is_not(None))).one_or_none()
        return None if row is None else row.scan or ""

    def claim(
        self, campaign: str, offer: str, claimant: str, now: datetime, scan: str | None = None
    ) -> tuple[str | None, bool]:
        pool = (coupon.c.campaign == campaign) & (coupon.c.offer == offer)
        lock = _lock_of(f"{campaign} {offer} {claimant}")  # asked twice at once, they get one code
        with translated(), alone(self._engine, lock) as connection:
            own = connection.scalar(select(coupon.c.code).where(pool, coupon.c.claimant == claimant))
            if own is not None:
                return str(own), False
            # a row that another transaction is about to give away is passed over; SQLite has one writer at a time
            free = (
                select(coupon.c.code)
                .where(pool, coupon.c.claimant.is_(None))
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            code = connection.scalar(free)
            if code is None:
                return None, False
            given = {"claimant": claimant, "claimed_at": now, "scan": scan}
            connection.execute(update(coupon).where(pool, coupon.c.code == code).values(given))
            return str(code), True

    def left(self, campaign: str) -> dict[str, tuple[int, int]]:
        statement = (
            select(coupon.c.offer, func.count(), func.count(coupon.c.claimant))
            .where(coupon.c.campaign == campaign)
            .group_by(coupon.c.offer)
        )
        with translated(), self._engine.connect() as connection:
            return {offer: (total - given, total) for offer, total, given in connection.execute(statement)}


def _lock_of(claim: str) -> int:
    """A lock for this very claim: 63 bits of a digest."""
    return int.from_bytes(hashlib.sha256(claim.encode()).digest()[:8]) >> 1


def _count(connection: Connection, campaign: str, offer: str) -> int:
    where = (coupon.c.campaign == campaign) & (coupon.c.offer == offer)
    return connection.scalar(select(func.count()).select_from(coupon).where(where)) or 0

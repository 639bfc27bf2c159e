"""Keep the random salt of a day where all servers see it, and delete it when its time is over."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from contextlib import suppress
from datetime import date, timedelta

from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.exc import IntegrityError

from postergen.adapters.sql.database import translated, wipe_log
from postergen.adapters.sql.schema import salt
from postergen.domain.ports import Clock
from postergen.errors import Unavailable
from postergen.tracking.visitors import SALT_BYTES, first_kept_day

log = logging.getLogger(__name__)

# Made when the program is loaded, and never written. Workers are forks, so all of one server have the same.
_OWN_SECRET = secrets.token_bytes(SALT_BYTES)


class DailySalts:
    """The salt of today. Without the database, one of this server's own until the database is back."""

    def __init__(self, engine: Engine, clock: Clock, own_secret: bytes = _OWN_SECRET) -> None:
        """``own_secret`` makes the salts of a server's own: that of a day is the same in all its workers."""
        self._engine, self._clock, self._own_secret = engine, clock, own_secret
        self._day: date | None = None
        self._value = b""
        self._shared = False

    def today(self) -> bytes:
        day = self._clock().date()
        if day != self._day or not self._shared:
            try:
                self._value, self._shared = self._fetch(day), True
            except Unavailable as exc:
                if day != self._day:
                    self._value, self._shared = self._own(day), False
                    log.warning("visitors are known to this server only until the database is back: %s", exc)
            self._day = day
        return self._value

    def recent(self) -> list[bytes] | None:
        """The salts of today and of the day before, as far as there are any, and those that this server would have had
        without the database: what it signed then is still its own. None while each server has its own.
        """
        today = self.today()
        if not self._shared:
            return None
        day = self._clock().date()
        day_before = day - timedelta(days=1)
        with translated(), self._engine.connect() as connection:
            before: bytes | None = connection.scalar(select(salt.c.value).where(salt.c.day == day_before.isoformat()))
        shared = [today, before] if before is not None else [today]
        return [*shared, self._own(day), self._own(day_before)]

    def _own(self, day: date) -> bytes:
        return hmac.new(self._own_secret, day.isoformat().encode(), hashlib.sha256).digest()[:SALT_BYTES]

    def _fetch(self, day: date) -> bytes:
        """The day's salt, made by whoever comes first; those of days gone are deleted on the way."""
        wanted = select(salt.c.value).where(salt.c.day == day.isoformat())
        for _ in range(2):
            with translated(), self._engine.begin() as connection:
                found: bytes | None = connection.scalar(wanted)
                if found is not None:
                    return found
                forgotten = connection.execute(
                    delete(salt).where(salt.c.day < first_kept_day(day).isoformat())
                ).rowcount
                try:
                    with connection.begin_nested():
                        fresh = secrets.token_bytes(SALT_BYTES)
                        connection.execute(insert(salt), {"day": day.isoformat(), "value": fresh})
                except IntegrityError:
                    continue  # another server was faster: read its salt
            if forgotten:
                with suppress(Unavailable):  # whoever tidies up does it again
                    wipe_log(self._engine)
            return fresh
        raise Unavailable("the database", "gave no salt")


def forget_old_salts(engine: Engine, today: date) -> int:
    """Delete the salts whose time is over; returns how many."""
    with translated(), engine.begin() as connection:
        return connection.execute(delete(salt).where(salt.c.day < first_kept_day(today).isoformat())).rowcount

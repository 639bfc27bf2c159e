"""Say what the tables know of erasures, and carry out those that they do not know."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import Engine, delete, func, select, update

from postergen.adapters.erasure_log import Erased, Erasure, account_id, holder_id, latest
from postergen.adapters.sql.account_store import account, studio_session
from postergen.adapters.sql.database import translated
from postergen.adapters.sql.fold import EventFold
from postergen.adapters.sql.game_schema import holders
from postergen.adapters.sql.holder_store import SqlHolders
from postergen.adapters.sql.key_store import api_key
from postergen.adapters.sql.schema import erasure
from postergen.domain.events import PersonErased
from postergen.domain.ports import Clock

BATCH = 500  # persons that one transaction erases


class SqlErasures:
    """Reads and repeats erasures."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    def known(self) -> Iterator[Erasure]:
        """Every person who was erased, every key that was revoked, every account that is closed, every holder who was
        erased.
        """
        with translated(), self._engine.connect() as connection:
            persons = select(erasure.c.code, erasure.c.erased_at).order_by(erasure.c.erased_at, erasure.c.code)
            for code, at in connection.execute(persons):
                yield Erasure(Erased.PERSON, code, at)
            for key, at in connection.execute(
                select(api_key.c.id, api_key.c.revoked_at).where(api_key.c.revoked_at.is_not(None))
            ):
                yield Erasure(Erased.KEY, key, at)
            closed = select(account.c.name, account.c.created_at).where(account.c.disabled != 0)
            for name, made_at in connection.execute(closed):
                yield Erasure(Erased.CLOSED, account_id(name, made_at), self._clock())
            gone = select(holders.c.id, holders.c.made_at, holders.c.erased_at).where(holders.c.erased_at.is_not(None))
            for number, made_at, at in connection.execute(gone):
                yield Erasure(Erased.HOLDER, holder_id(number, made_at), at)

    def repeat(self, erasures: Iterable[Erasure]) -> dict[Erased, int]:
        """Erase again what the last word about is that it was erased; returns how many of each were not erased here.

        A person whose poster is not here is remembered: should it still come, from a journal, it comes without them.
        """
        last = latest(erasures).values()
        known = {(one.what, one.id) for one in self.known()}
        missing = {what: [one for one in last if one.what is what and (what, one.id) not in known] for what in Erased}
        self._erase_persons(missing[Erased.PERSON])
        return {
            Erased.PERSON: len(missing[Erased.PERSON]),
            Erased.KEY: self._revoke(missing[Erased.KEY]),
            Erased.CLOSED: self._close(missing[Erased.CLOSED]),
            Erased.HOLDER: SqlHolders(self._engine).repeat(missing[Erased.HOLDER]),
        }

    def _erase_persons(self, erasures: Sequence[Erasure]) -> None:
        fold, name, entries = (
            EventFold(self._engine, self._clock),
            f"erased again {secrets.token_hex(8)}",
            iter(erasures),
        )
        number = 0
        while batch := list(islice(entries, BATCH)):
            fold.fold(name, [(number + place, PersonErased(one.id, one.at)) for place, one in enumerate(batch, 1)])
            number += len(batch)
        if number:
            fold.forget_journal(name)
            fold.wipe()

    def _revoke(self, erasures: Sequence[Erasure]) -> int:
        revoked = 0
        with translated(), self._engine.begin() as connection:
            for one in erasures:
                at = func.coalesce(api_key.c.revoked_at, one.at)
                revoked += connection.execute(
                    update(api_key).where(api_key.c.id == one.id).values(revoked_at=at)
                ).rowcount
        return revoked

    def _close(self, erasures: Sequence[Erasure]) -> int:
        wanted, closed = {one.id for one in erasures}, 0
        with translated(), self._engine.begin() as connection:
            rows = connection.execute(select(account.c.name, account.c.created_at)).all()
            for name in [name for name, made_at in rows if account_id(name, made_at) in wanted]:
                connection.execute(update(account).where(account.c.name == name).values(disabled=1))
                connection.execute(delete(studio_session).where(studio_session.c.user == name))
                closed += 1
        return closed

"""Keep holders in SQL: digests of what they carry, and nothing that says who they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, insert, select, update

from postergen.adapters.erasure_log import Erased, Erasure, holder_id
from postergen.adapters.sql.database import translated
from postergen.adapters.sql.envelope_rows import game_hidden
from postergen.adapters.sql.game_schema import (
    game_act,
    game_card,
    game_day,
    game_player,
    holder_ticket,
    holder_token,
    holders,
)
from postergen.adapters.sql.game_store import SqlGames
from postergen.adapters.sql.journal_marks import insert_into
from postergen.service.playing import let_leave

# what is told of an envelope that somebody hid: all of it, but a photo is only said to be there
HIDDEN = (
    *("id", "clue", "found_by", "units", "finders", "found", "state", "made_at", "until", "locale"),
    *("says", "words", "answers", "latitude", "longitude", "photo", "poster"),
)


class SqlHolders:
    """`HolderStore` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine, note: Callable[[Sequence[Erasure]], object] = lambda erasures: None) -> None:
        """``note`` keeps who was erased where no backup reaches."""
        self._engine, self._note = engine, note

    def add(self, campaign: str, now: datetime, *, token: str | None = None, subject: str | None = None) -> int:
        made = {"campaign": campaign, "made_at": now, "subject": subject}
        with translated(), self._engine.begin() as connection:
            statement = insert_into(connection, holders).on_conflict_do_nothing().returning(holders.c.id)
            found = connection.scalar(statement, made)
            if found is None:
                same = (holders.c.campaign == campaign) & (holders.c.subject == subject)
                found = connection.scalar(select(holders.c.id).where(same))
            number = int(found or 0)
            if token:
                connection.execute(insert(holder_token).values(digest=token, holder=number, made_at=now))
        return number

    def of_token(self, campaign: str, token: str) -> int | None:
        joined = holder_token.join(holders, holders.c.id == holder_token.c.holder)
        whose = select(holders.c.id).select_from(joined)
        with translated(), self._engine.connect() as connection:
            return connection.scalar(whose.where(holder_token.c.digest == token, holders.c.campaign == campaign))

    def add_token(self, holder: int, token: str, now: datetime) -> None:
        with translated(), self._engine.begin() as connection:
            connection.execute(insert(holder_token).values(digest=token, holder=holder, made_at=now))

    def add_ticket(self, holder: int, ticket: str, until: datetime) -> None:
        with translated(), self._engine.begin() as connection:
            connection.execute(delete(holder_ticket).where(holder_ticket.c.holder == holder))
            connection.execute(insert(holder_ticket).values(digest=ticket, holder=holder, until=until))

    def use_ticket(self, campaign: str, ticket: str, now: datetime) -> int | None:
        mine = select(holders.c.id).where(holders.c.campaign == campaign)
        fits = (holder_ticket.c.digest == ticket) & (holder_ticket.c.until > now) & holder_ticket.c.holder.in_(mine)
        with translated(), self._engine.begin() as connection:
            return connection.scalar(delete(holder_ticket).where(fits).returning(holder_ticket.c.holder))

    def export(self, holder: int) -> Mapping[str, Any]:
        theirs = select(game_player).where(game_player.c.holder == holder)
        with translated(), self._engine.connect() as connection:
            played = []
            for row in connection.execute(theirs).all():
                acts = select(game_act.c.at, game_act.c.kind, game_act.c.way, game_act.c.card, game_act.c.day).where(
                    game_act.c.campaign == row.campaign, game_act.c.game == row.game, game_act.c.player == row.player
                )
                cards = select(game_card.c.card, game_card.c.state, game_card.c.poster).where(
                    game_card.c.campaign == row.campaign, game_card.c.game == row.game, game_card.c.player == row.player
                )
                days = select(game_day.c.day, game_day.c.option, game_day.c.line, game_day.c.poster).where(
                    game_day.c.campaign == row.campaign, game_day.c.game == row.game, game_day.c.player == row.player
                )
                hidden = select(*(game_hidden.c[name] for name in HIDDEN)).where(
                    game_hidden.c.campaign == row.campaign,
                    game_hidden.c.game == row.game,
                    game_hidden.c.player == row.player,
                )
                played.append(
                    {
                        "campaign": row.campaign,
                        "game": row.game,
                        "player": row.player,
                        "units": row.units,
                        "acts": [dict(act._mapping) for act in connection.execute(acts.order_by(game_act.c.serial))],
                        "cards": [dict(one._mapping) for one in connection.execute(cards.order_by(game_card.c.serial))],
                        "days": [dict(one._mapping) for one in connection.execute(days.order_by(game_day.c.day))],
                        "hidden": [_plain(one) for one in connection.execute(hidden.order_by(game_hidden.c.serial))],
                    }
                )
            carried = connection.scalars(select(holder_token.c.made_at).where(holder_token.c.holder == holder))
            return {"phones_since": list(carried), "games": played}

    def posters(self, holder: int) -> Sequence[str]:
        found = list[str]()
        for kept in (game_day, game_hidden):
            joined = kept.join(
                game_player,
                (kept.c.campaign == game_player.c.campaign)
                & (kept.c.game == game_player.c.game)
                & (kept.c.player == game_player.c.player),
            )
            theirs = select(kept.c.poster).select_from(joined)
            with translated(), self._engine.connect() as connection:
                found += connection.scalars(theirs.where(game_player.c.holder == holder, kept.c.poster != ""))
        return found

    def erase(self, holder: int, now: datetime) -> Sequence[str]:
        made_at = self._made_at(holder)
        if made_at is None:
            return []
        posters = self._forget(holder, now)
        self._note([Erasure(Erased.HOLDER, holder_id(holder, made_at), now)])
        return posters

    def repeat(self, erasures: Sequence[Erasure]) -> int:
        """Erase those that these stand for, where they were not; how many there were."""
        wanted = {one.id: one.at for one in erasures}
        with translated(), self._engine.connect() as connection:
            here = connection.execute(select(holders.c.id, holders.c.made_at).where(holders.c.erased_at.is_(None)))
            found = {row.id: wanted[name] for row in here if (name := holder_id(row.id, row.made_at)) in wanted}
        for holder, at in found.items():
            self._forget(holder, at)
        return len(found)

    def _made_at(self, holder: int) -> datetime | None:
        """None for one who was erased, or never was."""
        here = (holders.c.id == holder) & holders.c.erased_at.is_(None)
        with translated(), self._engine.connect() as connection:
            return connection.scalar(select(holders.c.made_at).where(here))

    def _forget(self, holder: int, now: datetime) -> list[str]:
        posters = self._leave_games(holder, now)
        with translated(), self._engine.begin() as connection:
            connection.execute(delete(holder_ticket).where(holder_ticket.c.holder == holder))
            connection.execute(delete(holder_token).where(holder_token.c.holder == holder))
            gone = {"erased_at": now, "subject": None}
            connection.execute(update(holders).where(holders.c.id == holder).values(gone))
        return posters + self._leave_games(holder, now)  # that they joined just then

    def _leave_games(self, holder: int, now: datetime) -> list[str]:
        games, posters = SqlGames(self._engine), list[str]()
        theirs = select(game_player.c.campaign, game_player.c.game).where(game_player.c.holder == holder)
        with translated(), self._engine.connect() as connection:
            played = connection.execute(theirs).all()
        for campaign, game in played:
            with games.table(campaign, game) as table:
                posters += let_leave(table, holder, now)
        return posters


def _plain(row: Any) -> dict[str, Any]:
    return dict(row._mapping) | {"answers": json.loads(row.answers), "photo": row.photo is not None}

"""One game in one transaction on SQLite or PostgreSQL, of which there is one at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, case, func, insert, select, update

from postergen.adapters.sql.game_rows import act_of, act_row, held_of, link_of, player_of, run_of
from postergen.adapters.sql.game_schema import (
    game_act,
    game_card,
    game_link,
    game_player,
    game_pool,
    game_run,
    holders,
)
from postergen.errors import NotFound
from postergen.games.acts import Act, Kind, bound
from postergen.games.hand import CardState, Held, Tally
from postergen.service.game_store import Link, LinkState, Player, RunState

CHUNK = 500  # rows of one statement


def lock_of(campaign: str, game: str) -> int:
    """63 bits of a digest."""
    return int.from_bytes(hashlib.sha256(f"game {campaign} {game}".encode()).digest()[:8]) >> 1


def within(table: Table, campaign: str, game: str) -> ColumnElement[bool]:
    return (table.c.campaign == campaign) & (table.c.game == game)


def tally(connection: Connection, campaign: str, game: str, player: Player, since: datetime) -> Tally:
    deals, wrong = (game_act.c.kind == kind.value for kind in (Kind.DEAL, Kind.WRONG))
    today = game_act.c.at >= since
    counted = select(
        *(func.coalesce(func.sum(case((which, 1), else_=0)), 0) for which in (deals & today, deals, wrong & today))
    ).where(within(game_act, campaign, game), game_act.c.player == player.number)
    today_deals, all_deals, wrong_today = connection.execute(counted).one()
    return Tally(today_deals, all_deals, wrong_today, player.complete is not None)


def dealt(connection: Connection, campaign: str, game: str) -> dict[str, int]:
    counted = select(game_pool.c.card, game_pool.c.dealt).where(within(game_pool, campaign, game))
    return {row.card: row.dealt for row in connection.execute(counted)}


class SqlTable:
    """`GameTable`; all of it is of one transaction, which whoever made it ends."""

    def __init__(self, connection: Connection, campaign: str, game: str) -> None:
        """Raises `NotFound` for no such run."""
        self._connection, self._game = connection, {"campaign": campaign, "game": game}
        row = connection.execute(select(game_run).where(within(game_run, campaign, game))).one_or_none()
        if row is None:
            raise NotFound("game", game)
        self.run = run_of(row)

    def player(self, holder: int) -> Player | None:
        return self._player(game_player.c.holder == holder)

    def player_by_number(self, number: int) -> Player:
        found = self._player(game_player.c.player == number)
        if found is None:
            raise NotFound("player", str(number))
        return found

    def _player(self, which: ColumnElement[bool]) -> Player | None:
        row = self._connection.execute(select(game_player).where(self._in(game_player), which)).one_or_none()
        return player_of(row) if row else None

    def join(self, holder: int, now: datetime) -> Player:
        # held until the end of this transaction: whoever erases the holder finds this number, or comes before it
        here = (holders.c.id == holder) & holders.c.erased_at.is_(None)
        there = select(holders.c.id).where(here).with_for_update(read=True)
        if self._connection.scalar(there) is None:
            raise NotFound("holder", str(holder))
        player = Player(self.run.players + 1, holder, now)
        made = {"player": player.number, "holder": holder, "made_at": now}
        self._connection.execute(insert(game_player).values(**self._game, **made))
        self._update_run(players=player.number)
        return player

    def tally(self, player: Player, since: datetime) -> Tally:
        return tally(self._connection, **self._game, player=player, since=since)

    def dealt(self) -> Mapping[str, int]:
        return dealt(self._connection, **self._game)

    def known(self, key: str) -> tuple[Act, str | None] | None:
        row = self._connection.execute(select(game_act).where(game_act.c.key == key)).one_or_none()
        return (act_of(row), row.evidence) if row else None

    def is_used(self, evidence: str) -> bool:
        this = select(game_act.c.serial).where(self._in(game_act), game_act.c.evidence == evidence)
        return self._connection.scalar(this) is not None

    def write(self, act: Act, key: str | None = None, evidence: str | None = None) -> Act:
        (line,) = self._write([act], key, evidence)
        return line

    def deal(self, act: Act) -> None:
        this = self._in(game_pool) & (game_pool.c.card == act.card)
        taken = self._connection.execute(update(game_pool).where(this).values(dealt=game_pool.c.dealt + 1))
        if not taken.rowcount:
            self._connection.execute(insert(game_pool).values(**self._game, card=act.card, dealt=1))
        given = {"serial": act.serial, "card": act.card, "player": act.player, "state": CardState.HELD.value}
        self._connection.execute(insert(game_card).values(**self._game, **given))

    def cards(self, player: int) -> Sequence[Held]:
        these = select(game_card).where(self._in(game_card), game_card.c.player == player)
        return [held_of(row) for row in self._connection.execute(these.order_by(game_card.c.serial))]

    def card(self, serial: int) -> Held | None:
        this = select(game_card).where(self._in(game_card), game_card.c.serial == serial)
        row = self._connection.execute(this).one_or_none()
        return held_of(row) if row else None

    def move(self, serial: int, player: int, state: CardState) -> None:
        this = self._in(game_card) & (game_card.c.serial == serial)
        self._connection.execute(update(game_card).where(this).values(player=player, state=state.value))

    def link(self, id: str) -> Link | None:
        this = select(game_link).where(self._in(game_link), game_link.c.id == id)
        row = self._connection.execute(this).one_or_none()
        return link_of(row) if row else None

    def put_link(self, link: Link) -> None:
        self._connection.execute(insert(game_link).values(**self._game, **link._asdict()))

    def end_link(self, id: str, state: LinkState) -> None:
        self._connection.execute(update(game_link).where(game_link.c.id == id).values(state=state.value))

    def end_links(self, player: int | None, state: LinkState) -> None:
        these = self._in(game_link) & (game_link.c.state == LinkState.OPEN.value)
        if player is not None:
            these &= game_link.c.player == player
        self._connection.execute(update(game_link).where(these).values(state=state.value))

    def complete(self, player: Player, act: Act) -> None:
        self._update_player(player.number, complete=act.serial)

    def completed(self) -> Sequence[int]:
        these = select(game_player.c.player).where(
            self._in(game_player), game_player.c.complete.is_not(None), game_player.c.holder.is_not(None)
        )
        return list(self._connection.scalars(these.order_by(game_player.c.complete)))

    def pay(self, units: Mapping[int, int], acts: Sequence[Act]) -> None:
        self._write(acts)
        for player, part in units.items():
            self._update_player(player, units=part)

    def leave(self, player: Player) -> None:
        self._update_player(player.number, holder=None)
        whose = self._in(game_act) & (game_act.c.player == player.number)
        self._connection.execute(update(game_act).where(whose).values(key=None))
        held = self._in(game_card) & (game_card.c.player == player.number)
        kept = game_card.c.state.in_([CardState.HELD.value, CardState.OFFERED.value])
        self._connection.execute(update(game_card).where(held, kept).values(state=CardState.LEFT.value))
        self._connection.execute(update(game_card).where(held).values(poster=""))

    def set_state(self, state: RunState, now: datetime) -> None:
        self._update_run(state=state, closed_at=now if state is RunState.CLOSED else None)

    def _in(self, table: Table) -> ColumnElement[bool]:
        return within(table, **self._game)

    def _write(self, acts: Sequence[Act], key: str | None = None, evidence: str | None = None) -> list[Act]:
        """Lines of the record: numbered, and bound one to the other."""
        lines, rows, head, at = [], [], self.run.head, self.run.last_at
        for serial, act in enumerate(acts, self.run.serial + 1):
            line = replace(act, serial=serial, at=max(act.at, at))
            head, at = bound(head, line), line.at
            lines.append(line)
            rows.append(self._game | act_row(line, head, key, evidence))
        for start in range(0, len(rows), CHUNK):
            self._connection.execute(insert(game_act), rows[start : start + CHUNK])
        self._update_run(serial=self.run.serial + len(lines), head=head, last_at=at)
        return lines

    def _update_run(self, **values: Any) -> None:
        self.run = replace(self.run, **values)
        self._connection.execute(update(game_run).where(self._in(game_run)).values(values))

    def _update_player(self, number: int, **values: Any) -> None:
        this = self._in(game_player) & (game_player.c.player == number)
        self._connection.execute(update(game_player).where(this).values(values))

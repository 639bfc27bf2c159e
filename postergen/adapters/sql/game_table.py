"""One game in one transaction on SQLite or PostgreSQL, of which there is one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    bindparam,
    case,
    func,
    insert,
    literal,
    select,
    update,
)

from postergen.adapters.sql.envelope_table import SqlEnvelopeTable
from postergen.adapters.sql.game_rows import act_of, act_row, entry_of, held_of, link_of, player_of, run_of
from postergen.adapters.sql.game_schema import (
    game_act,
    game_card,
    game_day,
    game_link,
    game_player,
    game_pool,
    game_run,
    holders,
)
from postergen.adapters.sql.journal_marks import insert_into
from postergen.domain.games import Game
from postergen.errors import Forbidden, NotFound
from postergen.games.acts import Act, Kind, bound
from postergen.games.hand import CardState, Held, Tally
from postergen.service.game_store import UNITS, Entry, Link, LinkState, Player, Run, RunState

CHUNK = 500  # rows of one statement
_ACT = "act"  # a savepoint


def within(table: Table, campaign: str, game: str) -> ColumnElement[bool]:
    return (table.c.campaign == campaign) & (table.c.game == game)


def _in_game(table: Table) -> ColumnElement[bool]:
    """`within`, of the parameters of a statement."""
    return (table.c.campaign == bindparam("campaign")) & (table.c.game == bindparam("game"))


def _counted() -> Select[Any]:
    deals, wrong = (game_act.c.kind == kind.value for kind in (Kind.DEAL, Kind.WRONG))
    today = game_act.c.at >= bindparam("since", type_=game_act.c.at.type)
    which = {"today": deals & today, "in_all": deals, "wrong": wrong & today}
    counts = [func.coalesce(func.sum(case((this, 1), else_=0)), 0).label(name) for name, this in which.items()]
    return select(*counts).where(_in_game(game_act), game_act.c.player == bindparam("player"))


def _found() -> Select[Any]:
    one = select(literal(1).label("one")).subquery()
    known = select(game_act.c.serial).where(game_act.c.key == bindparam("key")).scalar_subquery().label("known")
    whose = _in_game(game_player) & (game_player.c.holder == bindparam("holder"))
    return select(game_player, known).select_from(one.outerjoin(game_player, whose))


# What every act asks: putting a question together takes longer than asking it.
_USED = select(game_act.c.serial).where(_in_game(game_act), game_act.c.evidence == bindparam("evidence"))
_TALLY, _FIND = _counted(), _found()
_STANDING = _TALLY.add_columns(_USED.scalar_subquery().label("used"))
_DEALT = select(game_pool.c.card, game_pool.c.dealt).where(_in_game(game_pool))
_RUN = select(game_run).where(_in_game(game_run))
_HELD_BACK = ("state", "serial", "head", "last_at", "players", "closed_at")
_UPDATE_RUN = (
    update(game_run)
    .where(game_run.c.campaign == bindparam("of"), game_run.c.game == bindparam("which"))
    .values({name: bindparam(name) for name in _HELD_BACK})
)


def read_run(connection: Connection, campaign: str, game: str) -> Run[Game]:
    """Raises `NotFound` for no such run."""
    row = connection.execute(_RUN, {"campaign": campaign, "game": game}).one_or_none()
    if row is None:
        raise NotFound("game", game)
    return run_of(row)


def tally(connection: Connection, campaign: str, game: str, player: Player, since: datetime) -> Tally:
    asked = {"campaign": campaign, "game": game, "player": player.number, "since": since}
    return _tally(connection.execute(_TALLY, asked).one(), player)


def _tally(row: Row[Any], player: Player) -> Tally:
    return Tally(row.today, row.in_all, row.wrong, player.complete is not None)


def dealt(connection: Connection, campaign: str, game: str) -> dict[str, int]:
    return {row.card: row.dealt for row in connection.execute(_DEALT, {"campaign": campaign, "game": game})}


class _Point(NamedTuple):
    """What `SqlTable` holds back."""

    run: Run[Game]
    dealt: Mapping[str, int]


def entries(connection: Connection, campaign: str, game: str, player: int) -> list[Entry]:
    these = select(game_day).where(within(game_day, campaign, game), game_day.c.player == player)
    return [entry_of(row) for row in connection.execute(these.order_by(game_day.c.day))]


class SqlTable:
    """`GameTable`; all of it is of one transaction, which whoever made it ends.

    Where the record stands and how many of each card were dealt changes with every act, and is written by `flush`.
    """

    def __init__(self, connection: Connection, run: Run[Game]) -> None:
        self._connection, self.run = connection, run
        self._game = {"campaign": run.campaign, "game": run.rules.id}
        self.envelopes = SqlEnvelopeTable(connection, **self._game)
        self._dealt = dealt(connection, **self._game)
        self._written = self._saved = _Point(run, dict(self._dealt))

    def save(self) -> None:
        """Remember how all stands, for `restore`."""
        self._saved = _Point(self.run, dict(self._dealt))
        self._connection.exec_driver_sql(f"SAVEPOINT {_ACT}")

    def restore(self) -> None:
        """Undo what was done since `save`."""
        self._connection.exec_driver_sql(f"ROLLBACK TO SAVEPOINT {_ACT}")
        self.run, self._dealt = self._saved.run, dict(self._saved.dealt)

    def flush(self) -> None:
        """Write what was held back."""
        if self.run != self._written.run:
            values = {name: getattr(self.run, name) for name in _HELD_BACK}
            self._connection.execute(_UPDATE_RUN, values | {"of": self._game["campaign"], "which": self._game["game"]})
        changed = [name for name, count in self._dealt.items() if count != self._written.dealt.get(name)]
        if changed:
            pool = insert_into(self._connection, game_pool)
            pool = pool.on_conflict_do_update(
                index_elements=list(game_pool.primary_key), set_={"dealt": pool.excluded.dealt}
            )
            self._connection.execute(
                pool, [self._game | {"card": name, "dealt": self._dealt[name]} for name in changed]
            )
        self._written = _Point(self.run, dict(self._dealt))

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
            raise Forbidden("this holder was erased")
        player = Player(self.run.players + 1, holder, now)
        made = {"player": player.number, "holder": holder, "made_at": now}
        self._connection.execute(insert(game_player).values(**self._game, **made))
        self._update_run(players=player.number)
        return player

    def tally(self, player: Player, since: datetime) -> Tally:
        return tally(self._connection, **self._game, player=player, since=since)

    def standing(self, player: Player, since: datetime, evidence: str) -> tuple[Tally, bool]:
        asked = self._game | {"player": player.number, "since": since, "evidence": evidence}
        row = self._connection.execute(_STANDING, asked).one()
        return _tally(row, player), row.used is not None

    def dealt(self) -> Mapping[str, int]:
        return self._dealt

    def known(self, key: str) -> tuple[Act, str | None] | None:
        row = self._connection.execute(select(game_act).where(game_act.c.key == key)).one_or_none()
        return (act_of(row), row.evidence) if row else None

    def find(self, key: str, holder: int) -> tuple[tuple[Act, str | None] | None, Player | None]:
        row = self._connection.execute(_FIND, self._game | {"key": key, "holder": holder}).one()
        return self.known(key) if row.known is not None else None, player_of(row) if row.player is not None else None

    def is_used(self, evidence: str) -> bool:
        return self._connection.scalar(_USED, self._game | {"evidence": evidence}) is not None

    def write(self, act: Act, key: str | None = None, evidence: str | None = None) -> Act:
        (line,) = self._write([act], key, evidence)
        return line

    def deal(self, act: Act) -> None:
        self._dealt[act.card] = self._dealt.get(act.card, 0) + 1
        given = {"serial": act.serial, "card": act.card, "player": act.player, "state": CardState.HELD.value}
        self._connection.execute(insert(game_card), self._game | given)

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

    def entries(self, player: int) -> Sequence[Entry]:
        return entries(self._connection, **self._game, player=player)

    def keep(self, entry: Entry) -> None:
        told = entry._asdict() | {"day": entry.day.isoformat()}
        self._connection.execute(insert(game_day).values(**self._game, **told))

    def note_day_poster(self, serial: int, code: str) -> bool:
        here = select(game_player.c.player).where(self._in(game_player), game_player.c.holder.is_not(None))
        this = self._in(game_day) & (game_day.c.serial == serial) & game_day.c.player.in_(here)
        return self._connection.execute(update(game_day).where(this).values(poster=code)).rowcount == 1

    def complete(self, player: Player, act: Act) -> None:
        self._update_player(player.number, complete=act.serial)

    def completed(self) -> Sequence[int]:
        these = select(game_player.c.player).where(
            self._in(game_player), game_player.c.complete.is_not(None), game_player.c.holder.is_not(None)
        )
        return list(self._connection.scalars(these.order_by(game_player.c.complete)))

    def fill(self, units: int) -> None:
        self._dealt[UNITS] = self._dealt.get(UNITS, 0) + units

    def give(self, player: Player, units: int) -> None:
        self._update_player(player.number, units=func.coalesce(game_player.c.units, 0) + units)

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
        days = self._in(game_day) & (game_day.c.player == player.number)
        self._connection.execute(update(game_day).where(days).values(line="", scan="", poster=""))

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

    def _update_player(self, number: int, **values: Any) -> None:
        this = self._in(game_player) & (game_player.c.player == number)
        self._connection.execute(update(game_player).where(this).values(values))

"""Count the records of games in SQL, a stretch of lines at a time, and read what was counted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, func, select

from postergen.adapters.sql.database import alone, snapshot, translated
from postergen.adapters.sql.database_file import is_read_only
from postergen.adapters.sql.game_rows import act_of, rules_of
from postergen.adapters.sql.game_schema import game_act, game_count, game_counted, game_link, game_player, game_run
from postergen.adapters.sql.game_table import within
from postergen.adapters.sql.journal_marks import insert_into
from postergen.domain.games import Game
from postergen.games.acts import Act
from postergen.games.figures import NEW, Before, Cell, Cells, counted, dealt_in, of_kind
from postergen.service.game_figures import Paid, Payee
from postergen.service.game_store import LinkState

LINES = 1_000  # that are counted in one transaction, and players that one question names


class SqlGameCounts:
    """`GameCounts` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def uncounted(self, campaign: str, game: str) -> int:
        written = select(game_run.c.serial).where(within(game_run, campaign, game))
        with translated(), self._engine.connect() as connection:
            return max(0, (connection.scalar(written) or 0) - _mark(connection, campaign, game))

    def count(self, campaign: str, game: str) -> int:
        if is_read_only(self._engine):
            return 0
        with translated(), alone(self._engine, _lock_of(campaign, game)) as connection:
            first = _mark(connection, campaign, game)
            following = select(game_act).where(within(game_act, campaign, game), game_act.c.serial > first)
            rows = connection.execute(following.order_by(game_act.c.serial).limit(LINES)).all()
            lines = [act_of(row) for row in rows]
            if lines:
                rules = connection.scalar(select(game_run.c.rules).where(within(game_run, campaign, game)))
                _add(connection, campaign, rules_of(str(rules)), lines)
            return len(lines)

    def cells(self, campaign: str, game: str) -> Cells:
        with translated(), self._engine.connect() as connection:
            return _cells(connection, campaign, game)

    def offers(self, campaign: str, game: str) -> Mapping[tuple[bool, LinkState], int]:
        found: dict[tuple[bool, LinkState], int] = {}
        grouped = select(game_link.c.state, game_link.c.wants, func.count().label("links")).where(
            within(game_link, campaign, game)
        )
        with translated(), self._engine.connect() as connection:
            for row in connection.execute(grouped.group_by(game_link.c.state, game_link.c.wants)):
                key = bool(row.wants), LinkState(row.state)
                found[key] = found.get(key, 0) + row.links
        return found

    def sharing(self, campaign: str, game: str) -> int:
        these = within(game_player, campaign, game) & game_player.c.complete.is_not(None)
        with translated(), self._engine.connect() as connection:
            return connection.scalar(select(func.count(game_player.c.holder)).where(these)) or 0

    def paid(self, campaign: str, game: str) -> Paid:
        units = game_player.c.units
        whole = select(func.count(units), func.min(units), func.max(units), func.sum(units))
        with translated(), self._engine.connect() as connection:
            count, least, most, total = connection.execute(whole.where(within(game_player, campaign, game))).one()
        return Paid(count, least or 0, most or 0, int(total or 0))

    def payees(self, campaign: str, game: str) -> Iterator[Payee]:
        these = select(game_player).where(within(game_player, campaign, game), game_player.c.units.is_not(None))
        with translated(), snapshot(self._engine) as connection:
            last = 0
            while rows := connection.execute(
                these.where(game_player.c.player > last).order_by(game_player.c.player).limit(LINES)
            ).all():
                yield from (Payee(row.player, row.complete, row.units, row.holder is None) for row in rows)
                last = rows[-1].player


def _lock_of(campaign: str, game: str) -> int:
    return int.from_bytes(hashlib.sha256(f"game counts {campaign} {game}".encode()).digest()[:8]) >> 1


def _mark(connection: Connection, campaign: str, game: str) -> int:
    """The last line that is counted."""
    return connection.scalar(select(game_counted.c.serial).where(within(game_counted, campaign, game))) or 0


def _cells(connection: Connection, campaign: str, game: str) -> Cells:
    cell = (game_count.c.day, game_count.c.kind, game_count.c.way, game_count.c.card, game_count.c.phase)
    rows = connection.execute(select(*cell, game_count.c.count).where(within(game_count, campaign, game)))
    return {Cell(date.fromisoformat(day), *rest): count for day, *rest, count in rows}


def _add(connection: Connection, campaign: str, game: Game, lines: list[Act]) -> None:
    """Count these lines, and note how far that is."""
    so_far, this = _cells(connection, campaign, game.id), {"campaign": campaign, "game": game.id}
    before = Before(dealt_in(so_far), of_kind(so_far, NEW), _acted(connection, campaign, game, lines))
    rows = [
        {**this, **cell._asdict(), "day": cell.day.isoformat(), "kind": str(cell.kind), "count": count}
        for cell, count in counted(game, lines, before).items()
    ]
    more = insert_into(connection, game_count)
    more = more.on_conflict_do_update(
        index_elements=list(game_count.primary_key), set_={"count": game_count.c.count + more.excluded.count}
    )
    connection.execute(more, rows)
    mark = insert_into(connection, game_counted).values(**this, serial=lines[-1].serial)
    connection.execute(
        mark.on_conflict_do_update(index_elements=list(game_counted.primary_key), set_={"serial": mark.excluded.serial})
    )


def _acted(connection: Connection, campaign: str, game: Game, lines: list[Act]) -> frozenset[int]:
    """Who of these players had acted before, on the day of the first line."""
    zone = ZoneInfo(game.timezone)
    morning = datetime.combine(game.day_of(lines[0].at), time(), zone).astimezone(UTC)
    earlier = (
        select(game_act.c.player)
        .distinct()
        .where(
            within(game_act, campaign, game.id),
            game_act.c.player.in_({act.player for act in lines}),
            game_act.c.at >= morning,
            game_act.c.serial < lines[0].serial,
        )
    )
    return frozenset(connection.scalars(earlier))

"""Keep games in SQL: what is read beside their tables, and the tables themselves."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, Select, select, update

from postergen.adapters.sql.database import snapshot, translated
from postergen.adapters.sql.game_line import GameLine
from postergen.adapters.sql.game_rows import act_of, entry_of, held_of, link_of, player_of, rules_text, run_of, run_row
from postergen.adapters.sql.game_schema import (
    campaign_key,
    game_act,
    game_card,
    game_day,
    game_link,
    game_player,
    game_run,
)
from postergen.adapters.sql.game_table import SqlTable, dealt, entries, tally, within
from postergen.adapters.sql.journal_marks import insert_into
from postergen.domain.collecting import Way
from postergen.domain.games import Game
from postergen.games.acts import Act, Kind
from postergen.games.fairness import SEED_BYTES
from postergen.games.hand import Held, Tally
from postergen.service.game_store import Entry, Link, Player, Run

LINES = 1_000  # of a record that are read at a time


class SqlGames:
    """`GameStore` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._secrets: dict[str, bytes] = {}  # they never change
        self._lines: dict[tuple[str, str], GameLine] = {}

    def run(self, campaign: str, game: str) -> Run[Game] | None:
        row = self._one(select(game_run).where(within(game_run, campaign, game)))
        return run_of(row) if row else None

    def runs(self) -> Sequence[Run[Game]]:
        with translated(), self._engine.connect() as connection:
            return [run_of(row) for row in connection.execute(select(game_run))]

    def open(self, run: Run[Game]) -> Run[Game]:
        with translated(), self._engine.begin() as connection:
            connection.execute(insert_into(connection, game_run).on_conflict_do_nothing(), run_row(run))
        return self.run(run.campaign, run.rules.id) or run

    def replace_rules(self, campaign: str, rules: Game) -> None:
        untouched = within(game_run, campaign, rules.id) & (game_run.c.serial == 0)
        with translated(), self._engine.begin() as connection:
            connection.execute(update(game_run).where(untouched).values(rules=rules_text(rules)))

    def table(self, campaign: str, game: str) -> AbstractContextManager[SqlTable]:
        line = self._lines.get((campaign, game))
        if line is None:
            line = self._lines.setdefault((campaign, game), GameLine(self._engine, campaign, game))
        return line.turn()

    def secret(self, campaign: str) -> bytes:
        if campaign not in self._secrets:
            self._secrets[campaign] = self._secret(campaign)
        return self._secrets[campaign]

    def _secret(self, campaign: str) -> bytes:
        kept = select(campaign_key.c.key).where(campaign_key.c.campaign == campaign)
        with translated(), self._engine.begin() as connection:
            found = connection.scalar(kept)
            if found is None:
                made = {"campaign": campaign, "key": secrets.token_hex(SEED_BYTES)}
                connection.execute(insert_into(connection, campaign_key).on_conflict_do_nothing(), made)
                found = connection.scalar(kept)
        return bytes.fromhex(str(found))

    def rules_as_json(self, run: Run[Game]) -> object:
        return json.loads(rules_text(run.rules))

    def record(self, campaign: str, game: str) -> Iterator[tuple[Act, str]]:
        whole = select(game_act).where(within(game_act, campaign, game)).order_by(game_act.c.serial)
        with translated(), snapshot(self._engine) as connection:
            last = 0
            while rows := connection.execute(whole.where(game_act.c.serial > last).limit(LINES)).all():
                yield from ((act_of(row), row.digest) for row in rows)
                last = rows[-1].serial

    def dealt(self, campaign: str, game: str) -> Mapping[str, int]:
        with translated(), self._engine.connect() as connection:
            return dealt(connection, campaign, game)

    def player(self, campaign: str, game: str, holder: int) -> Player | None:
        this = within(game_player, campaign, game) & (game_player.c.holder == holder)
        row = self._one(select(game_player).where(this))
        return player_of(row) if row else None

    def cards(self, campaign: str, game: str, player: int) -> Sequence[Held]:
        these = select(game_card).where(within(game_card, campaign, game), game_card.c.player == player)
        with translated(), self._engine.connect() as connection:
            return [held_of(row) for row in connection.execute(these.order_by(game_card.c.serial))]

    def card(self, campaign: str, game: str, serial: int) -> Held | None:
        row = self._one(select(game_card).where(within(game_card, campaign, game), game_card.c.serial == serial))
        return held_of(row) if row else None

    def links(self, campaign: str, game: str, player: int) -> Sequence[Link]:
        these = select(game_link).where(within(game_link, campaign, game), game_link.c.player == player)
        with translated(), self._engine.connect() as connection:
            return [link_of(row) for row in connection.execute(these.order_by(game_link.c.made_at))]

    def link(self, campaign: str, game: str, id: str) -> Link | None:
        row = self._one(select(game_link).where(within(game_link, campaign, game), game_link.c.id == id))
        return link_of(row) if row else None

    def tally(self, campaign: str, game: str, player: Player, since: datetime) -> Tally:
        with translated(), self._engine.connect() as connection:
            return tally(connection, campaign, game, player, since)

    def used(self, campaign: str, game: str, evidence: Sequence[str]) -> frozenset[str]:
        these = within(game_act, campaign, game) & game_act.c.evidence.in_(evidence)
        with translated(), self._engine.connect() as connection:
            return frozenset(connection.scalars(select(game_act.c.evidence).where(these)))

    def entries(self, campaign: str, game: str, player: int) -> Sequence[Entry]:
        with translated(), self._engine.connect() as connection:
            return entries(connection, campaign, game, player)

    def all_entries(self, campaign: str, game: str) -> Iterator[Entry]:
        whole = select(game_day).where(within(game_day, campaign, game)).order_by(game_day.c.player, game_day.c.day)
        with translated(), snapshot(self._engine) as connection:
            for row in connection.execution_options(yield_per=LINES).execute(whole):
                yield entry_of(row)

    def days(self, campaign: str, game: str, player: int) -> Sequence[datetime]:
        these = select(game_act.c.at).where(
            within(game_act, campaign, game),
            game_act.c.player == player,
            game_act.c.kind == Kind.DEAL.value,
            game_act.c.way == Way.CHECK_IN.value,
        )
        with translated(), self._engine.connect() as connection:
            return list(connection.scalars(these.order_by(game_act.c.at)))

    def note_poster(self, campaign: str, game: str, serial: int, code: str) -> None:
        this = within(game_card, campaign, game) & (game_card.c.serial == serial)
        with translated(), self._engine.begin() as connection:
            connection.execute(update(game_card).where(this).values(poster=code))

    def _one(self, statement: Select[Any]) -> Row[Any] | None:
        with translated(), self._engine.connect() as connection:
            return connection.execute(statement).one_or_none()

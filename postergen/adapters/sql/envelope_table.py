"""Hidden envelopes in SQL: of one game in the transaction of its table, and to be read beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, Table, insert, select, update

from postergen.adapters.sql.database import translated
from postergen.adapters.sql.envelope_rows import (
    LYING,
    SECRETS,
    envelope_row,
    envelopes,
    first_of,
    game_hidden,
    hide_tally,
)
from postergen.adapters.sql.game_schema import game_act, game_player
from postergen.games.acts import Kind
from postergen.games.hide_hand import HideTally
from postergen.service.envelope_store import EnvelopeState, Hidden


def _of(table: Table, campaign: str, game: str) -> ColumnElement[bool]:
    return (table.c.campaign == campaign) & (table.c.game == game)


class SqlEnvelopeTable:
    """`EnvelopeTable`."""

    def __init__(self, connection: Connection, campaign: str, game: str) -> None:
        self._connection, self._game = connection, {"campaign": campaign, "game": game}
        self._here = _of(game_hidden, campaign, game)

    def get(self, id: str) -> Hidden | None:
        return first_of(envelopes(self._connection, self._here, game_hidden.c.id == id))

    def hidden_in(self, serial: int) -> Hidden | None:
        return first_of(envelopes(self._connection, self._here, game_hidden.c.serial == serial))

    def put(self, envelope: Hidden, photo: bytes | None = None) -> None:
        self._connection.execute(insert(game_hidden).values(**self._game, **envelope_row(envelope, photo)))

    def note_found(self, envelope: Hidden) -> Hidden:
        found = envelope._replace(found=envelope.found + 1)
        if found.found == found.finders:
            found = found._replace(state=EnvelopeState.FOUND)
        gone = SECRETS if found.state is EnvelopeState.FOUND else {}
        self._set(envelope, found=found.found, state=found.state.value, **gone)
        return found

    def end(self, envelope: Hidden) -> None:
        self._set(envelope, state=EnvelopeState.BACK.value, **SECRETS)

    def lying(self, player: int | None = None) -> Sequence[Hidden]:
        whose = () if player is None else (game_hidden.c.player == player,)
        return envelopes(self._connection, self._here, LYING, *whose)

    def due(self, now: datetime) -> Sequence[Hidden]:
        return envelopes(self._connection, self._here, LYING, game_hidden.c.until <= now)

    def tally(self, player: int, since: datetime) -> HideTally:
        acts = _of(game_act, **self._game) & (game_act.c.player == player)
        return hide_tally(self._connection, acts, self._here & (game_hidden.c.player == player), since)

    def note_poster(self, envelope: Hidden, code: str) -> bool:
        here = _of(game_player, **self._game) & game_player.c.holder.is_not(None)
        theirs = game_hidden.c.player.in_(select(game_player.c.player).where(here))
        this = self._here & (game_hidden.c.id == envelope.id) & theirs
        return self._connection.execute(update(game_hidden).where(this).values(poster=code)).rowcount == 1

    def silence(self, envelope: Hidden) -> None:
        self._set(envelope, says="", words="", poster="", **SECRETS)

    def forget(self, player: int) -> Sequence[str]:
        theirs = self._here & (game_hidden.c.player == player)
        shown = select(game_hidden.c.poster).where(theirs, game_hidden.c.poster != "")
        posters = list(self._connection.scalars(shown))
        gone = {"says": "", "words": "", "poster": "", **SECRETS}
        self._connection.execute(update(game_hidden).where(theirs).values(gone))
        return posters

    def forget_texts(self) -> None:
        self._connection.execute(update(game_hidden).where(self._here).values(says="", words="", **SECRETS))

    def _set(self, envelope: Hidden, **values: object) -> None:
        this = self._here & (game_hidden.c.id == envelope.id)
        self._connection.execute(update(game_hidden).where(this).values(values))


class SqlEnvelopes:
    """`EnvelopeStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def envelope(self, campaign: str, game: str, id: str) -> Hidden | None:
        return first_of(self._some(_of(game_hidden, campaign, game), game_hidden.c.id == id))

    def hidden_in(self, campaign: str, game: str, serial: int) -> Hidden | None:
        return first_of(self._some(_of(game_hidden, campaign, game), game_hidden.c.serial == serial))

    def photo(self, campaign: str, game: str, id: str) -> bytes | None:
        this = _of(game_hidden, campaign, game) & (game_hidden.c.id == id)
        with translated(), self._engine.connect() as connection:
            return connection.scalar(select(game_hidden.c.photo).where(this, LYING))

    def of_player(self, campaign: str, game: str, player: int) -> Sequence[Hidden]:
        return self._some(_of(game_hidden, campaign, game), game_hidden.c.player == player)[::-1]

    def found_by(self, campaign: str, game: str, player: int) -> Sequence[tuple[Hidden, int]]:
        mine = _of(game_act, campaign, game) & (game_act.c.player == player) & (game_act.c.kind == Kind.FIND.value)
        finds = select(game_act.c.refs, game_act.c.units).where(mine).order_by(game_act.c.serial.desc())
        with translated(), self._engine.connect() as connection:
            units = {json.loads(refs)[0]: count for refs, count in connection.execute(finds)}
            these = _of(game_hidden, campaign, game) & game_hidden.c.serial.in_(units)
            found = {one.serial: one for one in envelopes(connection, these)}
        return [(found[serial], count) for serial, count in units.items()]

    def all(self, campaign: str, game: str) -> Sequence[Hidden]:
        return self._some(_of(game_hidden, campaign, game))

    def tally(self, campaign: str, game: str, player: int, since: datetime) -> HideTally:
        acts = _of(game_act, campaign, game) & (game_act.c.player == player)
        hidden = _of(game_hidden, campaign, game) & (game_hidden.c.player == player)
        with translated(), self._engine.connect() as connection:
            return hide_tally(connection, acts, hidden, since)

    def due(self, now: datetime) -> Sequence[tuple[str, str]]:
        games = select(game_hidden.c.campaign, game_hidden.c.game).distinct()
        with translated(), self._engine.connect() as connection:
            found = connection.execute(games.where(LYING, game_hidden.c.until <= now))
            return [(row.campaign, row.game) for row in found]

    def _some(self, *which: ColumnElement[bool]) -> list[Hidden]:
        with translated(), self._engine.connect() as connection:
            return envelopes(connection, *which)

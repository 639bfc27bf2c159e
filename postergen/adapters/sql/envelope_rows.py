"""The table of hidden envelopes, its rows as values, and what is asked of it wherever it is read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Float,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    case,
    func,
    select,
)

from postergen.adapters.sql.game_schema import game_act
from postergen.adapters.sql.schema import Moment, metadata
from postergen.domain.hiding import Clue, FoundBy
from postergen.domain.places import Place
from postergen.games.acts import Kind
from postergen.games.hide_hand import HideTally
from postergen.service.envelope_store import EnvelopeState, Hidden

game_hidden = Table(
    "game_hidden",
    metadata,
    # what stands in its address: nobody guesses it
    Column("id", String(32), primary_key=True),
    Column("campaign", String(64), nullable=False),
    Column("game", String(64), nullable=False),
    # of the line that hid it
    Column("serial", BigInteger, nullable=False),
    Column("nonce", String(32), nullable=False),
    # 0 is whoever gives the game, whose rules have it under this name
    Column("player", Integer, nullable=False),
    Column("name", String(64), nullable=False),
    Column("clue", String(16), nullable=False),
    Column("found_by", String(16), nullable=False),
    Column("units", BigInteger, nullable=False),
    Column("finders", Integer, nullable=False),
    Column("found", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    # what its player typed: empty once they were erased, and when the game is closed
    Column("locale", String(8), nullable=False),
    Column("says", Text, nullable=False),
    Column("words", Text, nullable=False),
    # what would find it, deleted when it lies there no more: answers as a JSON list, a place, a picture
    Column("answers", Text, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("photo", LargeBinary),
    Column("poster", String(20), nullable=False),
    UniqueConstraint("campaign", "game", "serial", name="uq_game_hidden_serial"),
    Index("ix_game_hidden_player", "campaign", "game", "player"),
    # what is to go back is asked every two seconds, and before each act
    Index("ix_game_hidden_state", "state", "until"),
)
LYING = game_hidden.c.state == EnvelopeState.LYING.value
SECRETS = {"answers": "[]", "latitude": None, "longitude": None, "photo": None}  # what would find it, gone
_SHOWN = [column for column in game_hidden.c if column.name != "photo"]


def envelope_row(envelope: Hidden, photo: bytes | None) -> dict[str, Any]:
    place = envelope.place
    row = envelope._asdict() | {
        "clue": envelope.clue.value,
        "found_by": envelope.found_by.value,
        "state": envelope.state.value,
        "answers": json.dumps(envelope.answers, ensure_ascii=False),
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "photo": photo,
    }
    return {name: value for name, value in row.items() if name not in ("place", "has_photo")}


def envelopes(connection: Connection, *which: ColumnElement[bool]) -> list[Hidden]:
    """In the order in which they were hidden, without their photos."""
    has_photo = game_hidden.c.photo.is_not(None).label("has_photo")
    rows = connection.execute(select(*_SHOWN, has_photo).where(*which).order_by(game_hidden.c.serial))
    return [_hidden_of(row) for row in rows]


def _hidden_of(row: Any) -> Hidden:
    return Hidden(
        id=row.id,
        serial=row.serial,
        nonce=row.nonce,
        player=row.player,
        name=row.name,
        clue=Clue(row.clue),
        found_by=FoundBy(row.found_by),
        units=row.units,
        finders=row.finders,
        found=row.found,
        state=EnvelopeState(row.state),
        made_at=row.made_at,
        until=row.until,
        locale=row.locale,
        says=row.says,
        words=row.words,
        answers=tuple(json.loads(row.answers)),
        place=None if row.latitude is None else Place(row.latitude, row.longitude),
        poster=row.poster,
        has_photo=bool(row.has_photo),
    )


def hide_tally(
    connection: Connection,
    acts: ColumnElement[bool],
    hidden: ColumnElement[bool],
    since: datetime,
) -> HideTally:
    """What a player did since their day began.

    Args:
        acts: which lines of the record are theirs.
        hidden: which envelopes are.
    """
    kinds = (Kind.HIDE, Kind.FIND, Kind.WRONG)
    sums = [func.coalesce(func.sum(case((game_act.c.kind == kind.value, 1), else_=0)), 0) for kind in kinds]
    hid, found, wrong = connection.execute(select(*sums).where(acts, game_act.c.at >= since)).one()
    lying = connection.scalar(select(func.count()).select_from(game_hidden).where(hidden, LYING)) or 0
    return HideTally(hid, lying, found, wrong)


def first_of(found: Sequence[Hidden]) -> Hidden | None:
    return found[0] if found else None

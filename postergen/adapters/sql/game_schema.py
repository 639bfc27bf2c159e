"""The tables of games: a run of each, its record, its cards, and who holds them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, UniqueConstraint

from postergen.adapters.sql.schema import Moment, metadata

_GAME = {"campaign": 64, "game": 64}


def _of_game() -> list[Column[str]]:
    return [Column(name, String(length), primary_key=True) for name, length in _GAME.items()]


holders = Table(
    "holder",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("campaign", String(64), nullable=False),
    Column("made_at", Moment, nullable=False),
    # a keyed digest of what another system calls its person
    Column("subject", String(64)),
    # the row stays, so that a backup of before does not bring them back
    Column("erased_at", Moment),
    UniqueConstraint("campaign", "subject", name="uq_holder_campaign_subject"),
)
# what a browser carries, as its digest; a second phone has one of its own
holder_token = Table(
    "holder_token",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("holder", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    # asked whenever somebody is erased or exported
    Index("ix_holder_token_holder", "holder"),
)
# lets one more phone in, once
holder_ticket = Table(
    "holder_ticket",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("holder", Integer, nullable=False),
    Column("until", Moment, nullable=False),
)
campaign_key = Table(
    "campaign_key",
    metadata,
    Column("campaign", String(64), primary_key=True),
    Column("key", String(64), nullable=False),
)
game_run = Table(
    "game_run",
    metadata,
    *_of_game(),
    # the rules as they were when the game opened, as JSON: they hold whatever the pack says later
    Column("rules", Text, nullable=False),
    Column("seed", String(64), nullable=False),
    Column("seed_digest", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    # of the last line of the record
    Column("serial", BigInteger, nullable=False),
    Column("head", String(64), nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("players", Integer, nullable=False),
    Column("closed_at", Moment),
)
game_pool = Table(
    "game_pool",
    metadata,
    *_of_game(),
    Column("card", String(64), primary_key=True),
    Column("dealt", BigInteger, nullable=False),
)
game_player = Table(
    "game_player",
    metadata,
    *_of_game(),
    Column("player", Integer, primary_key=True),
    # empty once they were erased
    Column("holder", Integer),
    Column("made_at", Moment, nullable=False),
    # the serial of the line that laid down their set
    Column("complete", BigInteger),
    Column("units", BigInteger),
    UniqueConstraint("campaign", "game", "holder", name="uq_game_player_holder"),
    # asked for every page of a holder
    Index("ix_game_player_holder", "holder"),
)
game_act = Table(
    "game_act",
    metadata,
    *_of_game(),
    Column("serial", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("player", Integer, nullable=False),
    Column("other", Integer, nullable=False),
    Column("nonce", String(32), nullable=False),
    Column("way", String(16), nullable=False),
    Column("card", String(64), nullable=False),
    # serials of cards, as a JSON list
    Column("refs", Text, nullable=False),
    Column("units", BigInteger, nullable=False),
    # that was kept or filled in, of the game's zone
    Column("day", String(10), nullable=False, server_default=""),
    Column("digest", String(64), nullable=False),
    # a keyed digest of what it was done for, which counts once: a poster, a day, a question, a spot
    Column("evidence", String(64)),
    # a keyed digest of the key that the caller gave the act
    Column("key", String(64)),
    UniqueConstraint("campaign", "game", "evidence", name="uq_game_act_evidence"),
    UniqueConstraint("key", name="uq_game_act_key"),
    # how often somebody acted today is asked before every act
    Index("ix_game_act_player", "campaign", "game", "player", "at"),
)
game_card = Table(
    "game_card",
    metadata,
    *_of_game(),
    # of the line that dealt it
    Column("serial", BigInteger, primary_key=True, autoincrement=False),
    Column("card", String(64), nullable=False),
    Column("player", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("poster", String(20), nullable=False, server_default=""),
    Index("ix_game_card_player", "campaign", "game", "player"),
)
# a day that somebody kept: what only they wrote is empty once they were erased
game_day = Table(
    "game_day",
    metadata,
    *_of_game(),
    # of the line that keeps it
    Column("serial", BigInteger, primary_key=True, autoincrement=False),
    Column("player", Integer, nullable=False),
    Column("day", String(10), nullable=False),
    # what they picked; empty of a day that was filled in
    Column("option", String(64), nullable=False),
    Column("line", Text, nullable=False),
    Column("locale", String(8), nullable=False),
    # through which they came
    Column("scan", String(64), nullable=False),
    Column("poster", String(20), nullable=False, server_default=""),
    UniqueConstraint("campaign", "game", "player", "day", name="uq_game_day_player_day"),
)
game_link = Table(
    "game_link",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("campaign", String(64), nullable=False),
    Column("game", String(64), nullable=False),
    Column("player", Integer, nullable=False),
    Column("serial", BigInteger, nullable=False),
    # the card that is asked for it; empty of a gift
    Column("wants", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("made_at", Moment, nullable=False),
    Index("ix_game_link_player", "campaign", "game", "player"),
    # how many offers were taken is asked of each page of a game in the studio
    Index("ix_game_link_state", "campaign", "game", "state", "wants"),
)
# how far the record of a game is counted
game_counted = Table("game_counted", metadata, *_of_game(), Column("serial", BigInteger, nullable=False))
game_count = Table(
    "game_count",
    metadata,
    *_of_game(),
    # of the game's zone, as 2027-01-20
    Column("day", String(10), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("way", String(16), primary_key=True),
    Column("card", String(64), primary_key=True),
    # how many kinds of cards were used up
    Column("phase", Integer, primary_key=True, autoincrement=False),
    Column("count", BigInteger, nullable=False),
)

"""Games: holders, runs with their records, cards and links."""

import sqlalchemy as sa
from alembic import op

from postergen.adapters.sql.schema import Moment

revision = "0019"
down_revision = "0018"

TABLES = (
    "game_link",
    "game_card",
    "game_act",
    "game_player",
    "game_pool",
    "game_run",
    "campaign_key",
    "holder_ticket",
    "holder_token",
    "holder",
)


def _of_game() -> list[sa.Column[str]]:
    return [sa.Column("campaign", sa.String(64), primary_key=True), sa.Column("game", sa.String(64), primary_key=True)]


def upgrade() -> None:
    op.create_table(
        "holder",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("campaign", sa.String(64), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("subject", sa.String(64)),
        sa.Column("erased_at", Moment),
        sa.UniqueConstraint("campaign", "subject", name="uq_holder_campaign_subject"),
    )
    op.create_table(
        "holder_token",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("holder", sa.Integer, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
    )
    op.create_index("ix_holder_token_holder", "holder_token", ["holder"])
    op.create_table(
        "holder_ticket",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("holder", sa.Integer, nullable=False),
        sa.Column("until", Moment, nullable=False),
    )
    op.create_table(
        "campaign_key",
        sa.Column("campaign", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(64), nullable=False),
    )
    op.create_table(
        "game_run",
        *_of_game(),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("seed", sa.String(64), nullable=False),
        sa.Column("seed_digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("serial", sa.BigInteger, nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.Column("last_at", Moment, nullable=False),
        sa.Column("players", sa.Integer, nullable=False),
        sa.Column("closed_at", Moment),
    )
    op.create_table(
        "game_pool",
        *_of_game(),
        sa.Column("card", sa.String(64), primary_key=True),
        sa.Column("dealt", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "game_player",
        *_of_game(),
        sa.Column("player", sa.Integer, primary_key=True),
        sa.Column("holder", sa.Integer),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("complete", sa.BigInteger),
        sa.Column("units", sa.BigInteger),
        sa.UniqueConstraint("campaign", "game", "holder", name="uq_game_player_holder"),
    )
    op.create_index("ix_game_player_holder", "game_player", ["holder"])
    op.create_table(
        "game_act",
        *_of_game(),
        sa.Column("serial", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("player", sa.Integer, nullable=False),
        sa.Column("other", sa.Integer, nullable=False),
        sa.Column("nonce", sa.String(32), nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("card", sa.String(64), nullable=False),
        sa.Column("refs", sa.Text, nullable=False),
        sa.Column("units", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("evidence", sa.String(64)),
        sa.Column("key", sa.String(64)),
        sa.UniqueConstraint("campaign", "game", "evidence", name="uq_game_act_evidence"),
        sa.UniqueConstraint("key", name="uq_game_act_key"),
    )
    op.create_index("ix_game_act_player", "game_act", ["campaign", "game", "player", "at"])
    op.create_table(
        "game_card",
        *_of_game(),
        sa.Column("serial", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("card", sa.String(64), nullable=False),
        sa.Column("player", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("poster", sa.String(20), nullable=False, server_default=""),
    )
    op.create_index("ix_game_card_player", "game_card", ["campaign", "game", "player"])
    op.create_table(
        "game_link",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("campaign", sa.String(64), nullable=False),
        sa.Column("game", sa.String(64), nullable=False),
        sa.Column("player", sa.Integer, nullable=False),
        sa.Column("serial", sa.BigInteger, nullable=False),
        sa.Column("wants", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
    )
    op.create_index("ix_game_link_player", "game_link", ["campaign", "game", "player"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)

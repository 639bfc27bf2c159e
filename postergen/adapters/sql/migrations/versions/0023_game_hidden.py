"""Envelopes that are hidden in games."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "game_hidden",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("campaign", sa.String(64), nullable=False),
        sa.Column("game", sa.String(64), nullable=False),
        sa.Column("serial", sa.BigInteger, nullable=False),
        sa.Column("nonce", sa.String(32), nullable=False),
        sa.Column("player", sa.Integer, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("clue", sa.String(16), nullable=False),
        sa.Column("found_by", sa.String(16), nullable=False),
        sa.Column("units", sa.BigInteger, nullable=False),
        sa.Column("finders", sa.Integer, nullable=False),
        sa.Column("found", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locale", sa.String(8), nullable=False),
        sa.Column("says", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("latitude", sa.Float),
        sa.Column("longitude", sa.Float),
        sa.Column("photo", sa.LargeBinary),
        sa.Column("poster", sa.String(20), nullable=False),
        sa.UniqueConstraint("campaign", "game", "serial", name="uq_game_hidden_serial"),
    )
    op.create_index("ix_game_hidden_player", "game_hidden", ["campaign", "game", "player"])
    op.create_index("ix_game_hidden_state", "game_hidden", ["state", "until"])


def downgrade() -> None:
    op.drop_table("game_hidden")

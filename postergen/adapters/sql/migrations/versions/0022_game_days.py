"""The days that people keep in a diary, and the day that a line of a game's record is about."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("game_act", sa.Column("day", sa.String(10), nullable=False, server_default=""))
    op.create_table(
        "game_day",
        sa.Column("campaign", sa.String(64), primary_key=True),
        sa.Column("game", sa.String(64), primary_key=True),
        sa.Column("serial", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("player", sa.Integer, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("option", sa.String(64), nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("locale", sa.String(8), nullable=False),
        sa.Column("scan", sa.String(64), nullable=False),
        sa.Column("poster", sa.String(20), nullable=False, server_default=""),
        sa.UniqueConstraint("campaign", "game", "player", "day", name="uq_game_day_player_day"),
    )


def downgrade() -> None:
    op.drop_table("game_day")
    op.drop_column("game_act", "day")

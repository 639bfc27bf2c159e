"""Counts of what games' records say, and an index by which offers are counted."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def _of_game() -> list[sa.Column[str]]:
    return [sa.Column("campaign", sa.String(64), primary_key=True), sa.Column("game", sa.String(64), primary_key=True)]


def upgrade() -> None:
    op.create_table("game_counted", *_of_game(), sa.Column("serial", sa.BigInteger, nullable=False))
    op.create_table(
        "game_count",
        *_of_game(),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("way", sa.String(16), primary_key=True),
        sa.Column("card", sa.String(64), primary_key=True),
        sa.Column("phase", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("count", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_game_link_state", "game_link", ["campaign", "game", "state", "wants"])


def downgrade() -> None:
    op.drop_index("ix_game_link_state", "game_link")
    op.drop_table("game_count")
    op.drop_table("game_counted")

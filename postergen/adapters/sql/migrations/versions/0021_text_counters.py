"""Counters of texts, and what they know of each poster; what is there already is counted later, in slices."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

WAITING = sa.text("text_counted IS NULL OR text_counted = 0 AND scanned_at IS NOT NULL")
THERE = sa.text("erased_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "text_rollup",
        sa.Column("campaign", sa.String(64), primary_key=True),
        sa.Column("variant", sa.String(80), primary_key=True),
        sa.Column("grain", sa.String(4), primary_key=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("dimension", sa.String(16), primary_key=True),
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("value", sa.String(64), primary_key=True),
        sa.Column("measure", sa.String(40), primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.add_column("poster", sa.Column("text_counted", sa.SmallInteger))
    op.create_index("ix_poster_text_uncounted", "poster", ["code"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_index(
        "ix_poster_text_latest",
        "poster",
        ["campaign", "variant", "channel", "created_at"],
        sqlite_where=THERE,
        postgresql_where=THERE,
    )


def downgrade() -> None:
    op.drop_index("ix_poster_text_latest", "poster")
    op.drop_index("ix_poster_text_uncounted", "poster")
    with op.batch_alter_table("poster") as poster:
        poster.drop_column("text_counted")
    op.drop_table("text_rollup")

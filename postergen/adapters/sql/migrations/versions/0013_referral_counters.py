"""Counters of referrals, and which posters they know; those that are there already are counted later, in slices."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "referral_rollup",
        sa.Column("campaign", sa.String(64), primary_key=True),
        sa.Column("dimension", sa.String(16), primary_key=True),
        sa.Column("grain", sa.String(4), primary_key=True),
        sa.Column("starts_at", MOMENT, primary_key=True),
        sa.Column("value", sa.String(120), primary_key=True),
        sa.Column("tree_group", sa.SmallInteger, primary_key=True),
        sa.Column("within", sa.SmallInteger, primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.add_column("poster", sa.Column("referrals_counted", sa.SmallInteger))
    waiting = sa.text("referrals_counted IS NULL")
    op.create_index("ix_poster_uncounted", "poster", ["code"], sqlite_where=waiting, postgresql_where=waiting)


def downgrade() -> None:
    op.drop_index("ix_poster_uncounted", "poster")
    with op.batch_alter_table("poster") as poster:
        poster.drop_column("referrals_counted")
    op.drop_table("referral_rollup")

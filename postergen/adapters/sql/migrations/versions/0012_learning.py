"""How posters came to their texts, and the policies that drew them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("poster", sa.Column("slice", sa.String(1), nullable=False, server_default=""))
    op.add_column("poster", sa.Column("relevance", sa.Float()))
    op.add_column("poster", sa.Column("stratum", sa.String(1), nullable=False, server_default=""))
    op.create_table(
        "policy",
        sa.Column("campaign", sa.String(64), primary_key=True),
        sa.Column("version", sa.String(32), primary_key=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("parent", sa.String(32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False, server_default=""),
    )
    op.create_table(
        "policy_serving",
        sa.Column("campaign", sa.String(64), primary_key=True),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("pinned", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("since", MOMENT, nullable=False),
    )
    op.create_table(
        "policy_log",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("campaign", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("version", sa.String(32), nullable=False, server_default=""),
        sa.Column("actor", sa.String(80), nullable=False, server_default=""),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
    )
    op.create_index("ix_policy_log_campaign_at", "policy_log", ["campaign", "at"])


def downgrade() -> None:
    for table in ("policy_log", "policy_serving", "policy"):
        op.drop_table(table)
    with op.batch_alter_table("poster") as poster:
        for column in ("slice", "relevance", "stratum"):
            poster.drop_column(column)

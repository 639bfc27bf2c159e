"""Publications that wait for their time."""

import sqlalchemy as sa
from alembic import op

from postergen.adapters.sql.schema import Moment

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "scheduled_publication",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("campaign", sa.String(64), nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("edits", sa.Text, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("claim", sa.String(32), nullable=False, server_default=""),
        sa.Column("claimed_until", Moment),
        sa.Column("ended_at", Moment),
        sa.Column("publication", sa.Integer),
        sa.Column("said", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("ix_scheduled_publication_state_due_at", "scheduled_publication", ["state", "due_at"])


def downgrade() -> None:
    op.drop_table("scheduled_publication")

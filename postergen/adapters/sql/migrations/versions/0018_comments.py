"""What people say of texts and whom they call; and what a model was told beside its task."""

import sqlalchemy as sa
from alembic import op

from postergen.adapters.sql.schema import Moment

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("campaign", sa.String(64), nullable=False),
        sa.Column("variant", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
    )
    op.create_index("ix_comment_campaign_variant", "comment", ["campaign", "variant"])
    op.create_table(
        "mention",
        sa.Column("comment", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("read_at", Moment),
    )
    op.create_index("ix_mention_name_read_at", "mention", ["name", "read_at"])
    op.add_column("edit", sa.Column("instruction", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("edit") as edit:
        edit.drop_column("instruction")
    op.drop_table("mention")
    op.drop_table("comment")

"""A wish of a person's own, beside the options."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("poster", sa.Column("wish", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("poster") as poster:
        poster.drop_column("wish")

"""What a person says that their own wish means."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("poster", sa.Column("wish_means", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("poster") as poster:
        poster.drop_column("wish_means")

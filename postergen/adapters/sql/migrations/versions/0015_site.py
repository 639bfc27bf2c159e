"""Where a poster hangs or is handed out, by an id of the operator's own."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("poster", sa.Column("site", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("poster") as poster:
        poster.drop_column("site")

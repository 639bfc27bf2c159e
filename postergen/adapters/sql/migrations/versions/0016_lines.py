"""How a page came to the line of a poster: what it drew it with, and among which lines it was chosen."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("poster", sa.Column("lot", sa.String(16), nullable=False, server_default=""))
    op.add_column("poster", sa.Column("lot_for", sa.String(72), nullable=False, server_default=""))
    op.add_column("poster", sa.Column("leafed", sa.Text))
    some = sa.text("lot <> ''")
    op.create_index("ix_poster_lot", "poster", ["lot"], sqlite_where=some, postgresql_where=some)


def downgrade() -> None:
    op.drop_index("ix_poster_lot", "poster")
    with op.batch_alter_table("poster") as poster:
        for name in ("leafed", "lot_for", "lot"):
            poster.drop_column(name)

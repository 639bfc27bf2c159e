"""Pictures of people on their posters, and what looks ask of them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("poster") as poster:
        poster.add_column(sa.Column("avatar", sa.String(64)))
        poster.add_column(sa.Column("fields", sa.Text))
    op.create_table(
        "avatar",
        sa.Column("code", sa.String(16), primary_key=True),
        sa.Column("picture", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("avatar")
    with op.batch_alter_table("poster") as poster:
        poster.drop_column("fields")
        poster.drop_column("avatar")

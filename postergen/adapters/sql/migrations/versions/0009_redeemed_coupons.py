"""The scan after which a coupon was handed out, so that redeeming it can be a conversion."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("coupon", sa.Column("scan", sa.String(32)))


def downgrade() -> None:
    with op.batch_alter_table("coupon") as coupon:
        coupon.drop_column("scan")

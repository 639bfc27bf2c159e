"""The key of the network that a scan came from, for a few days; empty where it is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("scan", sa.Column("network", sa.String(40), nullable=False, server_default=""))
    op.create_index("ix_scan_network_occurred_at", "scan", ["network", "occurred_at"])


def downgrade() -> None:
    op.drop_index("ix_scan_network_occurred_at", "scan")
    with op.batch_alter_table("scan") as scan:
        scan.drop_column("network")

"""An edit waits in one schedule at most."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    kept = op.create_table(
        "scheduled_edit",
        sa.Column("campaign", sa.String(64), primary_key=True),
        sa.Column("variant", sa.String(80), primary_key=True),
        sa.Column("edit", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("schedule", sa.Integer, nullable=False),
    )
    op.create_index("ix_scheduled_edit_schedule", "scheduled_edit", ["schedule"])
    scheduled = sa.table("scheduled_publication", *map(sa.column, ("number", "campaign", "edits", "state", "due_at")))
    waiting = sa.select(scheduled).where(scheduled.c.state == "waiting").order_by(scheduled.c.due_at)
    found: dict[tuple[str, str, int], int] = {}
    for row in op.get_bind().execute(waiting):
        for variant, edit in json.loads(row.edits):
            found.setdefault((row.campaign, variant, int(edit)), row.number)
    rows = [
        dict(zip(("campaign", "variant", "edit", "schedule"), (*key, number), strict=True))
        for key, number in found.items()
    ]
    if rows:
        op.bulk_insert(kept, rows)


def downgrade() -> None:
    op.drop_table("scheduled_edit")

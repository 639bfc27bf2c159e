"""Edits of copy, who did what, publications, calls of a model, and coupons."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "edit",
        sa.Column("campaign", sa.String(64), primary_key=True),
        sa.Column("variant", sa.String(80), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("revision", sa.String(16), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("model", sa.String(120), nullable=False),
        sa.Column("prompt", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_index("ix_edit_campaign_state", "edit", ["campaign", "state"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("campaign", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("before", sa.String(16), nullable=False),
        sa.Column("after", sa.String(16), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
    )
    op.create_index("ix_audit_campaign_subject", "audit", ["campaign", "subject"])
    op.create_table(
        "publication",
        sa.Column("campaign", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("files", sa.LargeBinary, nullable=False),
        sa.Column("embeddings", sa.LargeBinary),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
    )
    op.create_table(
        "model_call",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("model", sa.String(120), nullable=False),
        sa.Column("prompt", sa.String(64), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT),
        sa.Column("tokens", sa.BigInteger, nullable=False),
        sa.Column("tokens_in", sa.BigInteger, nullable=False),
        sa.Column("tokens_out", sa.BigInteger, nullable=False),
        sa.Column("answer", sa.Text),
    )
    op.create_index("ix_model_call_key", "model_call", ["key"])
    op.create_index("ix_model_call_started_at", "model_call", ["started_at"])
    op.create_table(
        "coupon",
        sa.Column("campaign", sa.String(64), primary_key=True),
        sa.Column("offer", sa.String(80), primary_key=True),
        sa.Column("code", sa.String(80), primary_key=True),
        sa.Column("claimant", sa.String(64)),
        sa.Column("claimed_at", MOMENT),
        sa.UniqueConstraint("campaign", "offer", "claimant", name="uq_coupon_claimant"),
    )


def downgrade() -> None:
    for table in ("coupon", "model_call", "publication", "audit", "edit"):
        op.drop_table(table)

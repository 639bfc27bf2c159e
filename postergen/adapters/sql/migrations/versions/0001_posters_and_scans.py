"""Posters, scans and published content."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "content",
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("version", sa.String(16), primary_key=True),
        sa.Column("files", sa.LargeBinary, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
    )
    op.create_table(
        "poster",
        sa.Column("code", sa.String(16), primary_key=True),
        sa.Column("campaign", sa.String(64), nullable=False),
        sa.Column("campaign_version", sa.String(16), nullable=False),
        sa.Column("template", sa.String(64), nullable=False),
        sa.Column("template_version", sa.String(16), nullable=False),
        sa.Column("format", sa.String(16), nullable=False),
        sa.Column("locale", sa.String(8), nullable=False),
        sa.Column("options", sa.Text, nullable=False),
        sa.Column("nickname", sa.Text, nullable=False),
        sa.Column("place", sa.String(64)),
        sa.Column("occasion", sa.String(64)),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("personalised", sa.Integer, nullable=False),
        sa.Column("variant", sa.String(80), nullable=False),
        sa.Column("revision", sa.String(16), nullable=False),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("propensity", sa.Float, nullable=False),
        sa.Column("scan", sa.String(32)),
        sa.Column("parent", sa.String(16)),
        sa.Column("root", sa.String(16), nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("idempotency_key", sa.String(128)),
        sa.Column("request_digest", sa.String(64), nullable=False),
    )
    op.create_index("uq_poster_idempotency_key", "poster", ["idempotency_key"], unique=True)
    op.create_index("ix_poster_campaign_variant_revision", "poster", ["campaign", "variant", "revision"])
    op.create_table(
        "scan",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("scan_class", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(80), nullable=False),
        sa.Column("rules", sa.String(16), nullable=False),
        sa.Column("occurred_at", MOMENT, nullable=False),
    )
    op.create_index("ix_scan_code_scan_class", "scan", ["code", "scan_class"])


def downgrade() -> None:
    op.drop_table("scan")
    op.drop_table("poster")
    op.drop_table("content")

"""What events fold into: funnel steps, conversions, rollups; scans by month on PostgreSQL."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

MOMENT = sa.DateTime(timezone=True)
STEPS = ("shared_at", "scanned_at", "confirmed_at", "remade_at", "converted_at", "erased_at")
SCAN_COLUMNS = "id, code, scan_class, reason, rules, occurred_at"


def upgrade() -> None:
    with op.batch_alter_table("poster") as poster:
        poster.add_column(sa.Column("themes", sa.Text, nullable=False, server_default=""))
        poster.add_column(sa.Column("maker", sa.String(40), nullable=False, server_default=""))
        poster.add_column(sa.Column("erase_digest", sa.String(64), nullable=False, server_default=""))
        poster.add_column(sa.Column("parent_delay", sa.Integer))
        poster.add_column(sa.Column("first_scan", sa.String(32)))
        for step in STEPS:
            poster.add_column(sa.Column(step, MOMENT))
    op.create_index("ix_poster_parent", "poster", ["parent"])
    op.create_index("ix_poster_campaign_created_at", "poster", ["campaign", "created_at"])
    op.create_index("ix_poster_maker", "poster", ["maker"])
    _replace_scan(("visitor", "confirmed_at"), partitioned=True)
    op.create_index("ix_scan_visitor_occurred_at", "scan", ["visitor", "occurred_at"])
    op.create_table(
        "poster_option",
        sa.Column("code", sa.String(16), primary_key=True),
        sa.Column("option", sa.String(80), primary_key=True),
    )
    op.create_table(
        "conversion",
        sa.Column("key", sa.String(128), primary_key=True),
        sa.Column("scan", sa.String(32), nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("micros", sa.BigInteger),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("occurred_at", MOMENT, nullable=False),
    )
    op.create_index("ix_conversion_code", "conversion", ["code"])
    op.create_table(
        "deferred",
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("waits_for", sa.String(32), nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
    )
    op.create_index("ix_deferred_waits_for", "deferred", ["waits_for"])
    op.create_table(
        "journal_mark",
        sa.Column("journal", sa.String(80), primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("folded_at", MOMENT, nullable=False),
    )
    op.create_table(
        "erasure",
        sa.Column("code", sa.String(16), primary_key=True),
        sa.Column("erased_at", MOMENT, nullable=False),
    )
    op.create_table(
        "rollup",
        sa.Column("campaign", sa.String(64), primary_key=True),
        sa.Column("grain", sa.String(4), primary_key=True),
        sa.Column("dimension", sa.String(16), primary_key=True),
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("starts_at", MOMENT, primary_key=True),
        sa.Column("value", sa.String(120), primary_key=True),
        sa.Column("measure", sa.String(40), primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "salt",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    for table in ("salt", "rollup", "erasure", "journal_mark", "deferred", "conversion", "poster_option"):
        op.drop_table(table)
    _replace_scan((), partitioned=False)
    op.drop_index("ix_poster_maker", "poster")
    op.drop_index("ix_poster_campaign_created_at", "poster")
    op.drop_index("ix_poster_parent", "poster")
    with op.batch_alter_table("poster") as poster:
        for column in (*STEPS[::-1], "first_scan", "parent_delay", "erase_digest", "maker", "themes"):
            poster.drop_column(column)


def _replace_scan(extra: tuple[str, ...], *, partitioned: bool) -> None:
    """Make the table anew and carry its rows over: a table cannot become partitioned afterwards."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute("ALTER INDEX IF EXISTS pk_scan RENAME TO pk_scan_old")
        op.execute("ALTER INDEX IF EXISTS scan_pkey RENAME TO scan_pkey_old")
    op.drop_index("ix_scan_code_scan_class", "scan")
    op.rename_table("scan", "scan_old")
    more: dict[str, sa.Column[Any]] = {
        "visitor": sa.Column("visitor", sa.String(40), nullable=False, server_default=""),
        "confirmed_at": sa.Column("confirmed_at", MOMENT),
    }
    by_month: dict[str, Any] = {"postgresql_partition_by": "RANGE (occurred_at)"} if postgresql and partitioned else {}
    op.create_table(
        "scan",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("scan_class", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(80), nullable=False),
        sa.Column("rules", sa.String(16), nullable=False),
        sa.Column("occurred_at", MOMENT, nullable=False, primary_key=partitioned),
        *(more[name] for name in extra),
        **by_month,
    )
    if by_month:
        months = op.get_bind().execute(
            sa.text("SELECT DISTINCT date_trunc('month', occurred_at AT TIME ZONE 'UTC') FROM scan_old")
        )
        for (month,) in months.all():
            following = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
            op.execute(
                f"CREATE TABLE scan_{month:%Y_%m} PARTITION OF scan "
                f"FOR VALUES FROM ('{month:%Y-%m-%d} 00:00+00') TO ('{following:%Y-%m-%d} 00:00+00')"
            )
    op.execute(f"INSERT INTO scan ({SCAN_COLUMNS}) SELECT {SCAN_COLUMNS} FROM scan_old")
    op.drop_table("scan_old")
    op.create_index("ix_scan_code_scan_class", "scan", ["code", "scan_class"])

"""The tables, as SQLAlchemy Core sees them. Alembic's migrations create them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)

metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_N_name)s"})


class Moment(TypeDecorator[datetime]):
    """A zone-aware moment, stored in UTC; SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


# posters of which the counters of texts do not know all; a question has to say it in these words to be led to its index
TEXT_WAITING = text("text_counted IS NULL OR text_counted = 0 AND scanned_at IS NOT NULL")

content = Table(
    "content",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("version", String(16), primary_key=True),
    Column("files", LargeBinary, nullable=False),
    Column("published_at", Moment, nullable=False),
)

poster = Table(
    "poster",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("campaign", String(64), nullable=False),
    Column("campaign_version", String(16), nullable=False),
    Column("template", String(64), nullable=False),
    Column("template_version", String(16), nullable=False),
    Column("format", String(16), nullable=False),
    Column("locale", String(8), nullable=False),
    Column("options", Text, nullable=False),
    Column("nickname", Text, nullable=False),
    Column("place", String(64)),
    Column("occasion", String(64)),
    Column("channel", String(32), nullable=False),
    Column("personalised", Integer, nullable=False),
    Column("avatar", String(64)),
    Column("fields", Text),
    Column("wish", Text, nullable=False, server_default=""),
    Column("wish_means", String(64), nullable=False, server_default=""),
    Column("site", String(64), nullable=False, server_default=""),
    Column("variant", String(80), nullable=False),
    Column("revision", String(16), nullable=False),
    Column("policy", String(64), nullable=False),
    Column("propensity", Float, nullable=False),
    # how the text was found: see `domain.policies.Slice`; empty is by relevance alone
    Column("slice", String(1), nullable=False, server_default=""),
    # the score of the text for this brief
    Column("relevance", Float),
    # what a page drew the line with, before all of the brief was known: a salt, whether somebody was named (n, u) and
    # where, such as `u hubei/wuhan`; empty where the code drew it
    Column("lot", String(16), nullable=False, server_default=""),
    Column("lot_for", String(72), nullable=False, server_default=""),
    # of a line that was chosen on a page: what was drawn first, and all that were shown, as JSON
    Column("leafed", Text),
    # whether the poster has a name: n, u; kept past an erasure. Empty on posters of before
    Column("stratum", String(1), nullable=False, server_default=""),
    Column("scan", String(32)),
    Column("parent", String(16)),
    Column("root", String(16), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("idempotency_key", String(128)),
    Column("request_digest", String(64), nullable=False),
    Column("themes", Text, nullable=False, server_default=""),
    Column("maker", String(40), nullable=False, server_default=""),
    Column("erase_digest", String(64), nullable=False, server_default=""),
    # seconds from the parent's making to this one's
    Column("parent_delay", Integer),
    # the scan by which the person first came to the campaign, beside the last one in `scan`
    Column("first_scan", String(32)),
    # the first time that each of these happened to the poster
    Column("shared_at", Moment),
    Column("scanned_at", Moment),
    Column("confirmed_at", Moment),
    Column("remade_at", Moment),
    Column("converted_at", Moment),
    Column("erased_at", Moment),
    # 1 once `referral_rollup` knows this poster; releases before that table leave it empty
    Column("referrals_counted", SmallInteger),
    # what `text_rollup` knows of this poster: see `text_counting`
    Column("text_counted", SmallInteger),
    # one poster for one key, whatever two servers do at the same moment
    Index("uq_poster_idempotency_key", "idempotency_key", unique=True),
    # statistics of a campaign group its posters by variant revision
    Index("ix_poster_campaign_variant_revision", "campaign", "variant", "revision"),
    # referral figures count the children of a poster
    Index("ix_poster_parent", "parent"),
    # recounts and referral figures read a campaign in the order of time
    Index("ix_poster_campaign_created_at", "campaign", "created_at"),
    # an erasure finds all posters of a person who may be recognised
    Index("ix_poster_maker", "maker"),
    # a draw of a page counts once
    Index("ix_poster_lot", "lot", sqlite_where=text("lot <> ''"), postgresql_where=text("lot <> ''")),
    # those that the counters of referrals do not know yet; nearly always none
    Index(
        "ix_poster_uncounted",
        "code",
        sqlite_where=text("referrals_counted IS NULL"),
        postgresql_where=text("referrals_counted IS NULL"),
    ),
    # those that the counters of texts do not know all of; nearly always none
    Index(
        "ix_poster_text_uncounted",
        "code",
        sqlite_where=TEXT_WAITING,
        postgresql_where=TEXT_WAITING,
    ),
    # the page of a text shows the latest of its posters, in one channel or in each
    Index(
        "ix_poster_text_latest",
        "campaign",
        "variant",
        "channel",
        "created_at",
        sqlite_where=text("erased_at IS NULL"),
        postgresql_where=text("erased_at IS NULL"),
    ),
)

poster_option = Table(
    "poster_option",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("option", String(80), primary_key=True),
)

avatar = Table(
    "avatar",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("picture", LargeBinary, nullable=False),
)

# On PostgreSQL this table is partitioned by month, so the moment is part of its key.
scan = Table(
    "scan",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("code", String(16), nullable=False),
    Column("scan_class", String(16), nullable=False),
    Column("reason", String(80), nullable=False),
    Column("rules", String(16), nullable=False),
    Column("occurred_at", Moment, primary_key=True),
    Column("visitor", String(40), nullable=False, server_default=""),
    Column("confirmed_at", Moment),
    Column("network", String(40), nullable=False, server_default=""),
    # statistics join a poster with its scans of one class
    Index("ix_scan_code_scan_class", "code", "scan_class"),
    # a visitor's other scans tell duplicates and bursts
    Index("ix_scan_visitor_occurred_at", "visitor", "occurred_at"),
    # the scans of a network within an hour tell concentration
    Index("ix_scan_network_occurred_at", "network", "occurred_at"),
)

conversion = Table(
    "conversion",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("scan", String(32), nullable=False),
    Column("code", String(16), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("micros", BigInteger),  # the value in millionths of its currency
    Column("currency", String(3), nullable=False),
    Column("occurred_at", Moment, nullable=False),
    # the export of a person's data lists what followed on their poster
    Index("ix_conversion_code", "code"),
)

# Events whose poster or scan is still in another journal.
deferred = Table(
    "deferred",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("waits_for", String(32), nullable=False),
    Column("payload", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Index("ix_deferred_waits_for", "waits_for"),
)

# How far each journal has been folded: what lies below was counted already.
journal_mark = Table(
    "journal_mark",
    metadata,
    Column("journal", String(80), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("folded_at", Moment, nullable=False),
)

# Posters whose person was erased: an event that arrives later must not bring the name back.
erasure = Table(
    "erasure",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("erased_at", Moment, nullable=False),
)

# Every report reads one stretch of this key: the counters of a dimension and channel over some hours or days.
rollup = Table(
    "rollup",
    metadata,
    Column("campaign", String(64), primary_key=True),
    Column("grain", String(4), primary_key=True),
    Column("dimension", String(16), primary_key=True),
    Column("channel", String(32), primary_key=True),
    Column("starts_at", Moment, primary_key=True),
    Column("value", String(120), primary_key=True),
    Column("measure", String(40), primary_key=True),
    Column("count", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# Counters of posters (`within` is 0) and of their children (within so many hours) by random group of trees.
referral_rollup = Table(
    "referral_rollup",
    metadata,
    Column("campaign", String(64), primary_key=True),
    Column("dimension", String(16), primary_key=True),
    Column("grain", String(4), primary_key=True),
    Column("starts_at", Moment, primary_key=True),
    Column("value", String(120), primary_key=True),
    Column("tree_group", SmallInteger, primary_key=True),
    Column("within", SmallInteger, primary_key=True),
    Column("count", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# Counters of posters by text. The page of a text reads one stretch of this key: some hours or days.
text_rollup = Table(
    "text_rollup",
    metadata,
    Column("campaign", String(64), primary_key=True),
    Column("variant", String(80), primary_key=True),
    Column("grain", String(4), primary_key=True),
    Column("starts_at", Moment, primary_key=True),
    Column("dimension", String(16), primary_key=True),
    Column("channel", String(32), primary_key=True),
    Column("value", String(64), primary_key=True),
    Column("measure", String(40), primary_key=True),
    Column("count", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

salt = Table(
    "salt",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# Frozen states of learning; none is ever changed.
policy = Table(
    "policy",
    metadata,
    Column("campaign", String(64), primary_key=True),
    Column("version", String(32), primary_key=True),
    Column("made_at", Moment, nullable=False),
    Column("kind", String(16), nullable=False),
    # the policy that served when it was made
    Column("parent", String(32), nullable=False),
    Column("body", LargeBinary, nullable=False),
    # how the texts stood by what it was made from, as JSON: for people, and for later looks
    Column("standing", Text, nullable=False, server_default=""),
)

# Which of them draws now, and whether somebody wants it to stay.
policy_serving = Table(
    "policy_serving",
    metadata,
    Column("campaign", String(64), primary_key=True),
    Column("version", String(32), nullable=False),
    Column("pinned", Integer, nullable=False, server_default="0"),
    Column("since", Moment, nullable=False),
)

# What was done about policies, when, by whom and why; refusals, too.
policy_log = Table(
    "policy_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("campaign", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("action", String(16), nullable=False),
    Column("version", String(32), nullable=False, server_default=""),
    Column("actor", String(80), nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    # an update is due by the last one
    Index("ix_policy_log_campaign_at", "campaign", "at"),
)

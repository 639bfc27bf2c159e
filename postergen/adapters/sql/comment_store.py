"""Keep what is said of texts in SQL, and who has read what calls them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Engine, Index, Integer, Row, String, Table, Text, func, insert, select, update

from postergen.adapters.sql.database import translated
from postergen.adapters.sql.schema import Moment, metadata
from postergen.domain.comments import Comment

comment = Table(
    "comment",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("campaign", String(64), nullable=False),
    Column("variant", String(80), nullable=False),
    Column("number", Integer, nullable=False),
    Column("who", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    Column("said", Text, nullable=False),
    # the comments of one text
    Index("ix_comment_campaign_variant", "campaign", "variant"),
)

mention = Table(
    "mention",
    metadata,
    Column("comment", Integer, primary_key=True),
    Column("name", String(80), primary_key=True),
    Column("read_at", Moment),
    # every page of the studio says how many are unread
    Index("ix_mention_name_read_at", "name", "read_at"),
)


class SqlComments:
    """`CommentStore` on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, one: Comment, /) -> None:
        row = {name: getattr(one, name) for name in ("campaign", "variant", "number", "who", "at", "said")}
        with translated(), self._engine.begin() as connection:
            (number,) = connection.execute(insert(comment).values(row)).inserted_primary_key or (0,)
            if one.called:
                connection.execute(insert(mention), [{"comment": number, "name": name} for name in one.called])

    def of_text(self, campaign: str, variant: str) -> Sequence[Comment]:
        statement = select(comment).where(comment.c.campaign == campaign, comment.c.variant == variant)
        with translated(), self._engine.connect() as connection:
            return [_comment_of(row) for row in connection.execute(statement.order_by(comment.c.id))]

    def calling(self, name: str, most: int, *, unread: bool) -> Sequence[Comment]:
        statement = select(comment).join(mention, mention.c.comment == comment.c.id).where(mention.c.name == name)
        if unread:
            statement = statement.where(mention.c.read_at.is_(None))
        with translated(), self._engine.connect() as connection:
            return [_comment_of(row) for row in connection.execute(statement.order_by(comment.c.id.desc()).limit(most))]

    def count_unread(self, name: str) -> int:
        statement = select(func.count()).where(mention.c.name == name, mention.c.read_at.is_(None))
        with translated(), self._engine.connect() as connection:
            return int(connection.scalar(statement) or 0)

    def mark_read(self, name: str, campaign: str, variant: str, at: datetime) -> None:
        theirs = select(comment.c.id).where(comment.c.campaign == campaign, comment.c.variant == variant)
        statement = update(mention).where(mention.c.name == name, mention.c.read_at.is_(None))
        with translated(), self._engine.begin() as connection:
            connection.execute(statement.where(mention.c.comment.in_(theirs)).values(read_at=at))


def _comment_of(row: Row[Any]) -> Comment:
    return Comment(row.campaign, row.variant, row.number, row.who, row.at, row.said, (), row.id)

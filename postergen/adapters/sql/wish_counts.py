"""Count what people wished for in their own words, and what they said it means; whose wish it was is not asked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import Engine, Select, and_, case, func, select

from postergen.adapters.sql.database import snapshot, translated
from postergen.adapters.sql.schema import poster
from postergen.domain.poster import ERASED_WISH
from postergen.service.wishes import Wished

AT_ONCE = 1000  # rows
ENDS = " .,!?~。，！？～…"  # what may stand behind the same words

# of one person of one day several posters count once, as long as it is known that they are theirs
_PERSON = case((poster.c.maker != "", poster.c.maker), else_=poster.c.code)
_WORDS = func.rtrim(func.lower(poster.c.wish), ENDS)


class SqlWishes:
    """Reads a snapshot: nobody who writes waits for it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def wished(self, campaign: str, least: int) -> Iterator[Wished]:
        """The wishes that so many people of a campaign have in the same words, the most frequent first.

        Raises:
            Unavailable: the database does not answer.
        """
        with translated(), snapshot(self._engine) as connection:
            rows = connection.execute(_statement(campaign, least).execution_options(yield_per=AT_ONCE))
            for (locale, words, posters), alike in groupby(rows, key=lambda row: tuple(row[:3])):
                yield Wished(words, locale, posters, tuple((row.means, row.times) for row in alike if row.means))


def _statement(campaign: str, least: int) -> Select[tuple[str, str, int, str, int]]:
    """For each wish, and each thing that it was said to mean, a row."""
    said = (
        select(poster.c.locale, _WORDS.label("words"), poster.c.wish_means.label("means"), _PERSON.label("person"))
        .where(poster.c.campaign == campaign, poster.c.wish.not_in(("", ERASED_WISH)))
        .cte("said")
    )
    of_wish = (
        select(said.c.locale, said.c.words, func.count().label("posters"))
        .where(said.c.words != "")
        .group_by(said.c.locale, said.c.words)
        .having(func.count(said.c.person.distinct()) >= least)
        .subquery()
    )
    of_meaning = (
        select(said.c.locale, said.c.words, said.c.means, func.count().label("times"))
        .group_by(said.c.locale, said.c.words, said.c.means)
        .subquery()
    )
    same = and_(of_wish.c.locale == of_meaning.c.locale, of_wish.c.words == of_meaning.c.words)
    return (
        select(of_wish.c.locale, of_wish.c.words, of_wish.c.posters, of_meaning.c.means, of_meaning.c.times)
        .join(of_meaning, same)
        .order_by(of_wish.c.posters.desc(), of_wish.c.locale, of_wish.c.words)
        .order_by(of_meaning.c.times.desc(), of_meaning.c.means)
    )

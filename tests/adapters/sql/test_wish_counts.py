"""Wishes are counted in the same words, and what few people said, or took back, is not told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from postergen.adapters.sql.database import Engine, open_database
from postergen.adapters.sql.fold import EventFold
from postergen.adapters.sql.wish_counts import SqlWishes
from postergen.domain.events import PersonErased, PosterIssued
from postergen.service.wishes import Wished
from tests.adapters import events
from tests.conftest import NOON
from tests.stores import KINDS, empty_database


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with empty_database(request.param, tmp_path) as url:
        engine = open_database(url)
        yield engine
        engine.dispose()


def wish(number: int, words: str, means: str = "", *, locale: str = "en", maker: str = "") -> PosterIssued:
    made = events.poster(number, maker=maker)
    brief = replace(made.poster.brief, wish=words, wish_means=means, locale=locale)
    return replace(made, poster=replace(made.poster, brief=brief))


def fold(engine: Engine, *happened: PosterIssued | PersonErased, journal: str = "here") -> None:
    EventFold(engine, lambda: NOON).fold(journal, list(enumerate(happened, 1)))


def wished(engine: Engine, least: int = 3, campaign: str = "better-life") -> list[Wished]:
    return list(SqlWishes(engine).wished(campaign, least))


def test_the_same_words_are_one_wish_and_each_meaning_is_counted(engine: Engine) -> None:
    said = ["See the sea", "see the sea!", "see the sea …", "SEE THE SEA"]
    meant = ["sea", "sea", "none", ""]
    fold(engine, *(wish(n, *one) for n, one in enumerate(zip(said, meant, strict=True), 1)))
    assert wished(engine) == [Wished("see the sea", "en", 4, (("sea", 2), ("none", 1)))]


def test_languages_are_told_apart_and_the_most_frequent_comes_first(engine: Engine) -> None:
    fold(
        engine,
        *(wish(n, "上岸。", locale="zh-CN") for n in range(1, 4)),
        *(wish(n, "上岸", locale="en") for n in range(4, 7)),
        *(wish(n, "带爸妈看海", locale="zh-CN") for n in range(7, 11)),
        events.poster(11),
    )
    assert [(one.wish, one.locale, one.posters) for one in wished(engine)] == [
        ("带爸妈看海", "zh-CN", 4),
        ("上岸", "en", 3),
        ("上岸", "zh-CN", 3),
    ]
    assert wished(engine, campaign="another") == []


def test_what_one_person_said_on_many_posters_stays_theirs(engine: Engine) -> None:
    fold(engine, *(wish(n, "call Wang Fang of class three", "none", maker="d1:ann") for n in range(1, 6)))
    assert wished(engine, least=2) == []


def test_a_wish_that_was_taken_back_counts_no_more(engine: Engine) -> None:
    fold(engine, *(wish(n, "see the sea") for n in range(1, 5)))
    erased = [PersonErased(events.code(number), NOON) for number in (1, 2, 3, 4)]
    fold(engine, *erased[:1], journal="there")
    assert wished(engine) == [Wished("see the sea", "en", 3)]
    fold(engine, *erased[1:], journal="elsewhere")
    assert wished(engine, least=2) == []

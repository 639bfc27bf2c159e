"""Everything that keeps an envelope from being hidden is told at once, each by its field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postergen.domain.findings import Kind
from postergen.domain.hide_drafts import Draft, cleaned, flaws
from postergen.domain.hiding import Clue
from postergen.domain.places import Place
from tests.games.hunts import PIER, a_hunt

DRAFT = Draft("sentence", "answer", 9, 3, "zh-CN", says="饺子边上是什么", answer="花边 / 褶子", words="找着了")


def told(draft: Draft) -> list[tuple[str, Kind]]:
    return [(flaw.where, flaw.kind) for flaw in flaws(draft, a_hunt())]


def test_answers_stand_between_slashes_each_once() -> None:
    assert replace(DRAFT, answer="花边 / 褶子／花边/ ").answers == ("花边", "褶子")
    assert cleaned(replace(DRAFT, says=" 一行\n两行 ")).says == "一行 两行"


@pytest.mark.parametrize(
    "draft",
    [
        DRAFT,
        replace(DRAFT, units=0),
        replace(DRAFT, found_by="code", answer=""),
        replace(DRAFT, clue="place", found_by="location", answer="", place=PIER),
        replace(DRAFT, clue="photo", says="", photo=b"..."),
    ],
)
def test_what_may_be_hidden(draft: Draft) -> None:
    assert told(draft) == []


@pytest.mark.parametrize(
    ("draft", "flaw"),
    [
        (replace(DRAFT, clue="song"), ("clue", Kind.HIDE_KIND)),
        (replace(DRAFT, found_by="luck"), ("found_by", Kind.HIDE_KIND)),
        (replace(DRAFT, clue="photo"), ("photo", Kind.HIDE_PHOTO)),
        (replace(DRAFT, photo=b"..."), ("photo", Kind.HIDE_KIND)),
        (replace(DRAFT, says=""), ("says", Kind.HIDE_CLUE)),
        (replace(DRAFT, answer="——"), ("answer", Kind.HIDE_ANSWER)),
        (replace(DRAFT, found_by="location"), ("place", Kind.HIDE_PLACE)),
        (replace(DRAFT, found_by="location", place=Place(91, 0)), ("place", Kind.HIDE_PLACE)),
        (replace(DRAFT, finders=6), ("finders", Kind.HIDE_FINDERS)),
        (replace(DRAFT, finders=0), ("finders", Kind.HIDE_FINDERS)),
        (replace(DRAFT, units=2), ("units", Kind.HIDE_UNITS)),
        (replace(DRAFT, units=31), ("units", Kind.HIDE_UNITS)),
        (replace(DRAFT, units=0, words=""), ("words", Kind.HIDE_WORDS)),
        (replace(DRAFT, says="长" * 200), ("says", Kind.LONG)),
        (replace(DRAFT, words="\ue000"), ("words", Kind.UNPRINTABLE)),
        (replace(DRAFT, answer="a" + "\u0301" * 12), ("answer", Kind.MARKS)),
    ],
)
def test_what_may_not_be_hidden(draft: Draft, flaw: tuple[str, Kind]) -> None:
    assert told(draft) == [flaw]


def test_a_game_may_know_fewer_clues() -> None:
    (flaw,) = flaws(replace(DRAFT, clue="place"), a_hunt(clues=(Clue.SENTENCE,)))
    assert (flaw.where, flaw.remedy) == ("clue", "known: sentence")

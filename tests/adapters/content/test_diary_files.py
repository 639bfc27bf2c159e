"""A diary's file is read as it is written, and every slip in it is told at its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from postergen.adapters.content.pack_files import parse_pack, read_pack_folder
from postergen.domain.checking_in import Diary
from postergen.errors import InvalidContent
from tests.arcade import SHIPPED
from tests.diary import GAME

FILE = f"games/{GAME}.yaml"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    shutil.copytree(SHIPPED, tmp_path / "better-life")
    return tmp_path / "better-life"


def test_the_shipped_diary_asks_every_day_until_the_lantern_festival(pack: Path) -> None:
    rules = parse_pack(read_pack_folder(pack)).game_by_id[GAME]
    assert isinstance(rules, Diary)
    first = rules.day_of(rules.opens)
    asked = [rules.ask_of(first.fromordinal(first.toordinal() + n)).id for n in range(93)]
    assert asked[:9] == [
        "breakfast",
        "voice",
        "house",
        "legs",
        "ten-minutes",
        "hands",
        "second-look",
        "a-hand",
        asked[0],
    ]
    assert (asked[32], asked[77], asked[78], asked[92]) == ("solstice", "eve", "first-morning", "last-leaf")


def test_every_mistake_is_told_at_its_line(pack: Path) -> None:
    text = (pack / FILE).read_text("utf-8")
    for was, now in (
        ("repairs: 1\n", "repairs: 9\nprize: {zh-CN: 手机, en: A phone}\n"),
        ("id: voice", "id: breakfast"),
        ("[parents-call-home, parents-voice-notes,", "[parents-call-hom, parents-voice-notes, parents-voice-notes,"),
        ("day: 2027-02-06", "day: 2027-02-05"),
        ("day: 2027-02-20", "day: 2027-03-01"),
        ("day: 2026-12-22", "day: the solstice"),
    ):
        assert was in text
        text = text.replace(was, now, 1)
    (pack / FILE).write_text(text, "utf-8")
    with pytest.raises(InvalidContent) as raised:
        parse_pack(read_pack_folder(pack))
    lines = text.splitlines()
    told = {(lines[int(one.where.split(":")[1]) - 1].strip()[:14], one.problem) for one in raised.value.findings}
    for line, problem in (
        ("repairs: 9", "9 is too much"),
        ("prize: {zh-CN:", "nothing is given for a check-in"),
        ("- id: breakfas", "stands already in item 1"),
        ("options: [pare", "parents-call-hom"),
        ("options: [pare", "stands twice"),
        ("day: 2027-02-0", "has item 10 of asks already"),
        ("day: 2027-03-0", "is after the game closes"),
        ("day: the solst", "should be a day such as 2027-02-06"),
    ):
        assert any(start == line and problem in said for start, said in told), (problem, told)


def test_a_diary_whose_days_all_have_their_own_asks_nothing_on_others(pack: Path) -> None:
    text = (pack / FILE).read_text("utf-8")
    head, _, rest = text.partition("asks:\n")
    own = rest[rest.index("  - id: solstice") :]
    (pack / FILE).write_text(f"{head}asks:\n{own}", "utf-8")
    with pytest.raises(InvalidContent, match="each of them has its day"):
        parse_pack(read_pack_folder(pack))

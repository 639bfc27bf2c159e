"""A file of hide and find is read as it is written, and one slip in it is one finding at its line."""

from __future__ import annotations

import pytest

from postergen.adapters.content.pack_files import parse_pack
from postergen.domain.hiding import Clue, FoundBy, Hunt, Strips
from postergen.domain.places import Place
from tests.adapters.content.test_game_files import files_with, told

WINTER = "games/winter.yaml"
GAME = """\
kind: hide
name: {zh-CN: 藏着的信封, en: Hidden envelopes}
about: {zh-CN: 藏一个，找几个, en: "Hide one, find some"}
who: {zh-CN: 谁都可以, en: Anybody}
opens: 2027-01-20 00:00
closes: 2027-02-05 22:00
look: lantern
poster:
  options: [hot-noodles]
  variants: {zh-CN: hot-noodles.zh-1, en: hot-noodles.en-1}
pool: 1000
unit: {zh-CN: 颗红豆, en: red beans}
worth: nothing
clues: [sentence, photo, place]
found_by: [code, answer, location]
limits: {hides_per_day: 1, lying: 2, units: 88, finders: 8, finds_per_day: 5}
strips: {count: 6, at_first: 1, another_after: 90}
envelopes:
  - id: soup
    clue: {zh-CN: 面汤里有什么, en: What is in the soup}
    found_by: answer
    answers: {zh-CN: [葱], en: [spring onion, onion]}
    units: 88
    finders: 8
    words: {zh-CN: 慢慢喝, en: Drink it slowly}
  - id: pier
    clue: {zh-CN: 江边, en: At the river}
    found_by: location
    place: {latitude: 30.5785, longitude: 114.2898}
    units: 20
    finders: 2
organiser: {name: {zh-CN: 小面馆, en: Noodle shop}, contact: 027-8888-0000}
claim:
  how: {zh-CN: 到店领取, en: At the shop}
  until: 2027-03-05 24:00
  delivery: {zh-CN: 当面给, en: Handed over}
  forfeit: {zh-CN: 过期不领就算了, en: What is not claimed is lost}
"""


def winter(text: str = GAME) -> Hunt:
    game = parse_pack(files_with(text, WINTER)).game_by_id["winter"]
    assert isinstance(game, Hunt)
    return game


def test_a_game_is_as_its_file_says() -> None:
    game = winter()
    assert (game.pool, game.fen, game.hours, game.near) == (1000, 0, 24, 100)
    assert game.clues == tuple(Clue)
    assert game.found_by == tuple(FoundBy)
    assert (game.limits.units, game.limits.finders, game.limits.wrong_per_day) == (88, 8, 5)
    assert game.strips == Strips(6, 1, 90)
    soup, pier = game.envelopes
    assert (soup.answers, soup.units, soup.finders) == (("葱", "spring onion", "onion"), 88, 8)
    assert (pier.place, pier.words) == (Place(30.5785, 114.2898), None)
    assert game.poster.options == ("hot-noodles",)


@pytest.mark.parametrize(
    ("slip", "instead", "line", "said"),
    [
        ("pool: 1000", "pool: endless", 11, "has no end: say how many units there are"),
        (
            "found_by: [code, answer, location]",
            "found_by: [code, answer, location, share]",
            15,
            "nothing is given for sharing",
        ),
        ("found_by: [code, answer, location]", "found_by: [code, anwser, location]", 15, "is it 'answer'?"),
        ("clues: [sentence, photo, place]", "clues: [sentence, foto]", 14, "is it 'photo'?"),
        ("closes: 2027-02-05 22:00", "closes: 2027-01-05 22:00", 6, "and opens at 2027-01-20"),
        ("units: 88, finders: 8,", "units: 4, finders: 8,", 16, "4 units cannot be split among 8 finders"),
        ("units: 88, finders: 8,", "units: 1001, finders: 8,", 16, "nobody can hide 1001 of a pool of 1000"),
        ("at_first: 1", "at_first: 6", 17, "so nothing is hidden"),
        ("    units: 20\n", "    units: 1\n", 30, "1 units cannot be split among 2 finders"),
        ("    units: 20\n", "    units: 0\n", 30, "has neither units nor words"),
        ("    units: 20\n", "    units: 913\n", 18, "hold 1001 units, and the pool has 1000"),
        ("    found_by: location\n", "    found_by: answer\n", 28, "it says no answers"),
        ("    found_by: location\n", "    found_by: code\n", 29, "its place lead to nothing"),
        ("found_by: [code, answer, location]", "found_by: [code, answer]", 28, "none of the game's ways"),
        ("  - id: pier", "  - id: soup", 26, "'soup' stands already"),
        ("latitude: 30.5785", "latitude: 130.5785", 29, "90"),
        ("zh-CN: [葱]", "zh-CN: […]", 22, "so nobody can type it"),
        ("en: At the river", "en: " + "river " * 11, 27, "at most 60 fit"),
        ("options: [hot-noodles]", "options: [hot-noodels]", 9, "is it 'hot-noodles'?"),
        ("zh-CN: hot-noodles.zh-1", "zh-CN: hot-noodles.zh-7", 10, "does not have"),
        ("  forfeit:", "  forfiet:", 37, "forfiet"),
    ],
)
def test_one_slip_is_told_at_its_line(slip: str, instead: str, line: int, said: str) -> None:
    assert slip in GAME
    found = told(GAME.replace(slip, instead, 1), WINTER)
    assert any(f"{WINTER}:{line}" in one and said in one for one in found), found


def test_all_mistakes_are_told_at_once() -> None:
    broken = GAME.replace("pool: 1000", "pool: endless").replace("closes: 2027-02-05", "closes: 2027-01-05")
    broken = broken.replace("location]", "location, share]")
    lines = {one.partition(": ")[0] for one in told(broken, WINTER)}
    assert {f"{WINTER}:{line}" for line in (6, 11, 15)} <= lines

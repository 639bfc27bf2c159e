"""Letters stand in the order in which UAX #9 has them."""

from __future__ import annotations

import ctypes
import random
import unicodedata
from itertools import accumulate
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from postergen.rendering.bidi import (
    BRACKETS,
    MIRRORED,
    Directed,
    directed,
    isolated,
    mirrored,
    paragraph_levels,
    runs_to_the_left,
    visual_order,
)
from postergen.rendering.clusters import letters_of
from postergen.rendering.fonts import FontBook
from postergen.rendering.text import fit_text
from postergen.rendering.typography import Box, FittedText, TextStyle

from . import bidi_names

CASES = Path(__file__).parent.parent / "cases" / "bidi-character-test.txt"
UNICODE = Path("/usr/share/unicode")  # Debian's unicode-data
STYLE = TextStyle("sans", 400, 40, 40)
WIDE = Box(0, 0, 4000, 60)


def seen(text: str) -> str:
    """A line as it is seen from left to right."""
    found = directed(text)
    if not found.levels:
        return found.text
    return "".join(
        mirrored(found.text[i]) if found.levels[i] % 2 else found.text[i] for i in visual_order(found.levels)
    )


def drawn(fitted: FittedText) -> list[str]:
    """What was drawn, from left to right; in columns from top to bottom."""
    return [glyphs.text for glyphs in sorted(fitted.glyphs, key=lambda g: (g.baseline, g.x))]


@pytest.mark.parametrize(
    ("text", "left_to_right"),
    [
        ("כהן-לוי", "יול-ןהכ"),
        ("צ'רלי", "ילר'צ"),
        ('ד"ר לוי', 'יול ר"ד'),
        ("אבג 25", "25 גבא"),
        ("אבג ❤ דהו", "והד ❤ גבא"),
        ("אבג (דהו)", "(והד) גבא"),
        ("ab אבג דהו cd", "ab והד גבא cd"),
        ("אבג 小明 12", "小明 12 גבא"),
        ("小明", "小明"),
        ("25", "25"),
        ("אב\nab", "\nבאab"),
        ("for אבג!", "for גבא!"),
    ],
)
def test_a_line_is_seen_as_it_is_read(text: str, left_to_right: str) -> None:
    assert seen(text) == left_to_right


def test_what_stands_isolated_changes_the_order_of_nothing_beside_it() -> None:
    assert seen(f"for {isolated('אבג')}: 3 wishes") == "for גבא: 3 wishes"
    assert seen(f"for {isolated('אבג (2)')} 3 (דהו)") == "for (2) גבא 3 (והד)"
    assert isolated("小明") == "小明"
    assert directed(f"{isolated('א')}b") == Directed("אb", bytes([1, 0]))


def conforms(line: str) -> bool:
    points, direction, _, expected, order = line.split(";")
    text = "".join(chr(int(point, 16)) for point in points.split())
    found = paragraph_levels(text, None if direction == "2" else int(direction))
    kept = [i for i, level in enumerate(expected.split()) if level != "x"]
    levels = [found[i] for i in kept]
    wanted = [int(level) for level in expected.split() if level != "x"]
    return levels == wanted and [kept[i] for i in visual_order(levels)] == list(map(int, order.split()))


def test_unicodes_own_cases_come_out_as_they_should() -> None:
    lines = [line for line in CASES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert len(lines) == 700
    assert [line for line in lines if not conforms(line)] == []


@pytest.mark.slow
@pytest.mark.skipif(not UNICODE.exists(), reason="needs Debian's unicode-data")
def test_all_of_unicodes_own_cases_come_out_as_they_should() -> None:
    lines = (UNICODE / "BidiCharacterTest.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and line[0] != "#" and not conforms(line)] == []


@pytest.mark.skipif(not UNICODE.exists(), reason="needs Debian's unicode-data")
def test_all_that_is_mirrored_is_known() -> None:
    lines = (UNICODE / "BidiMirroring.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.partition("#")[0].strip().split("; ") for line in lines if line and line[0] != "#"]
    pairs = {chr(int(one, 16)): chr(int(other, 16)) for one, other in rows}
    not_composed = {"\u2329", "\u232a"}  # NFC writes others for them
    assert {one: mirrored(one) for one in pairs if one not in not_composed} == {
        one: other for one, other in pairs.items() if one not in not_composed
    }
    assert set(BRACKETS + MIRRORED) <= set(pairs)


def test_the_cheap_question_misses_no_letter_that_runs_to_the_left() -> None:
    one_of_them = regex.compile(r"(?![\p{Cn}\p{Cs}])[\p{bc=R}\p{bc=AL}\p{bc=AN}\p{bc=RLE}\p{bc=RLO}\p{bc=RLI}]")
    everything = "".join(map(chr, range(0x20000)))
    assert [f"{ord(c):04X}" for c in one_of_them.findall(everything) if not runs_to_the_left(c)] == []


@pytest.mark.parametrize("text", ["小明", "Zoë", "नमस्ते", "🍜", "한국어", "Привет", "“好”（1）", "", "\u200d\ufe0f"])
def test_what_runs_to_the_right_has_no_levels(text: str) -> None:
    assert directed(text) == Directed(text)


@given(st.text("אבجد12٣ab小(]「.,+\u0301\u200d 🍜\n", max_size=20))
def test_every_letter_has_a_level_and_a_place(text: str) -> None:
    found = directed(text)
    assert found.text == text
    assert len(found.levels) in (0, len(text))
    assert sorted(visual_order(found.levels)) == list(range(len(found.levels)))


@pytest.mark.parametrize("direction", ["horizontal", "vertical"])
@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("أحمد 25", {"horizontal": ["2", "5", "أحمد"], "vertical": ["25", "أحمد"]}),
        ("أحمد-علي", ["علي", "-", "أحمد"]),
        ("محـــمد", ["محـــمد"]),
        ("محمد (أبو علي)", ["(", "علي", "أبو", ")", "محمد"]),
        ("Sara سارة", ["S", "a", "r", "a", "سارة"]),
        ("مريم ❤ علي", ["علي", "❤", "مريم"]),
        ("علی\u200cرضا", ["علی\u200cرضا"]),
        ("مُ" * 20, ["مُ" * 20]),
        ("محمدאברהם", ["אברהם", "محمد"]),
    ],
)
def test_words_are_drawn_whole_and_in_order(
    text: str, order: list[str] | dict[str, list[str]], direction: str, fonts: FontBook
) -> None:
    box = WIDE if direction == "horizontal" else Box(0, 0, 60, 4000)
    style = TextStyle("sans", 400, 40, 40, direction=direction)  # type: ignore[arg-type]
    found = fit_text(text, box, style, fonts)
    wanted = order[direction] if isinstance(order, dict) else order
    shown = sorted(found.glyphs, key=lambda g: g.baseline if direction == "vertical" else g.x)
    assert [g.text for g in shown] == wanted
    assert found.missing == ()


def test_lines_are_broken_as_they_are_read_and_then_turned(fonts: FontBook) -> None:
    found = fit_text("אבג דהו זחט יכל", Box(0, 0, 190, 200), STYLE, fonts)
    assert found.lines == ("אבג דהו", "זחט יכל")
    rows = sorted({g.baseline for g in found.glyphs})
    assert [[g.text for g in sorted(found.glyphs, key=lambda g: g.x) if g.baseline == row] for row in rows] == [
        ["דהו", "אבג"],
        ["יכל", "זחט"],
    ]


def test_what_is_cut_ends_at_its_left(fonts: FontBook) -> None:
    found = fit_text("אבג " * 30, Box(0, 0, 300, 50), STYLE, fonts)
    assert found.truncated
    assert drawn(found)[0] == "…"


def ordered_as_fribidi_does(name: str, library: ctypes.CDLL) -> bool:
    text = directed(unicodedata.normalize("NFC", name))
    letters = letters_of(text, STYLE)
    starts = list(accumulate(map(len, letters), initial=0))[:-1]
    places, line = bidi_names.order_of_fribidi(library, text.text)
    wanted = [
        line[place] if len(letter) == 1 else letter
        for place, letter in sorted((places[start], letter) for start, letter in zip(starts, letters, strict=True))
    ]
    levels = [text.levels[start] for start in starts] if text.levels else [0] * len(letters)
    order = [mirrored(letters[i]) if levels[i] % 2 else letters[i] for i in visual_order(levels)]
    return order == [unicodedata.normalize("NFKC", x) if "\ufb50" <= x <= "\ufefc" else x for x in wanted]


def differing(names: list[str]) -> list[str]:
    library = bidi_names.fribidi()
    assert library
    return [name for name in names if not ordered_as_fribidi_does(name, library)]


@pytest.mark.skipif(bidi_names.fribidi() is None, reason="needs FriBiDi")
def test_names_stand_as_fribidi_orders_them() -> None:
    names = random.Random(9).sample(bidi_names.names_of_cldr(), 500)
    assert differing([*names, *bidi_names.names_among_neutrals(1500, seed=9)]) == []


@pytest.mark.slow
@pytest.mark.skipif(bidi_names.fribidi() is None, reason="needs FriBiDi")
def test_forty_thousand_names_stand_as_fribidi_orders_them() -> None:
    names = [*bidi_names.names_of_cldr(), *bidi_names.names_among_neutrals(32_000, seed=105)]
    assert len(names) > 40_000
    assert differing(names) == []


def test_names_are_drawn_in_this_order(fonts: FontBook) -> None:
    for name in bidi_names.names_among_neutrals(40, seed=25):
        text = directed(unicodedata.normalize("NFC", name))
        letters = letters_of(text, STYLE)
        starts = list(accumulate(map(len, letters), initial=0))
        found = fit_text(name, WIDE, STYLE, fonts)
        levels = [text.levels[start] for start in starts[:-1]]
        order = [mirrored(letters[i]) if levels[i] % 2 else letters[i] for i in visual_order(levels)]
        assert [g.text.replace("□", "") for g in sorted(found.glyphs, key=lambda g: g.x)] == [
            "" if letter in found.missing else letter for letter in order if not letter.isspace()
        ]

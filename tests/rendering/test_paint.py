"""Pixels stand where the layout says; small pictures are compared as letters."""

from __future__ import annotations

import pytest

from postergen.rendering.fonts import FontBook
from postergen.rendering.paint import Painter, rasterise
from postergen.rendering.qr import encode_qr
from postergen.rendering.template import BoxSpec, RepeatElement

from .small_looks import (
    BLUE,
    RED,
    SCAN_URL,
    as_letters,
    code,
    content,
    flat,
    inked_cells,
    look,
    painted,
    picture,
    placed,
    words,
)


def test_artwork_fills_its_box_and_nothing_else(fonts: FontBook) -> None:
    assert as_letters(painted(look([picture("p", (2, 1, 4, 3))], 9, 6), fonts)) == [
        ".........",
        "..RRRR...",
        "..RRRR...",
        "..RRRR...",
        ".........",
        ".........",
    ]


def test_artwork_counts_from_the_far_edge(fonts: FontBook) -> None:
    assert as_letters(painted(look([picture("p", (5, 2, 0, -1))], 8, 5), fonts)) == [
        "........",
        "........",
        ".....RRR",
        ".....RRR",
        "........",
    ]


def test_what_comes_later_lies_on_top(fonts: FontBook) -> None:
    elements = [picture("a", (0, 0, 4, 3)), picture("b", (2, 1, 4, 3), "blue.svg")]
    assert as_letters(painted(look(elements, 7, 5), fonts)) == [
        "RRRR...",
        "RRBBBB.",
        "RRBBBB.",
        "..BBBB.",
        ".......",
    ]


def test_what_is_transparent_lets_the_background_through(fonts: FontBook) -> None:
    half = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><rect width="2" height="2" fill="#f00"/></svg>'
    template = look([picture("p", (1, 0, 4, 2), "half.svg")], 6, 2, artwork={"half.svg": half}, background=BLUE)
    assert as_letters(painted(template, fonts)) == ["BRRBBB"] * 2


def test_artwork_reaching_over_the_edge_is_clipped(fonts: FontBook) -> None:
    assert as_letters(painted(look([picture("p", (-1, -1, 3, 3))], 4, 3), fonts)) == ["RR..", "RR..", "...."]


def test_a_repeat_draws_every_slot(fonts: FontBook) -> None:
    slots = {2: (BoxSpec(0, 0, 6, 2), BoxSpec(0, 2, 6, 2)), 1: (BoxSpec(0, 1, 6, 2),)}
    repeat = RepeatElement("r", slots, (picture("rail", (0, 0, 1, 0)), picture("dot", (2, 0, 2, 1), "blue.svg")))
    template = look([repeat], 6, 4)
    assert as_letters(painted(template, fonts)) == ["R.BB..", "R.....", "R.BB..", "R....."]
    assert as_letters(painted(template, fonts, content(options=1))) == ["......", "R.BB..", "R.....", "......"]


def test_a_condition_shows_and_hides_artwork(fonts: FontBook) -> None:
    template = look([picture("p", (0, 0, 2, 1), when="nickname")], 3, 1)
    assert as_letters(painted(template, fonts)) == ["RR."]
    assert as_letters(painted(template, fonts, content(nickname=""))) == ["..."]


def test_one_painter_keeps_looks_and_their_versions_apart(fonts: FontBook) -> None:
    painter = Painter(fonts)
    drawn = []
    for version, file in (("1", "red.svg"), ("2", "blue.svg"), ("1", "red.svg")):
        template = look([picture("p", (0, 0, 2, 1), file)], 2, 1, version=version)
        drawn += as_letters(painter.paint(template, placed(template, fonts)))
    assert drawn == ["RR", "BB", "RR"]


def test_a_changed_picture_under_the_same_name_is_drawn_anew(fonts: FontBook) -> None:
    painter = Painter(fonts)
    drawn = []
    for version, color in (("1", "#ff0000"), ("2", "#0000ff")):
        template = look([picture("p", (0, 0, 2, 1), "a.svg")], 2, 1, version=version, artwork={"a.svg": flat(color)})
        drawn += as_letters(painter.paint(template, placed(template, fonts)))
    assert drawn == ["RR", "BB"]


def test_drawing_one_poster_leaves_nothing_on_the_next(fonts: FontBook) -> None:
    painter = Painter(fonts)
    template = look([picture("back", (0, 0, 5, 5)), words("t", (0, 0, 0, 0), "{{ nickname }}")], 60, 30)
    first = painter.paint(template, placed(template, fonts, content(nickname="")))
    painter.paint(template, placed(template, fonts, content(nickname="Ming")))
    again = painter.paint(template, placed(template, fonts, content(nickname="")))
    assert as_letters(first) == as_letters(again)
    first.putpixel((0, 0), (1, 2, 3))
    assert as_letters(painter.paint(template, placed(template, fonts, content(nickname="")))) == as_letters(again)


def test_the_code_is_drawn_module_by_module_with_its_quiet_zone(fonts: FontBook) -> None:
    matrix = encode_qr(SCAN_URL)
    side = matrix.size_with_quiet_zone
    rows = ["." * side] * 4 + ["...." + "".join(".#"[m] for m in row) + "...." for row in matrix.modules]
    rows += ["." * side] * 4
    assert as_letters(painted(look([code((0, 0, side, side))], side, side), fonts)) == rows
    doubled = ["".join(letter * 2 for letter in row) for row in rows for _ in range(2)]
    assert as_letters(painted(look([code((0, 0, 2 * side, 2 * side))], 2 * side, 2 * side), fonts)) == doubled


def test_the_quiet_zone_covers_what_lies_under_the_code(fonts: FontBook) -> None:
    side = encode_qr(SCAN_URL).size_with_quiet_zone
    rows = as_letters(painted(look([picture("p", (0, 0, 0, 0)), code((1, 1, side, side))], side + 2, side + 2), fonts))
    assert rows[0] == rows[-1] == "R" * (side + 2)
    assert rows[1] == "R" + "." * side + "R"


@pytest.mark.parametrize(
    ("align", "valign", "rows"),
    [
        ("start", "top", ["#..", "...", "..."]),
        ("center", "top", [".#.", "...", "..."]),
        ("end", "top", ["..#", "...", "..."]),
        ("center", "middle", ["...", ".#.", "..."]),
        ("start", "bottom", ["...", "...", "#.."]),
        ("end", "bottom", ["...", "...", "..#"]),
    ],
)
def test_a_letter_is_inked_where_it_is_aligned(align: str, valign: str, rows: list[str], fonts: FontBook) -> None:
    template = look([words("t", (0, 0, 60, 60), "国", align=align, valign=valign)], 60, 60)
    assert inked_cells(painted(template, fonts), 20) == rows


def test_lines_are_inked_one_under_the_other(fonts: FontBook) -> None:
    template = look([words("t", (0, 0, 60, 60), "国国国国", leading=1.0, min_size=20.0)], 60, 60)
    assert inked_cells(painted(template, fonts), 20) == ["##.", "##.", "..."]


def test_every_family_inks_its_letters_inside_the_em_box(fonts: FontBook) -> None:
    for family in sorted(f for f in fonts.families if f in ("sans", "serif", "hand", "display")):
        template = look([words("t", (20, 20, 20, 20), "国", family=family)], 60, 60)
        assert inked_cells(painted(template, fonts), 20) == ["...", ".#.", "..."], family


def test_an_emoji_is_drawn_in_colour_inside_its_em(fonts: FontBook) -> None:
    image = painted(look([words("t", (40, 40, 60, 40), "🍜", size=40.0)], 130, 120), fonts)
    colours = {c for _, c in image.getcolors(10**6) or []}
    assert any(max(c) - min(c) > 80 for c in colours)
    box = image.convert("L").point(lambda value: 255 * (value < 250)).getbbox()
    assert box is not None
    assert (box[0] >= 39, box[1] >= 36, box[2] <= 40 + 50, box[3] <= 84) == (True, True, True, True)


@pytest.mark.parametrize(
    "svg",
    [
        flat("#ff0000"),
        flat("#ff0000", "\n  "),
        flat("#ff0000", 'preserveAspectRatio="xMidYMid meet" '),
        flat("#ff0000", "preserveAspectRatio='none' "),
        flat("#ff0000", 'width="10" height="10" '),
        b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by hand: <svg > -->\n' + flat("#ff0000"),
        b"\xef\xbb\xbf" + flat("#ff0000"),
    ],
)
def test_an_svg_of_any_making_is_stretched_to_its_box(svg: bytes) -> None:
    image = rasterise(svg, (40, 10))
    assert image.size == (40, 10)
    assert {image.getpixel((x, y)) for x in (0, 20, 39) for y in (0, 5, 9)} == {(*RED, 255)}

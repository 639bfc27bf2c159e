"""A text is set as large as its box allows, and whatever it is, something sensible stands there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.rendering.characters import graphemes, printable
from postergen.rendering.fonts import FontBook, shaping_available
from postergen.rendering.text import fit_text, lines_that_fit
from postergen.rendering.typography import Box, FittedText, TextStyle

from .typeset_rules import ink, line_edge_objections, objections

STYLE = TextStyle("sans", 400, 40, 20)
BOX = Box(100, 50, 400, 300)

ALPHABET = "我你他的饭吃今天北京，。！？：；、“”（）《》…— abcdefg XYZ0123%.,!?()é🍜👍🇨🇳שלוםمحمدनमस्ते\u0301\u200d"
any_text = st.text(ALPHABET, max_size=60) | st.text(max_size=40)


def fitted(text: str, fonts: FontBook, box: Box = BOX, **changes: object) -> FittedText:
    return fit_text(text, box, replace(STYLE, **changes), fonts)  # type: ignore[arg-type]


def squeezed_together(text: str) -> str:
    return "".join(text.split())


def test_a_short_text_is_set_at_full_size_on_one_line(fonts: FontBook) -> None:
    found = fitted("一碗热干面", fonts)
    assert (found.lines, found.size, found.truncated, found.missing) == (("一碗热干面",), 40, False, ())
    assert [g.x for g in found.glyphs] == pytest.approx([100, 140, 180, 220, 260])


def test_a_text_wraps_before_it_shrinks(fonts: FontBook) -> None:
    found = fitted("我想回家看看爸妈，再吃顿饭", fonts)
    assert (len(found.lines), found.size) == (2, 40)


def test_a_text_shrinks_before_it_is_cut(fonts: FontBook) -> None:
    found = fitted("我" * 14, fonts, Box(0, 0, 400, 50))
    assert (found.lines, found.truncated) == (("我" * 14,), False)
    assert 20 <= found.size <= 400 / 14


def test_what_does_not_fit_ends_in_an_ellipsis_and_says_so(fonts: FontBook) -> None:
    found = fitted("今天天气很好，我们去吃面。" * 20, fonts, Box(0, 0, 400, 50))
    assert found.truncated
    assert found.lines[-1].endswith("…")
    assert not found.lines[-1].endswith(("，…", "……"))
    assert objections(found, fonts, Box(0, 0, 400, 50)) == []


@pytest.mark.parametrize(
    ("fit", "text", "lines", "shrunk", "cut"),
    [
        ("wrap-shrink", "我" * 8, 1, False, False),
        ("wrap-shrink", "我" * 12, 2, False, False),
        ("wrap-shrink", "我" * 60, 4, True, False),
        ("wrap-shrink", "我" * 400, None, True, True),
        ("wrap", "我" * 12, 2, False, False),
        ("wrap", "我" * 60, None, False, True),
        ("shrink", "我" * 12, 1, True, False),
        ("shrink", "我" * 60, 1, True, True),
        ("ellipsis", "我" * 8, 1, False, False),
        ("ellipsis", "我" * 12, 1, False, True),
    ],
)
def test_a_box_says_what_its_text_gives_up(
    fonts: FontBook, fit: str, text: str, lines: int | None, shrunk: bool, cut: bool
) -> None:
    found = fitted(text, fonts, Box(0, 0, 400, 150), fit=fit)
    assert lines is None or len(found.lines) == lines
    assert found.given_up == ("size",) * shrunk + ("words",) * cut
    assert (found.size < 40, found.truncated) == (shrunk, cut)


def test_a_smaller_size_is_taken_when_it_keeps_phrases_whole(fonts: FontBook) -> None:
    found = fitted("从楼下走到公交站，一碗面刚好见底", fonts, Box(0, 0, 330, 300))
    assert found.lines == ("从楼下走到公交站，", "一碗面刚好见底")
    assert 0.75 * 40 <= found.size < 40


def test_no_more_lines_than_the_style_allows(fonts: FontBook) -> None:
    assert len(fitted("我" * 60, fonts, max_lines=2).lines) <= 2


@pytest.mark.parametrize("align", ["start", "center", "end"])
def test_lines_stand_where_they_are_aligned(align: str, fonts: FontBook) -> None:
    found = fitted("面面", fonts, align=align)
    left = {"start": 100, "center": 260, "end": 420}[align]
    assert found.glyphs[0].x == pytest.approx(left)


@pytest.mark.parametrize(("valign", "top"), [("top", 50), ("middle", 180), ("bottom", 310)])
def test_lines_stand_at_the_height_asked_for(valign: str, top: float, fonts: FontBook) -> None:
    assert fitted("面", fonts, valign=valign).glyphs[0].baseline == pytest.approx(top + 0.88 * 40)


def test_lines_follow_each_other_at_the_leading(fonts: FontBook) -> None:
    baselines = [g.baseline for g in fitted("面\n面\n面", fonts, leading=1.5).glyphs]
    assert baselines[1] - baselines[0] == pytest.approx(60)
    assert baselines[2] - baselines[1] == pytest.approx(60)


def test_tracking_comes_between_letters_and_not_after_the_last(fonts: FontBook) -> None:
    found = fitted("面面", fonts, tracking=0.5, align="end")
    assert found.glyphs[1].x - found.glyphs[0].x == pytest.approx(60)
    assert found.glyphs[1].x == pytest.approx(BOX.right - 40)


def test_a_quarter_em_stands_between_chinese_and_western_letters(fonts: FontBook) -> None:
    loose, tight = fitted("面a面", fonts).glyphs, fitted("a", fonts).glyphs
    assert loose[1].x == pytest.approx(100 + 40 + 10)
    advance = fonts.glyphs("a", "sans", 400).advance * 40
    assert loose[2].x == pytest.approx(150 + advance + 10)
    assert tight[0].x == pytest.approx(100)


def test_neighbouring_fullwidth_marks_share_their_white(fonts: FontBook) -> None:
    full = fitted("面，面", fonts).glyphs
    both = fitted("面。”面", fonts).glyphs
    assert full[2].x - full[1].x == pytest.approx(40)
    assert both[3].x - both[1].x == pytest.approx(60)


def test_an_opening_mark_at_the_line_start_is_flush(fonts: FontBook) -> None:
    first = fitted("《面》", fonts).glyphs[0]
    assert first.x == pytest.approx(100 - 20)
    assert ink(first, fonts)[0] >= 99


def test_a_mark_at_the_line_end_lends_its_white_to_the_line(fonts: FontBook) -> None:
    assert fitted("面面面面。", fonts, Box(0, 0, 181, 50)).size == 40
    assert fitted("面面面面面", fonts, Box(0, 0, 181, 50)).size < 40


def test_quotes_among_latin_letters_are_as_narrow_as_their_ink(fonts: FontBook) -> None:
    glyphs = fitted("don’t", fonts).glyphs
    assert glyphs[4].x - glyphs[2].x < 1.3 * 40 * 0.7
    assert glyphs[3].text == "’"


def test_hebrew_reads_from_right_to_left_inside_a_latin_line(fonts: FontBook) -> None:
    found = fitted("ab אבג דהו cd", fonts)
    order = [g.text for g in sorted(found.glyphs, key=lambda g: g.x)]
    assert order.index("דהו") < order.index("אבג")
    assert order[:2] == ["a", "b"]
    assert order[-2:] == ["c", "d"]
    assert objections(found, fonts, BOX) == []


def test_what_no_font_has_is_reported_and_stands_as_a_box(fonts: FontBook) -> None:
    found = fitted("a𒀀b", fonts)
    assert found.missing == ("𒀀",)
    assert len(found.glyphs) == 3


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("小美ꦿ", ["小", "美"]),
        ("مُحَمَّدꦿ", ["مُحَمَّد"]),
        ("ကျော်ꦿ", ["ကျော်"]),
        ("नमस्तेꦿ", ["नमस्ते"]),
        ("😀\u0f71", ["😀"]),
        ("Anna\u0f71", ["A", "n", "n", "a"]),
    ],
)
def test_a_mark_that_no_font_sets_there_costs_itself_alone(name: str, drawn: list[str], fonts: FontBook) -> None:
    found = fitted(name, fonts)
    assert [glyphs.text for glyphs in found.glyphs] == drawn
    assert len(found.missing) == 1


@pytest.mark.parametrize(
    ("name", "drawn"),
    [("给🏻小美", ["给", "🏻", "小", "美"]), ("❤🏻", ["❤", "🏻"]), ("👋🏻🏻", ["👋🏻", "🏻"]), ("☝️🏽", ["☝️🏽"])],
)
def test_a_skin_tone_joins_nothing_that_has_no_skin(name: str, drawn: list[str], fonts: FontBook) -> None:
    found = fitted(name, fonts)
    assert ([glyphs.text for glyphs in found.glyphs], found.missing) == (drawn, ())


@pytest.mark.parametrize("point", [0xAD, 0x34F, 0x61C, 0x200B, 0x200D, 0x2060, 0x2068, 0x3164, 0xFE0F, 0xFEFF, 0xE0041])
def test_what_is_ignored_by_default_is_never_drawn(point: int, fonts: FontBook) -> None:
    for text in (f"小{chr(point)}明", f"{chr(point)}小明", f"小明{chr(point)}"):
        found = fitted(text, fonts)
        assert [glyphs.text for glyphs in found.glyphs] == ["小", "明"]


def test_scripts_that_need_shaping_say_when_they_could_not_be(fonts: FontBook) -> None:
    assert fitted("محمد", fonts).unshaped == (not shaping_available())
    assert not fitted("Muhammad", fonts).unshaped


def test_an_emoji_family_is_one_glyph_in_colour(fonts: FontBook) -> None:
    (glyph,) = fitted("👨‍👩‍👧‍👦", fonts).glyphs
    assert glyph.shaping == "emoji"


@pytest.mark.parametrize("text", ["", " ", "\n", "\u200b", "\u3000\u3000", "\ud800", "\0"])
def test_nothing_to_print_gives_nothing(text: str, fonts: FontBook) -> None:
    found = fitted(text, fonts)
    assert (found.glyphs, found.truncated) == ((), False)


@pytest.mark.parametrize("box", [Box(0, 0, 3, 3), Box(0, 0, 0, 0), Box(0, 0, -50, 40), Box(0, 0, 0, 60)])
@pytest.mark.parametrize("text", ["面", "noodles", "“", "🍜"])
def test_a_box_too_small_for_anything_is_reported(text: str, box: Box, fonts: FontBook) -> None:
    found = fitted(text, fonts, box)
    assert found.glyphs == ()
    assert found.truncated


def test_a_word_longer_than_a_line_is_broken_rather_than_cut(fonts: FontBook) -> None:
    found = fitted("supercalifragilisticexpialidocious" * 3, fonts)
    assert not found.truncated
    assert len(found.lines) > 2
    assert "".join(found.lines) == "supercalifragilisticexpialidocious" * 3


@pytest.mark.parametrize("text", ["字" * 10_000, "ab " * 4000, "Z" + "\u0301" * 10_000, "🍜" * 5000])
def test_ten_thousand_characters_are_set_or_cut(text: str, fonts: FontBook) -> None:
    found = fitted(text, fonts, Box(0, 0, 400, 60))
    assert found.truncated == (len(graphemes(printable(text))) > 100)
    assert objections(found, fonts, Box(0, 0, 400, 60)) == []


def test_as_many_lines_fit_as_stand_in_the_height() -> None:
    assert lines_that_fit(40, 1.5, 39) == 0
    assert lines_that_fit(40, 1.5, 40) == 1
    assert lines_that_fit(40, 1.5, 99) == 1
    assert lines_that_fit(40, 1.5, 100) == 2
    assert lines_that_fit(40, 1.5, 160) == 3


@given(text=any_text, width=st.integers(1, 500), height=st.integers(1, 300))
@settings(max_examples=120, deadline=None)
def test_any_text_in_any_box_is_set_or_reported(text: str, width: int, height: int, fonts: FontBook) -> None:
    box = Box(10, 20, width, height)
    found = fitted(text, fonts, box)
    clean = printable(text).strip()
    if not found.truncated and not found.missing:
        assert squeezed_together("".join(found.lines)) == squeezed_together(clean)
    if "\n" not in clean:
        assert line_edge_objections(found.lines) == []
    assert 20 <= found.size <= 40


@given(text=st.text("我你的饭今天，。“”（）！… abcdXYZ012%.,é🍜", min_size=1, max_size=60), width=st.integers(60, 500))
@settings(max_examples=120, deadline=None)
def test_no_line_is_wider_than_its_box(text: str, width: int, fonts: FontBook) -> None:
    box = Box(10, 20, width, 260)
    assert objections(fitted(text, fonts, box), fonts, box) == []


@given(text=any_text)
@settings(max_examples=60, deadline=None)
def test_the_same_text_is_always_set_the_same(text: str, fonts: FontBook) -> None:
    assert fitted(text, fonts) == fitted(text, fonts)

"""Chinese in columns, and texts in more than one voice."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.rendering.fonts import FontBook
from postergen.rendering.text import fit_text
from postergen.rendering.typography import Box, FittedText, PlacedGlyphs, Run, TextStyle

COLUMN = TextStyle("serif", 900, 40, 40, leading=1.5, direction="vertical")
BOX = Box(100, 50, 400, 400)


def in_columns(text: str, fonts: FontBook, box: Box = BOX, style: TextStyle = COLUMN) -> FittedText:
    return fit_text(text, box, style, fonts)


def glyph(fitted: FittedText, text: str) -> PlacedGlyphs:
    return next(g for g in fitted.glyphs if g.text == text)


def test_columns_run_from_right_to_left_and_downwards(fonts: FontBook) -> None:
    fitted = in_columns("从楼下走到公交站一碗面刚好见底", fonts)
    first, second, last = fitted.glyphs[0], fitted.glyphs[1], fitted.glyphs[-1]
    assert first.x == pytest.approx(500 - 40)
    assert second.baseline - first.baseline == pytest.approx(40)
    assert last.x < first.x
    assert len(fitted.lines) == 2


def test_punctuation_takes_its_vertical_form(fonts: FontBook) -> None:
    shown = [g.text for g in in_columns("他说：“走吧，（快）！”", fonts).glyphs]
    assert shown == ["他", "说", "︓", "﹃", "走", "吧", "︐", "︵", "快", "︶", "︕", "﹄"]


def test_long_signs_lie_on_their_side(fonts: FontBook) -> None:
    fitted = in_columns("喂～拉ー面〜来－了", fonts)
    assert [g.text for g in fitted.glyphs if g.turned] == list("～ー〜－")
    assert [g.baseline - fitted.glyphs[0].baseline for g in fitted.glyphs if not g.turned] == pytest.approx(
        [0, 80, 160, 240, 320]
    )


def test_latin_lies_on_its_side_and_chinese_stands(fonts: FontBook) -> None:
    fitted = in_columns("说OK", fonts)
    assert [g.turned for g in fitted.glyphs] == [False, True, True]


def test_short_numbers_stand_upright_in_one_em_and_long_ones_lie(fonts: FontBook) -> None:
    fitted = in_columns("12月1日2026年", fonts)
    assert not glyph(fitted, "12").turned
    assert not glyph(fitted, "1").turned
    assert glyph(fitted, "月").baseline - glyph(fitted, "12").baseline == pytest.approx(40)
    assert [g.turned for g in fitted.glyphs if g.text in "2026"] == [True] * 4


def test_no_column_starts_with_a_closing_mark(fonts: FontBook) -> None:
    fitted = in_columns("一二三四五六七八九十，百", fonts, Box(0, 0, 400, 400))
    assert all(not line.startswith("，") for line in fitted.lines)


@settings(max_examples=80, deadline=None)
@given(text=st.text(alphabet="一二三四，。！“”（）—…12345abcde ", min_size=1, max_size=40))
def test_no_column_is_longer_than_its_box_and_nothing_is_lost(fonts: FontBook, text: str) -> None:
    fitted = in_columns(text, fonts)
    assert fitted.extent.height <= BOX.height + 1
    assert fitted.extent.x >= BOX.x - 1
    if not fitted.truncated:
        assert "".join(fitted.lines).replace(" ", "") == text.replace(" ", "")


def test_spans_keep_their_weight_and_ink_and_break_as_one_text(fonts: FontBook) -> None:
    runs = (Run(2, "sans", 400, 0), Run(2, "sans", 900, 1), Run(2, "sans", 400, 0))
    style = TextStyle("sans", 400, 40, 40)
    fitted = fit_text("我要大宽的面", Box(0, 0, 130, 200), style, fonts, frozenset(), runs)
    assert [g.ink for g in fitted.glyphs] == [0, 0, 1, 1, 0, 0]
    weights = {g.text: fonts.files[g.face].weight for g in fitted.glyphs}
    assert (weights["我"], weights["大"]) == (400, 900)
    assert len(fitted.lines) == 2


def test_a_line_feed_begins_a_new_column(fonts: FontBook) -> None:
    first, second = in_columns("从前\n往后", fonts).lines
    assert (first, second) == ("从前", "往后")


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("马頔", False),
        ("한글", False),
        ("ꉈꀧ", False),
        ("ᐃᓄᒃ", False),
        ("♥★①", False),
        ("ᠰᠠᠷᠠᠨ", True),
        ("བཀྲ", True),
        ("Łu", True),
    ],
)
def test_writing_stands_or_lies_in_a_column_as_its_readers_know_it(text: str, turned: bool, fonts: FontBook) -> None:
    style = TextStyle("sans", 400, 40, 20, direction="vertical")
    assert {glyph.turned for glyph in fit_text(text, Box(0, 0, 60, 600), style, fonts).glyphs} == {turned}


def test_the_parts_of_an_emoji_are_as_wide_as_the_column_together(fonts: FontBook) -> None:
    style = TextStyle("sans", 400, 40, 20, direction="vertical")
    family, whole = fit_text("👨🏿‍🐰‍👨🏻👨", Box(0, 0, 60, 600), style, fonts).glyphs
    assert (family.size, whole.size) == (pytest.approx(40 / 3), 40)
    assert family.x == pytest.approx(whole.x)

"""A name is set in one face, whichever of its letters are rare."""

from __future__ import annotations

import pytest

from postergen.rendering.fonts import FontBook
from postergen.rendering.text import fit_text
from postergen.rendering.typography import Box, TextStyle

BOX = Box(0, 0, 4000, 400)


def styles(text: str, fonts: FontBook, family: str = "sans", weight: int = 400) -> list[tuple[str, int]]:
    """Of each visible letter, in the order of the text."""
    fitted = fit_text(text, BOX, TextStyle(family, weight, 40, 20), fonts)
    return [fonts.files[glyph.face].style for glyph in fitted.glyphs]


@pytest.mark.parametrize("name", ["Huỳnh Thị Ngọc Ẩn", "Łukasz Żółć", "Nguyễn Văn-An", "Şeyma O'İnci", "Қайрат Нұр"])
@pytest.mark.parametrize(("family", "weight"), [("sans", 400), ("sans", 700), ("hand", 400), ("display", 400)])
def test_a_name_with_one_rare_letter_is_set_in_one_face(name: str, family: str, weight: int, fonts: FontBook) -> None:
    assert len(set(styles(name, fonts, family, weight))) == 1


def test_hanzi_beside_it_stay_as_they_are(fonts: FontBook) -> None:
    found = styles("送给 Huỳnh", fonts)
    assert found == [("sans", 400)] * 2 + [("fallback-latin", 400)] * 5


def test_in_a_longer_text_only_the_word_is_set_in_another_face(fonts: FontBook) -> None:
    found = styles("A long sentence about nothing at all, which names Huỳnh once and goes on and on", fonts)
    assert found.count(("fallback-latin", 400)) == len("Huỳnh")


@pytest.mark.parametrize(
    ("family", "weight"), [("sans", 400), ("sans", 700), ("sans", 900), ("serif", 900), ("hand", 400), ("display", 400)]
)
def test_a_name_with_a_rare_hanzi_is_set_in_one_weight(family: str, weight: int, fonts: FontBook) -> None:
    assert len(set(styles("马頔", fonts, family, weight))) == 1


def test_a_long_line_keeps_its_face_around_a_rare_hanzi(fonts: FontBook) -> None:
    assert styles("今天要送给马頔的生日海报", fonts, "display").count(("display", 400)) == 11


@pytest.mark.parametrize("text", ["给小明的海报，生日快乐", "Lily 的 25 岁！🎂", "hello"])
def test_ordinary_texts_are_not_changed(text: str, fonts: FontBook) -> None:
    assert set(styles(text, fonts)) <= {("sans", 400), ("emoji", 400)}

"""A text that is small, pale or crowded is named, with its figure."""

from __future__ import annotations

from postergen.rendering.fonts import FontBook
from postergen.rendering.legibility import check_contrast, check_room, check_sizes
from postergen.rendering.paint import Painter
from postergen.rendering.template import PosterTemplate

from .small_looks import code, flat, look, picture, placed, words

GREY = {"grey.svg": flat("#5a5a5a")}  # black on it has a contrast of 3.0, on white of 21


def contrasts(template: PosterTemplate, fonts: FontBook) -> list[str]:
    found = check_contrast(template, placed(template, fonts), Painter(fonts), "small")
    return [f"{finding.where} {finding.problem}" for finding in found]


def test_a_text_smaller_than_people_read_is_named_with_its_size(fonts: FontBook) -> None:
    sizes = look(
        [words("fine", (0, 0, 500, 40), "fine", size=20), words("tiny", (0, 50, 500, 40), "tiny", size=18)], 1080, 90
    )
    (found,) = check_sizes(placed(sizes, fonts), "small")
    assert (found.where, found.problem) == ("small/tiny", "is set at 18 px")


def test_on_a_wider_poster_more_pixels_are_wanted(fonts: FontBook) -> None:
    wide = look([words("label", (0, 0, 500, 60), "label", size=20)], 2160, 90)
    assert ["at least 40 px" in finding.remedy for finding in check_sizes(placed(wide, fonts), "small")] == [True]


def test_texts_that_touch_are_named_and_those_with_room_are_not(fonts: FontBook) -> None:
    for top, touching in ((21, True), (40, False)):
        pair = look([words("a", (0, 0, 100, 20), "left"), words("b", (0, top, 100, 20), "right")], 100, 80)
        assert [f.problem for f in check_room(placed(pair, fonts), "small")] == ["touches b"] * touching


def test_a_text_may_not_touch_the_code(fonts: FontBook) -> None:
    beside = look([words("a", (0, 0, 90, 20), "left"), code((0, 13, 90, 90))], 90, 120)
    assert [f.where for f in check_room(placed(beside, fonts), "small")] == ["small/a"]


def test_the_contrast_is_that_to_what_is_painted_below(fonts: FontBook) -> None:
    text = words("a", (0, 0, 100, 30), "left")
    assert contrasts(look([text], 1080, 30), fonts) == []
    grounded = look([picture("back", (0, 0, 100, 30), "grey.svg"), text], 1080, 30, artwork=GREY)
    assert contrasts(grounded, fonts) == ["small/a has a contrast of 3.0 to what is painted below it"]
    beside = look([picture("back", (60, 0, 40, 30), "grey.svg"), text], 1080, 30, artwork=GREY)
    assert contrasts(beside, fonts) == []


def test_the_worst_character_counts(fonts: FontBook) -> None:
    text = words("a", (0, 0, 200, 30), "left and right")
    half = look([picture("back", (40, 0, 160, 30), "grey.svg"), text], 1080, 30, artwork=GREY)
    assert len(contrasts(half, fonts)) == 1


def test_large_text_needs_less(fonts: FontBook) -> None:
    for size, found in ((60.0, 1), (72.0, 0)):
        text = words("a", (0, 0, 400, 90), "left", size=size)
        grey = {"grey.svg": flat("#606060")}  # 3.3
        large = look([picture("back", (0, 0, 400, 90), "grey.svg"), text], 1080, 90, artwork=grey)
        assert len(contrasts(large, fonts)) == found

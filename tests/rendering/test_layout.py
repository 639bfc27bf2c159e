"""Every decision about a poster is taken before anything is drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postergen.errors import InvalidContent
from postergen.rendering.fonts import FontBook
from postergen.rendering.placed import PlacedArtwork, PlacedPaper, PlacedQr
from postergen.rendering.template import BoxSpec, RepeatElement
from postergen.rendering.typography import Box

from .small_looks import code, content, look, picture, placed, words


def test_elements_are_placed_in_the_order_in_which_they_are_written(fonts: FontBook) -> None:
    template = look([picture("back", (0, 0, 0, 0)), words("a", (0, 0, 0, 0), "x"), code((0, 0, 90, 90))], 100, 100)
    assert [item.id for item in placed(template, fonts).items] == ["back", "a", "code", "code"], "its paper first"


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((10, 20, 30, 40), Box(10, 20, 30, 40)),
        ((10, 20, 0, 0), Box(10, 20, 90, 180)),
        ((10, 20, -10, -20), Box(10, 20, 80, 160)),
    ],
)
def test_a_width_of_nothing_or_less_counts_from_the_far_edge(
    box: tuple[float, float, float, float], expected: Box, fonts: FontBook
) -> None:
    (item,) = placed(look([picture("p", box)], 100, 200), fonts).items
    assert isinstance(item, PlacedArtwork)
    assert item.box == expected


def test_words_are_filled_in_and_in_the_posters_language(fonts: FontBook) -> None:
    template = look([words("t", (0, 0, 400, 40), "{{ t.to }} {{ nickname }} {{ count }}")], 400, 40)
    assert [t.fitted.lines for t in placed(template, fonts).texts()] == [("Later Ming 2",)]
    chinese = placed(template, fonts, content(locale="zh-CN", nickname="小明"))
    assert [t.fitted.lines for t in chinese.texts()] == [("往后 小明 2",)]


def test_a_nickname_is_never_run_as_a_template(fonts: FontBook) -> None:
    template = look([words("t", (0, 0, 400, 40), "{{ nickname }}")], 400, 40)
    for nickname in ("{{ 7*7 }}", "{% for x in y %}", "{{ t }}", "{#", "<b>&amp;</b>"):
        (text,) = placed(template, fonts, content(nickname=nickname)).texts()
        assert text.fitted.lines == (nickname,)


def test_an_element_is_left_out_when_its_condition_does_not_hold(fonts: FontBook) -> None:
    template = look(
        [
            words("named", (0, 0, 400, 40), "x", when="nickname"),
            words("nameless", (0, 0, 400, 40), "x", when="not nickname"),
            picture("many", (0, 0, 9, 9), when="count > 1"),
            words("blank", (0, 0, 400, 40), "{{ occasion }}"),
        ],
        400,
        40,
    )
    assert [item.id for item in placed(template, fonts).items] == ["named", "many"]
    assert [item.id for item in placed(template, fonts, content(nickname="", options=1)).items] == ["nameless"]


def test_a_repeat_places_its_elements_once_for_every_wish(fonts: FontBook) -> None:
    slots = {2: (BoxSpec(0, 0, 200, 50), BoxSpec(0, 50, 200, 50)), 1: (BoxSpec(0, 25, 200, 50),)}
    repeat = RepeatElement(
        "wishes",
        slots,
        (picture("dot", (1, 2, 5, 5)), words("wish", (10, 0, 0, 0), "{{ option.number }} {{ option.text }}")),
    )
    layout = placed(look([repeat], 200, 100), fonts)
    assert [item.id for item in layout.items] == ["wishes[1].dot", "wishes[1].wish", "wishes[2].dot", "wishes[2].wish"]
    assert [t.fitted.lines for t in layout.texts()] == [("1 wish 1",), ("2 wish 2",)]
    assert [item.box for item in layout.items if isinstance(item, PlacedArtwork)] == [Box(1, 2, 5, 5), Box(1, 52, 5, 5)]
    one = placed(look([repeat], 200, 100), fonts, content(options=1))
    assert [t.fitted.box for t in one.texts()] == [Box(10, 25, 190, 50)]


def test_a_look_without_slots_for_so_many_wishes_says_which_are_missing(fonts: FontBook) -> None:
    repeat = RepeatElement("wishes", {1: (BoxSpec(0, 0, 0, 0),)}, ())
    with pytest.raises(InvalidContent, match="small/wishes: has no slots for 3 options") as caught:
        placed(look([repeat], 9, 9), fonts, content(options=3))
    assert caught.value.findings[0].remedy == "add slots: 3"


def test_the_code_stands_at_whole_pixels_in_the_middle_of_its_box(fonts: FontBook) -> None:
    paper, item = placed(look([code((10.5, 20.5, 200, 180))], 300, 300), fonts).items
    assert isinstance(paper, PlacedPaper)
    assert isinstance(item, PlacedQr)
    assert paper.box == item.box
    assert item.box.x - item.inner.x == item.inner.right - item.box.right == -4 * item.module
    side = item.matrix.size_with_quiet_zone
    assert item.module == 180 // side
    assert item.box.width == item.box.height == side * item.module
    assert abs((item.box.x + item.box.right) / 2 - 110.5) <= 1
    assert abs((item.box.y + item.box.bottom) / 2 - 110.5) <= 1


def test_a_box_too_small_for_the_code_says_how_large_it_must_be(fonts: FontBook) -> None:
    with pytest.raises(InvalidContent, match="small/code") as caught:
        placed(look([code((0, 0, 200, 200), min_module=6)], 300, 300), fonts)
    assert "222 x 222" in caught.value.findings[0].remedy  # version 3: 29 + 8 modules of 6 px
    placed(look([code((0, 0, 222, 222), min_module=6)], 300, 300), fonts)


@pytest.mark.parametrize(
    "text",
    [
        "{{ nobody }}",
        "{{ headline",
        "{{ headline.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ count + headline }}",
        "{{ 1 / 0 }}",
        "{{ scan_url }}",
        "{% include 'other' %}",
        "{{ range(9) }}",
        "{{ headline[::0] }}",
    ],
)
def test_a_text_that_cannot_be_filled_in_names_its_element(text: str, fonts: FontBook) -> None:
    with pytest.raises(InvalidContent) as caught:
        placed(look([words("headline", (0, 0, 99, 99), text)], 99, 99), fonts)
    assert caught.value.findings[0].where == "small/headline"


@pytest.mark.parametrize("condition", ["nobody", "count +", "count + headline > 1", "1 / 0"])
def test_a_condition_that_cannot_be_judged_names_its_element(condition: str, fonts: FontBook) -> None:
    with pytest.raises(InvalidContent) as caught:
        placed(look([words("headline", (0, 0, 99, 99), "x", when=condition)], 99, 99), fonts)
    assert caught.value.findings[0].where == "small/headline/when"


@pytest.mark.parametrize("nickname", ["Ming", "", "Ming ", "  ", "\u200b"])
def test_every_span_keeps_its_own_colour_whatever_stands_before_it(nickname: str, fonts: FontBook) -> None:
    text = words("t", (0, 0, 900, 40), "{{ nickname }}")
    spans = tuple(replace(text.spans[0], text=part) for part in ("{{ nickname }}", " longsfor ", "now"))
    (item,) = placed(look([replace(text, spans=spans)], 900, 40), fonts, content(nickname=nickname)).texts()
    shown = {"longsfor": "1" * 8, "now": "222", "Ming": "0000"}
    expected = "".join(shown[word] for word in (nickname.strip(" \u200b"), "longsfor", "now") if word)
    assert "".join(str(glyph.ink) for glyph in item.fitted.glyphs) == expected


def test_what_was_given_up_for_a_text_is_a_warning_that_names_its_element(fonts: FontBook) -> None:
    template = look([words("person", (0, 0, 100, 20), "{{ nickname }}")], 100, 20)
    assert placed(template, fonts).warnings() == ()
    (cut,) = placed(template, fonts, content(nickname="Ming " * 50)).warnings()
    assert (cut.element, cut.kind) == ("person", "truncated")
    (gap,) = placed(template, fonts, content(nickname="𒀀")).warnings()
    assert (gap.element, gap.kind) == ("person", "missing-glyph")
    assert "𒀀" in gap.detail


def test_a_look_without_a_place_for_a_picture_of_the_person_says_so(fonts: FontBook) -> None:
    template = look([words("headline", (0, 0, 300, 60), "{{ headline }}")], 300, 60)
    made = placed(template, fonts, replace(content(), avatar=b"a picture"))
    assert [(gap.element, gap.kind) for gap in made.warnings()] == [("avatar", "not-shown")]
    assert placed(template, fonts).warnings() == ()

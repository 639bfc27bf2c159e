"""A long picture is as high as its texts need it, and says why when it cannot be."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from postergen.errors import InvalidContent
from postergen.rendering.content import PosterContent
from postergen.rendering.fonts import FontBook
from postergen.rendering.long import MOST_HEIGHT, lay_out_long, paint_long
from postergen.rendering.paint import Painter
from postergen.rendering.placed import PlacedArtwork
from postergen.rendering.renderer import Renderer
from postergen.rendering.template import Format, LongForm, PosterTemplate, Section
from postergen.rendering.typography import Box

from .small_looks import WHITE, as_letters, content, look, picture, words
from .test_encode import LABEL

SENTENCE = "Noodles on Sunday, and again on Monday. "


def long_look(height: int = 80) -> PosterTemplate:
    """A ground as high as its section, a text that grows, and something below it."""
    page = Format(
        "page",
        200,
        height,
        WHITE,
        (
            picture("ground", (0, 0, 0, 0), "blue.svg"),
            words("headline", (0, 10, 200, 30), "{{ headline }}"),
            picture("below", (0, 50, 200, 10)),
        ),
    )
    end = Format("end", 200, 10, WHITE, (picture("last", (0, 0, 0, 0)),))
    form = LongForm(200, WHITE, {"page": Section(page, ("headline",)), "end": Section(end)})
    return replace(look([], 200, 80), sheets=("page", "end"), long=form)


def of(sheet: str, headline: str = "Noodles") -> PosterContent:
    return replace(content(headline=headline), sheet=sheet)


def test_sections_stand_below_each_other_in_the_order_of_the_posters(fonts: FontBook) -> None:
    found = lay_out_long(long_look(), [of("page"), of("end"), of("page")], fonts)
    assert [layout.format.height for _, layout in found.sections] == [80, 10, 80]
    assert (found.width, found.height) == (200, 170)
    image = paint_long(Painter(fonts), found)
    assert image.size == (200, 170)
    rows = [row[199] for row in as_letters(image)]
    assert "".join(rows) == "B" * 50 + "R" * 10 + "B" * 20 + "R" * 10 + "B" * 50 + "R" * 10 + "B" * 20


def test_a_section_grows_by_what_its_text_needs_and_what_is_below_moves_down(fonts: FontBook) -> None:
    found = lay_out_long(long_look(), [of("page", SENTENCE * 4)], fonts)
    (_, layout), *_ = found.sections
    (text,) = layout.texts()
    more = found.height - 80
    assert more > 40
    assert (text.fitted.truncated, text.fitted.size) == (False, 20)
    assert text.fitted.extent.bottom <= 40 + more
    ground, below = (item for item in layout.items if isinstance(item, PlacedArtwork))
    assert ground.box == Box(0, 0, 200, 80 + more)
    assert below.box == Box(0, 50 + more, 200, 10)


def test_a_picture_that_gets_too_high_is_refused_with_its_height(fonts: FontBook) -> None:
    with pytest.raises(InvalidContent, match=f"is 12040 px high, and a long picture has at most {MOST_HEIGHT}"):
        lay_out_long(long_look(6020), [of("page"), of("page")], fonts)
    assert lay_out_long(long_look(6000), [of("page"), of("page")], fonts).height == MOST_HEIGHT


def test_a_look_without_the_section_of_a_poster_says_which_it_has(fonts: FontBook) -> None:
    with pytest.raises(InvalidContent, match=r"has no section 'cover'.*sections: page, end"):
        lay_out_long(long_look(), [of("page"), of("cover")], fonts)
    with pytest.raises(InvalidContent, match="has no long picture"):
        lay_out_long(look([], 10, 10), [of("page")], fonts)


@pytest.mark.parametrize("extension", ["jpg", "png", "webp"])
def test_the_highest_picture_is_written_in_every_file_that_holds_one(extension: str, renderer: Renderer) -> None:
    tall = long_look(6000)
    made = renderer.render_long(tall, [of("page"), of("page")], extension=extension, label=LABEL)
    with Image.open(io.BytesIO(made.data)) as image:
        assert image.size == (200, MOST_HEIGHT)
        red, _, _ = image.convert("RGB").getpixel((190, 6055))  # type: ignore[misc]
        assert red > 240


def test_no_other_file_holds_one(renderer: Renderer) -> None:
    with pytest.raises(InvalidContent, match="it comes as jpg, png, webp"):
        renderer.render_long(long_look(), [of("page")], extension="pdf", label=LABEL)

"""A cover moves only where something lies over the poster, says what it is, and takes no more bytes than it may."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from postergen.errors import InvalidContent
from postergen.rendering import cover
from postergen.rendering.content import PosterContent
from postergen.rendering.renderer import Renderer
from postergen.rendering.template import CoverFrame, MovingCover, PosterTemplate

from .small_looks import content, look, picture, words
from .test_encode import LABEL


def moving_look() -> PosterTemplate:
    """Red flakes, one in each of six frames, fall over a poster."""
    frames = tuple(CoverFrame(100, (picture("flake", (40 * n, 100 * n, 40, 40)),)) for n in range(6))
    still = look([words("headline", (0, 0, 300, 40), "{{ headline }}")], 1080, 1920)
    return replace(still, sheets=("cover",), moving=MovingCover("cover", "story", frames))


def front() -> PosterContent:
    return replace(content(), sheet="cover")


@pytest.mark.parametrize("extension", ["webp", "gif"])
def test_every_frame_is_the_poster_with_what_lies_over_it(extension: str, renderer: Renderer) -> None:
    made = renderer.render_moving(moving_look(), front(), extension=extension, label=LABEL)
    assert made.media_type == f"image/{extension}"
    with Image.open(io.BytesIO(made.data)) as image:
        assert (image.size, getattr(image, "n_frames", 1), image.info.get("loop")) == ((540, 960), 6, 0)
        for number in range(6):
            image.seek(number)
            red, green, _ = image.convert("RGB").getpixel((20 * number + 10, 50 * number + 10))  # type: ignore[misc]
            assert (red > 200, green < 60) == (True, True), f"frame {number}"
    assert b"BT0123456789ABC" in made.data, "its label"


def test_the_same_poster_gives_the_same_bytes(renderer: Renderer) -> None:
    first, again = (renderer.render_moving(moving_look(), front(), extension="gif", label=LABEL) for _ in range(2))
    assert first.data == again.data


def test_a_cover_that_takes_too_much_is_refused(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover, "MOST_BYTES", 500)
    with pytest.raises(InvalidContent, match=r"takes [\d,]+ bytes, and may take 500"):
        renderer.render_moving(moving_look(), front(), extension="webp", label=LABEL)


def test_a_poster_of_another_sheet_does_not_move(renderer: Renderer) -> None:
    with pytest.raises(InvalidContent, match="has no moving cover for ''"):
        renderer.render_moving(moving_look(), content(), extension="gif", label=LABEL)

"""A sticker stands on nothing, with a rim around it, and says its line in the fonts of posters."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from postergen.adapters.content.figure_files import read_figures
from postergen.config import CONTENT
from postergen.rendering.figure import Figure, Outline
from postergen.rendering.fonts import FontBook
from postergen.rendering.sticker import StickerPainter, fitted, outlined

GROUNDS = {"white": (255, 255, 255), "chat green": (149, 236, 105), "dark": (17, 27, 33)}


@pytest.fixture(scope="module")
def figures(fonts: FontBook) -> dict[str, Figure]:
    return read_figures(CONTENT / "templates/stickers", fonts.families, [])


@pytest.fixture(scope="module")
def painter(fonts: FontBook) -> StickerPainter:
    return StickerPainter(fonts)


def test_every_frame_of_every_movement_stands_on_nothing_and_leaves_room_at_the_edge(
    figures: dict[str, Figure], painter: StickerPainter
) -> None:
    for figure in figures.values():
        for movement in figure.movements:
            for number, frame in enumerate(painter.frames(figure, movement, "到家吃面", "zh-CN", 120), start=1):
                alpha = np.asarray(frame)[..., 3]
                edge = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
                assert edge.max() < 128, f"{figure.id}.{movement} frame {number} reaches the edge"
                assert 0.2 < (alpha > 128).mean() < 0.8


def test_its_edge_is_its_rim_on_any_ground(figures: dict[str, Figure], painter: StickerPainter) -> None:
    still = painter.still(figures["mug"], "wink", "放心", "zh-CN", 240)
    pixels = np.asarray(still)
    solid = pixels[..., 3] >= 128
    inner = solid.copy()
    for axis in (0, 1):
        for step in (-1, 1):
            inner &= np.roll(solid, step, axis)
    rim = pixels[solid & ~inner][:, :3]
    assert rim.min() > 235  # white, nothing of what is drawn, and no grey


def test_what_is_drawn_solid_is_the_colour_that_it_was_drawn_in(
    figures: dict[str, Figure], painter: StickerPainter
) -> None:
    still = painter.still(figures["mug"], "wink", "", "zh-CN")
    assert still.getpixel((254, 320)) == (44, 95, 158, 255)  # the blue foot of the mug
    assert still.getpixel((2, 2))[3] == 0  # type: ignore[index]


def test_a_line_is_set_as_on_posters_and_is_in_every_frame(figures: dict[str, Figure], painter: StickerPainter) -> None:
    layout = painter.lay_out(figures["noodles"], "wave", 3, "to be continued after tea", "en")
    (text,) = layout.texts()
    assert text.fitted.lines == ("to be continued", "after tea")
    assert not text.fitted.truncated


def test_without_a_line_there_is_the_figure_alone_as_large_as_fits(
    figures: dict[str, Figure], painter: StickerPainter
) -> None:
    icon = painter.alone(figures["cat"], "tail", 50)
    box = icon.getbbox()
    assert icon.size == (50, 50)
    assert box is not None
    assert max(box[2] - box[0], box[3] - box[1]) >= 44


def test_a_banner_has_a_ground(figures: dict[str, Figure], painter: StickerPainter) -> None:
    banner = painter.banner([(figures["mug"], "wink"), (figures["cat"], "tail")], (750, 400), (242, 178, 122))
    assert (banner.mode, banner.size) == ("RGB", (750, 400))
    assert banner.getpixel((1, 1)) == (242, 178, 122)


def test_a_rim_is_as_wide_all_around_as_it_says() -> None:
    dot = Image.new("RGBA", (41, 41))
    dot.putpixel((20, 20), (200, 0, 0, 255))
    ringed = outlined(dot, Outline(8, (255, 255, 255)), 1.0)
    assert ringed.getbbox() == (12, 12, 29, 29)
    assert ringed.getpixel((20, 20)) == (200, 0, 0, 255)
    assert outlined(dot, Outline(0, (255, 255, 255)), 1.0) is dot


def test_what_is_fitted_keeps_its_proportions() -> None:
    wide = Image.new("RGBA", (100, 100))
    wide.paste((9, 9, 9, 255), (10, 40, 90, 60))
    assert fitted(wide, (40, 40), 0.0).getbbox() == (0, 15, 40, 25)
    assert fitted(wide, (40, 40), 0.0, bottom=True).getbbox() == (0, 30, 40, 40)

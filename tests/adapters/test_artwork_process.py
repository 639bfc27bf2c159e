"""Large artwork is drawn in a process of its own: the same to the byte, and nobody stands still meanwhile."""

from __future__ import annotations

import time
from threading import Thread

import pytest

from postergen.adapters import artwork_process
from postergen.adapters.artwork_process import svg_to_png_beside
from postergen.errors import InvalidContent, Unavailable
from postergen.rendering.paint import rasterise
from postergen.rendering.svg import svg_to_png

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
SVG = f'{HEAD}<circle cx="50" cy="50" r="40" fill="#c00"/></svg>'
BLURRED = f'{HEAD}<filter id="b"><feGaussianBlur stdDeviation="9"/></filter>' + (
    '<g filter="url(#b)"><circle cx="50" cy="50" r="40" fill="#c00"/></g>' * 3 + "</svg>"
)
LARGE = (800, 600)


@pytest.mark.parametrize("size", [(80, 60), LARGE])
def test_it_is_the_same_picture(size: tuple[int, int]) -> None:
    assert svg_to_png_beside(SVG, size) == svg_to_png(SVG, size)


def test_what_is_no_svg_is_said_to_be_none() -> None:
    with pytest.raises(InvalidContent, match="no SVG that can be drawn"):
        rasterise(b"<svg", LARGE, svg_to_png_beside)


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artwork_process, "PATIENCE", 0.001)
    with pytest.raises(Unavailable, match="more than"):
        svg_to_png_beside(SVG, LARGE)


def test_others_go_on_meanwhile() -> None:
    drawing = Thread(target=svg_to_png_beside, args=(BLURRED, (1200, 1200)))
    drawing.start()
    steps = 0
    while drawing.is_alive():
        time.sleep(0.01)
        steps += 1
    assert steps > 10

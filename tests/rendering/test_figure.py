"""A figure's frames are formats of a template, and a frame that changes nothing is found."""

from __future__ import annotations

from postergen.rendering.figure import Frame, Movement, alike, form_name
from postergen.rendering.template import ArtworkElement, BoxSpec, Format


def form(number: int, right: float) -> Format:
    shown = (ArtworkElement("pot", BoxSpec(right, 0, 10, 10), "pot.svg"),)
    return Format(form_name("hop", number), 512, 512, (255, 255, 255), shown)


def test_frames_like_the_one_before_are_named() -> None:
    places = (0, 5, 5, 5, 0, 0)
    forms = {form_name("hop", n): form(n, right) for n, right in enumerate(places, start=1)}
    movement = Movement("hop", 1, tuple(Frame(name, 100) for name in forms))
    assert list(alike(forms, movement)) == [3, 4, 6]
    assert movement.ms == 600

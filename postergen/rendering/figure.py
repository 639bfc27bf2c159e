"""A figure, as values: a template whose formats are the frames of its movements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from postergen.rendering.template import Color, Format, PosterTemplate

SIDE = 512  # px: a figure is drawn in a square of this many
FEWEST_FRAMES, MOST_FRAMES = 6, 24


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a movement: the format of the template that it is, and how long it stands, in milliseconds."""

    form: str
    ms: int


@dataclass(frozen=True, slots=True)
class Movement:
    """What a figure does; ``still`` is the number, from 1, of the frame that stands for it where nothing moves."""

    name: str
    still: int
    frames: tuple[Frame, ...]

    @property
    def ms(self) -> int:
        """How long it takes, from the first frame to the first frame again."""
        return sum(frame.ms for frame in self.frames)


@dataclass(frozen=True, slots=True)
class Outline:
    """The rim around all that is drawn, so that it stands on any ground: ``width`` in pixels of `SIDE`."""

    width: float
    color: Color


@dataclass(frozen=True)
class Figure:
    """Somebody who says a line: a template of its own kind."""

    template: PosterTemplate
    outline: Outline
    movements: Mapping[str, Movement]

    @property
    def id(self) -> str:
        return self.template.id

    def frame(self, movement: str, number: int) -> Format:
        """One frame, from 1, as what it is to layout and paint: a format."""
        return self.template.formats[self.movements[movement].frames[number - 1].form]


def form_name(movement: str, number: int) -> str:
    """What the format of a frame is called."""
    return f"{movement}.{number}"


def alike(forms: Mapping[str, Format], movement: Movement) -> Iterator[int]:
    """The numbers of frames that show what the frame before them shows."""
    number = 0
    for _, same in groupby(movement.frames, key=lambda frame: forms[frame.form].elements):
        count = len(list(same))
        yield from range(number + 2, number + count + 1)
        number += count

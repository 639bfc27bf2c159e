"""The shape of a frame of what moves: which elements it shows, where, and for how long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, TypeVar

from pydantic import Field, FiniteFloat

from postergen.adapters.content.element_files import Path, Resolver
from postergen.adapters.content.file_shapes import FileModel
from postergen.rendering.template import ArtworkElement, BoxSpec, TextElement
from postergen.rendering.typography import Box

Shown = TypeVar("Shown", ArtworkElement, TextElement | ArtworkElement)


class FrameFile(FileModel):
    """One picture of a movement."""

    ms: Annotated[int, Field(ge=40, le=3000, multiple_of=10, description="how long it stands; GIF counts in 10 ms")]
    show: Annotated[list[str], Field(min_length=1, description="ids of elements, as they are drawn, the lowest first")]
    move: Annotated[
        dict[str, tuple[FiniteFloat, FiniteFloat]],
        Field(default_factory=dict, description="how far an element stands from its box: right and down, pixels"),
    ]


def shown(
    frame: FrameFile, elements: Mapping[str, Shown], outer: Box, path: Path, resolver: Resolver
) -> Iterator[Shown]:
    """What a frame shows, where it stands in it."""
    for i, name in enumerate(frame.show):
        if name not in elements:
            resolver.note((*path, "show", i), f"there is no element {name!r}", f"elements: {', '.join(elements)}")
        elif name in frame.show[:i]:
            resolver.note((*path, "show", i), f"shows {name!r} twice", "name it once, where it is drawn")
        else:
            right, down = frame.move.get(name, (0.0, 0.0))
            element = elements[name]
            box = element.box.within(outer)
            yield replace(element, box=BoxSpec(box.x + right, box.y + down, box.width, box.height))
    for name in frame.move:
        if name not in frame.show:
            resolver.note((*path, "move", name), f"moves {name!r}, which it does not show", "add it to show")

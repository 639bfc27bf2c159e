"""Draw SVG by resvg. Nothing else is imported here: a process that draws one picture starts at once."""

from __future__ import annotations

from collections.abc import Callable

import resvg_py

SvgToPng = Callable[[str, tuple[int, int]], bytes]


def svg_to_png(svg: str, size: tuple[int, int]) -> bytes:
    """A drawing so many pixels wide and high; its root says how it is fitted in. No fonts are loaded.

    Raises:
        ValueError: it is no SVG that can be drawn.

    The interpreter is held meanwhile: every other thread stands still, for a sheet of paper up to many seconds.
    """
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=size[0], height=size[1], skip_system_fonts=True))

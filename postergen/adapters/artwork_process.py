"""Draw large artwork beside the server: resvg holds the interpreter while it draws, and scans would stand still.

Each drawing has a process of its own, which is there a tenth of a second later and gives all its memory back. What was
drawn is kept (`tile_store`), so there are a few dozen of them in the life of a release.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys

from postergen.errors import Unavailable
from postergen.rendering.svg import svg_to_png

log = logging.getLogger(__name__)

SMALL = 250_000  # pixels, which are drawn in hundredths of a second
PATIENCE = 120.0  # seconds that one drawing may take
NICENESS = 5  # scans and health come first
IS_NO_SVG = 3  # exit code; the reason stands on standard error
COMMAND = [sys.executable, "-m", "postergen.adapters.artwork_process"]


def svg_to_png_beside(svg: str, size: tuple[int, int]) -> bytes:
    """As `svg_to_png`; `Unavailable` when it takes too long."""
    if size[0] * size[1] <= SMALL:
        return svg_to_png(svg, size)
    try:
        done = subprocess.run(
            [*COMMAND, *map(str, size)], input=svg.encode(), capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as exc:
        raise Unavailable("artwork", f"takes more than {PATIENCE:.0f} s to draw") from exc
    except OSError as exc:
        log.warning("artwork is drawn in this process: none can be started beside it (%s)", exc)
        return svg_to_png(svg, size)
    if done.returncode == IS_NO_SVG:
        raise ValueError(done.stderr.decode(errors="replace").strip())
    if done.returncode:
        raise Unavailable("artwork", f"the process that drew it ended with {done.returncode}: is there enough memory?")
    return done.stdout


def main() -> None:
    """Draw what comes on standard input, so many pixels wide and high."""
    os.nice(NICENESS)
    width, height = map(int, sys.argv[1:])
    try:
        png = svg_to_png(sys.stdin.buffer.read().decode(), (width, height))
    except ValueError as exc:
        sys.stderr.write(str(exc))
        sys.exit(IS_NO_SVG)
    sys.stdout.buffer.write(png)


if __name__ == "__main__":
    main()

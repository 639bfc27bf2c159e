"""A cover that moves: a poster, with something drawn over it in every frame."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

from PIL import Image

from postergen.errors import Finding, InvalidContent
from postergen.rendering.encode import Label
from postergen.rendering.moving import WEBP_METHOD, Effort, Moving, fit, gif
from postergen.rendering.paint import Painter
from postergen.rendering.placed import Layout, PlacedArtwork
from postergen.rendering.template import MovingCover, PosterTemplate

COVER_WIDTH = 540  # px: half of a story, sharp on a phone in the width of a chat
MOST_BYTES = 3_000_000
LANCZOS = Image.Resampling.LANCZOS


def cover_frames(painter: Painter, template: PosterTemplate, cover: MovingCover, layout: Layout) -> Moving:
    """The poster once, and each frame over it (RGBA, `COVER_WIDTH` wide)."""
    still, canvas = painter.paint(template, layout), layout.format.canvas
    size = (COVER_WIDTH, round(COVER_WIDTH * canvas.height / canvas.width))
    frames = []
    for frame in cover.frames:
        image = still.copy()
        over = [PlacedArtwork(one.id, one.file, one.box.within(canvas)) for one in frame.artwork]
        painter.draw(image, template, over)
        frames.append(image.resize(size, LANCZOS).convert("RGBA"))
    return Moving(frames, [frame.ms for frame in cover.frames])


def write_cover(moving: Moving, extension: str, label: Label, where: str) -> bytes:
    """The file with its label, in at most `MOST_BYTES`; ``extension`` is a key of `COVER_FILES`.

    Raises:
        InvalidContent: it takes more at the least effort, too.
    """
    _, write = COVER_FILES[extension]
    found = fit(lambda effort: write(moving.every(effort.every), effort, label), MOST_BYTES)
    if len(found.data) > MOST_BYTES:
        problem = f"the moving cover takes {len(found.data):,} bytes, and may take {MOST_BYTES:,}"
        raise InvalidContent([Finding(where, problem, "move less of it, in fewer frames")])
    return found.data


def _webp(moving: Moving, effort: Effort, label: Label) -> bytes:
    out = io.BytesIO()
    first, *others = [frame.convert("RGB") for frame in moving.frames]
    settings = {"duration": list(moving.ms), "loop": 0, "quality": effort.quality, "method": WEBP_METHOD}
    first.save(out, "WEBP", save_all=True, append_images=others, xmp=label.xmp(), **settings)
    return out.getvalue()


def _gif(moving: Moving, effort: Effort, label: Label) -> bytes:
    """With the label as an application extension (XMP specification, part 3, 1.1.2)."""
    data = gif(moving, effort)
    before = data.index(b"!\xff\x0bNETSCAPE2.0")
    return data[:before] + b"".join(_xmp_blocks(label.xmp())) + data[before:]


def _xmp_blocks(packet: bytes) -> Iterator[bytes]:
    """The packet as it is, and a trailer that leads any reader of blocks to their end."""
    yield b"!\xff\x0bXMP DataXMP" + packet
    yield b"\x01" + bytes(range(255, -1, -1)) + b"\0"


COVER_FILES: dict[str, tuple[str, Callable[[Moving, Effort, Label], bytes]]] = {
    "webp": ("image/webp", _webp),
    "gif": ("image/gif", _gif),
}

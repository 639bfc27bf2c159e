"""Write pictures that move: GIF, WebP and PNG, and still ones on nothing.

GIF: a pixel is there or not, times count in hundredths of a second, and a frame may clear the rectangle that it drew
before the next one is drawn (GIF89a, 23, "disposal method"). What of a frame is as it was is left out, and what will
have gone in the next is cleared, so that one table of colours serves all frames and nothing is drawn twice.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image

SOLID = 128  # alpha from which on a pixel is there, where it is there or not
KEEP, CLEAR = 1, 2  # disposal methods
WEBP_METHOD = 4  # 6 takes three times as long for a fiftieth fewer bytes

Indexes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Effort:
    """What a file may take: ``colors`` of a table (1 more is nothing), ``quality`` from 0 to 100, every nth frame."""

    colors: int = 255
    quality: int = 90
    every: int = 1


# From what nobody sees to what everybody does.
EFFORTS = (
    Effort(255, 90),
    Effort(127, 80),
    Effort(63, 65),
    Effort(31, 50),
    Effort(63, 65, every=2),
    Effort(31, 40, every=2),
    Effort(15, 30, every=2),
)


@dataclass(frozen=True, slots=True)
class Moving:
    """Frames (RGBA, of one size), and how long each stands, in milliseconds: multiples of ten."""

    frames: Sequence[Image.Image]
    ms: Sequence[int]

    def every(self, step: int) -> Moving:
        """Fewer frames that take as long together."""
        starts = range(0, len(self.frames), step)
        return Moving([self.frames[i] for i in starts], [sum(self.ms[i : i + step]) for i in starts])


def gif(moving: Moving, effort: Effort) -> bytes:
    """For ever, on nothing."""
    indexes, table = _indexed(moving.frames, effort.colors)
    height, width = indexes[0].shape
    bits = max(1, (len(table) // 3 - 1).bit_length())
    out = io.BytesIO()
    out.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF0 | (bits - 1), 0, 0))
    out.write(table.ljust(3 << bits, b"\0"))
    out.write(b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0")
    nothing = len(table) // 3 - 1
    for part, (left, top), disposal, ms in _steps(indexes, moving.ms, nothing):
        picture = Image.fromarray(part, "P")
        for block in GifImagePlugin.getdata(
            picture, (left, top), transparency=nothing, duration=ms, disposal=disposal, include_color_table=False
        ):
            out.write(block)
    out.write(b";")
    return out.getvalue()


def _indexed(frames: Sequence[Image.Image], colors: int) -> tuple[list[Indexes], bytes]:
    """Every frame in colours of one table, whose last one is nothing."""
    there = [np.asarray(frame)[..., 3] >= SOLID for frame in frames]
    opaque = np.vstack([np.asarray(frame)[..., :3][mask] for frame, mask in zip(frames, there, strict=True)])
    if not len(opaque):
        opaque = np.zeros((1, 3), np.uint8)
    chosen = Image.fromarray(opaque[None], "RGB").quantize(colors, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    table = bytes(chosen.getpalette() or ())[: 3 * (int(np.asarray(chosen).max()) + 1)]
    nothing, flat = len(table) // 3, np.asarray(chosen)[0]
    indexes, at = [], 0
    for mask in there:
        index = np.full(mask.shape, nothing, np.uint8)
        index[mask] = flat[at : at + int(mask.sum())]
        at += int(mask.sum())
        indexes.append(index)
    return indexes, table + b"\0\0\0"


def _steps(
    frames: Sequence[Indexes], ms: Sequence[int], nothing: int
) -> Iterator[tuple[Indexes, tuple[int, int], int, int]]:
    """Of each frame what has to be drawn, where, and whether it is cleared. The last one clears everything, for a
    reader that begins again may draw over what it finds."""
    canvas = np.full_like(frames[0], nothing)
    for number, frame in enumerate(frames):
        is_last = number + 1 == len(frames)
        going = np.ones_like(frame, bool) if is_last else (frame != nothing) & (frames[number + 1] == nothing)
        changed = frame != canvas
        rows, columns = (np.flatnonzero((changed | going).any(axis=axis)) for axis in (1, 0))
        top, bottom = (int(rows[0]), int(rows[-1]) + 1) if len(rows) else (0, 1)
        left, right = (int(columns[0]), int(columns[-1]) + 1) if len(columns) else (0, 1)
        box = np.s_[top:bottom, left:right]
        part = np.where(changed[box], frame[box], nothing).astype(np.uint8)
        yield part, (left, top), CLEAR if going.any() else KEEP, ms[number]
        canvas = frame.copy()
        if going.any():
            canvas[box] = nothing


def webp(moving: Moving, effort: Effort) -> bytes:
    """For ever, on nothing; libwebp keeps what does not change."""
    out = io.BytesIO()
    moving.frames[0].save(
        out,
        "WEBP",
        save_all=True,
        append_images=list(moving.frames[1:]),
        duration=list(moving.ms),
        loop=0,
        quality=effort.quality,
        alpha_quality=100,
        method=WEBP_METHOD,
    )
    return out.getvalue()


def apng(moving: Moving, effort: Effort) -> bytes:
    """For ever, on nothing; each frame takes the place of what it covers (APNG, blend 0)."""
    frames = [_reduced(frame, effort) for frame in moving.frames]
    out = io.BytesIO()
    frames[0].save(
        out,
        "PNG",
        save_all=True,
        append_images=frames[1:],
        duration=list(moving.ms),
        loop=0,
        disposal=0,
        blend=0,
    )
    return out.getvalue()


def png(image: Image.Image, effort: Effort) -> bytes:
    """A still picture; with fewer colours where it may not take as much."""
    out = io.BytesIO()
    _reduced(image, effort).save(out, "PNG", optimize=True)
    return out.getvalue()


def still_gif(image: Image.Image, effort: Effort) -> bytes:
    """A GIF of one frame, for those who take nothing else."""
    return gif(Moving([image], [0]), effort)


def still_webp(image: Image.Image, effort: Effort) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=effort.quality, method=WEBP_METHOD)
    return out.getvalue()


def jpeg(image: Image.Image, effort: Effort) -> bytes:
    """A picture that has a ground."""
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=effort.quality, optimize=True)
    return out.getvalue()


def _reduced(image: Image.Image, effort: Effort) -> Image.Image:
    """All colours, unless there is to be less of everything."""
    if effort == EFFORTS[0]:
        return image
    return image.quantize(effort.colors + 1, Image.Quantize.FASTOCTREE).convert("RGBA")


@dataclass(frozen=True, slots=True)
class MovingFormat:
    media_type: str
    write: Callable[[Moving, Effort], bytes]


@dataclass(frozen=True, slots=True)
class StillFormat:
    media_type: str
    write: Callable[[Image.Image, Effort], bytes]


MOVING_FORMATS = {
    "gif": MovingFormat("image/gif", gif),
    "webp": MovingFormat("image/webp", webp),
    "apng": MovingFormat("image/apng", apng),
}
STILL_FORMATS = {
    "png": StillFormat("image/png", png),
    "gif": StillFormat("image/gif", still_gif),
    "webp": StillFormat("image/webp", still_webp),
    "jpg": StillFormat("image/jpeg", jpeg),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What a finished file is, read back from its bytes; ``ms`` is 0 for one that stands still, ``is_cut`` means that
    something of a frame reaches the edge of the picture."""

    width: int
    height: int
    frames: int
    ms: int
    has_ground: bool
    is_cut: bool


def measured(data: bytes) -> Measured:
    """Read a picture of ours back."""
    with Image.open(io.BytesIO(data)) as image:
        count = getattr(image, "n_frames", 1)
        ms, alphas = 0, []
        for number in range(count):
            image.seek(number)
            alphas.append(np.asarray(image.convert("RGBA"))[..., 3])
            ms += int(image.info.get("duration", 0)) if count > 1 else 0
        has_ground = bool(alphas[0].min() == 255)
        is_cut = any(edge.max() >= SOLID for a in alphas for edge in (a[0], a[-1], a[:, 0], a[:, -1]))
        return Measured(image.width, image.height, count, ms, has_ground, is_cut)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A file that is small enough, and the number in `EFFORTS` of what it took."""

    data: bytes
    effort: int


def fit(write: Callable[[Effort], bytes], most_bytes: int) -> Fitted:
    """The best file of at most so many bytes; the smallest one where all are larger."""
    written = b""
    for number, effort in enumerate(EFFORTS):
        written = write(effort)
        if len(written) <= most_bytes:
            return Fitted(written, number)
    return Fitted(written, len(EFFORTS) - 1)

"""Files that move are read by others as they were drawn: frames, times, and nothing where nothing is."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from postergen.rendering.moving import (
    EFFORTS,
    MOVING_FORMATS,
    STILL_FORMATS,
    Effort,
    Moving,
    fit,
    gif,
    measured,
)

SIDE = 48
RED, BLUE = (200, 40, 30, 255), (40, 70, 160, 255)
needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


def frame(*dots: tuple[int, int, tuple[int, int, int, int]]) -> Image.Image:
    image = Image.new("RGBA", (SIDE, SIDE))
    for x, y, color in dots:
        image.paste(color, (x, y, x + 12, y + 12))
    return image


# One stays, one comes, moves over what was there, and goes again.
FRAMES = [
    frame((4, 4, RED)),
    frame((4, 4, RED), (30, 30, BLUE)),
    frame((4, 4, RED), (24, 30, BLUE)),
    frame((4, 4, BLUE)),
    frame((30, 4, RED), (30, 30, BLUE)),
    frame((4, 4, RED), (30, 30, BLUE)),
]
MOVING = Moving(FRAMES, [100, 50, 120, 80, 40, 700])


def read_by_pillow(data: bytes) -> list[Image.Image]:
    with Image.open(io.BytesIO(data)) as image:
        found = []
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            found.append(image.convert("RGBA"))
    return found


def read_by_ffmpeg(data: bytes, extension: str, folder: Path) -> list[Image.Image]:
    path = folder / f"one.{extension}"
    path.write_bytes(data)
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-fps_mode", "passthrough", str(folder / "%03d.png")]
    subprocess.run(command, check=True)
    return [Image.open(one).convert("RGBA") for one in sorted(folder.glob("*.png"))]


def same(found: Sequence[Image.Image], expected: Sequence[Image.Image], off: int = 0) -> bool:
    """Whether all pixels that are there are alike, and none is where nothing was drawn."""
    if len(found) != len(expected):
        return False
    for one, other in zip(found, expected, strict=True):
        a, b = np.asarray(one).astype(int), np.asarray(other).astype(int)
        there = b[..., 3] > 0
        if ((a[..., 3] > 127) != there).any() or (there.any() and np.abs(a[there] - b[there]).max() > off):
            return False
    return True


@pytest.mark.parametrize(("extension", "off"), [("gif", 0), ("apng", 0), ("webp", 60)])
def test_frames_come_back_as_they_were_drawn(extension: str, off: int) -> None:
    data = MOVING_FORMATS[extension].write(MOVING, EFFORTS[0])
    assert same(read_by_pillow(data), FRAMES, off)
    found = measured(data)
    assert (found.width, found.height, found.frames, found.ms) == (SIDE, SIDE, 6, 1090)
    assert not found.has_ground
    assert not found.is_cut


@needs_ffmpeg
@pytest.mark.parametrize("extension", ["gif", "apng"])
def test_another_reader_sees_the_same(extension: str, tmp_path: Path) -> None:
    assert same(read_by_ffmpeg(MOVING_FORMATS[extension].write(MOVING, EFFORTS[0]), extension, tmp_path), FRAMES)


def test_a_gif_repeats_for_ever_and_ends_with_nothing_on_the_screen() -> None:
    data = gif(MOVING, EFFORTS[0])
    assert b"NETSCAPE2.0\x03\x01\x00\x00\x00" in data
    with Image.open(io.BytesIO(data)) as image:
        image.seek(5)
        assert image.disposal_method == 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("extension", list(MOVING_FORMATS))
def test_the_same_frames_are_the_same_bytes(extension: str) -> None:
    write = MOVING_FORMATS[extension].write
    assert write(MOVING, EFFORTS[3]) == write(MOVING, EFFORTS[3])


@pytest.mark.parametrize("extension", list(STILL_FORMATS))
def test_a_still_picture_stands_still(extension: str) -> None:
    found = measured(STILL_FORMATS[extension].write(FRAMES[1], EFFORTS[0]))
    assert (found.width, found.height, found.frames, found.ms) == (SIDE, SIDE, 1, 0)
    assert found.has_ground is (extension == "jpg")


def test_what_reaches_the_edge_is_seen() -> None:
    cut = Moving([frame((4, 4, RED)), frame((SIDE - 12, 9, RED))], [50, 50])
    assert measured(gif(cut, EFFORTS[0])).is_cut


def test_fewer_frames_take_as_long() -> None:
    fewer = MOVING.every(2)
    assert (len(fewer.frames), list(fewer.ms)) == (3, [150, 200, 740])


def test_colours_are_as_few_as_was_said() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (SIDE, SIDE, 4), np.uint8)
    noise[..., 3] = 255
    data = gif(Moving([Image.fromarray(noise, "RGBA")] * 2, [50, 50]), Effort(colors=15))
    colors = {tuple(pixel) for pixel in np.asarray(read_by_pillow(data)[0]).reshape(-1, 4)}
    assert len(colors) <= 15


def test_a_file_is_made_smaller_until_it_fits() -> None:
    tried: list[Effort] = []

    def write(effort: Effort) -> bytes:
        tried.append(effort)
        return b"." * effort.colors

    found = fit(write, 100)
    assert (len(found.data), found.effort, tried) == (63, 2, list(EFFORTS[:3]))
    assert fit(write, 1).effort == len(EFFORTS) - 1

"""Parts of a JPEG that are encoded alone are the bytes of the whole."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image

from postergen.rendering.jpeg import EOI, QUALITY, encode_intervals, markers


def noise(width: int, height: int) -> Image.Image:
    """Every bit pattern turns up in noise, 0xFF with what looks like a marker behind it too."""
    return Image.frombytes("RGB", (width, height), random.Random(width * height).randbytes(width * height * 3))


@pytest.mark.parametrize(("width", "height", "blocks"), [(96, 24, 4), (96, 24, 12), (90, 21, 6), (8, 8, 1)])
def test_head_and_intervals_make_the_file(width: int, height: int, blocks: int) -> None:
    image, out = noise(width, height), io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, subsampling=0, restart_marker_blocks=blocks, xmp=b"<x/>")
    head, intervals = encode_intervals(image, blocks)
    tiles = [interval + marker for interval, marker in zip(intervals, markers(len(intervals)), strict=True)]
    assert b"".join((head.labelled(b"<x/>"), *tiles, EOI)) == out.getvalue()


def test_an_interval_is_the_same_wherever_it_stands() -> None:
    whole = noise(96, 16)
    _, intervals = encode_intervals(whole, 4)
    assert len(intervals) == 6
    for i, interval in enumerate(intervals):
        row, column = divmod(i, 3)
        alone = whole.crop((column * 32, row * 8, column * 32 + 32, row * 8 + 8))
        assert encode_intervals(alone, 4)[1] == [interval]


def test_markers_count_to_eight_and_none_is_after_the_last() -> None:
    assert [marker[1:].hex() for marker in markers(10)] == ["d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d0", ""]

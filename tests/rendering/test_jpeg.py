"""Parts of a JPEG that are encoded alone are the bytes of the whole."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image

from postergen.rendering.jpeg import EOI, QUALITY, closed, encode_intervals


def noise(width: int, height: int) -> Image.Image:
    """Every bit pattern turns up in noise, 0xFF with what looks like a marker behind it too."""
    return Image.frombytes("RGB", (width, height), random.Random(width * height).randbytes(width * height * 3))


@pytest.mark.parametrize(("width", "height", "blocks"), [(96, 24, 4), (96, 24, 12), (90, 21, 6), (8, 8, 1)])
def test_head_and_intervals_make_the_file(width: int, height: int, blocks: int) -> None:
    image, out = noise(width, height), io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, subsampling=0, restart_marker_blocks=blocks, xmp=b"<x/>")
    head, intervals = encode_intervals(image, blocks)
    tiles = [closed(interval, i) for i, interval in enumerate(intervals[:-1])]
    assert b"".join((head.labelled(b"<x/>"), *tiles, intervals[-1], EOI)) == out.getvalue()


def test_an_interval_is_the_same_wherever_it_stands() -> None:
    whole = noise(96, 16)
    _, intervals = encode_intervals(whole, 4)
    assert len(intervals) == 6
    for i, interval in enumerate(intervals):
        row, column = divmod(i, 3)
        alone = whole.crop((column * 32, row * 8, column * 32 + 32, row * 8 + 8))
        assert encode_intervals(alone, 4)[1] == [interval]


def test_markers_count_to_eight() -> None:
    assert [closed(b"", i)[1] for i in (0, 7, 8, 15)] == [0xD0, 0xD7, 0xD0, 0xD7]

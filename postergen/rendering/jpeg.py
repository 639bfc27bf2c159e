"""Encode parts of a picture alone, and put a file together from their bytes (ITU-T T.81).

With a restart marker after every n blocks the entropy-coded data falls into *intervals*: at each marker the predictors
start anew and the bits are padded to a byte (F.1.1.5, E.1.4), so an interval is the same bytes wherever it stands. Only
the number in the marker after it tells its place (RST0 to RST7, B.1.1.2). Without subsampling a block is 8 x 8 pixels.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from PIL import Image

QUALITY = 88
SMALL_QUALITY = 80  # of pictures that are looked at for a moment and not kept
BLOCK = 8  # pixels
SOI, EOI = b"\xff\xd8", b"\xff\xd9"
_START_OF_SCAN = 0xDA
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")  # in the data itself 0xFF is followed by 0x00 (B.1.1.5)
_XMP = b"http://ns.adobe.com/xap/1.0/\0"


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the data: ``first`` ends where a file's own segments may follow (JFIF stays first)."""

    first: bytes
    rest: bytes

    def labelled(self, xmp: bytes) -> bytes:
        """The head with an XMP packet in a segment of its own (ISO 16684-3, 1.1.3)."""
        size = len(xmp) + len(_XMP) + 2
        return b"".join((self.first, b"\xff\xe1", size.to_bytes(2, "big"), _XMP, xmp, self.rest))


def encode_intervals(image: Image.Image, blocks: int, quality: int = QUALITY) -> tuple[Head, list[bytes]]:
    """A picture as a head and its intervals of so many blocks, without the markers between them.

    The number of blocks in a row of the picture is a multiple of ``blocks``.
    """
    out = io.BytesIO()
    # 4:4:4, because colour subsampling frays the edges of coloured type
    image.save(out, "JPEG", quality=quality, subsampling=0, restart_marker_blocks=blocks)
    data = out.getvalue()
    start = _data_start(data)
    second = 2 + 2 + int.from_bytes(data[4:6], "big")  # after SOI and the JFIF segment
    return Head(data[:second], data[second:start]), _RESTART.split(data[start : -len(EOI)])


def markers(count: int) -> list[bytes]:
    """What follows each interval of a picture of so many: RST0 to RST7 in turn, and nothing after the last."""
    return [_IN_TURN[number % 8] for number in range(count - 1)] + [b""]


_IN_TURN = [bytes((0xFF, 0xD0 + number)) for number in range(8)]


def _data_start(data: bytes) -> int:
    """Where the entropy-coded data begins: after the header of the scan (B.2.3)."""
    at = len(SOI)
    while True:
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] == _START_OF_SCAN:
            return at + 2 + size
        at += 2 + size

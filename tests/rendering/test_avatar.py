"""Pictures of people: whatever comes in, a small clean square goes on."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from postergen.errors import InvalidBrief
from postergen.rendering.avatar import SIDE, take_in_avatar


def picture(width: int, height: int, kind: str = "JPEG", *, orientation: int = 1) -> bytes:
    """The upper half red, the lower half blue."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (0, height // 2, width, height))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "a camera that tells"
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(take_in_avatar(data)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_a_small_square_without_exif(kind: str) -> None:
    taken = opened(picture(900, 600, kind))
    assert (taken.format, taken.size) == ("WEBP", (SIDE, SIDE))
    assert len(taken.getexif()) == 0
    assert b"camera" not in take_in_avatar(picture(900, 600, kind))


def test_a_picture_stands_upright() -> None:
    taken = opened(picture(600, 600, orientation=3)).convert("RGB")  # upside down in the file
    red, _, blue = taken.getpixel((SIDE // 2, 10))  # type: ignore[misc]
    assert blue > 200 > red


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_stands_upright_too(kind: str) -> None:
    taken = opened(picture(3000, 4000, kind, orientation=3)).convert("RGB")
    red, _, blue = taken.getpixel((SIDE // 2, 10))  # type: ignore[misc]
    assert blue > 200 > red


def test_a_picture_that_has_to_be_decoded_whole_may_have_fewer_pixels() -> None:
    assert opened(picture(5000, 5000, "JPEG")).size == (SIDE, SIDE)
    for kind in ("PNG", "WEBP"):
        with pytest.raises(InvalidBrief, match="16 million"):
            take_in_avatar(picture(5000, 5000, kind))


def test_a_transparent_picture_lies_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(out.getvalue()).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_a_picture_that_would_fill_the_memory_is_refused_unopened() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    with pytest.raises(InvalidBrief) as caught:
        take_in_avatar(bomb + b"\0" * 100)
    assert caught.value.findings[0].where == "avatar"


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a not really", b"<svg onload=alert(1)>", picture(400, 400)[:900], picture(40, 40, "PNG")[:60]],
    ids=["empty", "gif", "svg", "cut-jpeg", "cut-png"],
)
def test_what_is_no_picture_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(InvalidBrief) as caught:
        take_in_avatar(data)
    assert caught.value.findings[0].remedy


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_read() -> None:
    out = io.BytesIO()
    Image.new("1", (7000, 6000)).save(out, "PNG")
    with pytest.raises(InvalidBrief, match="7000 x 6000"):
        take_in_avatar(out.getvalue())

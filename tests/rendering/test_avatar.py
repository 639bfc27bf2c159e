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


def test_a_picture_with_a_profile_whose_exif_is_cut_off_is_taken_in_as_it_lies() -> None:
    """As Pillow's own truncated_exif_dpi.jpg: the head of its EXIF is a byte short."""
    out = io.BytesIO()
    profile = profile_with_red_and_blue_exchanged()
    Image.new("RGB", (90, 60), "red").save(out, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0", icc_profile=profile)
    red, _, blue = opened(out.getvalue()).convert("RGB").getpixel((9, 9))  # type: ignore[misc]
    assert blue > 200 > red


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_stands_upright_too(kind: str) -> None:
    taken = opened(picture(3000, 4000, kind, orientation=3)).convert("RGB")
    red, _, blue = taken.getpixel((SIDE // 2, 10))  # type: ignore[misc]
    assert blue > 200 > red


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_of_any_format_may_be_as_large_as_a_phone_makes_it(kind: str) -> None:
    assert opened(picture(5000, 5000, kind)).size == (SIDE, SIDE)


@pytest.mark.parametrize(("value", "shown"), [(0, 0), (0x4000, 0x40), (0xFFFF, 255)])
def test_grey_of_sixteen_bits_is_as_dark_as_it_was(value: int, shown: int) -> None:
    out = io.BytesIO()
    Image.new("I;16", (1200, 1000), value).save(out, "PNG")
    grey = opened(out.getvalue()).convert("L").getpixel((9, 9))
    assert isinstance(grey, int)
    assert abs(grey - shown) <= 2


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_a_png_of_every_mode_is_taken_in(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (90, 60)).save(out, "PNG", icc_profile=b"no profile")
    assert opened(out.getvalue()).size == (SIDE, SIDE)


def test_colours_are_shown_as_the_picture_s_own_profile_means_them() -> None:
    taken = opened(profiled("RGB", (255, 0, 0)))
    red, _, blue = taken.convert("RGB").getpixel((9, 9))  # type: ignore[misc]
    assert blue > 200 > red


def test_a_transparent_picture_with_a_profile_lies_on_white() -> None:
    assert opened(profiled("RGBA", (255, 0, 0, 0))).convert("RGB").getpixel((9, 9)) == (255, 255, 255)


def test_a_profile_of_another_kind_of_picture_says_nothing() -> None:
    red, _, blue = opened(profiled("CMYK", (0, 255, 255, 0))).convert("RGB").getpixel((9, 9))  # type: ignore[misc]
    assert red > 200 > blue


def profiled(mode: str, colour: tuple[int, ...]) -> bytes:
    """A picture of one colour with a profile (ICC.1, matrix and curves) in which red is sRGB's blue, and blue its red."""
    out = io.BytesIO()
    kind = "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (90, 60), colour).save(out, kind, icc_profile=profile_with_red_and_blue_exchanged())
    return out.getvalue()


def profile_with_red_and_blue_exchanged() -> bytes:
    def xyz(*values: float) -> bytes:
        return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65536) for value in values))

    red, green, blue = (0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141)
    curve = b"curv" + bytes(4) + struct.pack(">IH2x", 1, round(2.2 * 256))
    parts = {b"wtpt": xyz(0.9642, 1.0, 0.8249), b"rXYZ": xyz(*blue), b"gXYZ": xyz(*green), b"bXYZ": xyz(*red)}
    parts |= {b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}
    table, data, begin = b"", b"", 128 + 4 + 12 * len(parts)
    for name, part in parts.items():
        table += name + struct.pack(">2I", begin + len(data), len(part))
        data += part
    header = struct.pack(">I4xI4s4s4s12x4s", begin + len(data), 0x0210_0000, b"mntr", b"RGB ", b"XYZ ", b"acsp")
    header = header.ljust(68, b"\0") + struct.pack(">3i", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + struct.pack(">I", len(parts)) + table + data


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
    Image.new("1", (9000, 6000)).save(out, "PNG")
    with pytest.raises(InvalidBrief, match="9000 x 6000"):
        take_in_avatar(out.getvalue())

"""The code is as small as it can be, as strong as its size has room for, and decoders agree on it."""

from __future__ import annotations

import io
import random
from dataclasses import replace

import cv2
import numpy as np
import pytest
import qrcode
import zxingcpp
from PIL import Image
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError

from postergen.adapters.qr_reader import DECODERS, installed_decoders
from postergen.rendering.fonts import FontBook
from postergen.rendering.layout import lay_out
from postergen.rendering.paint import Painter
from postergen.rendering.placed import PlacedQr
from postergen.rendering.qr import QUIET_ZONE, QrMatrix, encode_qr
from postergen.rendering.samples import sample_logo
from postergen.rendering.template import BoxSpec, QrElement

from .small_looks import SCAN_URL, content, look


def drawn(matrix: QrMatrix, module: int = 8) -> Image.Image:
    side = matrix.size_with_quiet_zone
    image = Image.new("L", (side, side), 255)
    for y, row in enumerate(matrix.modules):
        for x, dark in enumerate(row):
            image.putpixel((x + QUIET_ZONE, y + QUIET_ZONE), 0 if dark else 255)
    return image.resize((side * module, side * module), Image.Resampling.NEAREST)


def square_logo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (90, 90), "#d2452f").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("shape", ["square", "round"])
@pytest.mark.parametrize("with_logo", [False, True])
def test_round_modules_and_a_logo_are_read_by_three_decoders(fonts: FontBook, shape: str, with_logo: bool) -> None:
    element = QrElement("qr", BoxSpec(20, 20, 340, 340), (20, 40, 60), (255, 255, 255), 6, shape, True)  # type: ignore[arg-type]
    template = look([element], 380, 380)
    filled = replace(content(scan_url=SCAN_URL), logo=square_logo() if with_logo else None)
    layout = lay_out(template, "story", filled, fonts)
    image = Painter(fonts).paint(template, layout)
    assert {name: decode(image) for name, decode in installed_decoders().items()} == dict.fromkeys(DECODERS, SCAN_URL)
    assert (image.getpixel((190, 190)) == (210, 69, 47)) == with_logo


@pytest.mark.parametrize(
    ("text", "logo"),
    [
        ("HTTPS://LIFE.EXAMPLE.COM/S/BT0123456789ABC", sample_logo()),  # wide: it would be a smudge
        ("HTTPS://" + "A" * 160, square_logo()),  # an alignment pattern stands in the middle
    ],
)
def test_a_logo_that_the_code_has_no_room_for_is_left_out(fonts: FontBook, text: str, logo: bytes) -> None:
    element = QrElement("qr", BoxSpec(0, 0, 700, 700), (0, 0, 0), (255, 255, 255), 6, "square", True)
    layout = lay_out(look([element], 700, 700), "story", replace(content(scan_url=text), logo=logo), fonts)
    assert [item.logo for item in layout.items if isinstance(item, PlacedQr)] == [None]


@pytest.mark.parametrize("length", range(10, 120, 7))
def test_a_logo_hides_less_than_half_of_what_the_level_restores(length: int) -> None:
    matrix = encode_qr("A" * length)
    restored = {"M": 0.15, "Q": 0.25, "H": 0.30}[matrix.level]
    assert matrix.logo_modules**2 <= restored / 2 * len(matrix.modules) ** 2


@pytest.mark.parametrize(
    "text",
    [
        SCAN_URL,
        SCAN_URL.lower(),
        "http://127.0.0.1:8000/S/BT0123456789ABC",
        "HTTP://127.0.0.1:8000/S/BT0123456789ABC",
        "https://例え.jp/路径/s/BT0123456789ABC",
        "A",
    ],
)
def test_independent_decoders_read_what_was_written(text: str) -> None:
    image = drawn(encode_qr(text))
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [text]
    assert cv2.QRCodeDetector().detectAndDecode(np.asarray(image.convert("RGB")))[0] == text


def test_an_upper_case_address_makes_a_smaller_or_a_stronger_code() -> None:
    upper, lower = encode_qr(SCAN_URL), encode_qr(SCAN_URL.lower())
    assert len(upper.modules) <= len(lower.modules)
    assert "LMQH".index(upper.level) > "LMQH".index(lower.level)
    assert len(encode_qr(SCAN_URL + "X" * 8).modules) < len(encode_qr((SCAN_URL + "X" * 8).lower()).modules)


@pytest.mark.parametrize(
    ("characters", "version", "level"),
    # ISO/IEC 18004, table 7, alphanumeric: 2-M holds 38, 2-Q 29, 2-H 20; 3-M holds 61, 3-Q 47, 3-H 35
    [(20, 1, "M"), (21, 2, "Q"), (29, 2, "Q"), (30, 2, "M"), (38, 2, "M"), (39, 3, "Q"), (47, 3, "Q"), (48, 3, "M"), (61, 3, "M")],
)  # fmt: skip
def test_the_strongest_level_that_costs_no_module_is_taken(characters: int, version: int, level: str) -> None:
    matrix = encode_qr("A" * characters)
    assert (matrix.version, matrix.level) == (version, level)
    assert len(matrix.modules) == 17 + 4 * version


def test_the_quiet_zone_is_four_modules_on_every_side() -> None:
    matrix = encode_qr(SCAN_URL)
    assert matrix.size_with_quiet_zone == len(matrix.modules) + 8


def test_the_same_text_is_always_the_same_code() -> None:
    assert encode_qr(SCAN_URL) == encode_qr(SCAN_URL)


@pytest.mark.parametrize("scheme", ["", "https://", "http://"])
@pytest.mark.parametrize("length", [20, 26, 30, 35, 37, 38, 39, 45, 50, 53, 61, 62, 90, 122, 200, 400])
def test_the_fast_writer_agrees_with_qrcode(scheme: str, length: int) -> None:
    """Same version, same level, and but for the mask, which each chooses for itself, the same modules."""
    letters = random.Random(length)
    text = scheme + "".join(letters.choice("0123456789ABCDEFGHJKMNPQRSTVWXYZ:/.") for _ in range(length))
    found = encode_qr(text)
    level = {"M": ERROR_CORRECT_M, "Q": ERROR_CORRECT_Q, "H": ERROR_CORRECT_H}
    smallest = qrcode.QRCode(error_correction=ERROR_CORRECT_M)
    add(smallest, text)
    assert found.version == smallest.best_fit()
    written = []
    for mask in range(8):
        oracle = qrcode.QRCode(found.version, level[found.level], border=0, mask_pattern=mask)
        add(oracle, text)
        oracle.make(fit=False)
        written.append(tuple(tuple(map(bool, row)) for row in oracle.modules))
    assert found.modules in written
    for better in "HQM"[: "HQM".index(found.level)]:
        oracle = qrcode.QRCode(found.version, level[better])
        add(oracle, text)
        with pytest.raises(DataOverflowError):
            oracle.make(fit=False)


def add(code: qrcode.QRCode, text: str) -> None:
    """The scheme in bytes, the rest as what it is."""
    scheme, mark, rest = text.partition("://") if text.startswith("http") else ("", "", text)
    for part in filter(None, (scheme, mark + rest)):
        code.add_data(part, optimize=0)


def test_what_is_not_alphanumeric_is_written_all_the_same() -> None:
    found = encode_qr("https://life.example.com/base/s/BT0Y2PZ6TR6QVHY")
    assert found.side == len(found.modules) == 17 + 4 * found.version

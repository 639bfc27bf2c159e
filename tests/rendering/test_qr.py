"""The code is as small as it can be, as strong as its size has room for, and decoders agree on it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image

from postergen.rendering.qr import QUIET_ZONE, QrMatrix, encode_qr

from .small_looks import SCAN_URL


def drawn(matrix: QrMatrix, module: int = 8) -> Image.Image:
    side = matrix.size_with_quiet_zone
    image = Image.new("L", (side, side), 255)
    for y, row in enumerate(matrix.modules):
        for x, dark in enumerate(row):
            image.putpixel((x + QUIET_ZONE, y + QUIET_ZONE), 0 if dark else 255)
    return image.resize((side * module, side * module), Image.Resampling.NEAREST)


@pytest.mark.parametrize(
    "text",
    [
        SCAN_URL,
        SCAN_URL.lower(),
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

"""Make the QR code that phones in bad light still read (ISO/IEC 18004)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import isqrt

import qrcode
import zxingcpp
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError

QUIET_ZONE = 4  # modules; ISO/IEC 18004, 9.1
FINDER = 7  # modules; the side of a finder pattern, 6.3.3
LAST_VERSION_FOR_LOGO = 6  # from 7 on an alignment pattern stands in the middle
# The share of the modules that a logo may hide: less than half of what the level restores (15, 25, 30 % of the
# codewords; ISO/IEC 18004, table 8), for the rest is needed for dirt and glare. Level M has nothing to give.
_LOGO_SHARE = {"M": 0.0, "Q": 0.06, "H": 0.10}
_LEVELS = {ERROR_CORRECT_H: "H", ERROR_CORRECT_Q: "Q", ERROR_CORRECT_M: "M"}
_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")  # table 5


@dataclass(frozen=True, slots=True)
class QrMatrix:
    """The modules row by row, a byte for each: 255 dark, 0 light; without the quiet zone."""

    dark: bytes
    version: int
    level: str

    @property
    def side(self) -> int:
        return 17 + 4 * self.version  # 6.3.1

    @property
    def modules(self) -> tuple[tuple[bool, ...], ...]:
        """The rows, dark modules true."""
        rows = (self.dark[start : start + self.side] for start in range(0, len(self.dark), self.side))
        return tuple(tuple(map(bool, row)) for row in rows)

    @property
    def size_with_quiet_zone(self) -> int:
        return self.side + 2 * QUIET_ZONE

    @property
    def logo_modules(self) -> int:
        """The side of the square in the middle that may be hidden, in modules: odd, or 0 when there is no room."""
        if self.version > LAST_VERSION_FOR_LOGO:
            return 0
        side = int((_LOGO_SHARE[self.level] ** 0.5) * self.side)
        return side if side % 2 else side - 1 if side else 0


def encode_qr(text: str) -> QrMatrix:
    """The smallest code that holds the text at level M, then the highest level that this size has room for.

    An alphanumeric text, as every scan address without a path is, is written by zxing-cpp, a hundred times as fast as
    by qrcode; qrcode writes the others, and says which version and level there have to be.
    """
    if not _ALPHANUMERIC.fullmatch(text):
        return _by_qrcode(text)
    _, level = _version_and_level(len(text))
    dark = _by_zxing(text, level)
    return QrMatrix(dark, (isqrt(len(dark)) - 17) // 4, level)


@lru_cache(maxsize=512)
def _version_and_level(length: int) -> tuple[int, str]:
    """Those of every alphanumeric text of this length: its size in bits depends on nothing else (7.4.4)."""
    found = _by_qrcode("A" * length)
    return found.version, found.level


def _by_zxing(text: str, level: str) -> bytes:
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    picture = bytes(memoryview(barcode.to_image(scale=1, add_quiet_zones=False)))  # type: ignore[arg-type]
    return picture.translate(_INVERTED)


_INVERTED = bytes(255 - value for value in range(256))


def _by_qrcode(text: str) -> QrMatrix:
    smallest = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    smallest.add_data(text)
    version = smallest.best_fit()
    for level, name in _LEVELS.items():
        code = qrcode.QRCode(version=version, error_correction=level, border=0)
        code.add_data(text)
        try:
            code.make(fit=False)
        except DataOverflowError:
            continue
        return QrMatrix(bytes(255 if dark else 0 for row in code.modules for dark in row), version, name)
    raise AssertionError("level M held the text a moment ago")

"""Make the QR code that phones in bad light still read (ISO/IEC 18004)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isqrt
from typing import Any

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
# a scheme in bytes, then what is alphanumeric (table 5): every scan address
_ADDRESS = re.compile(r"(https?(?=://))?([0-9A-Z $%*+\-./:]+)")


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

    A scan address is written by zxing-cpp, a hundred times as fast as by qrcode; qrcode writes other texts, and says
    which version and level there have to be.
    """
    address = _ADDRESS.fullmatch(text)
    if not address:
        return _by_qrcode(text)
    _, level = _version_and_level(address[1] or "", len(address[2]))
    dark = _by_zxing(text, level)
    return QrMatrix(dark, (isqrt(len(dark)) - 17) // 4, level)


def modules_across(text: str) -> int:
    """How many modules `encode_qr` gives this text on a side, with the quiet zone."""
    address = _ADDRESS.fullmatch(text)
    version = _version_and_level(address[1] or "", len(address[2]))[0] if address else _by_qrcode(text).version
    return 17 + 4 * version + 2 * QUIET_ZONE


@lru_cache(maxsize=512)
def _version_and_level(scheme: str, length: int) -> tuple[int, str]:
    """Those of every such address with so much behind its scheme: its size in bits depends on nothing else (7.4.4)."""
    found = _by_qrcode(scheme, "A" * length)
    return found.version, found.level


def _by_zxing(text: str, level: str) -> bytes:
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    picture = bytes(memoryview(barcode.to_image(scale=1, add_quiet_zones=False)))  # type: ignore[arg-type]
    return picture.translate(_INVERTED)


_INVERTED = bytes(255 - value for value in range(256))


def _by_qrcode(*parts: str) -> QrMatrix:
    """A text in parts that are written in a mode of their own; qrcode may divide each further."""
    smallest = _begun(parts, ERROR_CORRECT_M)
    version = smallest.best_fit()
    for level, name in _LEVELS.items():
        code = _begun(parts, level, version)
        try:
            code.make(fit=False)
        except DataOverflowError:
            continue
        return QrMatrix(bytes(255 if dark else 0 for row in code.modules for dark in row), version, name)
    raise AssertionError("level M held the text a moment ago")


def _begun(parts: Sequence[str], level: int, version: int | None = None) -> qrcode.QRCode[Any]:
    code: qrcode.QRCode[Any] = qrcode.QRCode(version, level, border=0)
    for part in filter(None, parts):
        code.add_data(part)
    return code

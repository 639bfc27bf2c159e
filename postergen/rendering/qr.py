"""Make the QR code that phones in bad light still read (ISO/IEC 18004)."""

from __future__ import annotations

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError

QUIET_ZONE = 4  # modules; ISO/IEC 18004, 9.1
_LEVELS = {ERROR_CORRECT_H: "H", ERROR_CORRECT_Q: "Q", ERROR_CORRECT_M: "M"}


@dataclass(frozen=True, slots=True)
class QrMatrix:
    """The modules, dark ones true, without the quiet zone."""

    modules: tuple[tuple[bool, ...], ...]
    version: int
    level: str

    @property
    def size_with_quiet_zone(self) -> int:
        return len(self.modules) + 2 * QUIET_ZONE


def encode_qr(text: str) -> QrMatrix:
    """The smallest code that holds the text at level M, then the highest level that this size has room for."""
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
        return QrMatrix(tuple(tuple(bool(m) for m in row) for row in code.modules), version, name)
    raise AssertionError("level M held the text a moment ago")

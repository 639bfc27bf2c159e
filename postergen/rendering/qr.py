"""Make the QR code that phones in bad light still read (ISO/IEC 18004)."""

from __future__ import annotations

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError

QUIET_ZONE = 4  # modules; ISO/IEC 18004, 9.1
FINDER = 7  # modules; the side of a finder pattern, 6.3.3
LAST_VERSION_FOR_LOGO = 6  # from 7 on an alignment pattern stands in the middle
# The share of the modules that a logo may hide: less than half of what the level restores (15, 25, 30 % of the
# codewords; ISO/IEC 18004, table 8), for the rest is needed for dirt and glare. Level M has nothing to give.
_LOGO_SHARE = {"M": 0.0, "Q": 0.06, "H": 0.10}
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

    @property
    def logo_modules(self) -> int:
        """The side of the square in the middle that may be hidden, in modules: odd, or 0 when there is no room."""
        if self.version > LAST_VERSION_FOR_LOGO:
            return 0
        side = int((_LOGO_SHARE[self.level] ** 0.5) * len(self.modules))
        return side if side % 2 else side - 1 if side else 0


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

"""Read QR codes back with zxing-cpp, which shares no code with the writer."""

from __future__ import annotations

import zxingcpp
from PIL import Image


def read_code(image: Image.Image) -> str | None:
    """The text of the one QR code in the picture; None when there is none, or more than one."""
    found = zxingcpp.read_barcodes(image, zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    return found[0].text if len(found) == 1 else None

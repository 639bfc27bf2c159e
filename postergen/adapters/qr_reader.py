"""Read QR codes back with decoders that share no code with the writer: zxing-cpp, and OpenCV and zbar if installed."""

from __future__ import annotations

from importlib import import_module

import zxingcpp
from PIL import Image

from postergen.rendering.check import Decoder


def read_with_zxing(image: Image.Image) -> str | None:
    """The text of the one QR code in the picture; None when there is none, or more than one."""
    found = zxingcpp.read_barcodes(image, zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    return found[0].text if len(found) == 1 else None


def read_with_opencv(image: Image.Image) -> str | None:
    cv2, numpy = import_module("cv2"), import_module("numpy")
    text: str = cv2.QRCodeDetector().detectAndDecode(numpy.asarray(image.convert("RGB"))[:, :, ::-1].copy())[0]
    return text or None


def read_with_zbar(image: Image.Image) -> str | None:
    pyzbar = import_module("pyzbar.pyzbar")
    found = pyzbar.decode(image.convert("L"), symbols=[pyzbar.ZBarSymbol.QRCODE])
    return found[0].data.decode() if len(found) == 1 else None


DECODERS: dict[str, tuple[str, Decoder]] = {
    "zxing-cpp": ("zxingcpp", read_with_zxing),
    "OpenCV": ("cv2", read_with_opencv),
    "zbar": ("pyzbar.pyzbar", read_with_zbar),
}


def installed_decoders() -> dict[str, Decoder]:
    """The decoders at hand; zbar needs its system library (libzbar0) as well."""
    found = {}
    for name, (module, decode) in DECODERS.items():
        try:
            import_module(module)
        except ImportError:
            continue
        found[name] = decode
    return found

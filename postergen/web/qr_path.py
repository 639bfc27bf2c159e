"""Draw a QR code as an SVG path, for pages that show one on a screen."""

from __future__ import annotations

from postergen.rendering.qr import QUIET_ZONE, encode_qr


def qr_path(text: str) -> tuple[int, str]:
    """The path of the dark modules, over a square of so many modules with the quiet zone."""
    matrix = encode_qr(text)
    dark = (
        f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h1v1h-1z"
        for y, row in enumerate(matrix.modules)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    return matrix.size_with_quiet_zone, "".join(dark)

"""Show a photo in upright strips, some of which are still covered."""

from __future__ import annotations

import hashlib
import io

from PIL import Image, ImageDraw

COVER, FOLD = "#b02a16", "#8f1f10"  # red paper, and the edge of a strip of it


def order_of(count: int, name: str) -> list[int]:
    """In which order the strips of a photo are uncovered: another for each name, so that nobody knows which is next."""
    return sorted(range(count), key=lambda strip: hashlib.sha256(f"{name}/{strip}".encode()).digest())


def in_strips(photo: bytes, count: int, shown: int, name: str) -> bytes:
    """The photo as a WebP file with so many of its strips to be seen; nothing of the others is in it."""
    with Image.open(io.BytesIO(photo)) as opened:
        image = opened.convert("RGB")
    drawing = ImageDraw.Draw(image)
    for strip in order_of(count, name)[shown:]:
        left, right = image.width * strip // count, image.width * (strip + 1) // count
        drawing.rectangle([left, 0, right - 1, image.height], fill=COVER)
        drawing.line([right - 1, 0, right - 1, image.height], fill=FOLD, width=2)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=86, method=4)
    return out.getvalue()

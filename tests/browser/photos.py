"""A photo as a phone takes it: large, and hard to compress."""

from __future__ import annotations

import io
import random

from PIL import Image


def large_photo() -> bytes:
    noise = Image.frombytes("RGB", (400, 300), random.Random(1).randbytes(400 * 300 * 3))
    out = io.BytesIO()
    noise.resize((3200, 2400)).save(out, "JPEG", quality=92)
    return out.getvalue()


def halves(width: int, height: int) -> bytes:
    """The left half red, the right half blue."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92)
    return out.getvalue()

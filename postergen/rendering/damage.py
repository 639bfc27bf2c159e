"""What happens to a picture on its way from phone to phone, each harm alone."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image, ImageFilter

PHONE_WIDTH = 360  # px: a poster as a thumbnail in a chat, held up to another phone
FULL_WIDTH = 1080  # px: nobody shares more


def _at_full_width(image: Image.Image) -> Image.Image:
    return _scaled(image, min(image.width, FULL_WIDTH))


def _at_phone_width(image: Image.Image) -> Image.Image:
    """Reduced to a thumbnail, then shown on a screen with three pixels for each of its own, as phones do."""
    return _scaled(_scaled(image, PHONE_WIDTH), PHONE_WIDTH * 3)


def _scaled(image: Image.Image, width: int) -> Image.Image:
    return image.resize((width, round(image.height * width / image.width)), Image.Resampling.BILINEAR)


def _recompressed_twice(image: Image.Image) -> Image.Image:
    for _ in range(2):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=30)
        image = Image.open(io.BytesIO(out.getvalue())).convert("RGB")
    return image


def _blurred(image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(1.5))


def _rotated(image: Image.Image) -> Image.Image:
    return image.rotate(5, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=(128, 128, 128))


def _in_perspective(image: Image.Image) -> Image.Image:
    """Seen from the side: the right edge is an eighth shorter than the left one."""
    width, height = image.size
    shift = height / 16
    corners = (0, 0, 0, height, width, height + shift, width, -shift)
    return image.transform(image.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)


def _half_as_bright(image: Image.Image) -> Image.Image:
    return image.point(lambda value: value // 2)


DAMAGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "as it is": _at_full_width,
    "scaled to 360 px": _at_phone_width,
    "recompressed twice at JPEG quality 30": lambda image: _recompressed_twice(_at_full_width(image)),
    "blurred a little": lambda image: _blurred(_at_full_width(image)),
    "rotated by 5 degrees": lambda image: _rotated(_at_full_width(image)),
    "in perspective": lambda image: _in_perspective(_at_full_width(image)),
    "half as bright": lambda image: _half_as_bright(_at_full_width(image)),
}

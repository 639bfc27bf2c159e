"""Take a person's picture in: decoded under limits, upright, square, small, and with nothing else in the file."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from postergen.errors import Finding, InvalidBrief

MAX_PIXELS = 40_000_000
MAX_PIXELS_WHOLE = 16_000_000  # of a format that has to be decoded whole; a JPEG is decoded at the size that is needed
SIDE = 480  # px; the largest avatar box of a look, at print size, is about that
FORMATS = ("JPEG", "PNG", "WEBP")


def take_in_avatar(data: bytes) -> bytes:
    """The middle square of the picture as a WebP file of 480 x 480 px. EXIF, with its places and times, is gone.

    Raises:
        InvalidBrief: the data is no picture of a known format, is too large, or is broken.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                most = MAX_PIXELS if image.format == "JPEG" else MAX_PIXELS_WHOLE
                if image.width * image.height > most:
                    remedy = f"at most {most // 1_000_000} million pixels"
                    raise _refused(f"has {image.width} x {image.height} pixels", remedy)
                image.draft("RGB", (SIDE * 2, SIDE * 2))
                upright = ImageOps.exif_transpose(_reduced(image)).convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError) as exc:
        raise _refused("is not a picture that can be read", f"send {', '.join(FORMATS)}") from exc
    except (OSError, ValueError, SyntaxError) as exc:
        raise _refused(f"is broken: {exc}", "save it again and send that") from exc
    square = ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    ground = Image.new("RGB", square.size, "white")
    ground.paste(square, (0, 0), square)
    out = io.BytesIO()
    ground.save(out, "WEBP", quality=88, method=4)
    return out.getvalue()


def _reduced(image: Image.Image) -> Image.Image:
    """The picture at a fraction of its size, if it is much larger than it has to be: every copy takes memory."""
    factor = min(image.width, image.height) // (SIDE * 2)
    if factor < 2:
        return image
    if image.mode not in ("RGB", "RGBA", "L", "LA"):
        image = image.convert("RGBA")
    return image.reduce(factor)


def is_about_square(data: bytes) -> bool:
    """Whether a picture's sides differ by no more than half."""
    with Image.open(io.BytesIO(data)) as image:
        return 2 / 3 <= image.width / image.height <= 3 / 2


def _refused(problem: str, remedy: str) -> InvalidBrief:
    return InvalidBrief([Finding("avatar", problem, remedy)])

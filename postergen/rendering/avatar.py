"""Take a person's picture in: decoded under limits, upright, square, small, and with nothing else in the file."""

from __future__ import annotations

import io
import struct
import warnings

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from postergen.domain.findings import Kind
from postergen.errors import Finding, InvalidBrief

MAX_PIXELS = 51_000_000  # of any format: what the cameras of phones make; 600 MB at most while it is read
SIDE = 480  # px; the largest avatar box of a look, at print size, is about that
FORMATS = ("JPEG", "PNG", "WEBP")


def take_in_avatar(data: bytes) -> bytes:
    """The middle square of the picture as a WebP file of 480 x 480 px in sRGB. EXIF, with places and times, is gone.

    Raises:
        InvalidBrief: the data is no picture of a known format, is too large, or is broken.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of many pixels, which are counted below, and of EXIF that is broken
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                if image.width * image.height > MAX_PIXELS:
                    most = MAX_PIXELS // 1_000_000
                    problem = f"has {image.width} x {image.height} pixels"
                    raise _refused(problem, f"at most {most} million pixels", Kind.PHOTO_PIXELS, most)
                image.draft("RGB", (SIDE * 2, SIDE * 2))
                upright = _upright(_in_srgb(_reduced(_in_eight_bits(image)))).convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError) as exc:
        raise _refused("is not a picture that can be read", f"send {', '.join(FORMATS)}", Kind.PHOTO_KIND) from exc
    except (OSError, ValueError, SyntaxError) as exc:
        raise _refused(f"is broken: {exc}", "save it again and send that", Kind.PHOTO_BROKEN) from exc
    square = ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    ground = Image.new("RGB", square.size, "white")
    ground.paste(square, (0, 0), square)
    out = io.BytesIO()
    ground.save(out, "WEBP", quality=88, method=4)
    return out.getvalue()


def _upright(image: Image.Image) -> Image.Image:
    """The picture as its camera was held; as it lies in the file where what is told of that cannot be read."""
    try:
        return ImageOps.exif_transpose(image)
    except (struct.error, OSError, SyntaxError, ValueError):
        return image


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """Grey of sixteen bits in eight: Pillow would take whatever is not nearly black for white."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point([value >> 8 for value in range(1 << 16)], "L")


def _in_srgb(image: Image.Image) -> Image.Image:
    """The picture in the colours that every screen shows (IEC 61966-2-1), if it says in which colours it is (ICC.1)."""
    if not image.info.get("icc_profile"):
        return image
    alpha = image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
    colours = image if image.mode == "CMYK" else image.convert("L" if image.mode == "LA" else "RGB")
    try:
        its_own = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
        shown = ImageCms.profileToProfile(colours, its_own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a profile that is broken, or of another kind of picture
    assert shown is not None
    if alpha is not None:
        shown.putalpha(alpha)
    shown.info = image.info  # which way is up
    return shown


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


def _refused(problem: str, remedy: str, kind: Kind, most: int = 0) -> InvalidBrief:
    return InvalidBrief([Finding("avatar", problem, remedy, kind, (("most", most),) if most else ())])

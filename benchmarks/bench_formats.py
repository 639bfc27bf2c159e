"""What each effort of an encoder costs and saves on our posters, as ratios to encoding the JPEG in the same run.

One poster of each look. Bytes are the mean; SSIM is with the poster before it was encoded. A star marks what
`rendering/encode` does.
"""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Callable, Iterator
from statistics import fmean

from likeness import ssim
from PIL import Image, PngImagePlugin, features
from samples import CAMPAIGN, open_product, some_posters, timed

from postergen.rendering import encode as used

FEW = 3  # pictures for what takes a second each
Writer = Callable[[Image.Image], bytes]


def main() -> None:
    with open_product() as product:
        count = len(product.library.campaign(CAMPAIGN).templates)
        posters = some_posters(product, count, random.Random(3))
        labels = [used.Label(poster.code, CAMPAIGN, False, poster.created_at) for poster in posters]
        images = [
            Image.open(io.BytesIO(product.pictures.picture(poster, "png").data)).convert("RGB") for poster in posters
        ]
    unit = timed(pillow("JPEG", quality=88, subsampling=0), images).mean
    print(f"{'':30} {'mean ms':>9} {'x JPEG':>7} {'KiB':>8} {'SSIM':>7}")
    for name, write, most in writers():
        show(name, write, images[:most], unit)
    for extension in ("jpg", "png", "webp", "avif"):
        label = iter(labels)
        show(f"* {extension}", lambda image, e=extension, n=label: used.encode(image, e, next(n)), images, unit)  # type: ignore[misc]
    versions = [f"{name} {features.version(name)}" for name in ("libjpeg_turbo", "webp", "avif", "zlib_ng")]
    print(f"{count} posters; {', '.join(versions)}, zlib {zlib.ZLIB_RUNTIME_VERSION} of Python")


def show(name: str, write: Writer, images: list[Image.Image], unit: float) -> None:
    files: list[bytes] = []
    spans = timed(lambda image: files.append(write(image)), images)
    likeness = fmean(ssim(image, Image.open(io.BytesIO(data))) for image, data in zip(images, files, strict=True))
    size = fmean(len(data) for data in files) / 1024
    print(f"{name:30} {spans.mean:9.1f} {spans.mean / unit:7.2f} {size:8.1f} {likeness:7.4f}")


def writers() -> Iterator[tuple[str, Writer, int | None]]:
    """A name, how to write a picture, and how many pictures at most."""
    yield "JPEG, quality 88, 4:4:4", pillow("JPEG", quality=88, subsampling=0), None
    for level in range(1, 10):
        yield f"PNG, Pillow, level {level}", pillow("PNG", compress_level=level), None
    for level in range(1, 10):
        yield f"PNG, unfiltered, level {level}", lambda image, level=level: unfiltered(image, level), None  # type: ignore[misc]
    for method in range(7):
        yield f"WebP, quality 86, method {method}", pillow("WEBP", quality=86, method=method), None
    for speed in range(10, 3, -1):
        settings = {"quality": 70, "speed": speed, "subsampling": "4:4:4"}
        yield f"AVIF, quality 70, speed {speed}", pillow("AVIF", max_threads=1, **settings), FEW if speed < 8 else None
    yield "AVIF, speed 8, two threads", pillow("AVIF", quality=70, speed=8, subsampling="4:4:4", max_threads=2), None


def pillow(kind: str, **settings: object) -> Writer:
    def write(image: Image.Image) -> bytes:
        out = io.BytesIO()
        image.save(out, kind, **settings)
        return out.getvalue()

    return write


def unfiltered(image: Image.Image, level: int) -> bytes:
    """A PNG of which no row is filtered, compressed by the zlib of Python."""
    pixels, width = image.tobytes(), image.width * 3
    rows = b"".join([b"\0" + pixels[start : start + width] for start in range(0, len(pixels), width)])
    out = io.BytesIO(pillow("PNG")(image.crop((0, 0, 1, 1)))[:8])
    out.seek(0, io.SEEK_END)
    header = b"".join([*(side.to_bytes(4, "big") for side in image.size), b"\x08\x02\0\0\0"])
    for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(rows, level)), (b"IEND", b"")):
        PngImagePlugin.putchunk(out, kind, data)
    return out.getvalue()


if __name__ == "__main__":
    main()

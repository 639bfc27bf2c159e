"""What one poster costs: first and later, by look, format and number of options, as ratios to encoding its JPEG alone.

Every poster is another one: random options and looks, each with its own code and nickname. What is measured is the
picture of a poster that was issued. A JPEG costs less the more posters were made before, so it is measured first of all
and after so many others, and the same after `postergen templates cast` has drawn what posters share; the encoding
beside it is that of the same pictures, by libjpeg-turbo through Pillow (quality 88, 4:4:4, no restart markers).
"""

from __future__ import annotations

import io
import random
import resource
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

import zxingcpp
from PIL import Image, features
from samples import (
    CAMPAIGN,
    MOST_OPTIONS,
    Spans,
    drawn_ahead,
    looks_with,
    open_product,
    some_orders,
    some_posters,
    timed,
)

from postergen.bootstrap import Product
from postergen.domain.poster import Poster
from postergen.loading import cache_dir
from postergen.service.orders import Order

BEFORE = (0, 300, 1_000)  # posters made before those that count
COUNT = 90  # posters of each kind
FEW = 18  # of those that cost much more
QUALITY = 88
CHECKED = 5  # posters compared with encoding their whole picture


def main() -> None:
    draw = random.Random(7)
    print(f"{'story, all looks':28} {'mean ms':>8} {'median':>8} {'by clock':>9} {'x encoding':>11} {'median':>7}")
    with open_product() as product:
        for target in BEFORE:
            after_so_many(product, target, draw)
        print(kept(product))
    folder = drawn_ahead()
    with open_product(cache_dir=folder) as product:
        print("after `templates cast`, in another process:")
        for target in BEFORE:
            after_so_many(product, target, draw)
        print(kept(product))
        kinds(product, draw)
        others(product, draw)
        parts(product, draw)
        check(product, draw)


def after_so_many(product: Product, before: int, draw: random.Random) -> None:
    """A row of posters that follow so many others."""
    for poster in some_posters(product, before, draw) if before else ():
        product.pictures.picture(poster)
    posters = some_posters(product, COUNT, draw)
    name = f"after {before:,} more" if before else "first"
    show(name, timed(product.pictures.picture, posters), encoding(product, posters[:FEW]))


def kept(product: Product) -> str:
    """What this process holds, and what it wrote to the folder of derived files."""
    files = [path.stat().st_blocks * 512 for path in cache_dir(product.settings).rglob("*") if path.is_file()]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return f"{'':28} memory at most {memory >> 10} MiB, derived files {sum(files) >> 20} MiB"


def encoding(product: Product, posters: Sequence[Poster], form: str | None = None) -> Spans:
    """What encoding the pictures of these posters costs alone."""
    images = [drawn(product, poster, form) for poster in posters]
    return timed(encoded, images)


def drawn(product: Product, poster: Poster, form: str | None = None) -> Image.Image:
    """The picture of a poster before it is a JPEG."""
    return Image.open(io.BytesIO(product.pictures.picture(poster, "png", form).data)).convert("RGB")


def encoded(image: Image.Image, **settings: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, subsampling=0, **settings)
    return out.getvalue()


def show(name: str, spans: Spans, unit: Spans) -> None:
    print(
        f"{name:28} {spans.mean:8.2f} {spans.middle:8.2f} {spans.wall_middle:9.2f}"
        f" {spans.mean / unit.mean:11.2f} {spans.middle / unit.middle:7.2f}"
    )


def kinds(product: Product, draw: random.Random) -> None:
    """One look, one number of options and one format at a time, after all the posters before."""
    campaign = product.library.campaign(CAMPAIGN)
    print()
    for look in campaign.templates:
        one_kind(product, look, some_posters(product, FEW * 2, draw, looks=[look]))
    for number in range(1, MOST_OPTIONS + 1):
        one_kind(product, f"{number} option{'s' * (number > 1)}", some_posters(product, FEW * 2, draw, options=number))
    for form in ("portrait", "square", "card", "print"):
        looks = looks_with(product, form)
        before = FEW * 4 if form != "print" else FEW
        for poster in some_posters(product, before, draw, looks=looks, form=form):
            product.pictures.picture(poster)
        posters = some_posters(product, FEW, draw, looks=looks, form=form)
        one_kind(product, f"{form}, after {before} of them", posters)


def one_kind(product: Product, name: str, posters: Sequence[Poster]) -> None:
    spans = timed(product.pictures.picture, posters)
    show(name, spans, encoding(product, posters[:9]))


def others(product: Product, draw: random.Random) -> None:
    """What stands around a picture, and the files that are painted whole."""
    posters = some_posters(product, FEW, draw)
    unit = encoding(product, posters)
    orders = some_orders(product, FEW, draw)
    rows: dict[str, Spans] = {
        "rank and draw": timed(product.posters.rank, orders),
        "issue": timed(product.posters.issue, some_orders(product, FEW, draw)),
        "lay out all of it": timed(product.pictures.layout, posters),
        "encode JPEG alone": unit,
    }
    for extension in ("webp", "png", "avif", "pdf"):
        rows[f"{extension.upper()} poster"] = timed(picture_as(product, extension), posters)
    rows["preview, 540 px"] = timed(preview(product), orders)
    print()
    for name, spans in rows.items():
        show(name, spans, unit)


def picture_as(product: Product, extension: str) -> Callable[[Poster], object]:
    return lambda poster: product.pictures.picture(poster, extension)


def preview(product: Product) -> Callable[[Order], object]:
    return lambda order: product.pictures.preview(order, 540)


# where the time goes

PARTS = {
    "encode": ("ImageFile.py", "JpegImagePlugin.py"),
    "draw": ("paint.py", "qr.py", "avatar.py", "fonts.py", "Image.py", "ImageDraw.py", "ImageFont.py", "ImageChops.py"),
    "lay out": (
        "parts.py",
        "text.py",
        "line_break.py",
        "uax14.py",
        "clusters.py",
        "characters.py",
        "placing.py",
        "typography.py",
        "content.py",
    ),
    "splice and keep": ("plate.py", "tiles.py", "jpeg.py", "renderer.py"),
}
PART_OF = {file: part for part, files in PARTS.items() for file in files}
TICK = 0.001  # seconds


def parts(product: Product, draw: random.Random) -> None:
    """Shares of the time, by a look at the stack every millisecond; what one look took counts for where it was."""
    posters = some_posters(product, COUNT * 3, draw)
    with looking() as shares:
        for poster in posters:
            product.pictures.picture(poster)
    whole = sum(shares.values())
    most_first = sorted(shares.items(), key=lambda part: -part[1])
    told = ", ".join(f"{part} {share / whole:.0%}" for part, share in most_first)
    print(f"\nof a JPEG poster's time: {told}")


@contextmanager
def looking() -> Iterator[dict[str, float]]:
    """Seconds of the processor by part, while this is open."""
    shares: dict[str, float] = defaultdict(float)
    last = time.process_time()

    def look(_: int, frame: FrameType | None) -> None:
        nonlocal last
        now = time.process_time()
        while frame is not None and frame.f_code.co_filename.rpartition("/")[2] not in PART_OF:
            frame = frame.f_back
        part = PART_OF[frame.f_code.co_filename.rpartition("/")[2]] if frame else "words, label and the rest"
        shares[part] += now - last
        last = now

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, TICK, TICK)
    try:
        yield shares
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


# whether it is right


def check(product: Product, draw: random.Random) -> None:
    """Every code says its own address, and a spliced file holds the pixels of the whole picture encoded at once."""
    posters = some_posters(product, COUNT, draw)
    files = [product.pictures.picture(poster).data for poster in posters]
    said = [{found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(data)))} for data in files]
    right = sum(product.pictures.content(poster).scan_url in texts for poster, texts in zip(posters, said, strict=True))
    same = sum(
        scan_of(data) == scan_of(encoded(drawn(product, poster), restart_marker_blocks=restart_blocks(data)))
        for poster, data in zip(posters[:CHECKED], files[:CHECKED], strict=True)
    )
    print(
        f"checked: {right} of {COUNT} codes say their own address, {len(set(files))} files differ, "
        f"{same} of {CHECKED} are those of encoding the whole picture byte for byte, but for the label"
    )
    print(f"libjpeg-turbo {features.version('libjpeg_turbo')}")
    if right < COUNT or len(set(files)) < COUNT or same < CHECKED:
        sys.exit("not right")


def restart_blocks(data: bytes) -> int:
    """After how many blocks the file starts anew (DRI, ITU-T T.81, B.2.4.4); 0 for never."""
    at = data.find(b"\xff\xdd\x00\x04")
    return int.from_bytes(data[at + 4 : at + 6], "big") if at >= 0 else 0


def scan_of(data: bytes) -> bytes:
    """The file from its quantisation tables on: what stands before is the label."""
    return data[data.index(b"\xff\xdb") :]


if __name__ == "__main__":
    main()

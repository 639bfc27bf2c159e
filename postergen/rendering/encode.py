"""Turn a painted poster into the bytes of a file."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from xml.sax.saxutils import escape, quoteattr

from PIL import Image
from PIL.PngImagePlugin import PngInfo, putchunk

from postergen.rendering.jpeg import QUALITY, SMALL_QUALITY

SMALL = 720  # px wide at most: pictures that are looked at for a moment and not kept
PNG_LEVEL = 4  # of zlib: 6 takes half as long again for a tenth fewer bytes
PRINT_DPI, SCREEN_DPI = 300, 144
SCREEN_WIDTH = 1200  # px; wider pictures are for paper


@dataclass(frozen=True, slots=True)
class Label:
    """What the file says of itself (XMP): its code, its campaign, and whether a model wrote the copy."""

    code: str
    campaign: str
    model_written: bool
    issued_at: datetime

    def source_type(self) -> str:
        """IPTC's term for how the content came to be."""
        kind = "compositeWithTrainedAlgorithmicMedia" if self.model_written else "digitalCreation"
        return f"http://cv.iptc.org/newscodes/digitalsourcetype/{kind}"

    def xmp(self) -> bytes:
        """An XMP packet (ISO 16684-1); the source type is IPTC's term for text written by a model.

        China's labelling measures (in force since 1 September 2025) ask for such a label in the file itself.
        """
        kind = self.source_type()
        return (
            '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
            '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
            f'xmp:CreatorTool="postergen" Iptc4xmpExt:DigitalSourceType={quoteattr(kind)}>'
            f"<dc:identifier>{escape(self.code)}</dc:identifier><dc:source>{escape(self.campaign)}</dc:source>"
            '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
        ).encode()


def _jpeg(image: Image.Image, label: Label, out: io.BytesIO) -> None:
    # 4:4:4, because colour subsampling frays the edges of coloured type
    quality = SMALL_QUALITY if image.width <= SMALL else QUALITY
    image.save(out, "JPEG", quality=quality, subsampling=0, xmp=label.xmp())


def _png(image: Image.Image, label: Label, out: io.BytesIO) -> None:
    """An RGB picture with unfiltered rows (ISO 15948, 9.2): flat colour and letters repeat, their differences do not.

    Pillow chooses a filter for every row, which takes longer than to compress and makes larger files of posters.
    """
    pixels, width = image.tobytes(), image.width * 3
    rows = b"".join([b"\0" + pixels[start : start + width] for start in range(0, len(pixels), width)])
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", label.xmp().decode())
    out.write(b"\x89PNG\r\n\x1a\n")
    putchunk(out, b"IHDR", struct.pack(">IIBBBBB", *image.size, 8, 2, 0, 0, 0))  # 8 bits a channel, RGB
    for kind, data, _ in info.chunks:
        putchunk(out, kind, data)
    putchunk(out, b"IDAT", zlib.compress(rows, PNG_LEVEL))
    putchunk(out, b"IEND")


def _webp(image: Image.Image, label: Label, out: io.BytesIO) -> None:
    image.save(out, "WEBP", quality=86, method=2, xmp=label.xmp())


def _avif(image: Image.Image, label: Label, out: io.BytesIO) -> None:
    image.save(out, "AVIF", quality=70, speed=8, subsampling="4:4:4", max_threads=1, xmp=label.xmp())


def _pdf(image: Image.Image, label: Label, out: io.BytesIO) -> None:
    """One page with the picture at its printed size; dates are the poster's own, so that the bytes stay the same."""
    moment = label.issued_at.timetuple()
    image.save(
        out,
        "PDF",
        resolution=PRINT_DPI if image.width > SCREEN_WIDTH else SCREEN_DPI,
        quality=92,
        subject=label.source_type(),
        keywords=f"{label.code} {label.campaign}",
        creator="postergen",
        creationDate=moment,
        modDate=moment,
    )


def scaled_down(jpeg: bytes, width: int) -> Image.Image:
    """A picture of this width, at most half of that of the file: the decoder leaves out what is too fine."""
    with Image.open(io.BytesIO(jpeg)) as image:
        size = (width, round(image.height * width / image.width))
        image.draft("RGB", size)
        return image.resize(size, Image.Resampling.LANCZOS)


@dataclass(frozen=True, slots=True)
class FileFormat:
    media_type: str
    write: Callable[[Image.Image, Label, io.BytesIO], None]
    weight: float  # what a megapixel takes to paint and write, in about tenths of a second


FILE_FORMATS = {
    "jpg": FileFormat("image/jpeg", _jpeg, 0.1),
    "png": FileFormat("image/png", _png, 0.5),
    "webp": FileFormat("image/webp", _webp, 0.5),
    "avif": FileFormat("image/avif", _avif, 3.0),
    "pdf": FileFormat("application/pdf", _pdf, 0.2),
}
EXTENSIONS = tuple(FILE_FORMATS)


LOSSY = ("jpg", "webp", "avif")
LARGE_FILES = ("png", "avif", "pdf")
PAPER = "print"  # the format of posters that is as large as paper


def is_large(extension: str, format_name: str) -> bool:
    """Whether this is no picture that a page shows, but a file that somebody takes home."""
    return extension in LARGE_FILES or format_name == PAPER


def drawing_cost(extension: str, width: int, height: int) -> int:
    """What a large file of so many pixels costs, in about tenths of a second; at least 1, for it holds others up."""
    return max(1, ceil(FILE_FORMATS[extension].weight * width * height / 1_000_000))


def encode(image: Image.Image, extension: str, label: Label) -> bytes:
    """The file's bytes; ``extension`` is a key of `FILE_FORMATS`. Same picture and label, same bytes."""
    out = io.BytesIO()
    FILE_FORMATS[extension].write(image, label, out)
    return out.getvalue()

"""Render a poster: the pipeline in one place."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import PIL
from PIL import Image

from postergen.errors import Finding, InvalidContent
from postergen.rendering.bounded import MemoryTiles, TileStore
from postergen.rendering.content import PosterContent
from postergen.rendering.cover import COVER_FILES, cover_frames, write_cover
from postergen.rendering.encode import FILE_FORMATS, LOSSY, SMALL, Label, encode, scaled_down
from postergen.rendering.fonts import FontBook, shaping_available
from postergen.rendering.layout import lay_out
from postergen.rendering.long import LONG_FILES, LongLayout, lay_out_long, paint_long
from postergen.rendering.paint import RASTERISER, Painter
from postergen.rendering.placed import Fitting, Layout, Warning
from postergen.rendering.plate import PlatePrinter
from postergen.rendering.svg import SvgToPng
from postergen.rendering.template import Format, PosterTemplate

RENDERER_VERSION = "6"
KEPT = 64 << 20  # bytes in memory, where nothing is kept elsewhere


@dataclass(frozen=True, slots=True)
class Picture:
    """The finished file with what a person should know about it."""

    data: bytes
    media_type: str
    warnings: tuple[Warning, ...]


class Renderer:
    """Renders posters with one set of fonts. Safe to share between threads."""

    def __init__(self, fonts: FontBook, store: TileStore | None = None) -> None:
        """``store`` keeps what was drawn for other processes and the next start; without one it lasts in memory."""
        self.fonts = fonts
        self._kept = store or MemoryTiles(KEPT)
        self._painter = Painter(fonts, self._kept)
        self._printer = PlatePrinter(self._painter, self._kept, self.fingerprint)

    def draw_artwork_by(self, svg_to_png: SvgToPng) -> None:
        """Have somebody else draw what artwork there is to draw from now on."""
        self._painter.svg_to_png = svg_to_png

    def note(self, name: str) -> None:
        """Remember, beside what was drawn, that something is done."""
        self._kept.put(self._note(name), b"done")

    def has_noted(self, name: str) -> bool:
        return self._kept.get(self._note(name)) is not None

    def _note(self, name: str) -> bytes:
        return hashlib.blake2b(f"{self.fingerprint} {name}".encode(), digest_size=16).digest()

    @cached_property
    def fingerprint(self) -> str:
        """Changes whenever the same poster might come out as other bytes."""
        digest = hashlib.sha256()
        libraries = (PIL.__version__, zlib.ZLIB_RUNTIME_VERSION, RASTERISER)
        for part in (RENDERER_VERSION, *libraries, str(shaping_available())):
            digest.update(part.encode())
        for file in self.fonts.files:
            digest.update(file.digest.encode())
        return digest.hexdigest()[:16]

    def lay_out(
        self,
        template: PosterTemplate,
        format_name: str,
        content: PosterContent,
        *,
        glossary: frozenset[str] = frozenset(),
    ) -> Layout:
        """Where everything will stand, without drawing it."""
        return lay_out(template, format_name, content, self.fonts, glossary)

    def fitting(
        self,
        template: PosterTemplate,
        format_name: str,
        content: PosterContent,
        *,
        glossary: frozenset[str] = frozenset(),
    ) -> Fitting:
        """How its texts would be set, and what a person should know: as `lay_out` says it, and cheaper."""
        return self._printer.fitting(template, format_name, content, glossary)

    def render(
        self,
        template: PosterTemplate,
        format_name: str,
        content: PosterContent,
        *,
        extension: str,
        label: Label,
        glossary: frozenset[str] = frozenset(),
        width: int | None = None,
    ) -> Picture:
        """Lay out, paint and encode. A pure function of its arguments and the fonts.

        Args:
            width: scale the finished picture to this many pixels. A small JPEG of just half the size is printed as
                such. Others of half the size or less that may lose something are made of the JPEG of the whole size;
                the rest is painted.

        Raises:
            InvalidContent: the template cannot be laid out with this content.
        """
        media_type, form = FILE_FORMATS[extension].media_type, template.formats[format_name]
        if extension == "jpg" and width is not None and is_half(form, width):
            data, warnings = self._printer.print(template, format_name, content, glossary, label.xmp(), shrink=2)
            return Picture(data, media_type, warnings)
        is_small = width is not None and 2 * width <= form.width and extension in LOSSY
        if is_small or (extension == "jpg" and width is None):
            data, warnings = self._printer.print(template, format_name, content, glossary, label.xmp())
            if width is not None:
                data = encode(scaled_down(data, width), extension, label)
            return Picture(data, media_type, warnings)
        layout = self.lay_out(template, format_name, content, glossary=glossary)
        image = self._painter.paint(template, layout)
        if width is not None:
            image = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
        return Picture(encode(image, extension, label), media_type, layout.warnings())

    def lay_out_long(
        self, template: PosterTemplate, contents: Sequence[PosterContent], *, glossary: frozenset[str] = frozenset()
    ) -> LongLayout:
        """Where everything of a long picture will stand; raises as `render_long`, but for the file."""
        return lay_out_long(template, contents, self.fonts, glossary)

    def render_long(
        self,
        template: PosterTemplate,
        contents: Sequence[PosterContent],
        *,
        extension: str,
        label: Label,
        glossary: frozenset[str] = frozenset(),
    ) -> Picture:
        """Posters that belong together as one picture, as high as they need it. It is drawn anew each time.

        Raises:
            InvalidContent: the look has no section for one of them, the picture gets too high, or no such file can
                hold it.
        """
        if extension not in LONG_FILES:
            problem = f"no long picture comes as {extension[:20]!r}"
            raise InvalidContent([Finding(f"{template.id}/long", problem, f"it comes as {', '.join(LONG_FILES)}")])
        layout = self.lay_out_long(template, contents, glossary=glossary)
        data = encode(paint_long(self._painter, layout), extension, label)
        return Picture(data, FILE_FORMATS[extension].media_type, layout.warnings())

    def render_moving(
        self,
        template: PosterTemplate,
        content: PosterContent,
        *,
        extension: str,
        label: Label,
        glossary: frozenset[str] = frozenset(),
    ) -> Picture:
        """The moving cover of a look.

        Raises:
            InvalidContent: the look has none for this poster, or it takes too many bytes.
        """
        cover = template.moving
        if cover is None or cover.sheet != content.sheet:
            raise InvalidContent([Finding(template.id, f"has no moving cover for {content.sheet!r}")])
        layout = self.lay_out(template, cover.form, content, glossary=glossary)
        frames = cover_frames(self._painter, template, cover, layout)
        data = write_cover(frames, extension, label, f"{template.id}/moving")
        return Picture(data, COVER_FILES[extension][0], layout.warnings())


def is_half(form: Format, width: int) -> bool:
    """Whether a picture this wide is a small one, and has one pixel for just four of the format."""
    return width <= SMALL and 2 * width == form.width and form.height % 2 == 0

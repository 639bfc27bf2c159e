"""A poster as plain pictures and lines of text at their places, for programs that know nothing of looks.

Whoever draws a scene is spared what our layout does: it is told the size and the place of every line.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby, pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from postergen.bootstrap import Product
from postergen.domain.poster import Poster
from postergen.loading import load_renderer
from postergen.rendering.fonts import FontBook
from postergen.rendering.paint import rasterise
from postergen.rendering.placed import PlacedArtwork, PlacedQr, PlacedText
from postergen.rendering.template import PosterTemplate
from postergen.rendering.typography import ASCENT, PlacedGlyphs

STRIKE, STRIKE_SIZE = 109, (136, 128)  # of the emoji font: the one size of its pictures


@dataclass(frozen=True)
class Piece:
    """Words on one baseline in one font: ``x`` and ``baseline`` in pixels, ``spacing`` after each letter."""

    text: str
    font: str
    size: float
    x: float
    baseline: float
    spacing: float
    color: str


@dataclass(frozen=True)
class Sprite:
    """A picture with its upper left corner; ``file`` stands in the folder of the scenes."""

    file: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Scene:
    """What one poster shows, in the order in which it is drawn. The code is a sprite of this poster alone."""

    name: str
    width: int
    height: int
    ground: str
    items: tuple[Piece | Sprite, ...]
    code: Sprite
    says: str


class SceneMaker:
    """Takes posters apart, and writes what several share into a folder once."""

    def __init__(self, product: Product, folder: Path) -> None:
        self._product, self._folder = product, folder
        self._fonts: FontBook = load_renderer(product.settings).fonts
        self._used: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, posters: Sequence[Poster]) -> list[Scene]:
        """The scenes of these posters, also as ``scenes.json`` with what the fonts are."""
        scenes = [self._scene(poster) for poster in posters]
        fonts = [{"name": Path(path).stem, "path": path, **_metrics(path)} for path in sorted(self._used)]
        told = {"fonts": fonts, "scenes": [asdict(scene) for scene in scenes]}
        (self._folder / "scenes.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        return scenes

    def _scene(self, poster: Poster) -> Scene:
        pictures = self._product.pictures
        template, layout = pictures.template(poster), pictures.layout(poster)
        form = layout.format
        size, first = (form.width, form.height), 0
        while isinstance(item := layout.items[first], PlacedArtwork) and "[" not in item.id:
            first += 1
        artwork = [item for item in layout.items[:first] if isinstance(item, PlacedArtwork)]
        ground = f"ground-{template.id}-{'-'.join(Path(item.file).stem for item in artwork)}.png"
        if not (self._folder / ground).exists():
            image = Image.new("RGB", size, form.background)
            for art in artwork:
                drawn = rasterise(template.artwork[art.file], _size_of(art))
                image.paste(drawn, (round(art.box.x), round(art.box.y)), drawn)
            image.save(self._folder / ground)
        items: list[Piece | Sprite] = []
        code = None
        for item in layout.items[first:]:
            match item:
                case PlacedArtwork():
                    items.append(self._artwork(template, item))
                case PlacedText():
                    items += self._pieces(item)
                case PlacedQr():
                    code = self._code(poster, item)
                    items.append(code)
        assert code is not None
        says = pictures.content(poster).scan_url
        return Scene(poster.code, *size, ground, tuple(items), code, says)

    def _artwork(self, template: PosterTemplate, item: PlacedArtwork) -> Sprite:
        size = _size_of(item)
        file = f"art-{template.id}-{Path(item.file).stem}-{size[0]}x{size[1]}.png"
        if not (self._folder / file).exists():
            rasterise(template.artwork[item.file], size).save(self._folder / file)
        return Sprite(file, round(item.box.x), round(item.box.y), *size)

    def _code(self, poster: Poster, item: PlacedQr) -> Sprite:
        """The code as a picture, at its size; and the whole poster beside it, as ``ours-<code>.png``."""
        file, side = f"code-{poster.code}.png", round(item.box.width)
        data = self._product.pictures.picture(poster, "png").data
        (self._folder / f"ours-{poster.code}.png").write_bytes(data)
        Image.open(io.BytesIO(data)).crop((item.x, item.y, item.x + side, item.y + side)).save(self._folder / file)
        return Sprite(file, item.x, item.y, side, side)

    def _pieces(self, item: PlacedText) -> Iterator[Piece | Sprite]:
        """A piece for each line, more where the font, the size or the ink changes; an emoji is a sprite."""
        fitted = item.fitted
        for line, (_, group) in zip(fitted.lines, groupby(fitted.glyphs, lambda glyphs: glyphs.baseline), strict=True):
            rest = line
            for (_, _, _, shaping), run in groupby(group, lambda glyphs: (*_look_of(glyphs), glyphs.shaping)):
                glyphs = list(run)
                if shaping == "emoji":
                    yield from map(self._emoji, glyphs)
                    rest = rest.lstrip()[sum(len(g.text) for g in glyphs) :]
                    continue
                words = _beginning(rest, "".join(g.text for g in glyphs))
                rest = rest[len(words) :]
                yield self._piece(words.strip(), glyphs, item)

    def _piece(self, words: str, glyphs: Sequence[PlacedGlyphs], item: PlacedText) -> Piece:
        first, file = glyphs[0], self._fonts.files[glyphs[0].face]
        self._used.add(file.path)
        gaps = [right.x - left.x - self._advance(left) for left, right in pairwise(glyphs)]
        spacing = min((gap for gap in gaps if gap > -0.01), default=0.0)  # wider is a space, narrower a kerned pair
        color = "#{:02x}{:02x}{:02x}".format(*item.colors[first.ink])
        return Piece(words, Path(file.path).stem, first.size, first.x, first.baseline, round(spacing, 2) + 0.0, color)

    def _advance(self, glyphs: PlacedGlyphs) -> float:
        return self._fonts.font(glyphs.face, 1000, glyphs.shaping).getlength(glyphs.text) * glyphs.size / 1000

    def _emoji(self, glyphs: PlacedGlyphs) -> Sprite:
        """An emoji as the picture that it is in its font, scaled."""
        scale = glyphs.size * 1.1 / STRIKE_SIZE[0]
        width, height = round(STRIKE_SIZE[0] * scale), round(STRIKE_SIZE[1] * scale)
        file = f"emoji-{'-'.join(f'{ord(c):x}' for c in glyphs.text)}-{width}.png"
        if not (self._folder / file).exists():
            strike = Image.new("RGBA", STRIKE_SIZE, (0, 0, 0, 0))
            font = self._fonts.font(glyphs.face, STRIKE, "emoji")
            ImageDraw.Draw(strike).text((0, 0), glyphs.text, font=font, embedded_color=True, anchor="lt")
            strike.resize((width, height), Image.Resampling.LANCZOS).save(self._folder / file)
        left = glyphs.x + (1.18 * glyphs.size - width) / 2
        top = glyphs.baseline - ASCENT * glyphs.size + (glyphs.size - height) / 2
        return Sprite(file, round(left), round(top), width, height)


def _look_of(glyphs: PlacedGlyphs) -> tuple[int, float, int]:
    return glyphs.face, glyphs.size, glyphs.ink


def _beginning(line: str, letters: str) -> str:
    """As much of the line as holds these letters, with the spaces between them, which are no glyphs."""
    end = 0
    for letter in letters:
        while line[end].isspace():
            end += 1
        assert line[end] == letter, (line, letters)
        end += 1
    return line[:end]


def _size_of(item: PlacedArtwork) -> tuple[int, int]:
    return round(item.box.width), round(item.box.height)


def _metrics(path: str) -> dict[str, float]:
    """How far a line of this font rises above its baseline and falls below, in em."""
    font = ImageFont.truetype(path, 1000)
    ascent, descent = font.getmetrics()
    return {"ascent": ascent / 1000, "descent": descent / 1000}

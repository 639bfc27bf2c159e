"""Choose the face for every grapheme and measure it; fonts are parsed once per process.

Simple scripts are set code point by code point, with the pair kerning of the font's ``kern`` table, so that a
poster looks the same on every machine. Scripts that need shaping go through Raqm (HarfBuzz, FriBiDi); where
Pillow finds no FriBiDi they are set unshaped, and the answer carries a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

from PIL import ImageFont, features

from postergen.rendering.characters import is_emoji, needs_shaping, visible_code_points

EMOJI_STRIKE = 109  # the only size at which NotoColorEmoji's bitmaps (CBDT) can be loaded
EMOJI_ADVANCE = 1.18  # em; the strike is 136 units wide at 109 px, set a little smaller than that
REFERENCE = 1000  # px; advances are measured here and scaled, free of the rounding to whole pixels

Shaping = Literal["simple", "shaped", "emoji"]


@dataclass(frozen=True, slots=True)
class Letters:
    """What a font has: its code points, and how far pairs of Latin letters move together (negative) or apart, in em."""

    code_points: frozenset[int]
    kerning: tuple[tuple[str, str, float], ...]


def read_letters(file: FontFile) -> Letters:
    """Read the tables ``cmap`` and ``kern``; takes a tenth of a second for a Chinese font."""
    from fontTools.ttLib import TTFont  # only here: what was read before need not be read again

    with TTFont(file.path, lazy=True, fontNumber=file.index) as font:
        names = font.getBestCmap() or {}
        if "kern" not in font:
            return Letters(frozenset(names), ())
        characters = {name: chr(point) for point, name in names.items() if point < 0x7F}
        em = font["head"].unitsPerEm
        kerning = tuple(
            (characters[left], characters[right], step / em)
            for (left, right), step in font["kern"].kernTables[0].kernTable.items()
            if left in characters and right in characters
        )
        return Letters(frozenset(names), kerning)


@dataclass(frozen=True)
class FontFile:
    """One font on the disk. ``index`` is the face inside a collection (TTC), ``digest`` that of the whole file.

    A path and not its bytes: FreeType maps the file, which all sizes and all processes share; of bytes it would make a
    copy of its own for each size.
    """

    path: str
    family: str
    weight: int
    digest: str
    index: int = 0
    read: Callable[[FontFile], Letters] = field(default=read_letters, repr=False, compare=False)

    @cached_property
    def _letters(self) -> Letters:
        return self.read(self)

    @property
    def code_points(self) -> frozenset[int]:
        return self._letters.code_points

    @cached_property
    def kerning(self) -> dict[tuple[str, str], float]:
        """How far two characters move together (negative) or apart, in em."""
        return {(left, right): step for left, right, step in self._letters.kerning}


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A grapheme with the face it is set in and its advance in em."""

    text: str
    face: int
    shaping: Shaping
    advance: float
    missing: bool = False


@lru_cache(maxsize=1)
def shaping_available() -> bool:
    """Whether Pillow can shape text (Raqm built in, and FriBiDi found at run time)."""
    return bool(features.check("raqm"))


class FontBook:
    """All faces at hand, and which of them sets what. Immutable after construction, apart from its caches."""

    def __init__(self, files: Sequence[FontFile]) -> None:
        if not files:
            raise ValueError("a font book needs at least one font")
        self.files = tuple(files)
        self._sized = lru_cache(maxsize=256)(self._load)
        self._glyphs = lru_cache(maxsize=16384)(self._choose)
        self._ink = lru_cache(maxsize=1024)(self._measure_ink)
        self.families = frozenset(file.family for file in files)

    def font(self, face: int, size: float, shaping: Shaping = "simple") -> ImageFont.FreeTypeFont:
        """The face at this size in pixels."""
        return self._sized(face, EMOJI_STRIKE if shaping == "emoji" else size, shaping != "simple")

    def glyphs(self, grapheme: str, family: str, weight: int) -> Glyphs:
        """The face for this grapheme: the family asked for, else the nearest other; emoji in colour."""
        return self._glyphs(grapheme, family, weight)

    def ink(self, glyphs: Glyphs) -> tuple[float, float]:
        """Where the ink of a simple glyph begins and ends, in em from its origin."""
        return self._ink(glyphs.text, glyphs.face)

    def kern(self, face: int, left: str, right: str) -> float:
        """How far two neighbouring characters of one face move together (negative) or apart, in em."""
        return self.files[face].kerning.get((left, right), 0.0)

    def _load(self, face: int, size: float, shaped: bool) -> ImageFont.FreeTypeFont:
        file = self.files[face]
        engine = ImageFont.Layout.RAQM if shaped and shaping_available() else ImageFont.Layout.BASIC
        return ImageFont.truetype(file.path, size, index=file.index, layout_engine=engine)

    def _chain(self, family: str, weight: int) -> list[int]:
        """Faces in the order in which they are tried: the family by nearest weight, then the others as listed."""

        def distance(face: int) -> tuple[int, int]:
            file = self.files[face]
            kind = "fallback" if file.family.startswith("fallback") else file.family
            group = {family: 0, "sans": 1, "fallback": 2, "installed": 4}.get(kind, 3)
            return group, abs(file.weight - weight)

        return sorted((i for i, f in enumerate(self.files) if f.family != "emoji"), key=distance)

    def _choose(self, grapheme: str, family: str, weight: int) -> Glyphs:
        wanted = visible_code_points(grapheme)
        emoji = [i for i, file in enumerate(self.files) if file.family == "emoji"]
        chain = self._chain(family, weight)
        if is_emoji(grapheme):
            chain = emoji + chain
        else:
            chain = chain + emoji
        for face in chain:
            if all(point in self.files[face].code_points for point in wanted):
                return self._measure(grapheme, face)
        placeholder = self._measure("□", chain[0] if not is_emoji(grapheme) else self._chain(family, weight)[0])
        return Glyphs(placeholder.text, placeholder.face, placeholder.shaping, placeholder.advance, missing=True)

    def _measure(self, grapheme: str, face: int) -> Glyphs:
        if self.files[face].family == "emoji":
            return Glyphs(grapheme, face, "emoji", EMOJI_ADVANCE)
        shaping: Shaping = "shaped" if needs_shaping(grapheme) else "simple"
        length = self.font(face, REFERENCE, shaping).getlength(grapheme)
        return Glyphs(grapheme, face, shaping, length / REFERENCE)

    def _measure_ink(self, text: str, face: int) -> tuple[float, float]:
        mask, offset = self.font(face, REFERENCE).getmask2(text, anchor="ls")
        left, _, right, _ = mask.getbbox() or (0, 0, 0, 0)
        return (offset[0] + left) / REFERENCE, (offset[0] + right) / REFERENCE

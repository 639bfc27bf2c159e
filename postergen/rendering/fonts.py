"""Choose the face for every grapheme and measure it; fonts are parsed once per process.

Simple scripts are set code point by code point, with the pair kerning of the font's ``kern`` table, so that a
poster looks the same on every machine. Scripts that need shaping go through Raqm (HarfBuzz, FriBiDi); where
Pillow finds no FriBiDi they are set unshaped, and the answer carries a warning.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Literal

from PIL import ImageFont, features

from postergen.domain.plain_letters import plain_letters, without_marks, without_tones
from postergen.rendering.bounded import Bounded
from postergen.rendering.characters import is_emoji, needs_shaping, visible_code_points
from postergen.rendering.coverage import Coverage, ranges_of

EMOJI_STRIKE = 109  # the only size at which NotoColorEmoji's bitmaps (CBDT) can be loaded
EMOJI_WIDTH = 136  # px; of one of its pictures at that size
EMOJI_ADVANCE = 1.18  # em; the strike is 136 units wide at 109 px, set a little smaller than that
AS_HEAVY_AS = {"display": 700}  # a family of one weight, by its stems; what it lacks is set in that weight
SIZED = 12 << 20  # bytes in memory of faces at a size; those of a Chinese font take 400,000 each
REFERENCE = 1000  # px; advances are measured here and scaled, free of the rounding to whole pixels

Shaping = Literal["simple", "shaped", "emoji"]


@dataclass(frozen=True, slots=True)
class Letters:
    """What a font has: its code points (as `Coverage.read` reads them), and how far pairs of Latin letters move
    together (negative) or apart, in em."""

    covered: str
    kerning: tuple[tuple[str, str, float], ...]


def read_letters(file: FontFile) -> Letters:
    """Read the tables ``cmap`` and ``kern``; a tenth of a second for a Chinese font of unknown coverage."""
    from fontTools.ttLib import TTFont  # only here: what was read before need not be read again

    with TTFont(file.path, lazy=True, fontNumber=file.index) as font:
        if "kern" not in font:
            return Letters(file.covered or ranges_of(font.getBestCmap() or ()), ())
        names = font.getBestCmap() or {}
        characters = {name: chr(point) for point, name in names.items() if point < 0x7F}
        em = font["head"].unitsPerEm
        kerning = tuple(
            (characters[left], characters[right], step / em)
            for (left, right), step in font["kern"].kernTables[0].kernTable.items()
            if left in characters and right in characters
        )
        return Letters(ranges_of(names), kerning)


@dataclass(frozen=True)
class FontFile:
    """One font on the disk. ``index`` is the face inside a collection (TTC), ``digest`` that of the whole file,
    ``sized`` how many bytes of memory it takes at each size, about.

    A path and not its bytes: FreeType maps the file, which all sizes and all processes share; of bytes it would make a
    copy of its own for each size. Where ``covered`` tells what it has, it is opened when it is first drawn from, and
    compared with its digest then.
    """

    path: str
    family: str
    weight: int
    digest: str
    index: int = 0
    read: Callable[[FontFile], Letters] = field(default=read_letters, repr=False, compare=False)
    covered: str = field(default="", repr=False, compare=False)
    check: Callable[[FontFile], None] = field(default=lambda _: None, repr=False, compare=False)
    sized: int = field(default=16 << 10, repr=False, compare=False)

    @property
    def style(self) -> tuple[str, int]:
        """Family and weight: files that share both look alike."""
        return self.family, self.weight

    @cached_property
    def _letters(self) -> Letters:
        return self.read(self)

    @cached_property
    def code_points(self) -> Coverage:
        return Coverage.read(self.covered or self._letters.covered)

    @cached_property
    def checked_path(self) -> str:
        """Where it lies, once it is known to be whole.

        Raises:
            InvalidContent: it is damaged.
        """
        self.check(self)
        return self.path

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
        self._sized: Bounded[ImageFont.FreeTypeFont] = Bounded(SIZED)
        self._glyphs = lru_cache(maxsize=16384)(self._choose)
        self._ink = lru_cache(maxsize=1024)(self._measure_ink)
        self._chain = lru_cache(maxsize=64)(self._faces_in_order)
        self._emoji = [i for i, file in enumerate(files) if file.family == "emoji"]
        self.families = frozenset(file.family for file in files)

    def font(self, face: int, size: float, shaping: Shaping = "simple") -> ImageFont.FreeTypeFont:
        """The face at this size in pixels."""
        key = (face, EMOJI_STRIKE if shaping == "emoji" else size, shaping != "simple")
        found = self._sized.get(key)
        if found is None:
            found = self._load(*key)
            self._sized.put(key, found, self.files[face].sized)
        return found

    def glyphs(self, grapheme: str, family: str, weight: int) -> Glyphs:
        """The face for this grapheme: the family asked for, else the nearest other; emoji in colour."""
        return self._glyphs(grapheme, family, weight)

    def nearest(self, family: str, weight: int) -> tuple[str, int]:
        """The family and weight that ordinary letters are set in when these are asked for."""
        return self.files[self._chain(family, weight)[0]].style

    def style_of_all(self, letters: Sequence[str], family: str, weight: int) -> tuple[str, int] | None:
        """The nearest family and weight that has all these letters, where there is one."""
        wanted = {point for letter in letters for point in visible_code_points(plain_letters(letter))}
        chain = [self.files[face] for face in self._chain(family, weight)]
        for style in dict.fromkeys(file.style for file in chain):
            faces = [file for file in chain if file.style == style]
            if all(any(point in file.code_points for file in faces) for point in wanted):
                return style
        return None

    def ink(self, glyphs: Glyphs) -> tuple[float, float]:
        """Where the ink of a simple glyph begins and ends, in em from its origin."""
        return self._ink(glyphs.text, glyphs.face)

    def kern(self, face: int, left: str, right: str) -> float:
        """How far two neighbouring characters of one face move together (negative) or apart, in em."""
        return self.files[face].kerning.get((left, right), 0.0)

    def _load(self, face: int, size: float, shaped: bool) -> ImageFont.FreeTypeFont:
        file = self.files[face]
        engine = ImageFont.Layout.RAQM if shaped and shaping_available() else ImageFont.Layout.BASIC
        return ImageFont.truetype(file.checked_path, size, index=file.index, layout_engine=engine)

    def _faces_in_order(self, family: str, weight: int) -> list[int]:
        """Faces in the order in which they are tried: the family by nearest weight, then the others as listed."""

        def distance(face: int) -> tuple[int, int]:
            file = self.files[face]
            kind = "fallback" if file.family.startswith("fallback") else file.family
            group = 0 if file.family == family else {"sans": 1, "fallback": 2, "installed": 4}.get(kind, 3)
            wanted = weight if file.family == family else AS_HEAVY_AS.get(family, weight)
            return group, abs(file.weight - wanted)

        return sorted((i for i, f in enumerate(self.files) if f.family != "emoji"), key=distance)

    def _choose(self, grapheme: str, family: str, weight: int) -> Glyphs:
        """As it is written, where a font has it; else folded, without marks that it lacks, or a box in its place."""
        text = plain_letters(grapheme)
        nothing = Glyphs(" ", self._chain(family, weight)[0], "simple", 0.0)
        if not visible_code_points(text):
            return nothing
        found = self._set(text, family, weight)
        if found:
            return found
        if is_emoji(text):
            return replace(self._known_parts(text) or nothing, missing=True)
        folded = self._set(unicodedata.normalize("NFKC", text), family, weight)
        if folded:
            return folded
        bare = self._set(self._with_known_marks(text, family, weight), family, weight) or self._set("□", family, weight)
        assert bare is not None
        return replace(bare, missing=True)

    def _set(self, text: str, family: str, weight: int) -> Glyphs | None:
        """In the first face that has all of it."""
        wanted = visible_code_points(text)
        chain = self._chain(family, weight)
        for face in (*self._emoji, *chain) if is_emoji(text) else (*chain, *self._emoji):
            covered = self.files[face].code_points
            if all(point in covered for point in wanted):
                return self._measure(text, face)
        return None

    def _with_known_marks(self, text: str, family: str, weight: int) -> str:
        """What is left of it in the face that has all its letters and most of its marks."""
        letters = without_marks(text)
        wanted = visible_code_points(letters)
        covers = [self.files[face].code_points for face in self._chain(family, weight)]
        kept = [
            "".join(c for c in text if c in letters or ord(c) in covered)
            for covered in covers
            if all(point in covered for point in wanted)
        ]
        return max(kept, key=len, default=letters)

    def _measure(self, grapheme: str, face: int) -> Glyphs:
        if self.files[face].family == "emoji":
            return self._measure_emoji(grapheme, face)
        shaping: Shaping = "shaped" if needs_shaping(grapheme) else "simple"
        length = self.font(face, REFERENCE, shaping).getlength(grapheme)
        return Glyphs(grapheme, face, shaping, length / REFERENCE)

    def _measure_emoji(self, grapheme: str, face: int) -> Glyphs:
        """One picture; of a sequence newer than the font that without tones of skin, or one for each of its parts."""
        parts, bare = self._pictures(grapheme, face), without_tones(grapheme)
        if parts > 1 and visible_code_points(bare) and self._pictures(bare, face) == 1:
            return Glyphs(bare, face, "emoji", EMOJI_ADVANCE, missing=True)
        return Glyphs(grapheme, face, "emoji", EMOJI_ADVANCE * parts, missing=parts > 1)

    def _pictures(self, grapheme: str, face: int) -> int:
        if len(grapheme) == 1 or not shaping_available():
            return 1
        return max(1, round(self.font(face, EMOJI_STRIKE, "emoji").getlength(grapheme) / EMOJI_WIDTH))

    def _known_parts(self, emoji: str) -> Glyphs | None:
        """The parts of a sequence that the font has, where others are newer than it."""
        for face in self._emoji:
            covered = self.files[face].code_points
            known = "".join(c for c in emoji if ord(c) in covered or not visible_code_points(c))
            if visible_code_points(without_tones(known)):
                return self._measure_emoji(known, face)
        return None

    def _measure_ink(self, text: str, face: int) -> tuple[float, float]:
        mask, offset = self.font(face, REFERENCE).getmask2(text, anchor="ls")
        left, _, right, _ = mask.getbbox() or (0, 0, 0, 0)
        return (offset[0] + left) / REFERENCE, (offset[0] + right) / REFERENCE

"""Measure a text: graphemes with their faces and advances, and what happens between two neighbours."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from postergen.rendering.bidi import Directed, mirrored
from postergen.rendering.characters import (
    BLANK_AFTER,
    BLANK_BEFORE,
    graphemes,
    is_ideographic,
    is_western,
    joined_scripts,
    stands_upright,
    without_ignorable,
)
from postergen.rendering.fonts import FontBook, Shaping, shaping_available
from postergen.rendering.one_face import in_one_face, is_foreign
from postergen.rendering.typography import Run, TextStyle

HAN_WESTERN_GAP = 0.25  # em
SQUEEZE = 0.5  # em: the empty half of a fullwidth punctuation mark
QUOTE_BEARING = 0.045  # em: white at either side of a quotation mark among Latin letters
MOST_KNOWN = 4096  # letters, and pairs of them, of one style: some hundred bytes each
LONGEST_WORD = 24  # graphemes; a longer word of a joined script is set in pieces
UPRIGHT_DIGITS = 2  # so many digits stand upright, side by side, in vertical text (CLREQ, "tate-chu-yoko")

# The forms of punctuation in vertical text (Unicode, "Vertical Forms" and "CJK Compatibility Forms").
VERTICAL_FORMS = dict(
    zip(
        "，、。：；！？…—–（）｛｝〔〕【】《》〈〉「」『』“”‘’",
        "︐︑︒︓︔︕︖︙︱︲︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹃﹄﹁﹂",
        strict=True,
    )
)


class Cluster(NamedTuple):
    """A grapheme, or a word of a joined script, measured in em."""

    text: str
    face: int
    shaping: Shaping
    advance: float
    missing: bool
    offset: float = 0.0  # from the pen to the origin of the glyph
    gap_before: float = 0.0
    squeeze_before: float = 0.0  # taken off in front of this cluster, inside a line
    squeeze_at_start: float = 0.0
    squeeze_at_end: float = 0.0
    turned: bool = False
    ink: int = 0
    level: int = 0  # odd where it runs from right to left


LINE_FEED = Cluster("\n", 0, "simple", 0.0, False)


def letters_of(text: Directed, style: TextStyle) -> list[str]:
    """Graphemes, with the words of joined scripts, and short numbers in vertical text, kept in one piece."""
    letters = graphemes(text.text)
    if any(map(joined_scripts, letters)):
        letters = _join_words(letters, text.levels)
    return _join_short_numbers(letters) if style.direction == "vertical" else letters


def _join_words(letters: Sequence[str], levels: bytes) -> list[str]:
    """Neighbours of one joined script, which run in one direction, as one."""
    words: list[str] = []
    scripts: frozenset[str] = frozenset()
    offset = length = 0
    for letter in letters:
        common = scripts & joined_scripts(letter)
        if common and length < LONGEST_WORD and levels[offset - 1 : offset] == levels[offset : offset + 1]:
            words[-1], scripts, length = words[-1] + letter, common, length + 1
        else:
            words.append(letter)
            scripts, length = joined_scripts(letter), 1
        offset += len(letter)
    return words


def _join_short_numbers(letters: Sequence[str]) -> list[str]:
    joined: list[str] = []
    for is_number, group in groupby(letters, key=lambda letter: letter.isascii() and letter.isdigit()):
        digits = list(group)
        joined += ["".join(digits)] if is_number and len(digits) <= UPRIGHT_DIGITS else digits
    return joined


def measure(
    letters: Sequence[str], style: TextStyle, fonts: FontBook, runs: Sequence[Run] = (), levels: bytes = b""
) -> list[Cluster]:
    """One cluster for each letter, in the face of its run, beside its neighbours.

    Args:
        levels: of each code point, where any of them runs from right to left.
    """
    if not levels and len(runs) < 2 and style.direction == "horizontal":
        run = runs[0] if runs else Run(0, style.family, style.weight, 0)
        found = _row(run.family, run.weight, run.ink, style.tracking, fonts).clusters(letters)
        if found is not None:
            return found
    in_run = in_one_face(letters, _run_of_each(letters, runs or (Run(0, style.family, style.weight, 0),)), fonts)
    if levels:
        starts = accumulate((len(letter) for letter in letters), initial=0)
        of_letters = [levels[start] for start, _ in zip(starts, letters, strict=False)]
        shown = [mirrored(x) if level % 2 else x for x, level in zip(letters, of_letters, strict=True)]
        return _with_levels(_in_place(shown, style, fonts, in_run), of_letters)
    return _in_place(letters, style, fonts, in_run)


@lru_cache(maxsize=128)
def _row(family: str, weight: int, ink: int, tracking: float, fonts: FontBook) -> _Row:
    return _Row(Run(0, family, weight, ink), tracking, fonts)


class _Row:
    """What letters of one style measure in a row, and what they measure behind another: looked up, once it is known."""

    def __init__(self, run: Run, tracking: float, fonts: FontBook) -> None:
        self._first = _Letters(run, tracking, fonts)
        self._behind = _Pairs(self._first, fonts)

    def clusters(self, letters: Sequence[str]) -> list[Cluster] | None:
        """Those of these letters, or None where one of them depends on more than the letter before it."""
        if len(self._first) + len(self._behind) > MOST_KNOWN:
            self._first.clear()
            self._behind.clear()
        try:
            first = [self._first[letter] for letter in letters[:1]]
            return first + list(map(self._behind.__getitem__, pairwise(letters)))
        except KeyError:
            return None


class _Letters(dict[str, Cluster]):
    """By letter; a `KeyError` for a quotation mark, a line feed, and what its run has in another face."""

    def __init__(self, run: Run, tracking: float, fonts: FontBook) -> None:
        super().__init__()
        self._run, self._tracking, self._fonts = run, tracking, fonts

    def __missing__(self, letter: str) -> Cluster:
        run, fonts = self._run, self._fonts
        if letter in "“”‘’\n" or is_foreign(letter, run, fonts):
            raise KeyError(letter)
        self[letter] = found = _level(letter, run.family, run.weight, run.ink, self._tracking, fonts, False)
        return found


class _Pairs(dict[tuple[str, str], Cluster]):
    """The second of two letters, with what happens between them."""

    def __init__(self, letters: _Letters, fonts: FontBook) -> None:
        super().__init__()
        self._letters, self._fonts = letters, fonts

    def __missing__(self, pair: tuple[str, str]) -> Cluster:
        both = [self._letters[letter] for letter in pair]
        (self[pair],) = (found,) = _side_by_side(both, self._fonts)
        return found


def _in_place(letters: Sequence[str], style: TextStyle, fonts: FontBook, in_run: Sequence[Run]) -> list[Cluster]:
    if style.direction == "vertical":
        upright = _upright(letters)
        return [
            _in_column(letter, run, style, fonts, turned=not upright[i])
            for i, (letter, run) in enumerate(zip(letters, in_run, strict=True))
        ]
    # Chinese fonts draw quotation marks in a full square; among Latin letters they are set as wide as their ink
    western_quotes = not any(is_ideographic(letter) for letter in letters)
    clusters = [
        _level(letter, run.family, run.weight, run.ink, style.tracking, fonts, western_quotes)
        for letter, run in zip(letters, in_run, strict=True)
    ]
    return clusters[:1] + _side_by_side(clusters, fonts)


def _with_levels(clusters: Sequence[Cluster], levels: Sequence[int]) -> list[Cluster]:
    """White that belongs between two neighbours, or to the edge of a line, only where they stay what they are."""
    found = []
    for cluster, before, level in zip(clusters, [-1, *levels], levels, strict=False):
        if level:
            cluster = cluster._replace(squeeze_at_start=0.0, squeeze_at_end=0.0, level=level)
        if level % 2 or before != level:
            cluster = cluster._replace(gap_before=0.0, squeeze_before=0.0)
        found.append(cluster)
    return found


def _run_of_each(letters: Sequence[str], runs: Sequence[Run]) -> list[Run]:
    if len(runs) == 1:
        return [runs[0]] * len(letters)
    ends = list(accumulate(run.length for run in runs))
    starts = accumulate((len(letter) for letter in letters), initial=0)
    return [runs[min(bisect_right(ends, start), len(runs) - 1)] for start, _ in zip(starts, letters, strict=False)]


@lru_cache(maxsize=16384)
def _level(
    letter: str, family: str, weight: int, ink: int, tracking: float, fonts: FontBook, western_quotes: bool
) -> Cluster:
    """A letter in a row, with what is squeezed off it at the edges of a line."""
    if letter == "\n":
        return LINE_FEED
    glyphs = fonts.glyphs(_drawable(letter), family, weight)
    offset, advance = 0.0, glyphs.advance
    if western_quotes and letter in "“”‘’" and advance > 0.9:
        left, right = fonts.ink(glyphs)
        offset, advance = QUOTE_BEARING - left, right - left + 2 * QUOTE_BEARING
    advance += tracking
    return Cluster(
        glyphs.text,
        glyphs.face,
        glyphs.shaping,
        advance,
        glyphs.missing,
        offset,
        squeeze_at_start=SQUEEZE if advance > 0.9 and glyphs.text in BLANK_BEFORE else 0.0,
        squeeze_at_end=SQUEEZE if advance > 0.9 and glyphs.text in BLANK_AFTER else 0.0,
        ink=ink,
    )


def _drawable(letter: str) -> str:
    """Where nothing is shaped, joiners and selectors would be drawn as boxes."""
    return letter if shaping_available() else without_ignorable(letter)


def _upright(letters: Sequence[str]) -> list[bool]:
    """In a column ideographs, Korean, emoji and short numbers stand upright; most other writing is turned."""
    digits = [letter.isdigit() for letter in letters]
    lonely = [
        digit and not any(digits[max(0, i - 1) : i]) and not any(digits[i + 1 : i + 2])
        for i, digit in enumerate(digits)
    ]
    return [stands_upright(x) or alone for x, alone in zip(letters, lonely, strict=True)]


def _in_column(letter: str, run: Run, style: TextStyle, fonts: FontBook, *, turned: bool) -> Cluster:
    """Upright glyphs take an em and stand in the middle of the column, turned ones take their own length."""
    if letter == "\n":
        return LINE_FEED
    glyphs = fonts.glyphs(VERTICAL_FORMS.get(letter, _drawable(letter)), run.family, run.weight)
    offset, advance = (0.0, glyphs.advance) if turned else ((1 - glyphs.advance) / 2, 1.0)
    return Cluster(
        glyphs.text,
        glyphs.face,
        glyphs.shaping,
        advance + style.tracking,
        glyphs.missing,
        offset,
        turned=turned,
        ink=run.ink,
    )


def _side_by_side(clusters: Sequence[Cluster], fonts: FontBook) -> list[Cluster]:
    """All but the first of them, with what happens between each and the one before."""
    found: list[Cluster] = []
    for before, cluster in pairwise(clusters):
        of_one_face = before.face == cluster.face and before.shaping == cluster.shaping == "simple"
        face = cluster.face if of_one_face else -1
        gap, squeeze = _between(before.text, cluster.text, before.advance > 0.9, cluster.advance > 0.9, face, fonts)
        found.append(cluster._replace(gap_before=gap, squeeze_before=squeeze) if gap or squeeze else cluster)
    return found


@lru_cache(maxsize=16384)
def _between(
    before: str, after: str, is_before_wide: bool, is_after_wide: bool, face: int, fonts: FontBook
) -> tuple[float, float]:
    """The gap between two neighbours in em, and what is squeezed off there; ``face`` when they are set in the same."""
    if _wants_gap(before, after) or _wants_gap(after, before):
        return HAN_WESTERN_GAP, 0.0
    if (is_before_wide and before in BLANK_AFTER and after in BLANK_AFTER | BLANK_BEFORE) or (
        is_after_wide and before in BLANK_BEFORE and after in BLANK_BEFORE
    ):
        return 0.0, SQUEEZE
    return (fonts.kern(face, before[-1], after[0]) if face >= 0 and is_western(before) else 0.0), 0.0


def _wants_gap(a: str, b: str) -> bool:
    return is_ideographic(a) and is_western(b)

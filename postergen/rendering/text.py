"""Fit a text into a box: choose the size, the lines and the place of every glyph.

Quarter-em gaps between ideographs and western letters (CLREQ, 3.2.1 "mixed text composition") and squeezed
punctuation are part of the layout and never characters of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from postergen.rendering.characters import (
    BLANK_AFTER,
    BLANK_BEFORE,
    graphemes,
    is_ideographic,
    is_joined_script,
    is_right_to_left,
    is_western,
    printable,
)
from postergen.rendering.fonts import FontBook, Shaping, shaping_available
from postergen.rendering.line_break import (
    Opportunity,
    break_lines,
    emergency_opportunities,
    opportunities,
)

HAN_WESTERN_GAP = 0.25  # em
SQUEEZE = 0.5  # em: the empty half of a fullwidth punctuation mark
QUOTE_BEARING = 0.045  # em: white at either side of a quotation mark among Latin letters
ASCENT = 0.88  # em: how far the ideographic em box rises above the baseline
SMALLER = 200.0  # the price of setting a text at nothing instead of at its largest size, in units of `break_lines`
LONGEST = 2000  # graphemes looked at; nobody reads more on a poster

Align = Literal["start", "center", "end"]
Valign = Literal["top", "middle", "bottom"]


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a text is set. Sizes in pixels, tracking in em, leading as a multiple of the size."""

    family: str
    weight: int
    size: float
    min_size: float
    leading: float = 1.3
    tracking: float = 0.0
    max_lines: int = 99
    align: Align = "start"
    valign: Valign = "top"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels; ``x``, ``y`` is its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def moved(self, dx: float, dy: float) -> Box:
        return Box(self.x + dx, self.y + dy, self.width, self.height)


@dataclass(frozen=True, slots=True)
class PlacedGlyphs:
    """Glyphs at their place: ``x`` of the origin and ``y`` of the baseline, in pixels."""

    text: str
    face: int
    shaping: Shaping
    x: float
    baseline: float
    size: float
    right_to_left: bool = False


@dataclass(frozen=True, slots=True)
class FittedText:
    """A text set in its box, and what had to be given up for it."""

    glyphs: tuple[PlacedGlyphs, ...]
    lines: tuple[str, ...]
    size: float
    box: Box
    truncated: bool
    missing: tuple[str, ...]
    unshaped: bool


@dataclass(frozen=True, slots=True)
class _Cluster:
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


@lru_cache(maxsize=8192)  # options, headlines and slots are finite: most of a poster was set before
def fit_text(
    text: str, box: Box, style: TextStyle, fonts: FontBook, glossary: frozenset[str] = frozenset()
) -> FittedText:
    """Set the text as large as the box allows: wrap, then shrink to ``min_size``, then an ellipsis.

    Returns:
        The placed glyphs; ``truncated`` when an ellipsis stands for the rest, ``missing`` with the
        graphemes that no font has.
    """
    clean = printable(text).strip()
    letters = graphemes(clean)
    too_long = len(letters) > LONGEST
    if too_long:
        clean = "".join(letters[:LONGEST])
    setter = _Setter(clean, style, fonts, glossary)
    size, lines, truncated = setter.fit(box)
    if truncated or too_long:
        setter, size, lines = _with_ellipsis(setter, box)
        truncated = True
    return setter.place(lines, size, box, truncated=truncated)


class _Setter:
    """One text with its measured clusters; widths in em are prefix sums, so every size is tried for free."""

    def __init__(self, text: str, style: TextStyle, fonts: FontBook, glossary: frozenset[str]) -> None:
        self.text, self.style, self.fonts, self.glossary = text, style, fonts, glossary
        letters = _letters(text)
        self.clusters = _measure(letters, style, fonts)
        self.breaks = _for_clusters(opportunities(text, glossary), letters)
        self.sums = [0.0]
        for cluster in self.clusters:
            step = cluster.advance + cluster.gap_before - cluster.squeeze_before
            self.sums.append(self.sums[-1] + step)

    def width(self, start: int, end: int) -> float:
        """Width in em of the clusters as one line: no gap, space or empty half at its edges."""
        while end > start and self.clusters[end - 1].text.isspace():
            end -= 1
        while start < end and self.clusters[start].text.isspace():
            start += 1
        if start == end:
            return 0.0
        first, last = self.clusters[start], self.clusters[end - 1]
        edges = first.gap_before - first.squeeze_before + first.squeeze_at_start + last.squeeze_at_end
        return self.sums[end] - self.sums[start] - edges - self.style.tracking

    def fit(self, box: Box) -> tuple[float, list[tuple[int, int]], bool]:
        """The largest size at which the text fits; True when even the smallest does not help."""
        best: tuple[float, float, list[tuple[int, int]]] | None = None
        for size in _sizes(self.style):
            if best and size < best[1] * 0.86:
                break
            found = self._lines(size, box, self.breaks)
            if found is None:
                continue
            largest = best[1] if best else size
            price = found[1] + SMALLER * (1 - size / largest)
            if best is None or price < best[0]:
                best = (price, size, found[0])
        if best:
            return best[1], best[2], False
        letters = _letters(self.text)
        emergency = _for_clusters(emergency_opportunities(self.text), letters)
        for size in _sizes(self.style):
            found = self._lines(size, box, emergency)
            if found is not None:
                return size, found[0], False
        return self.style.min_size, [], True

    def _lines(
        self, size: float, box: Box, breaks: Sequence[Opportunity]
    ) -> tuple[list[tuple[int, int]], float] | None:
        lines = min(lines_that_fit(size, self.style.leading, box.height), self.style.max_lines)
        if lines < 1:
            return None
        if self.width(0, len(self.clusters)) > lines * box.width / size * 1.02:
            return None
        return break_lines(len(self.clusters), breaks, self.width, box.width / size, max_lines=lines)

    def place(self, lines: Sequence[tuple[int, int]], size: float, box: Box, *, truncated: bool) -> FittedText:
        placed: list[PlacedGlyphs] = []
        texts = []
        step = size * self.style.leading
        height = size + step * (len(lines) - 1)
        spare = {"top": 0.0, "middle": (box.height - height) / 2, "bottom": box.height - height}
        top = box.y + spare[self.style.valign]
        for row, (start, end) in enumerate(lines):
            line_width = self.width(start, end) * size
            left = {"start": 0.0, "center": (box.width - line_width) / 2, "end": box.width - line_width}
            placed += self._place_line(start, end, size, box.x + left[self.style.align], top + row * step)
            texts.append("".join(c.text for c in self.clusters[start:end]).strip())
        shown = [c for start, end in lines for c in self.clusters[start:end]]
        letters = _letters(self.text)
        missing = tuple(dict.fromkeys(w for w, c in zip(letters, self.clusters, strict=True) if c.missing))
        unshaped = not shaping_available() and any(c.shaping == "shaped" for c in shown)
        return FittedText(tuple(placed), tuple(texts), size, box, truncated, missing, unshaped)

    def _place_line(self, start: int, end: int, size: float, x: float, top: float) -> list[PlacedGlyphs]:
        while start < end and self.clusters[start].text.isspace():
            start += 1
        while end > start and self.clusters[end - 1].text.isspace():
            end -= 1
        baseline = top + ASCENT * size
        pens: list[tuple[_Cluster, float]] = []
        for i in range(start, end):
            cluster = self.clusters[i]
            if i > start:
                x += (cluster.gap_before - cluster.squeeze_before) * size
            else:
                x -= cluster.squeeze_at_start * size
            pens.append((cluster, x + cluster.offset * size))
            x += cluster.advance * size
        return [
            PlacedGlyphs(c.text, c.face, c.shaping, pen, baseline, size, is_right_to_left(c.text))
            for c, pen in _reorder(pens, size)
            if not c.text.isspace()
        ]


def lines_that_fit(size: float, leading: float, height: float) -> int:
    """How many lines of this size (px) and leading stand in a box of this height (px)."""
    if size > height + 0.5:
        return 0
    return 1 + int((height - size + 0.5) // (size * leading))


def _sizes(style: TextStyle) -> list[float]:
    """Whole pixel sizes from the largest to the floor."""
    return [float(s) for s in range(round(style.size), round(style.min_size) - 1, -1)]


def _with_ellipsis(setter: _Setter, box: Box) -> tuple[_Setter, float, list[tuple[int, int]]]:
    """The longest beginning of the text that fits at the smallest size with an ellipsis after it."""
    style = setter.style
    letters = graphemes(setter.text)
    low, high = 0, len(letters)
    best: tuple[_Setter, float, list[tuple[int, int]]] = (setter, style.min_size, [])
    while low <= high:
        middle = (low + high) // 2
        beginning = "".join(letters[:middle]).rstrip().rstrip("，、；：—…,;:-")
        attempt = _Setter(beginning + "…", style, setter.fonts, setter.glossary)
        size, lines, failed = attempt.fit(box)
        if failed:
            high = middle - 1
        else:
            best = (attempt, size, lines)
            low = middle + 1
    return best


def _letters(text: str) -> list[str]:
    """Graphemes, with the words of joined scripts kept in one piece."""
    letters: list[str] = []
    for grapheme in graphemes(text):
        if letters and is_joined_script(grapheme) and is_joined_script(letters[-1]) and len(letters[-1]) < 24:
            letters[-1] += grapheme
        else:
            letters.append(grapheme)
    return letters


def _for_clusters(found: Sequence[Opportunity], letters: Sequence[str]) -> list[Opportunity]:
    """Turn grapheme indices into cluster indices; breaks inside a joined word fall away."""
    index, starts = 0, {}
    for i, letter in enumerate(letters):
        starts[index] = i
        index += len(graphemes(letter))
    return [Opportunity(starts[o.after], o.price, o.must) for o in found if o.after in starts]


def _measure(letters: Sequence[str], style: TextStyle, fonts: FontBook) -> list[_Cluster]:
    clusters: list[_Cluster] = []
    # Chinese fonts draw quotation marks in a full square; among Latin letters they are set as wide as their ink
    western_quotes = not any(is_ideographic(letter) for letter in letters)
    for letter in letters:
        if letter == "\n":
            clusters.append(_Cluster("\n", 0, "simple", 0.0, False))
            continue
        glyphs = fonts.glyphs(letter, style.family, style.weight)
        offset, advance = 0.0, glyphs.advance
        if western_quotes and letter in "“”‘’" and advance > 0.9:
            left, right = fonts.ink(glyphs)
            offset, advance = QUOTE_BEARING - left, right - left + 2 * QUOTE_BEARING
        advance += style.tracking
        clusters.append(_Cluster(glyphs.text, glyphs.face, glyphs.shaping, advance, glyphs.missing, offset))
    fitted = clusters[:1]
    for before, cluster in pairwise(clusters):
        fitted.append(_beside(before, cluster, fonts))
    return [_edged(cluster) for cluster in fitted]


def _beside(before: _Cluster, cluster: _Cluster, fonts: FontBook) -> _Cluster:
    gap = squeeze = 0.0
    pair = (before.text, cluster.text)
    if _wants_gap(*pair) or _wants_gap(*pair[::-1]):
        gap = HAN_WESTERN_GAP
    elif (before.advance > 0.9 and before.text in BLANK_AFTER and cluster.text in BLANK_AFTER | BLANK_BEFORE) or (
        cluster.advance > 0.9 and before.text in BLANK_BEFORE and cluster.text in BLANK_BEFORE
    ):
        squeeze = SQUEEZE
    elif before.face == cluster.face and before.shaping == cluster.shaping == "simple" and is_western(before.text):
        gap = fonts.kern(cluster.face, before.text[-1], cluster.text[0])
    return replace(cluster, gap_before=gap, squeeze_before=squeeze)


def _wants_gap(a: str, b: str) -> bool:
    return is_ideographic(a) and is_western(b)


def _edged(cluster: _Cluster) -> _Cluster:
    if cluster.advance <= 0.9:
        return cluster
    at_start = SQUEEZE if cluster.text in BLANK_BEFORE else 0.0
    at_end = SQUEEZE if cluster.text in BLANK_AFTER else 0.0
    return replace(cluster, squeeze_at_start=at_start, squeeze_at_end=at_end)


def _reorder(pens: list[tuple[_Cluster, float]], size: float) -> list[tuple[_Cluster, float]]:
    """Mirror every stretch of right-to-left words in its place (UAX #9, rule L2, for a left-to-right line)."""
    out = list(pens)
    i = 0
    while i < len(pens):
        if not is_right_to_left(pens[i][0].text):
            i += 1
            continue
        j = last = i
        while j < len(pens) and (is_right_to_left(pens[j][0].text) or pens[j][0].text.isspace()):
            last = j if is_right_to_left(pens[j][0].text) else last
            j += 1
        left, right = pens[i][1], pens[last][1] + pens[last][0].advance * size
        for k in range(i, last + 1):
            cluster, x = pens[k]
            out[k] = (cluster, left + right - x - cluster.advance * size)
        i = last + 1
    return out

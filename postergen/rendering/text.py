"""Fit a text into a box: choose the size and the lines.

Quarter-em gaps between ideographs and western letters (CLREQ, 3.2.1 "mixed text composition") and squeezed
punctuation are part of the layout and never characters of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

from postergen.rendering.bidi import Directed, directed, runs_to_the_left
from postergen.rendering.characters import graphemes, printable
from postergen.rendering.clusters import Cluster, letters_of, measure
from postergen.rendering.fonts import FontBook, shaping_available
from postergen.rendering.line_break import (
    INSIDE_WORD,
    Opportunity,
    Widths,
    break_lines,
    emergency_opportunities,
    opportunities,
)
from postergen.rendering.placing import Line, in_visual_order, place_columns, place_rows
from postergen.rendering.typography import Box, FittedText, Run, TextStyle

SMALLER = 120.0  # the price of setting a text at nothing instead of at its largest size, in units of `break_lines`
LEAST = 0.75  # of the largest size that fits: nothing smaller is chosen for the sake of better lines
LONGEST = 600  # graphemes looked at; nobody reads more on a poster
_ISOLATES = re.compile("([\u2066-\u2069])")


def fit_text(
    text: str,
    box: Box,
    style: TextStyle,
    fonts: FontBook,
    glossary: frozenset[str] = frozenset(),
    runs: tuple[Run, ...] = (),
) -> FittedText:
    """Set the text as large as the box allows, giving up what ``style.fit`` says.

    Args:
        runs: stretches of the text in a weight, family or ink of their own; together they cover it.

    Returns:
        The placed glyphs; ``truncated`` when an ellipsis stands for the rest, ``missing`` with the
        graphemes that no font has.
    """
    setter, lines, size, truncated = _broken(text, box.width, box.height, style, fonts, glossary, runs)
    return setter.place(lines, size, box, truncated=truncated)


@lru_cache(maxsize=256)  # what lasts is kept as it was drawn; these are for other formats and files of the same poster
def _broken(
    text: str,
    width: float,
    height: float,
    style: TextStyle,
    fonts: FontBook,
    glossary: frozenset[str],
    runs: tuple[Run, ...],
) -> tuple[_Setter, list[tuple[int, int]], float, bool]:
    """The text in lines for a box of this size, wherever it stands: its setter, the lines, their size, if it is cut."""
    box, clean = Box(0, 0, width, height), _printable(text)
    letters = graphemes(clean.text)
    too_long = len(letters) > LONGEST
    if too_long:
        clean = clean.cut(sum(map(len, letters[:LONGEST])))
    setter = _Setter(clean, style, fonts, glossary, runs)
    size, lines, truncated = setter.fit(box)
    if truncated or too_long:
        setter, size, lines = _with_ellipsis(setter, box)
        truncated = True
    return setter, lines, size, truncated


def _printable(text: str) -> Directed:
    """The text without what cannot be printed, and its levels, which isolates among it help to find."""
    if not runs_to_the_left(text):
        return Directed(printable(text).strip())
    parts = _ISOLATES.split(text)
    return directed("".join(part if i % 2 else printable(part) for i, part in enumerate(parts)).strip())


@dataclass(frozen=True, slots=True)
class _Measured:
    """The clusters of a text, and the widths of its lines in em, so that every size and line is tried for free.

    A line has no gap, space or empty half at its edges: an index over white space is moved to the first cluster seen
    from there on, or behind the last one seen before.
    """

    letters: tuple[str, ...]
    clusters: tuple[Cluster, ...]
    widths: Widths


@lru_cache(maxsize=256)
def _measured(text: Directed, style: TextStyle, fonts: FontBook, runs: tuple[Run, ...]) -> _Measured:
    letters = letters_of(text, style)
    clusters = measure(letters, style, fonts, runs, text.levels)
    sums = list(accumulate([c.advance + c.gap_before - c.squeeze_before for c in clusters], initial=0.0))
    seen = [not c.text.isspace() for c in clusters]
    begins, ends, lefts, rights = sums[:], sums[:], [0.0] * len(sums), [0.0] * len(sums)
    for i in reversed(range(len(seen))):
        c = clusters[i]
        begins[i] = sums[i] if seen[i] else begins[i + 1]
        lefts[i] = c.gap_before - c.squeeze_before + c.squeeze_at_start if seen[i] else lefts[i + 1]
    for i in range(1, len(sums)):
        ends[i] = sums[i] if seen[i - 1] else ends[i - 1]
        rights[i] = clusters[i - 1].squeeze_at_end if seen[i - 1] else rights[i - 1]
    return _Measured(tuple(letters), tuple(clusters), Widths(begins, ends, lefts, rights, style.tracking))


def _only_measures(style: TextStyle) -> TextStyle:
    """The style as far as the clusters depend on it, so that a text in many boxes is measured once."""
    return TextStyle(style.family, style.weight, 1, 1, tracking=style.tracking, direction=style.direction)


class _Setter:
    """One text in one style, with the places where it may break."""

    def __init__(
        self, text: Directed, style: TextStyle, fonts: FontBook, glossary: frozenset[str], runs: tuple[Run, ...]
    ) -> None:
        self.directed, self.style, self.fonts, self.glossary, self.runs = text, style, fonts, glossary, runs
        self.text = text.text
        self.measured = _measured(text, _only_measures(style), fonts, runs)
        self.letters, self.clusters = self.measured.letters, self.measured.clusters

    @cached_property
    def breaks(self) -> Sequence[Opportunity]:
        return _for_clusters(opportunities(self.text, self.glossary), self.letters)

    def width(self, start: int, end: int) -> float:
        """Width in em of the clusters as one line."""
        return self.measured.widths.line(start, end)

    def fit(self, box: Box) -> tuple[float, list[tuple[int, int]], bool]:
        """The largest size at which the text fits; True when even the smallest does not help."""
        one_line = self._on_one_line(box)
        if one_line is not None:
            return one_line
        between_words = [one for one in self.breaks if one.price < INSIDE_WORD]
        found = self._best(box, between_words)
        if found is None and len(between_words) < len(self.breaks):
            found = self._best(box, self.breaks)
        if found is not None:
            return *found, False
        emergency = _for_clusters(emergency_opportunities(self.text), self.letters)
        for size in self.style.sizes:
            lines = self._lines(size, box, emergency)
            if lines is not None:
                return size, lines[0], False
        return self.style.sizes[-1], [], True

    def _best(self, box: Box, breaks: Sequence[Opportunity]) -> tuple[float, list[tuple[int, int]]] | None:
        """The size and the lines that cost least with these breaks, if they fit at any size."""
        best: tuple[float, float, list[tuple[int, int]]] | None = None
        largest = 0.0
        for size in self.style.sizes:
            if size < largest * LEAST or (best and SMALLER * (1 - size / largest) >= best[0]):
                break  # lines cost nothing at best, and the size alone costs as much
            found = self._lines(size, box, breaks)
            if found is None:
                continue
            largest = largest or size
            price = found[1] + SMALLER * (1 - size / largest)
            if best is None or price < best[0]:
                best = (price, size, found[0])
        return best and best[1:]

    def _on_one_line(self, box: Box) -> tuple[float, list[tuple[int, int]], bool] | None:
        """What `fit` gives, where there is no need to break the text, or no room to do it: else None."""
        if not self.clusters or "\n" in self.text:
            return None
        along, across = self._along_and_across(box)
        sizes, end = self.style.sizes, len(self.clusters)
        width, lines = self.width(0, end), [(0, end)]
        most = min(lines_that_fit(sizes[-1], self.style.leading, across), self.style.most_lines)
        for size in sizes if most == 1 else sizes[:1]:
            fits = min(lines_that_fit(size, self.style.leading, across), self.style.most_lines) >= 1
            if fits and width <= along / size + 1e-6:
                return size, lines, False
        return (sizes[-1], [], True) if most == 1 else None

    def _along_and_across(self, box: Box) -> tuple[float, float]:
        return (box.width, box.height) if self.style.direction == "horizontal" else (box.height, box.width)

    def _lines(
        self, size: float, box: Box, breaks: Sequence[Opportunity]
    ) -> tuple[list[tuple[int, int]], float] | None:
        along, across = self._along_and_across(box)
        lines = min(lines_that_fit(size, self.style.leading, across), self.style.most_lines)
        if lines < 1 or self.width(0, len(self.clusters)) > lines * along / size * 1.02:
            return None
        return break_lines(len(self.clusters), breaks, self.measured.widths, along / size, max_lines=lines)

    def place(self, lines: Sequence[tuple[int, int]], size: float, box: Box, *, truncated: bool) -> FittedText:
        """The glyphs of these lines at their places."""
        trimmed = [self._line(start, end) for start, end in lines]
        place = place_rows if self.style.direction == "horizontal" else place_columns
        glyphs, extent = place(trimmed, size, box, self.style)
        texts = tuple("".join(self.letters[start:end]).strip() for start, end in lines)
        missing = tuple(dict.fromkeys(w for w, c in zip(self.letters, self.clusters, strict=True) if c.missing))
        unshaped = not shaping_available() and any(g.shaping == "shaped" for g in glyphs)
        return FittedText(tuple(glyphs), texts, size, box, truncated, missing, unshaped, extent, self.style.size)

    def _line(self, start: int, end: int) -> Line:
        width = self.width(start, end)
        while start < end and self.clusters[start].text.isspace():
            start += 1
        while end > start and self.clusters[end - 1].text.isspace():
            end -= 1
        clusters = self.clusters[start:end]
        return in_visual_order(clusters) if self.directed.levels else clusters, width


def lines_that_fit(size: float, leading: float, height: float) -> int:
    """How many lines of this size (px) and leading stand in a box of this height (px; in vertical text its width)."""
    if size > height + 0.5:
        return 0
    return 1 + int((height - size + 0.5) // (size * leading))


def _with_ellipsis(setter: _Setter, box: Box) -> tuple[_Setter, float, list[tuple[int, int]]]:
    """The longest beginning of the text that fits at the smallest size with an ellipsis after it."""
    style = setter.style
    letters = graphemes(setter.text)
    low, high = 0, len(letters)
    best: tuple[_Setter, float, list[tuple[int, int]]] = (setter, style.sizes[-1], [])
    while low <= high:
        middle = (low + high) // 2
        beginning = "".join(letters[:middle]).rstrip().rstrip("，、；：—…,;:-")
        attempt = _Setter(setter.directed.cut(len(beginning), "…"), style, setter.fonts, setter.glossary, setter.runs)
        size, lines, failed = attempt.fit(box)
        if failed:
            high = middle - 1
        else:
            best = (attempt, size, lines)
            low = middle + 1
    return best


def _for_clusters(found: Sequence[Opportunity], letters: Sequence[str]) -> list[Opportunity]:
    """Turn grapheme indices into cluster indices; breaks inside a joined word fall away."""
    index, starts = 0, {}
    for i, letter in enumerate(letters):
        starts[index] = i
        index += len(graphemes(letter))
    return [Opportunity(starts[o.after], o.price, o.must) for o in found if o.after in starts]

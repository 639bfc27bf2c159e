"""Fit a text into a box: choose the size and the lines.

Quarter-em gaps between ideographs and western letters (CLREQ, 3.2.1 "mixed text composition") and squeezed
punctuation are part of the layout and never characters of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from postergen.rendering.characters import graphemes, printable
from postergen.rendering.clusters import letters_of, measure
from postergen.rendering.fonts import FontBook, shaping_available
from postergen.rendering.line_break import (
    Opportunity,
    break_lines,
    emergency_opportunities,
    opportunities,
)
from postergen.rendering.placing import Line, place_columns, place_rows
from postergen.rendering.typography import Box, FittedText, Run, TextStyle

SMALLER = 120.0  # the price of setting a text at nothing instead of at its largest size, in units of `break_lines`
LEAST = 0.75  # of the largest size that fits: nothing smaller is chosen for the sake of better lines
LONGEST = 600  # graphemes looked at; nobody reads more on a poster


@lru_cache(maxsize=8192)  # options, headlines and slots are finite: most of a poster was set before
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
    clean = printable(text).strip()
    letters = graphemes(clean)
    too_long = len(letters) > LONGEST
    if too_long:
        clean = "".join(letters[:LONGEST])
    setter = _Setter(clean, style, fonts, glossary, runs)
    size, lines, truncated = setter.fit(box)
    if truncated or too_long:
        setter, size, lines = _with_ellipsis(setter, box)
        truncated = True
    return setter.place(lines, size, box, truncated=truncated)


class _Setter:
    """One text with its measured clusters; widths in em are prefix sums, so every size is tried for free."""

    def __init__(
        self, text: str, style: TextStyle, fonts: FontBook, glossary: frozenset[str], runs: tuple[Run, ...]
    ) -> None:
        self.text, self.style, self.fonts, self.glossary, self.runs = text, style, fonts, glossary, runs
        self.letters = letters_of(text, style)
        self.clusters = measure(self.letters, style, fonts, runs)
        self.breaks = _for_clusters(opportunities(text, glossary), self.letters)
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
        largest = 0.0
        for size in self.style.sizes:
            if size < largest * LEAST:
                break
            found = self._lines(size, box, self.breaks)
            if found is None:
                continue
            largest = largest or size
            price = found[1] + SMALLER * (1 - size / largest)
            if best is None or price < best[0]:
                best = (price, size, found[0])
        if best:
            return best[1], best[2], False
        emergency = _for_clusters(emergency_opportunities(self.text), self.letters)
        for size in self.style.sizes:
            found = self._lines(size, box, emergency)
            if found is not None:
                return size, found[0], False
        return self.style.sizes[-1], [], True

    def _lines(
        self, size: float, box: Box, breaks: Sequence[Opportunity]
    ) -> tuple[list[tuple[int, int]], float] | None:
        along, across = (box.width, box.height) if self.style.direction == "horizontal" else (box.height, box.width)
        lines = min(lines_that_fit(size, self.style.leading, across), self.style.most_lines)
        if lines < 1 or self.width(0, len(self.clusters)) > lines * along / size * 1.02:
            return None
        return break_lines(len(self.clusters), breaks, self.width, along / size, max_lines=lines)

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
        return self.clusters[start:end], width


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
        attempt = _Setter(beginning + "…", style, setter.fonts, setter.glossary, setter.runs)
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

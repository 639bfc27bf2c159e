"""Decide where Chinese and Latin lines may break, and where they should.

Hard rules come from UAX #14 with the prohibitions of CLREQ, basic level, on top. Among the
places that are left, phrase ends (BudouX, and the words of a glossary) are preferred; lines are balanced.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import inf

import budoux

from postergen.rendering.characters import (
    NEVER_ENDS_LINE,
    NEVER_STARTS_LINE,
    UNITS,
    graphemes,
    is_emoji,
    is_fullwidth,
    is_ideographic,
)
from postergen.rendering.uax14 import breaks_before

# The price of a break, in units of "one line is a tenth of the measure too short".
AFTER_PUNCTUATION, AFTER_PHRASE, AT_SPACE, INSIDE_PHRASE, INSIDE_WORD = 0.0, 2.0, 2.0, 16.0, 40.0
SHORT_LAST_LINE = 30.0
CLAUSE_CROSSED = 10.0  # for a clause that ends inside a line, in a text as short as a headline
HEADLINE = 48  # graphemes; in longer texts clauses end where they end
EMERGENCY = 200.0

_CLAUSE_END = frozenset("，。；：！？、,.;:!?…")
# Light words that a reader takes together with what follows or went before, where BudouX sometimes parts them.
_LEANS_FORWARD = frozenset("也不就都还才又再很最太没别把被给跟和与在从向往让")
_LEANS_BACK = frozenset("的了着们吗呢吧啊呀嘛")
_HAN_NUMBERS = frozenset("一二三四五六七八九十百千万两几半")


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A line may end after grapheme ``after - 1``, at this price; ``must`` marks a line feed."""

    after: int
    price: float
    must: bool = False


@lru_cache(maxsize=8192)
def opportunities(text: str, glossary: frozenset[str] = frozenset()) -> tuple[Opportunity, ...]:
    """Where this text may break, by grapheme index; the end of the text is not among them."""
    letters = graphemes(text)
    starts = _offsets(letters)
    allowed = {starts[offset] for offset, may in enumerate(breaks_before(text)) if may and offset in starts}
    phrase_ends = _phrase_ends(letters)
    word_insides = _word_insides(text, starts, glossary)
    found = []
    for i in range(1, len(letters)):
        before, after = letters[i - 1], letters[i]
        if before == "\n":
            found.append(Opportunity(i, 0.0, must=True))
        elif _may_break(before, after, uax14_allows=i in allowed) and not _opens(letters, i):
            found.append(Opportunity(i, _price(i, _seen_last(letters, i), after, phrase_ends, word_insides)))
    return tuple(found)


def emergency_opportunities(text: str) -> tuple[Opportunity, ...]:
    """Every place that breaks no prohibition, for words longer than a line."""
    letters = graphemes(text)
    usual = {o.after: o for o in opportunities(text)}
    found = []
    for i in range(1, len(letters)):
        after = letters[i]
        if i in usual:
            found.append(usual[i])
        elif after[0] not in NEVER_STARTS_LINE and not _opens(letters, i) and after != " ":
            found.append(Opportunity(i, EMERGENCY))
    return tuple(found)


def _offsets(letters: Sequence[str]) -> dict[int, int]:
    offset, starts = 0, {}
    for i, letter in enumerate(letters):
        starts[offset] = i
        offset += len(letter)
    return starts


def _may_break(before: str, after: str, *, uax14_allows: bool) -> bool:
    if after == " " or after[0] in NEVER_STARTS_LINE:
        return False
    if before in "—…" and after == before:
        return False  # CLREQ: the two-em dash and the six-dot ellipsis are one mark each
    if before[-1].isdigit() and after in UNITS:
        return False
    if is_fullwidth(before) and (is_ideographic(after) or is_emoji(after) or after in NEVER_ENDS_LINE):
        return True  # UAX #14 glues some quotation marks (QU) that are full-width in Chinese
    return uax14_allows


def _opens(letters: Sequence[str], end: int) -> bool:
    """Whether the last thing seen on a line that ends here would be an opening mark: spaces are not seen."""
    while end and letters[end - 1] == " ":
        end -= 1
    return end > 0 and letters[end - 1][0] in NEVER_ENDS_LINE


def _seen_last(letters: Sequence[str], end: int) -> str:
    """The clause mark in front of a space, if there is one, else the last grapheme."""
    return (
        letters[end - 2]
        if end > 1 and letters[end - 1] == " " and letters[end - 2] in _CLAUSE_END
        else letters[end - 1]
    )


def _price(index: int, before: str, after: str, phrase_ends: Collection[int], insides: Collection[int]) -> float:
    if before in _CLAUSE_END:
        return AFTER_PUNCTUATION
    if before == " ":
        return AT_SPACE
    if index in insides or (before in _HAN_NUMBERS and (after in UNITS or (before == "一" and is_ideographic(after)))):
        return INSIDE_WORD
    if before in _LEANS_FORWARD or after in _LEANS_BACK:
        return INSIDE_PHRASE
    if index in phrase_ends or not is_ideographic(before) or not is_ideographic(after):
        return AFTER_PHRASE
    return INSIDE_PHRASE


@lru_cache(maxsize=1)
def _parser() -> budoux.Parser:
    return budoux.load_default_simplified_chinese_parser()


def _phrase_ends(letters: Sequence[str]) -> frozenset[int]:
    if not any(is_ideographic(letter) for letter in letters):
        return frozenset()
    text = "".join(letters)
    starts = _offsets(letters)
    offset, ends = 0, []
    for phrase in _parser().parse(text):
        offset += len(phrase)
        ends.append(starts.get(offset, -1))
    return frozenset(ends)


def _word_insides(text: str, starts: dict[int, int], glossary: frozenset[str]) -> frozenset[int]:
    """The places inside a word of the glossary, where a break would hurt the reader."""
    insides: set[int] = set()
    for word in glossary:
        at = text.find(word)
        while at >= 0 and len(word) > 1:
            insides.update(starts[o] for o in range(at + 1, at + len(word)) if o in starts)
            at = text.find(word, at + 1)
    return frozenset(insides)


def break_lines(
    length: int,
    breaks: Sequence[Opportunity],
    width: Callable[[int, int], float],
    measure: float,
    *,
    max_lines: int,
) -> tuple[list[tuple[int, int]], float] | None:
    """Set ``length`` graphemes in the fewest lines that fit, as even as possible.

    Args:
        width: the width of the graphemes from one index up to another, as one line.
        measure: the width of the column, in the same unit.

    Returns:
        The lines as index pairs and their price, or None when they do not fit in ``max_lines``.
    """
    lines: list[tuple[int, int]] = []
    price, start = 0.0, 0
    musts = [b.after for b in breaks if b.must] + [length]
    for end in musts:
        inside = [b for b in breaks if start < b.after < end and not b.must]
        paragraph = _break_paragraph(start, end, inside, width, measure, max_lines - len(lines))
        if paragraph is None:
            return None
        lines += paragraph[0]
        price += paragraph[1]
        start = end
    return lines, price


def _break_paragraph(
    start: int,
    end: int,
    breaks: Sequence[Opportunity],
    width: Callable[[int, int], float],
    measure: float,
    max_lines: int,
) -> tuple[list[tuple[int, int]], float] | None:
    fewest = _fewest_lines(start, end, breaks, width, measure)
    if fewest is None or fewest > max_lines:
        return None
    even = width(start, end) / fewest
    crossed = list(accumulate((b.price == AFTER_PUNCTUATION for b in breaks), initial=0))
    for_clause = CLAUSE_CROSSED if end - start <= HEADLINE else 0.0
    stops = [(start, 0.0), *((b.after, b.price) for b in breaks), (end, 0.0)]
    # best[n][k]: the cheapest way to set everything before stop k in n lines, and where its last line starts
    best: list[list[tuple[float, int]]] = [[(inf, -1)] * len(stops) for _ in range(fewest + 1)]
    best[0][0] = (0.0, -1)
    for n in range(1, fewest + 1):
        for k in range(1, len(stops)):
            for j in reversed(range(k)):
                line = width(stops[j][0], stops[k][0])
                if line > measure + 2:  # em: what squeezed punctuation at the edges may take off again
                    break
                before = best[n - 1][j][0]
                if before == inf or line > measure + 1e-6:
                    continue
                clauses = crossed[k - 1] - crossed[j]  # those that end between the two stops
                cost = before + stops[k][1] + 100 * ((line - even) / measure) ** 2 + clauses * for_clause
                if k == len(stops) - 1 and n > 1 and line < 2.1 and even >= 2.1:
                    cost += SHORT_LAST_LINE
                if cost < best[n][k][0]:
                    best[n][k] = (cost, j)
    if best[fewest][-1][0] == inf:
        return None
    lines, k = [], len(stops) - 1
    for n in range(fewest, 0, -1):
        j = best[n][k][1]
        lines.append((stops[j][0], stops[k][0]))
        k = j
    return lines[::-1], best[fewest][-1][0]


def _fewest_lines(
    start: int, end: int, breaks: Sequence[Opportunity], width: Callable[[int, int], float], measure: float
) -> int | None:
    stops = [b.after for b in breaks] + [end]
    line_start, count, last_fit = start, 1, start
    for stop in stops:
        if width(line_start, stop) <= measure + 1e-6:
            last_fit = stop
            continue
        if last_fit == line_start:
            return None
        line_start, count = last_fit, count + 1
        if width(line_start, stop) > measure + 1e-6:
            return None
        last_fit = stop
    return count

"""Decide where Chinese and Latin lines may break, and where they should.

Hard rules come from UAX #14 with the prohibitions of CLREQ, basic level, on top. Among the
places that are left, phrase ends (BudouX, and the words of a glossary) are preferred; lines are balanced.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import inf
from typing import NamedTuple

import budoux

from postergen.domain.line_marks import MAY_END, MUST_NOT_END, unmarked
from postergen.rendering.characters import (
    NEVER_ENDS_LINE,
    NEVER_STARTS_LINE,
    graphemes,
    is_emoji,
    is_fullwidth,
    is_ideographic,
)
from postergen.rendering.uax14 import breaks_before
from postergen.rendering.units import COUNTERS
from postergen.rendering.words import insides

# The price of a break, in units of "one line is a tenth of the measure too short".
AFTER_PUNCTUATION, AFTER_PHRASE, AT_SPACE, INSIDE_PHRASE, INSIDE_WORD = 0.0, 2.0, 2.0, 16.0, 40.0
AT_MARK = 1.0  # where an author says that a line may end
SHORT_LAST_LINE = 30.0
CLAUSE_CROSSED = 10.0  # for a clause that ends inside a line, in a text as short as a headline
HEADLINE = 48  # graphemes; in longer texts clauses end where they end
EMERGENCY = 200.0

_CLAUSE_END = frozenset("，。；：！？、,.;:!?…")
# Light words that a reader takes together with what follows or went before, where BudouX sometimes parts them.
_LEANS_FORWARD = frozenset("也不就都还才又再很最太没别把被给跟和与在从向往让")
_LEANS_BACK = frozenset("的了着们吗呢吧啊呀嘛")


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A line may end after grapheme ``after - 1``, at this price; ``must`` marks a line feed."""

    after: int
    price: float
    must: bool = False


@lru_cache(maxsize=2048)
def opportunities(text: str, glossary: frozenset[str] = frozenset()) -> tuple[Opportunity, ...]:
    """Where this text may break, by grapheme index; the end of the text is not among them."""
    letters = graphemes(text)
    starts = _offsets(letters)
    allowed = {starts[offset] for offset, may in enumerate(breaks_before(text)) if may and offset in starts}
    words, marked_ones = _glossary(glossary)
    certain, possible = insides(text)
    inside = {starts[offset] for offset in certain if offset in starts} | _word_insides(text, starts, words)
    phrase_ends = _phrase_ends(text, starts) - {starts.get(offset, -1) for offset in possible}
    may, must_not = ({starts[offset] for offset in marked if offset in starts} for marked in _marks(text, marked_ones))
    found = []
    for i in range(1, len(letters)):
        before, after = letters[i - 1], letters[i]
        if before == "\n":
            found.append(Opportunity(i, 0.0, must=True))
        elif i in must_not or _opens(letters, i):
            continue
        elif i in may and after != " " and after[0] not in NEVER_STARTS_LINE:
            found.append(Opportunity(i, AT_MARK))
        elif _may_break(before, after, uax14_allows=i in allowed):
            price = _price(i, _seen_last(letters, i), after, phrase_ends, inside)
            found.append(Opportunity(i, max(price, INSIDE_WORD) if _leaves_alone(letters, i) else price))
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
    if before[-1].isdigit() and after in COUNTERS:
        return False
    if is_fullwidth(before) and (is_ideographic(after) or is_emoji(after) or after in NEVER_ENDS_LINE):
        return True  # UAX #14 glues some quotation marks (QU) that are full-width in Chinese
    return uax14_allows


def _opens(letters: Sequence[str], end: int) -> bool:
    """Whether the last thing seen on a line that ends here would be an opening mark: spaces are not seen."""
    while end and letters[end - 1] == " ":
        end -= 1
    return end > 0 and letters[end - 1][0] in NEVER_ENDS_LINE


def _leaves_alone(letters: Sequence[str], end: int) -> bool:
    """Whether one character of a clause would stand on another line than all the rest of it."""
    is_last = end > 1 and letters[end - 2] in _CLAUSE_END and is_ideographic(letters[end - 1])
    is_first = end + 1 < len(letters) and letters[end + 1] in _CLAUSE_END and is_ideographic(letters[end])
    return is_last or (is_first and letters[end - 1] not in _CLAUSE_END)


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
    if index in insides or (before == "一" and is_ideographic(after)):
        return INSIDE_WORD
    if before == " ":
        return AT_SPACE
    if before in _LEANS_FORWARD or after in _LEANS_BACK:
        return INSIDE_PHRASE
    if index in phrase_ends or not is_ideographic(before) or not is_ideographic(after):
        return AFTER_PHRASE
    return INSIDE_PHRASE


@lru_cache(maxsize=1)
def _parser() -> budoux.Parser:
    return budoux.load_default_simplified_chinese_parser()


def _phrase_ends(text: str, starts: Mapping[int, int]) -> frozenset[int]:
    if not any(map(is_ideographic, text)):
        return frozenset()
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


class _Marked(NamedTuple):
    """A passage with its author's marks: after how many of its characters a line may, and must not, end."""

    passage: str
    may: frozenset[int]
    must_not: frozenset[int]


@lru_cache(maxsize=64)
def _glossary(glossary: frozenset[str]) -> tuple[frozenset[str], tuple[_Marked, ...]]:
    """The words of a glossary, and its marked passages."""
    marked = frozenset(entry for entry in glossary if unmarked(entry) != entry)
    return glossary - marked, tuple(map(_marked, sorted(marked)))


def _marked(entry: str) -> _Marked:
    places: dict[str, set[int]] = {MAY_END: set(), MUST_NOT_END: set()}
    length = 0
    for character in entry:
        if character in places:
            places[character].add(length)
        else:
            length += 1
    return _Marked(unmarked(entry), frozenset(places[MAY_END]), frozenset(places[MUST_NOT_END]))


def _marks(text: str, marked: Sequence[_Marked]) -> tuple[set[int], set[int]]:
    """Where the authors of these passages say that a line of this text may, and must not, end."""
    may: set[int] = set()
    must_not: set[int] = set()
    for one in marked:
        at = text.find(one.passage)
        while at >= 0:
            may.update(at + place for place in one.may)
            must_not.update(at + place for place in one.must_not)
            at = text.find(one.passage, at + 1)
    return may, must_not


class Widths(NamedTuple):
    """How wide every line would be, by the indices of its first grapheme and of the one after its last.

    From where it begins to where it ends, without what it loses at its left and at its right edge, and ``less`` what
    every line loses; never below nothing. So a line is measured by a few looks, whatever stands at its edges.
    """

    begins: Sequence[float]
    ends: Sequence[float]
    lefts: Sequence[float]
    rights: Sequence[float]
    less: float = 0.0

    def line(self, start: int, end: int) -> float:
        return max(self.ends[end] - self.begins[start] - (self.lefts[start] + self.rights[end]) - self.less, 0.0)


def break_lines(
    length: int, breaks: Sequence[Opportunity], widths: Widths, measure: float, *, max_lines: int
) -> tuple[list[tuple[int, int]], float] | None:
    """Set ``length`` graphemes in the fewest lines that fit, as even as possible.

    Args:
        measure: the width of the column, in the unit of the widths.

    Returns:
        The lines as index pairs and their price, or None when they do not fit in ``max_lines``.
    """
    lines: list[tuple[int, int]] = []
    price, start = 0.0, 0
    musts = [b.after for b in breaks if b.must] + [length]
    for end in musts:
        inside = [b for b in breaks if start < b.after < end and not b.must]
        paragraph = _break_paragraph(start, end, inside, widths, measure, max_lines - len(lines))
        if paragraph is None:
            return None
        lines += paragraph[0]
        price += paragraph[1]
        start = end
    return lines, price


def _break_paragraph(
    start: int, end: int, breaks: Sequence[Opportunity], widths: Widths, measure: float, max_lines: int
) -> tuple[list[tuple[int, int]], float] | None:
    stops = [start, *[b.after for b in breaks], end]
    fewest = _fewest_lines(stops, widths, measure)
    if fewest is None or fewest > max_lines:
        return None
    last = len(stops) - 1
    crossed = list(accumulate((b.price == AFTER_PUNCTUATION for b in breaks), initial=0))
    for_clause = CLAUSE_CROSSED if end - start <= HEADLINE else 0.0
    if fewest == 1:
        return [(start, end)], crossed[-1] * for_clause
    even = widths.line(start, end) / fewest
    clauses = [crosses * for_clause for crosses in range(crossed[-1] + 1)]
    lines = _possible_lines(stops, widths, crossed, clauses, measure, even)
    prices = [0.0, *[b.price for b in breaks], 0.0]
    # row[k]: the cheapest way to set everything before stop k in so many lines
    row: list[float] = [0.0] + [inf] * last
    origins: list[list[int]] = []  # for each number of lines and each stop, where its last line starts
    for n in range(1, fewest + 1):
        following, origin = [inf] * (last + 1), [-1] * (last + 1)
        for k in range(n, last + 1):
            best, price = inf, prices[k]
            for j, uneven, across, width in lines[k]:
                cost = row[j] + price + uneven + across
                if k == last and n > 1 and width < 2.1 <= even:
                    cost += SHORT_LAST_LINE
                if cost < best:
                    best, origin[k] = cost, j
            following[k] = best
        row = following
        origins.append(origin)
    if row[last] == inf:
        return None
    found, k = [], last
    for origin in reversed(origins):
        found.append((stops[origin[k]], stops[k]))
        k = origin[k]
    return found[::-1], row[last]


def _possible_lines(
    stops: Sequence[int],
    widths: Widths,
    crossed: Sequence[int],
    clauses: Sequence[float],
    measure: float,
    even: float,
) -> list[list[tuple[int, float, float, float]]]:
    """For each stop the lines that may end there, the shortest first.

    Args:
        crossed: how many clauses end before each stop.
        clauses: what it costs when so many of them end inside a line.

    Returns:
        Of each line the number of the stop where it starts, what it costs to be uneven and to cross clauses, its width.
    """
    begins, lefts = [widths.begins[stop] for stop in stops], [widths.lefts[stop] for stop in stops]
    found: list[list[tuple[int, float, float, float]]] = [[]]
    for k in range(1, len(stops)):
        edge, right, lines = widths.ends[stops[k]], widths.rights[stops[k]], []
        for j in range(k - 1, -1, -1):
            width = edge - begins[j] - (lefts[j] + right) - widths.less
            if width > measure + 1e-6:
                if width > measure + 2:  # em: what squeezed punctuation at the edges may take off again
                    break
                continue
            width = max(width, 0.0)
            across = clauses[crossed[k - 1] - crossed[j]]  # those that end between the two stops
            lines.append((j, 100 * ((width - even) / measure) ** 2, across, width))
        found.append(lines)
    return found


def _fewest_lines(stops: Sequence[int], widths: Widths, measure: float) -> int | None:
    """In how many lines greedy setting gets, or None when something between two stops is too wide."""
    count, line_start, last_fit = 1, stops[0], stops[0]
    for stop in stops[1:]:
        if widths.line(line_start, stop) <= measure + 1e-6:
            last_fit = stop
            continue
        if last_fit == line_start:
            return None
        line_start, count = last_fit, count + 1
        if widths.line(line_start, stop) > measure + 1e-6:
            return None
        last_fit = stop
    return count

"""Find where a line may end: the rules of UAX #14 (Unicode 16), in time that grows with the text and no faster.

uniseg knows the classes of characters, and is what tests compare with; its own walk through the rules takes thirty
times as long, for which every new name on a poster would have to wait.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from uniseg.emoji import extended_pictographic
from uniseg.linebreak import line_break

MANDATORY = frozenset({"BK", "CR", "LF", "NL"})
_NO_BASE = MANDATORY | {"SP", "ZW"}  # a mark after one of these has nothing to stand on (LB9)
_MARKS = frozenset({"CM", "ZWJ"})
_CLOSES = frozenset({"CL", "CP"})
_LETTERS = frozenset({"AL", "HL"})
_IDEOGRAPHS = frozenset({"ID", "EB", "EM"})
_HANGUL = frozenset({"JL", "JV", "JT", "H2", "H3"})
_HYPHENS = frozenset({"HY", "BA"})
_PREFIXES = frozenset({"PR", "PO"})
DOTTED_CIRCLE = "\u25cc"
_AKSARAS = frozenset({"AK", "AS"})
_BEFORE_OPENING_QUOTE = MANDATORY | {"OP", "QU", "GL", "SP", "ZW", ""}
_AFTER_CLOSING_QUOTE = MANDATORY | {"SP", "GL", "WJ", "CL", "QU", "CP", "EX", "IS", "SY", "ZW", ""}
_BEFORE_HYPHEN = MANDATORY | {"SP", "ZW", "CB", "GL", ""}


@dataclass(frozen=True, slots=True)
class _Character:
    """What the rules ask of a character; ``kind`` is its class after LB1, empty beyond the ends of a text."""

    text: str
    kind: str
    category: str
    is_wide: bool  # East_Asian_Width F, W or H
    is_free_pictograph: bool  # kept for emoji to come (LB30b)

    @property
    def is_aksara(self) -> bool:
        return self.kind in _AKSARAS or self.text == DOTTED_CIRCLE


EDGE = _Character("", "", "", False, False)


@lru_cache(maxsize=2048)
def _character(text: str) -> _Character:
    category, kind = unicodedata.category(text), line_break(text).name
    if kind in ("AI", "SG", "XX"):  # LB1
        kind = "AL"
    elif kind == "SA":
        kind = "CM" if category in ("Mn", "Mc") else "AL"
    elif kind == "CJ":
        kind = "NS"
    is_wide = unicodedata.east_asian_width(text) in ("F", "W", "H")
    return _Character(text, kind, category, is_wide, category == "Cn" and extended_pictographic(text))


def breaks_before(text: str) -> list[bool]:
    """For each character whether a line may end before it; never before the first."""
    found = list(map(_character, text))
    kept: list[int] = []  # what is left when marks have gone to what they stand on (LB9)
    for i, one in enumerate(found):
        if not (one.kind in _MARKS and kept and found[kept[-1]].kind not in _NO_BASE):
            kept.append(i)
    line = [_LETTER_A if found[i].kind in _MARKS else found[i] for i in kept]  # LB10
    breaks = [False] * len(found)
    regional, before_spaces = 0, -1
    for n in range(1, len(kept)):
        regional = regional + 1 if line[n - 1].kind == "RI" else 0
        before_spaces = before_spaces if line[n - 1].kind == "SP" else n - 1
        follows_joiner = found[kept[n] - 1].kind == "ZWJ"
        if line[n - 1].kind == line[n].kind == "ID" and not follows_joiner:
            breaks[kept[n]] = True  # no rule is about two ideographs but the last one (LB31)
        else:
            breaks[kept[n]] = _may_break(_Place(line, n, before_spaces), follows_joiner, regional)
    return breaks


class _Place:
    """The place before the ``n``-th character of a line, between ``a`` and ``b``."""

    __slots__ = ("_before_spaces", "_line", "_n", "a", "b")

    def __init__(self, line: Sequence[_Character], n: int, before_spaces: int) -> None:
        self._line, self._n, self._before_spaces = line, n, before_spaces
        self.a, self.b = line[n - 1], line[n]

    def at(self, offset: int) -> _Character:
        """The character so far from here, ``b`` being 0; `EDGE` beyond the ends."""
        return self._among(self._n + offset)

    def before_spaces(self, offset: int = 0) -> _Character:
        """What stands before the spaces that end here, if there are any."""
        return self._among(self._before_spaces + offset) if self._before_spaces >= 0 else EDGE

    def follows_number(self, *, closed: bool) -> bool:
        """Digits and their marks go before, and perhaps a closing bracket (LB25)."""
        i = self._n - 1
        if closed and self._line[i].kind in _CLOSES:
            i -= 1
        while i >= 0 and self._line[i].kind in ("SY", "IS"):
            i -= 1
        return i >= 0 and self._line[i].kind == "NU"

    def _among(self, i: int) -> _Character:
        return self._line[i] if 0 <= i < len(self._line) else EDGE


def _may_break(place: _Place, follows_joiner: bool, regional: int) -> bool:
    a, b = place.a.kind, place.b.kind
    if a in MANDATORY:
        return not (a == "CR" and b == "LF")  # LB4, LB5
    if b in MANDATORY or b in ("SP", "ZW"):
        return False  # LB6, LB7
    if place.before_spaces().kind == "ZW":
        return True  # LB8
    if follows_joiner:
        return False  # LB8a
    for may_break in _RULES:
        verdict = may_break(place, a, b)
        if verdict is not None:
            return verdict
    return not (a == b == "RI" and regional % 2)  # LB30a, LB31


def _glue_and_brackets(p: _Place, a: str, b: str) -> bool | None:
    """LB11 to LB14."""
    glued = "WJ" in (a, b) or a == "GL" or (b == "GL" and a not in ("SP", "BA", "HY"))
    if glued or b in ("CL", "CP", "EX", "SY") or p.before_spaces().kind == "OP":
        return False
    return None


def _quotes_across_spaces(p: _Place, a: str, b: str) -> bool | None:
    """LB15a to LB18."""
    if p.before_spaces().category == "Pi" and p.before_spaces(-1).kind in _BEFORE_OPENING_QUOTE:
        return False
    if b == "QU" and p.b.category == "Pf" and p.at(1).kind in _AFTER_CLOSING_QUOTE:
        return False
    if b == "IS":
        return a == "SP" and p.at(1).kind == "NU"
    if (p.before_spaces().kind in _CLOSES and b == "NS") or (p.before_spaces().kind == b == "B2"):
        return False
    return True if a == "SP" else None


def _quotes(p: _Place, a: str, b: str) -> bool | None:
    """LB19 and LB19a: Chinese quotation marks may stand at the edge of a line, where they belong."""
    if b == "QU" and (p.b.category != "Pi" or not p.a.is_wide or not p.at(1).is_wide):
        return False
    if a == "QU" and (p.a.category != "Pf" or not p.b.is_wide or not p.at(-2).is_wide):
        return False
    return None


def _hyphens(p: _Place, a: str, b: str) -> bool | None:
    """LB20 to LB22."""
    if "CB" in (a, b):
        return True
    starts_word = p.at(-2).kind in _BEFORE_HYPHEN and b == "AL" and (a == "HY" or p.a.text == "\u2010")
    in_hebrew = a in _HYPHENS and p.at(-2).kind == "HL" and b != "HL"
    if starts_word or b in ("BA", "HY", "NS", "IN") or a == "BB" or in_hebrew or (a == "SY" and b == "HL"):
        return False
    return None


def _numbers(p: _Place, a: str, b: str) -> bool | None:
    """LB23 to LB25."""
    together = (
        (a in _LETTERS and b == "NU")
        or (a == "NU" and b in _LETTERS)
        or (a == "PR" and b in _IDEOGRAPHS)
        or (a in _IDEOGRAPHS and b == "PO")
        or (a in _PREFIXES and b in _LETTERS)
        or (a in _LETTERS and b in _PREFIXES)
        or (b in _PREFIXES and (p.follows_number(closed=True) or p.follows_number(closed=False)))
        or (a in _PREFIXES and b == "OP" and (p.at(1).kind == "NU" or (p.at(1).kind == "IS" and p.at(2).kind == "NU")))
        or (b == "NU" and (a in _PREFIXES or a in ("HY", "IS") or p.follows_number(closed=False)))
    )
    return False if together else None


def _syllables(p: _Place, a: str, b: str) -> bool | None:
    """LB26 to LB28a."""
    together = (
        (a == "JL" and b in ("JL", "JV", "H2", "H3"))
        or (a in ("JV", "H2") and b in ("JV", "JT"))
        or (a in ("JT", "H3") and b == "JT")
        or (a in _HANGUL and b == "PO")
        or (a == "PR" and b in _HANGUL)
        or (a in _LETTERS and b in _LETTERS)
        or (a == "AP" and p.b.is_aksara)
        or (p.a.is_aksara and b in ("VF", "VI"))
        or (p.at(-2).is_aksara and a == "VI" and (b == "AK" or p.b.text == DOTTED_CIRCLE))
        or (p.a.is_aksara and p.b.is_aksara and p.at(1).kind == "VF")
    )
    return False if together else None


def _rest(p: _Place, a: str, b: str) -> bool | None:
    """LB29, LB30 and LB30b."""
    together = (
        (a == "IS" and b in _LETTERS)
        or (a in (*_LETTERS, "NU") and b == "OP" and not p.b.is_wide)
        or (a == "CP" and not p.a.is_wide and b in (*_LETTERS, "NU"))
        or (b == "EM" and (a == "EB" or p.a.is_free_pictograph))
    )
    return False if together else None


_RULES: Sequence[Callable[[_Place, str, str], bool | None]] = (
    _glue_and_brackets,
    _quotes_across_spaces,
    _quotes,
    _hyphens,
    _numbers,
    _syllables,
    _rest,
)
_LETTER_A = _character("A")

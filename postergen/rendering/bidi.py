"""Decide in which order the letters of a text stand that runs from right to left, or partly so (UAX #9).

Every letter has a level: an even one runs from left to right, an odd one from right to left, a higher one inside a
lower one. Levels are of a paragraph, their order is of a line. A text without any right-to-left letter has no levels.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

MAX_DEPTH = 125  # BD2
MAX_BRACKETS = 63  # BD16
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"

# Pairs that open and close (BidiBrackets.txt), and all others that are mirrored (BidiMirroring.txt; Unicode 15.0).
BRACKETS = (
    "()[]{}༺༻༼༽᚛᚜⁅⁆⁽⁾₍₎⌈⌉⌊⌋❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟅⟆⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈⦉⦊⦋⦌⦍⦐⦏⦎⦑⦒⦓⦔⦕⦖⦗⦘⧘⧙⧚⧛⧼⧽⸢⸣⸤⸥⸦⸧⸨⸩⹕⹖⹗⹘⹙⹚⹛⹜〈〉《》「」『』"
    "【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞（）［］｛｝｟｠｢｣"
)
MIRRORED = (
    "<>«»‹›∈∋∉∌∊∍∕⧵∟⯾∠⦣∡⦛∢⦠∤⫮∼∽≃⋍≅≌≒≓≔≕≤≥≦≧≨≩≪≫≮≯≰≱≲≳≴≵≶≷≸≹≺≻≼≽≾≿⊀⊁⊂⊃⊄⊅⊆⊇⊈⊉⊊⊋⊏⊐⊑⊒⊘⦸⊢⊣⊦⫞⊨⫤⊩⫣⊫⫥⊰⊱⊲⊳⊴⊵⊶⊷⊸⟜⋉⋊"
    "⋋⋌⋐⋑⋖⋗⋘⋙⋚⋛⋜⋝⋞⋟⋠⋡⋢⋣⋤⋥⋦⋧⋨⋩⋪⋫⋬⋭⋰⋱⋲⋺⋳⋻⋴⋼⋶⋽⋷⋾⟃⟄⟈⟉⟋⟍⟕⟖⟝⟞⟢⟣⟤⟥⦤⦥⦨⦩⦪⦫⦬⦭⦮⦯⧀⧁⧄⧅⧏⧐⧑⧒⧔⧕⧨⧩⧸⧹⨫⨬⨭⨮⨴⨵⨼⨽⩤⩥⩹⩺⩻⩼⩽⩾⩿⪀⪁⪂⪃⪄"
    "⪅⪆⪇⪈⪉⪊⪋⪌⪍⪎⪏⪐⪑⪒⪓⪔⪕⪖⪗⪘⪙⪚⪛⪜⪝⪞⪟⪠⪡⪢⪦⪧⪨⪩⪪⪫⪬⪭⪯⪰⪱⪲⪳⪴⪵⪶⪷⪸⪹⪺⪻⪼⪽⪾⪿⫀⫁⫂⫃⫄⫅⫆⫇⫈⫉⫊⫋⫌⫍⫎⫏⫐⫑⫒⫓⫔⫕⫖⫬⫭⫷⫸⫹⫺⸂⸃⸄⸅⸉⸊⸌⸍⸜⸝⸠⸡﹤﹥＜＞"
)
_SAME = str.maketrans("\u2329\u232a", "\u3008\u3009")  # angle brackets that are canonically equivalent
_CLOSING = dict(zip(BRACKETS[::2], BRACKETS[1::2], strict=True))
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}
_OTHER_SIDE = str.maketrans(
    dict(zip(MIRRORED[::2], MIRRORED[1::2], strict=True))
    | dict(zip(MIRRORED[1::2], MIRRORED[::2], strict=True))
    | _CLOSING
    | _OPENING
)

# Every letter and number of right-to-left scripts, and what says a direction, stands here, with a few others (a test
# looks at all). Nothing else needs the algorithm.
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_NEWER = tuple((name, regex.compile(rf"\p{{bc={name}}}")) for name in ("R", "AL", "AN", "NSM", "ON", "EN", "ET", "BN"))

_REMOVED = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "BN"})  # X9
_EMBEDDINGS = {"LRE": (0, ""), "RLE": (1, ""), "LRO": (0, "L"), "RLO": (1, "R")}
_INITIATORS = frozenset({"LRI", "RLI", "FSI"})
_ISOLATES = _INITIATORS | {"PDI"}
_NEUTRAL = frozenset({"B", "S", "WS", "ON"}) | _ISOLATES
_BLANK = frozenset({"S", "WS"}) | _ISOLATES | _REMOVED
_STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}  # as N0 to N2 see them


class Directed(NamedTuple):
    """A text without its isolates, and a level for each of its code points: none where all of it runs to the right."""

    text: str
    levels: bytes = b""

    def cut(self, length: int, end: str = "") -> Directed:
        """Its beginning, with an end put to it that runs as the last letter before it."""
        levels = self.levels[:length]
        return Directed(self.text[:length] + end, levels + levels[-1:] * len(end) if levels else b"")


def runs_to_the_left(text: str) -> bool:
    """Whether any of it does: the cheap question in front of everything else here."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def isolated(text: str) -> str:
    """A text that stands among others and changes the order of none of them, whatever it is made of (UAX #9, 2.7)."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if runs_to_the_left(text) else text


def directed(text: str) -> Directed:
    """The levels of a text of one or several paragraphs, which line feeds end; isolates are taken out."""
    if not runs_to_the_left(text):
        return Directed(text)
    levels = [level for paragraph in text.splitlines(keepends=True) for level in paragraph_levels(paragraph)]
    kept = [(c, level) for c, level in zip(text, levels, strict=True) if not "\u2066" <= c <= POP_ISOLATE]
    runs = bytes(level for _, level in kept)
    return Directed("".join(c for c, _ in kept), runs if any(runs) else b"")


def visual_order(levels: Sequence[int]) -> list[int]:
    """The places of a line from left to right: each run of a level and above is turned round (L2)."""
    order = list(range(len(levels)))
    lowest_odd = min((level for level in levels if level % 2), default=MAX_DEPTH + 2)
    for turned in range(max(levels, default=0), lowest_odd - 1, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= turned:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end + 1
    return order


def mirrored(text: str) -> str:
    """As it looks where it runs from right to left (L4)."""
    return text.translate(_OTHER_SIDE)


def paragraph_levels(text: str, base: int | None = None) -> list[int]:
    """The level of each code point of one paragraph, which is one line as well.

    Args:
        base: the level of the paragraph; else its first strong letter says it (P2, P3).

    Returns:
        What X9 takes out has the level of what stands before it.
    """
    classes = [_bidi_class(character) for character in text]
    matches = _matching_isolates(classes)
    level = _first_strong(classes, 0, len(classes), matches) if base is None else base
    levels, types = _explicit(classes, matches, level)
    kept = [i for i, kind in enumerate(classes) if kind not in _REMOVED]
    for sequence in list(_isolating_runs(kept, classes, levels, matches, level)):  # levels are written into below
        _resolve(sequence, text, types, levels)
    return _reset_blanks(classes, levels, level)


@lru_cache(maxsize=4096)
def _bidi_class(character: str) -> str:
    """Of Python's Unicode, and of newer letters that of `regex`."""
    known = unicodedata.bidirectional(character)
    return known or next((name for name, newer in _NEWER if newer.match(character)), "L")


def _matching_isolates(classes: Sequence[str]) -> dict[int, int]:
    """Where each isolate ends: of initiators the end that matches, and of ends the initiator (BD9)."""
    matches: dict[int, int] = {}
    open_ones: list[int] = []
    for i, kind in enumerate(classes):
        if kind in _INITIATORS:
            open_ones.append(i)
        elif kind == "PDI" and open_ones:
            matches[i] = open_ones.pop()
            matches[matches[i]] = i
    return matches


def _first_strong(classes: Sequence[str], start: int, end: int, matches: dict[int, int]) -> int:
    """The level that the first strong letter asks for; what stands in isolates is passed over (P2, P3)."""
    i = start
    while i < end:
        if classes[i] in _INITIATORS:
            i = matches.get(i, end)
        elif classes[i] in ("L", "R", "AL"):
            return int(classes[i] != "L")
        i += 1
    return 0


def _explicit(classes: Sequence[str], matches: dict[int, int], base: int) -> tuple[list[int], list[str]]:
    """Levels as embeddings, overrides and isolates say them, and the classes that overrides leave (X1 to X8)."""
    levels, types = [base] * len(classes), list(classes)
    stack: list[tuple[int, str, bool]] = [(base, "", False)]  # level, override, whether it is an isolate
    too_deep_isolates = too_deep_embeddings = isolates = 0
    for i, kind in enumerate(classes):
        if kind == "PDI":  # X6a
            if too_deep_isolates:
                too_deep_isolates -= 1
            elif isolates:
                too_deep_embeddings = 0
                while not stack.pop()[2]:
                    pass
                isolates -= 1
        level, override, is_isolate = stack[-1]
        levels[i] = base if kind == "B" else level
        if override and kind not in _REMOVED and kind != "B":
            types[i] = override
        if kind in _EMBEDDINGS or kind in _INITIATORS:
            inside = _direction(i, classes, matches)
            deeper = level + 1 if level % 2 != inside else level + 2
            fits = deeper <= MAX_DEPTH and not too_deep_isolates and not too_deep_embeddings
            if kind in _INITIATORS:
                isolates, too_deep_isolates = isolates + fits, too_deep_isolates + (not fits)
            elif not too_deep_isolates:
                too_deep_embeddings += not fits
            if fits:
                stack.append((deeper, _EMBEDDINGS.get(kind, (0, ""))[1], kind in _INITIATORS))
        elif kind == "PDF" and not too_deep_isolates:  # X7
            if too_deep_embeddings:
                too_deep_embeddings -= 1
            elif not is_isolate and len(stack) > 1:
                stack.pop()
    return levels, types


def _direction(i: int, classes: Sequence[str], matches: dict[int, int]) -> int:
    """0 where what begins here runs from left to right, else 1 (X2 to X5c)."""
    match classes[i]:
        case "FSI":
            return _first_strong(classes, i + 1, matches.get(i, len(classes)), matches)
        case "LRI" | "RLI" as isolate:
            return int(isolate == "RLI")
        case embedding:
            return _EMBEDDINGS[embedding][0]


class _Sequence(NamedTuple):
    """An isolating run sequence (BD13): its places, and the strong types that it begins and ends against."""

    places: list[int]
    level: int
    before: str
    after: str

    @property
    def own(self) -> str:
        return "R" if self.level % 2 else "L"


def _isolating_runs(
    kept: Sequence[int], classes: Sequence[str], levels: Sequence[int], matches: dict[int, int], base: int
) -> Iterator[_Sequence]:
    """Runs of one level, each isolate joined to what follows it (X10)."""
    runs: list[list[int]] = []
    for i in kept:
        if runs and levels[runs[-1][-1]] == levels[i]:
            runs[-1].append(i)
        else:
            runs.append([i])
    by_first = {run[0]: run for run in runs}
    neighbours = {i: (left, right) for left, i, right in zip([-1, *kept], kept, [*kept[1:], -1], strict=False)}
    for run in runs:
        if classes[run[0]] == "PDI" and run[0] in matches:
            continue  # it goes on with what began before
        places = list(run)
        while classes[places[-1]] in _INITIATORS and places[-1] in matches:
            places += by_first[matches[places[-1]]]
        level, first, last = levels[run[0]], neighbours[run[0]][0], neighbours[places[-1]][1]
        left = levels[first] if first >= 0 else base
        right = base if last < 0 or classes[places[-1]] in _INITIATORS else levels[last]
        yield _Sequence(places, level, "LR"[max(level, left) % 2], "LR"[max(level, right) % 2])


def _resolve(sequence: _Sequence, text: str, types: list[str], levels: list[int]) -> None:
    """The levels of one sequence, written into ``levels``."""
    places = sequence.places
    before = [types[i] for i in places]
    found = _weak(before, sequence.before)
    _pair_brackets(sequence, [text[i] for i in places], before, found)
    _neutral(sequence, found)
    for i, kind in zip(places, found, strict=True):  # I1, I2
        if sequence.level % 2:
            levels[i] += kind != "R"
        else:
            levels[i] += {"L": 0, "R": 1}.get(kind, 2)


def _weak(types: Sequence[str], before: str) -> list[str]:
    """Marks, numbers and what stands in and beside numbers (W1 to W7)."""
    found = list(types)
    last = before
    for i, kind in enumerate(found):  # W1
        if kind == "NSM":
            found[i] = last
        last = "ON" if kind in _ISOLATES else found[i]
    strong = before
    for i, kind in enumerate(found):  # W2, W3
        if kind in ("L", "R", "AL"):
            strong = kind
        if kind == "EN" and strong == "AL":
            found[i] = "AN"
    found = ["R" if kind == "AL" else kind for kind in found]
    for i in range(1, len(found) - 1):  # W4
        left, kind, right = found[i - 1 : i + 2]
        if left == right and ((kind in ("ES", "CS") and left == "EN") or (kind == "CS" and left == "AN")):
            found[i] = left
    for start, end in _stretches(found, frozenset({"ET"})):  # W5
        if "EN" in (*found[max(start - 1, 0) : start], *found[end : end + 1]):
            found[start:end] = ["EN"] * (end - start)
    found = ["ON" if kind in ("ES", "ET", "CS") else kind for kind in found]  # W6
    strong = before
    for i, kind in enumerate(found):  # W7
        if kind in ("L", "R"):
            strong = kind
        if kind == "EN" and strong == "L":
            found[i] = "L"
    return found


def _pair_brackets(sequence: _Sequence, letters: Sequence[str], before: Sequence[str], found: list[str]) -> None:
    """Brackets run as what stands in them, or around them (N0)."""
    for opening, closing in _bracket_pairs(letters, found):
        inside = {_STRONG[kind] for kind in found[opening + 1 : closing] if kind in _STRONG}
        if not inside:
            continue
        kind = sequence.own
        if kind not in inside:
            context = next((_STRONG[k] for k in reversed(found[:opening]) if k in _STRONG), sequence.before)
            kind = context if context in inside else sequence.own
        for bracket in (opening, closing):
            found[bracket] = kind
            for i in range(bracket + 1, len(found)):
                if before[i] != "NSM":
                    break
                found[i] = kind


def _bracket_pairs(letters: Sequence[str], found: Sequence[str]) -> list[tuple[int, int]]:
    """Where brackets open and close, in the order in which they open (BD16)."""
    pairs: list[tuple[int, int]] = []
    open_ones: list[tuple[str, int]] = []
    for i, (letter, kind) in enumerate(zip(letters, found, strict=True)):
        bracket = letter.translate(_SAME)
        if kind != "ON":
            continue
        if bracket in _CLOSING:
            if len(open_ones) == MAX_BRACKETS:
                return []
            open_ones.append((_CLOSING[bracket], i))
        elif bracket in _OPENING:
            at = next((k for k in range(len(open_ones) - 1, -1, -1) if open_ones[k][0] == bracket), -1)
            if at >= 0:
                pairs.append((open_ones[at][1], i))
                del open_ones[at:]
    return sorted(pairs)


def _neutral(sequence: _Sequence, found: list[str]) -> None:
    """What has no direction of its own takes that of both sides, or that of the sequence (N1, N2)."""
    for start, end in _stretches(found, _NEUTRAL):
        left = _STRONG[found[start - 1]] if start else sequence.before
        right = _STRONG[found[end]] if end < len(found) else sequence.after
        found[start:end] = [left if left == right else sequence.own] * (end - start)


def _stretches(found: Sequence[str], kinds: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The longest stretches of these kinds, as start and end."""
    start = None
    for i, kind in enumerate([*found, ""]):
        if kind in kinds:
            start = i if start is None else start
        elif start is not None:
            yield start, i
            start = None


def _reset_blanks(classes: Sequence[str], levels: list[int], base: int) -> list[int]:
    """Separators, and blanks in front of them and at the end, run as the paragraph (L1)."""
    is_at_end = True
    for i in range(len(classes) - 1, -1, -1):
        if classes[i] in ("B", "S"):
            is_at_end = True
        elif classes[i] not in _BLANK:
            is_at_end = False
        if is_at_end:
            levels[i] = base
    for i, kind in enumerate(classes):
        if kind in _REMOVED and i:
            levels[i] = levels[i - 1]
    return levels

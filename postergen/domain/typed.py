"""Clean what a person typed: what nobody sees goes, and what joins letters stays where a script or an emoji needs it.

Sources: UAX #44 (Default_Ignorable_Code_Point, Joining_Type), UAX #31, 2.3 and RFC 5892, appendix A (joiners), UTS #51
(emoji sequences), UTS #37 (ideographic variation sequences).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import regex

from postergen.domain.plain_letters import plain_letters

MAX_TYPED = 1600  # code points that are looked at; what is longer is refused all the same

# Blanks that Unicode counts among letters and symbols: fillers of Hangul, and braille without any dot.
_BLANK = regex.compile(r"[\u115f\u1160\u3164\uffa0]|(?<![\u2801-\u28ff])\u2800(?![\u2801-\u28ff])")
_WHITE = regex.compile(r"(?V1)(?:(?<=\p{Mongolian}\p{M}?)\u202f(?=\p{Mongolian})(*SKIP)(*FAIL)|\p{White_Space})+")
# All that is ignored by default, with the blanks above: the cheap question in front of what follows.
_SUSPECT = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_IGNORED = regex.compile(
    r"(?V1)[\p{Default_Ignorable_Code_Point}--[\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\U000e0000-\U000e0fff]]"
)
_NEEDED = "|".join(
    (
        # Arabic and its like: a joiner stands between letters that join, or after one that would
        r"(?<=[\p{jt=D}\p{jt=L}]\p{jt=T}*)\u200c(?=\p{jt=T}*[\p{jt=D}\p{jt=R}])",
        r"(?<=[\p{jt=D}\p{jt=L}]\p{jt=T}*)\u200d",
        # Indic scripts: beside a sign that mutes a vowel
        r"(?<=\p{ccc=9})[\u200c\u200d]",
        r"(?<=\p{L}\p{M}*)[\u200c\u200d](?=\p{ccc=9})",
        # Mongolian: the forms of letters, and the gap before a last vowel
        r"(?<=(?=\p{Mongolian})\p{L})[\u180b-\u180d\u180f]",
        r"(?<=(?=\p{Mongolian})\p{L}[\u180b-\u180d\u180f]?)\u180e(?=(?=\p{Mongolian})\p{L})",
        # Emoji: what is joined, how it is shown, keycaps, and the flags of regions
        r"(?<=\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]*)\u200d(?=\p{Extended_Pictographic})",
        r"(?<=[\p{Emoji}--[0-9#*\p{Regional_Indicator}\p{Emoji_Modifier}]])[\ufe0e\ufe0f]",
        r"(?<=[0-9#*])\ufe0f(?=\u20e3)",
        r"(?<=\U0001f3f4[\U000e0020-\U000e007e]*)[\U000e0020-\U000e007e](?=[\U000e0020-\U000e007e]*\U000e007f)",
        r"(?<=\U0001f3f4[\U000e0020-\U000e007e]+)\U000e007f",
        # Variants of hanzi and of a few other letters
        r"(?<=[\p{Han}\p{Myanmar}\p{Phags_Pa}\p{Sm}])[\ufe00-\ufe0d\U000e0100-\U000e01ef]",
    )
)
_NOT_NEEDED = regex.compile(rf"(?V1)(?:{_NEEDED})(*SKIP)(*FAIL)|\p{{Default_Ignorable_Code_Point}}")
_WITHOUT_BASE = regex.compile(r"(?V1)(?:^|(?<=\p{White_Space}))\p{M}+")
_UNPRINTABLE = regex.compile(r"(?V1)[\p{Cc}\p{Cs}\p{Co}\p{Cn}]|[\p{Cf}--\p{Default_Ignorable_Code_Point}]")

# How many marks in a row one letter may carry: more where a script writes vowels, tones and stacked letters as marks.
MOST_MARKS = 3
MOST_MARKS_OF = {
    "Tibetan": 10,
    **dict.fromkeys(("Myanmar", "Khmer", "Tai_Tham"), 8),
    **dict.fromkeys(("Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil", "Telugu", "Kannada"), 6),
    **dict.fromkeys(("Malayalam", "Sinhala", "Javanese", "Balinese", "Sundanese", "Cham", "Chakma", "Newa"), 6),
    **dict.fromkeys(("Hebrew", "Arabic", "Syriac"), 5),
}
MOST_ALIKE = 2  # the same mark in a row; no script writes more
_SCRIPT_OF_MARKS = tuple((name, regex.compile(rf"\p{{scx={name}}}")) for name in MOST_MARKS_OF)
_MARK = regex.compile(r"\p{M}")
_MARKS = regex.compile(rf"\p{{M}}{{{MOST_ALIKE + 1},}}")


def clean(text: str) -> str:
    """What is left to print of it, on one line: composed (NFC), without what nobody sees, blanks as one space each,
    letters of mathematical alphabets as plain ones.

    What cannot be printed stays, to be reported by `unprintable`; nothing is left of a text of blanks.
    NFC takes time by the square of a run of marks, so a text is cut first where no check would let it pass any more.
    """
    found = text[:MAX_TYPED]
    before = ""
    while found != before:  # what goes may leave letters side by side that compose, or a mark without its base
        before, found = found, _WHITE.sub(" ", seen(unicodedata.normalize("NFC", plain_letters(found)))).strip(" ")
    return found


def seen(text: str) -> str:
    """The text without what is never seen, and without marks that stand on nothing. Line feeds stay."""
    if text.isascii():
        return text
    if _SUSPECT.search(text):
        text, before = _IGNORED.sub("", _BLANK.sub(" ", text)), ""
        while text != before:  # what goes may leave something without need beside it
            text, before = _WITHOUT_BASE.sub("", _NOT_NEEDED.sub("", text)), text
    return _WITHOUT_BASE.sub("", text) if _MARK.search(text) else text


def unprintable(text: str) -> list[str]:
    """The characters that no font could draw: controls, halves, private and unassigned ones."""
    found: list[str] = _UNPRINTABLE.findall(text)
    return found


def piles_marks(text: str) -> bool:
    """Whether a letter carries more marks than its script ever writes on one."""
    return any(_is_pile(run.group()) for run in _MARKS.finditer(text))


def without_piles(text: str) -> str:
    """The text with `MOST_MARKS` marks left of each pile."""
    return _MARKS.sub(lambda run: run.group()[:MOST_MARKS] if _is_pile(run.group()) else run.group(), text)


def _is_pile(marks: str) -> bool:
    if any(len(set(marks[i : i + MOST_ALIKE + 1])) == 1 for i in range(len(marks) - MOST_ALIKE)):
        return True
    counted = Counter(_script_of(mark) for mark in marks)
    most = {script: MOST_MARKS_OF.get(script, MOST_MARKS) for script in counted}
    return len(marks) > max(most.values()) or any(counted[script] > most[script] for script in counted)


def _script_of(mark: str) -> str:
    return next((name for name, script in _SCRIPT_OF_MARKS if script.match(mark)), "")

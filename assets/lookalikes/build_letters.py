"""Build ``letters.txt``: Latin letters, and what looks like them in other scripts or is written for them for fun.

Run as ``python assets/lookalikes/build_letters.py`` where the package confusable-homoglyphs (MIT) is installed, which
carries Unicode's confusables.txt (Unicode Technical Standard 39). Digits, and what is no letter to a reader, such as ×
and 〇, stand for themselves. ``words.txt`` is written by hand.
"""

import json
import re
import unicodedata
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
HEAD = """\
# Letters of the Latin alphabet, each with what looks like it in other scripts, its small capitals and its squares.
# Source: Unicode's confusables.txt (UTS #39) and UnicodeData.txt; terms in ../fonts/licenses/unicode-data.txt.
# Written by build_letters.py.
"""
BY_HAND = {"c": "©", "d": "đ", "f": "ƒғ", "h": "ħ", "l": "ł", "o": "ø", "r": "®", "t": "ŧ"}
LETTERS = ("Ll", "Lu", "Lo", "Lt")
NAMED = re.compile(r"(?:LATIN LETTER SMALL CAPITAL|NEGATIVE (?:SQUARED|CIRCLED) LATIN CAPITAL LETTER) ([A-Z])")


def main() -> None:
    """Write the file anew."""
    found = defaultdict(set)
    for character, letter in (
        *_confusable(),
        *_named(),
        *((one, letter) for letter, others in BY_HAND.items() for one in others),
    ):
        if unicodedata.normalize("NFKC", character) == character:  # what has a compatibility form is read by it
            found[letter].add(character)
    rows = [f"{letter} {''.join(sorted(others))}" for letter, others in sorted(found.items())]
    (HERE / "letters.txt").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


def _confusable():
    data = Path(find_spec("confusable_homoglyphs").origin).with_name("confusables.json")
    for character, others in json.loads(data.read_text(encoding="utf-8")).items():
        if len(character) == 1 and not character.isascii() and unicodedata.category(character) in LETTERS:
            yield from ((character, o["c"].lower()) for o in others if re.fullmatch("[A-Za-z]", o["c"]))


def _named():
    for place in range(0x1D00, 0x1F200):
        if named := NAMED.fullmatch(unicodedata.name(chr(place), "")):
            yield chr(place), named[1].lower()
    for place in (0x0299, 0x0262, 0x029C, 0x026A, 0x029F, 0x0274, 0x0280, 0x028F, 0xA730, 0xA731, 0xA7AF):
        yield chr(place), unicodedata.name(chr(place))[-1].lower()


if __name__ == "__main__":
    main()

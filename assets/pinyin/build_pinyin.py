"""Write how the characters of the national standard list are spoken, without tones: ``syllables.txt``; and which
traditional characters they stand for: ``simplified.txt``.

Run on Debian with the package ``unicode-data`` as ``python assets/pinyin/build_pinyin.py``. A character has one reading
here, the first of kMandarin: both sides of a comparison are read by the same table, so it need not be the right one.
"""

from __future__ import annotations

import bz2
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

READINGS = Path("/usr/share/unicode/Unihan_Readings.txt.bz2")
VARIANTS = Path("/usr/share/unicode/Unihan_Variants.txt.bz2")
HERE = Path(__file__).parent
CHARSET = HERE.parent / "fonts/charset/tgh-2013.txt"
HEAD = """\
# Pinyin without tones, ü as v, and the characters of the Table of General Standard Chinese Characters (2013) so spoken.
# Source: property kMandarin of the Unicode Unihan database, Debian package unicode-data; terms in
# ../fonts/licenses/unicode-data.txt. Written by build_pinyin.py.
"""

VARIANTS_HEAD = """\
# Characters of the Table of General Standard Chinese Characters (2013), and those that they are the simplified form of.
# Source: property kSimplifiedVariant of the Unicode Unihan database, Debian package unicode-data; terms in
# ../fonts/licenses/unicode-data.txt. Written by build_pinyin.py.
"""


def toneless(reading: str) -> str:
    parts = unicodedata.normalize("NFD", reading.translate(str.maketrans("üǖǘǚǜ", "vvvvv")))
    return "".join(letter for letter in parts if letter.isascii())


def main() -> None:
    standard = {c for line in CHARSET.read_text("utf-8").splitlines() if not line.startswith("#") for c in line}
    spoken = defaultdict(list)
    with bz2.open(READINGS, "rt", encoding="utf-8") as lines:
        for line in lines:
            if (found := re.match(r"U\+(\w+)\tkMandarin\t(\S+)", line)) and chr(int(found[1], 16)) in standard:
                spoken[toneless(found[2])].append(chr(int(found[1], 16)))
    rows = [f"{syllable} {''.join(characters)}" for syllable, characters in sorted(spoken.items())]
    (HERE / "syllables.txt").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    simplified = defaultdict(list)
    with bz2.open(VARIANTS, "rt", encoding="utf-8") as lines:
        for line in lines:
            if found := re.match(r"U\+(\w+)\tkSimplifiedVariant\t.*?U\+(\w+)", line):
                one, other = (chr(int(code, 16)) for code in found.groups())
                if other in standard and one not in standard:
                    simplified[other].append(one)
    rows = [f"{one} {''.join(others)}" for one, others in sorted(simplified.items())]
    (HERE / "simplified.txt").write_text(VARIANTS_HEAD + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

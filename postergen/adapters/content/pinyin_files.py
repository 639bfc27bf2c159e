"""Read how characters are spoken, and which are another form of which."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from postergen.ranking.pinyin import Pinyin


@cache
def read_pinyin(folder: Path) -> Pinyin:
    """``syllables.txt`` and ``simplified.txt`` of this folder: on each line a syllable, or a simplified character, a
    space, and the characters that are so spoken, or that it stands for.
    """
    return Pinyin(dict(_pairs(folder / "syllables.txt")), dict(_pairs(folder / "simplified.txt")))


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            first, characters = line.split(" ", 1)
            yield from ((character, first) for character in characters)

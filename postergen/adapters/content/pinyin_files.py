"""Read how characters are spoken."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from postergen.ranking.pinyin import Pinyin


@cache
def read_pinyin(path: Path) -> Pinyin:
    """A line for each syllable: the syllable, a space, the characters that are so spoken; ``#`` begins a remark."""
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    pairs = (line.split(" ", 1) for line in lines)
    return Pinyin({character: syllable for syllable, characters in pairs for character in characters})

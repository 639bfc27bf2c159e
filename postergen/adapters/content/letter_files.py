"""Read which characters look like which, and what is written in place of which word."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from postergen.copywriting.readings import Letters
from postergen.ranking.pinyin import Pinyin


@cache
def read_letters(folder: Path, pinyin: Pinyin) -> Letters:
    """``letters.txt`` of this folder: on each line a letter, a space, and the characters that look like it;
    ``words.txt``: what is meant, and what is written for it.
    """
    alike = {other: letter for letter, others in _rows(folder / "letters.txt") for other in others.strip()}
    words = {word: meant for meant, others in _rows(folder / "words.txt") for word in others.split()}
    return Letters(pinyin.simplified, pinyin.spelled, alike, words)


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            first, _, others = line.partition(" ")
            yield first, others

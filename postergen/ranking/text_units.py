"""What a text is made of, for texts to be compared by.

Units of Chinese are its characters, one to three at a time, and two sounds at a time, so that what is typed by ear is
found. Units of English are stems (Porter 2001, Snowball) and pairs of them.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import regex

from postergen.ranking.pinyin import Pinyin
from postergen.ranking.stems import stem

# English words that say nothing of what is wished for.
EMPTY_WORDS = frozenset(
    """
    a an the i im ive id me my mine we us our you your to of in on at for with and or but so is are am be been was it
    its this that these those just want wanna would like have had has get got gonna go going do did does not no one
    once more some any all can could will shall should from by as up out about again before after than then there he
    she they him her his hers them their what when how who which too very really if please wish hope finally ever
    lets let make
    """.split()  # noqa: SIM905 a list of a hundred would be a column
)


_WORD = regex.compile(r"(\p{Han}+)|([\p{L}\p{N}'’]+)")


class Units(NamedTuple):
    """What a text is made of: how often it says each unit, and the word as it was typed that a stem stands for."""

    times: Counter[str]
    typed: Mapping[str, str]


def units_in(locale: str, pinyin: Pinyin) -> Callable[[str], Units]:
    """What texts of this locale are made of."""
    return partial(chinese_units, pinyin=pinyin) if locale == "zh-CN" else english_units


def chinese_units(text: str, pinyin: Pinyin) -> Units:
    found: Counter[str] = Counter()
    typed: dict[str, str] = {}
    heard: list[str] = []
    for han, other in _WORD.findall(pinyin.simplified(_plain(text))):
        if han:
            found.update(han[i : i + n] for n in (1, 2, 3) for i in range(len(han) - n + 1))
            heard += pinyin.of_han(han)
        else:
            found[marked(other)] += 1
            typed[marked(other)] = marked(other)
            heard += pinyin.of_latin(other.replace("'", ""))
    found.update(f"~{one} {other}" for one, other in pairwise(heard))
    return Units(found, typed)


def english_units(text: str) -> Units:
    words = [word.removesuffix("'s").replace("'", "") for _, word in _WORD.findall(_plain(text)) if word]
    words = [word for word in words if word not in EMPTY_WORDS]
    stems = [marked(stem(word)) for word in words]
    typed = {stem: marked(word) for stem, word in zip(stems, words, strict=True)}
    return Units(Counter([*stems, *(f"{one} {other}" for one, other in pairwise(stems))]), typed)


def is_pair(unit: str) -> bool:
    return unit[0] == "<" and unit.count("<") == 2


def is_least(unit: str) -> bool:
    """Whether it is made of no other units: a stem, or a character."""
    return len(unit) == 1 or (unit[0] == "<" and not is_pair(unit))


def letters_of(word: str) -> frozenset[str]:
    return frozenset(word[i : i + n] for n in (2, 3, 4) for i in range(len(word) - n + 1))


def marked(word: str) -> str:
    return f"<{word}>"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().replace("’", "'")

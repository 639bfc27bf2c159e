"""Tell two texts apart word by word; Chinese, which has no spaces, character by character."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

import regex

from postergen.domain.variant import CopyVariant

# A run of letters or digits is a word; a Chinese character, a space or a mark stands for itself.
_WORDS = regex.compile(r"\p{Han}|[^\W\p{Han}]+(?:['’][^\W\p{Han}]+)*|.", regex.DOTALL)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text that both have, or only the earlier (del), or only the later (ins); HTML's own names."""

    kind: Literal["same", "del", "ins"]
    text: str


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """One part of a variant, such as its headline, with what is taken out and put in."""

    name: str
    stretches: tuple[Stretch, ...]


def word_diff(before: str, after: str) -> tuple[Stretch, ...]:
    """What was taken out and put in, in reading order."""
    return tuple(_stretches(_WORDS.findall(before), _WORDS.findall(after)))


def changed_parts(before: CopyVariant | None, after: CopyVariant) -> tuple[ChangedPart, ...]:
    """Every part of a variant as it changes; all of it is new when there was none."""
    old = dict(before.texts()) if before else {}
    return tuple(ChangedPart(name, word_diff(old.get(name, ""), text)) for name, text in after.texts())


def _stretches(old: list[str], new: list[str]) -> Iterator[Stretch]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Stretch("same", "".join(old[i1:i2]))
            continue
        if i1 < i2:
            yield Stretch("del", "".join(old[i1:i2]))
        if j1 < j2:
            yield Stretch("ins", "".join(new[j1:j2]))

"""Show what changes in a text, word by word; a Chinese one character by character."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import NamedTuple

import regex

from postergen.domain.variant import CopyVariant

_PIECES = regex.compile(r"[\p{Latin}\p{N}'’]+|\{\w+\}|\X")


class Piece(NamedTuple):
    """Some words, and whether they are kept, deleted or inserted."""

    kind: str
    text: str


class Part(NamedTuple):
    """One part of a text, such as its headline, with its pieces before and after."""

    name: str
    pieces: tuple[Piece, ...]


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of both texts in reading order."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        pieces += [Piece("del", "".join(old[a:b]))] if a < b else []
        pieces += [Piece("ins", "".join(new[c:d]))] if c < d else []
    return tuple(pieces)


def changed_parts(before: CopyVariant | None, after: CopyVariant) -> tuple[Part, ...]:
    """Every part of a text as it changes; all of it is new when there was none."""
    old = dict(before.texts()) if before else {}
    return tuple(Part(name, compare(old.get(name, ""), text)) for name, text in after.texts())

"""Tell whether an answer is right: as people type, not letter by letter."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

LONGEST = 100  # characters of an answer that are looked at


def plain(answer: str) -> str:
    """Without case, width, accents, blanks and punctuation, which nobody is asked for."""
    taken_apart = unicodedata.normalize("NFKD", answer[:LONGEST]).casefold()
    return "".join(c for c in taken_apart if unicodedata.category(c)[0] in "LN")


def is_right(answer: str, answers: Iterable[str]) -> bool:
    given = plain(answer)
    return bool(given) and given in {plain(one) for one in answers}

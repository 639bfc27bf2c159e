"""Say what English words have in common: their stems (Snowball, Porter 2)."""

from __future__ import annotations

from functools import lru_cache

import snowballstemmer


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """Each time by a stemmer of its own: one writes down in itself how far it is, and threads would read it."""
    return snowballstemmer.stemmer("english").stemWord(word)  # type: ignore[no-any-return]

"""Find the plain letters behind letters that are dressed up."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

INFORMATION = "ℹ"  # decomposes like them, but is an emoji

_TONES = dict.fromkeys(range(0x1F3FB, 0x1F400))


def plain_letters(text: str) -> str:
    """Mathematical alphabets (𝓛𝓲𝓵𝔂), which are written for their looks, as the letters that they stand for.

    These are the characters whose compatibility decomposition is one of font (UAX #44, table 14, ``<font>``).
    """
    return text if text.isascii() else "".join(map(_plain, text))


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    tag, _, point = unicodedata.decomposition(character).partition(" ")
    return chr(int(point, 16)) if tag == "<font>" and character != INFORMATION else character


def without_marks(text: str) -> str:
    """The text without combining marks; all of it where there is nothing else."""
    return "".join(c for c in text if not unicodedata.category(c).startswith("M")) or text


def without_tones(emoji: str) -> str:
    """The emoji without tones of skin."""
    return emoji.translate(_TONES)

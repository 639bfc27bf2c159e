"""How Chinese sounds, and what is easily confused: for wishes that are typed by ear.

Tones are left out, and so is what many speakers and typists do not tell apart: zh/z, ch/c, sh/s, l/n, hu/f, and ng/n
at the end (the fuzzy pairs of Chinese input methods).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

_BEGINNINGS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"))
_ENDS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
LONGEST_SYLLABLE = 6  # zhuang
LONGEST_WORD = 40  # of Latin letters that may be pinyin


class Pinyin:
    """What is spoken for a character, as a syllable without tone.

    Args:
        spoken: the syllable of each character; none are known to a reader that got none.
        simplified: the simplified form of each traditional character.
    """

    def __init__(self, spoken: Mapping[str, str], simplified: Mapping[str, str] | None = None) -> None:
        self._simplified = str.maketrans(dict(simplified or {}))
        self._sounds = {character: confused(syllable) for character, syllable in spoken.items()}
        self._syllables = frozenset(spoken.values())
        self.of_latin = lru_cache(maxsize=4096)(self._of_latin)

    def simplified(self, text: str) -> str:
        """The text in simplified characters."""
        return text.translate(self._simplified)

    def of_han(self, characters: str) -> list[str]:
        """The sound of each character; one that is not known sounds like nothing else."""
        return [self._sounds.get(character, character) for character in characters]

    def _of_latin(self, word: str) -> tuple[str, ...]:
        """The sounds of a word typed in pinyin, by the fewest syllables; empty when it cannot be pinyin."""
        if not (1 < len(word) <= LONGEST_WORD and word.isascii() and word.isalpha()):
            return ()
        best: list[tuple[str, ...] | None] = [(), *([None] * len(word))]
        for start in range(len(word)):
            before = best[start]
            if before is None:
                continue
            for end in range(start + 1, min(len(word), start + LONGEST_SYLLABLE) + 1):
                known = best[end]
                if word[start:end] in self._syllables and (known is None or len(before) + 1 < len(known)):
                    best[end] = (*before, confused(word[start:end]))
        return best[-1] or ()


def confused(syllable: str) -> str:
    """The syllable that stands for all that are confused with this one."""
    for letters, other in _BEGINNINGS:
        if syllable.startswith(letters):
            syllable = other + syllable[len(letters) :]
            break
    else:
        if syllable.startswith("hu") and len(syllable) > 2:
            syllable = "f" + syllable[2:]
    for letters, other in _ENDS:
        if syllable.endswith(letters):
            return syllable[: -len(letters)] + other
    return syllable

"""How Chinese sounds, and what is easily confused: for wishes that are typed by ear.

Tones are left out, and so is what many speakers and typists do not tell apart: zh/z, ch/c, sh/s, l/n, hu/f, and ng/n
at the end (the fuzzy pairs of Chinese input methods).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property, lru_cache

_BEGINNINGS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"))
_ENDS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
LONGEST_SYLLABLE = 6  # zhuang
LONGEST_WORD = 40  # of Latin letters that may be pinyin
MOST_READINGS = 4  # of one word: xian is 先 and 西安
# Words whose characters are spoken in another way than alone.
SPOKEN_IN_WORDS = {
    "重庆": "chong qing",
    "厦门": "xia men",
    "长城": "chang cheng",
    "长江": "chang jiang",
    "长椅": "chang yi",
    "成都": "cheng du",
    "乐队": "yue dui",
    "音乐": "yin yue",
    "睡觉": "shui jiao",
    "还书": "huan shu",
    "种菜": "zhong cai",
    "西藏": "xi zang",
    "朝阳": "chao yang",
    "吃得": "chi de",
    "弹吉他": "tan ji ta",
    "弹琴": "tan qin",
}


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
        self._spoken = dict(spoken)
        self.of_latin = lru_cache(maxsize=4096)(self._of_latin)

    @cached_property
    def digest(self) -> str:
        """Of all that is known: another reader hears otherwise."""
        return hashlib.sha256(repr((self._spoken, self._simplified)).encode()).hexdigest()

    def simplified(self, text: str) -> str:
        """The text in simplified characters."""
        return text.translate(self._simplified)

    def of_han(self, characters: str) -> list[str]:
        """The sound of each character; one that is not known sounds like nothing else."""
        return [self._sounds.get(character, character) for character in characters]

    def spelled(self, text: str) -> list[str]:
        """The syllable of each character, those of a word as they are spoken in it; what is none stays as it is."""
        found = [self._spoken.get(character, character) for character in text]
        for word, said in SPOKEN_IN_WORDS.items():
            at = text.find(word)
            while at >= 0:
                found[at : at + len(word)] = said.split()
                at = text.find(word, at + len(word))
        return found

    def of_text(self, text: str) -> list[str]:
        """As `of_han`, with the characters of a word as they sound in it."""
        return [confused(one) for one in self.spelled(text)]

    def readings(self, word: str) -> list[tuple[str, ...]]:
        """Every way to read letters as sounds, those of the fewest syllables first; an apostrophe parts syllables."""
        found: list[tuple[str, ...]] = [()]
        for part in word.replace("'", " ").split():
            ways = self._ways(part) if part.isascii() and part.isalpha() and len(part) <= LONGEST_WORD else []
            found = [(*before, *way) for before in found for way in ways]
        return sorted((way for way in found if way), key=len)[:MOST_READINGS]

    def _ways(self, word: str) -> list[tuple[str, ...]]:
        ways: list[list[tuple[str, ...]]] = [[()], *([] for _ in word)]
        for start in range(len(word)):
            for end in range(start + 1, min(len(word), start + LONGEST_SYLLABLE) + 1):
                if ways[start] and word[start:end] in self._syllables:
                    ways[end] += [(*before, confused(word[start:end])) for before in ways[start]]
            ways[start + 1] = sorted(ways[start + 1], key=len)[:MOST_READINGS]
        return ways[-1]

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

"""Find Chinese words in what is said of options: as characters, as they sound, and in pinyin.

A word is found where a word begins and another ends: 面 in 一碗面, and not in 当面. But 热干面 is a kind of 面:
most words of three characters are of what they end with. Sounds stand in a text of the same length, a character of the
private use area for each, so that they are found in the same way.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import regex
from numpy.typing import NDArray

from postergen.ranking.option_texts import Said, Worths, best_of, most, rarity, together
from postergen.ranking.pinyin import Pinyin
from postergen.ranking.spelling import Spellings

Cut = Callable[[str], Sequence[str]]  # a text as its words

INSIDE = 0.7  # of what is found within a word, or across two
BY_EAR = 0.9  # of what sounds like it
MISTYPED = 0.75
SHORTEST_INSIDE = 2  # characters
LONG = 3  # characters of a word that says in the last what it is
LONGEST = 40  # characters of a search
# Words that say nothing of what is looked for.
EMPTY_WORDS = frozenset(
    """
    我 你 他 她 它 我们 你们 他们 自己 的 了 着 过 得 地 是 在 有 没 没有 不 不会 不要 想 要 想要 去 给 跟 和 与
    把 让 一 一个 一次 一下 个 次 再 也 就 都 还 又 东西 什么 怎么 好 很 能 会 可以 希望 愿望 心愿 带 做 到 来 吧 吗
    呢 啊 那 这 哪 里 上 下
    """.split()  # noqa: SIM905 a list of them would be a column
)

_HAN = regex.compile(r"\p{Han}+")
_FIRST_SOUND = 0xE000


class ChineseTexts:
    """What is said of so many options in Chinese.

    Args:
        cut: by a dictionary.
    """

    def __init__(self, said: Sequence[Said], count: int, pinyin: Pinyin, cut: Cut) -> None:
        self._count, self._pinyin, self._cut = count, pinyin, cut
        texts = [pinyin.simplified(_plain(one.text)) for one in said]
        words = [cut(text) for text in texts]
        self._text = "\n".join(texts)
        self._starts = np.cumsum([0, *(len(text) + 1 for text in texts[:-1])])
        self._edges, self._kinds = _edges(words), _kinds(words)
        self._owners = np.array([one.option for one in said], dtype=np.int64)
        self._worths = np.array([one.worth for one in said], dtype=np.float32)
        self._symbols: dict[str, str] = {}
        self._sounds = "".join(self._symbol(sound) for sound in pinyin.of_text(self._text))
        spelled = {"".join(pinyin.spelled(word)) for own in words for word in own if len(word) > 1}
        self._spellings = Spellings(word for word in spelled if word.isascii() and word.isalpha())

    def find(self, typed: str) -> Worths:
        """How much each option is what was typed, from 0 to about 1, shape (options,)."""
        plain = self._pinyin.simplified(_plain(typed))[:LONGEST]
        found = [(rarity(one), one) for run in _HAN.findall(plain) for one in [self._characters(run)]]
        latin = _without_tones(_HAN.sub(" ", plain)).strip()
        if latin:
            heard = self._letters(latin)
            found.append((rarity(heard), heard))
        return together(found, self._count)

    def _characters(self, run: str) -> Worths:
        whole = self._words(run)
        words = [word for word in self._cut(run) if word not in EMPTY_WORDS]
        if words in ([run], []):
            return whole
        found = [self._words(word) for word in words]
        return np.maximum(whole, together([(rarity(one), one) for one in found], self._count))

    def _words(self, word: str) -> Worths:
        """Where these characters stand; or, where they do not, others that sound so."""
        if word in EMPTY_WORDS:
            return np.zeros(self._count, dtype=np.float32)
        seen = self._in(self._text, word)
        return seen if seen.any() or len(word) < SHORTEST_INSIDE else self._heard(self._pinyin.of_text(word))

    def _letters(self, latin: str) -> Worths:
        """What is spelled so; or mistyped, where nothing is."""
        heard = self._any(self._pinyin.readings(latin))
        if heard.any():
            return heard
        near = self._spellings.near("".join(filter(str.isalpha, latin)))
        return np.float32(MISTYPED) * self._any([way for word in near for way in self._pinyin.readings(word)])

    def _any(self, readings: Sequence[Sequence[str]]) -> Worths:
        return most([self._reading(reading) for reading in readings], self._count)

    def _reading(self, sounds: Sequence[str]) -> Worths:
        """Of sounds as one word, or as the longest words that there are of them."""
        whole = self._heard(sounds)
        if whole.any() or len(sounds) < 3:
            return whole
        found = list(self._parts(sounds))
        return together([(rarity(one), one) for one in found], self._count)

    def _parts(self, sounds: Sequence[str]) -> Iterator[Worths]:
        at = 0
        while at < len(sounds):
            for length in range(min(4, len(sounds) - at), 1, -1):
                heard = self._heard(sounds[at : at + length])
                if heard.any():
                    yield heard
                    at += length
                    break
            else:
                at += 1

    def _heard(self, sounds: Sequence[str]) -> Worths:
        symbols = "".join(self._symbols.get(sound, "\0") for sound in sounds)
        return np.float32(BY_EAR) * self._in(self._sounds, symbols)

    def _in(self, text: str, word: str) -> Worths:
        places = np.fromiter(_places(text, word), dtype=np.int64)
        whole = self._edges[places] & self._edges[places + len(word)]
        if len(word) < SHORTEST_INSIDE:
            whole = self._kinds[places] | whole
            places, whole = places[whole], whole[whole]
        lines = np.searchsorted(self._starts, places, side="right") - 1
        worths = self._worths[lines] * np.where(whole, np.float32(1), np.float32(INSIDE))
        return best_of(self._owners[lines], worths, self._count)

    def _symbol(self, sound: str) -> str:
        if len(sound) == 1 and not sound.isalpha():
            return sound
        return self._symbols.setdefault(sound, chr(_FIRST_SOUND + len(self._symbols)))


def _edges(words: Sequence[Sequence[str]]) -> NDArray[np.bool_]:
    """Of texts that stand on a line each, the places between two characters where a word begins or ends."""
    edges = [0]
    for own in words:
        for word in own:
            edges.append(edges[-1] + len(word))
        edges.append(edges[-1] + 1)
    found = np.zeros(edges[-1] + 1, dtype=bool)
    found[edges] = True
    return found


def _kinds(words: Sequence[Sequence[str]]) -> NDArray[np.bool_]:
    """Of the same texts, the last characters of long words."""
    found: list[bool] = []
    for own in words:
        for word in own:
            found += [False] * (len(word) - 1) + [len(word) >= LONG]
        found.append(False)
    return np.array(found, dtype=bool)


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("\n", " ")


def _without_tones(text: str) -> str:
    """Letters without the marks and digits of tones; ü is typed as v."""
    parted = unicodedata.normalize("NFD", text.replace("u:", "ü")).replace("u\u0308", "v")
    return "".join(one for one in parted if one.isascii() and (one.isalpha() or one in "' "))

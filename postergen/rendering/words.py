"""Say which places of a Chinese text lie inside a word, where a line should not end.

A dictionary (jieba's, by rjieba) cuts the text; what it takes apart and a reader takes together is joined again: a
number and what it counts, 我 and 妈, a verb and the 了 or 完 behind it, a noun and its 里.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import regex

from postergen.rendering.units import NUMBERED

if TYPE_CHECKING:
    import rjieba

# As words of their own in the dictionary's cut: particles and places, and what a verb of one syllable comes to.
LEAN_BACK = frozenset("的了着过们吗呢吧啊呀嘛哪呗啦喽地得般里上下中边旁外内前后底间头儿口时") | {"似的", "一样"}
RESULTS = frozenset("到完好住掉满成光开走紧稳准错碎断短响亮干透熟见给进出起回过上下去来动懂会倒是")
CLOSING_QUOTES = frozenset("”’》」』")
NEGATIONS = frozenset("不没别未")
# Whoever reads on from these at the end of a line waits for what they belong to.
LIGHT = frozenset(
    "我你您他她它咱俺谁也不就都还才又再很最太没别把被给跟和与在从向往让是有要像等同老先只剩能会正总真进替为比将因若如到"
)
NOUNS = frozenset({"n", "ng", "q"})
_OF_ONES_OWN = regex.compile(
    r"[我你您他她它咱俺](?:们)?(?:[爸妈爹娘爷奶姥姐哥弟妹叔姨姑舅婶嫂公婆娃儿女家俩班]|老[公婆爸妈])"
)
LONGEST_WORD = 4
_HAN = regex.compile(r"\p{Han}+")
_TOGETHER: Sequence[Callable[[str], Iterator[regex.Match[str]]]] = (NUMBERED.finditer, _OF_ONES_OWN.finditer)


class Insides(NamedTuple):
    """Places of a text, as offsets: ``certain`` lie inside a word, ``possible`` would in another cut of the text."""

    certain: frozenset[int]
    possible: frozenset[int]


def insides(text: str) -> Insides:
    """Where a line that ends would part a word; found anew each time."""
    joined = {
        place for together in _TOGETHER for match in together(text) for place in range(match.start() + 1, match.end())
    }
    if not _HAN.search(text):
        return Insides(frozenset(joined), frozenset())
    dictionary = _dictionary()
    words = dictionary.tag(text)
    ends = list(accumulate(len(word) for word, _ in words))
    certain, possible = set(range(1, len(text))) - set(ends) | joined, set(_in_some_word(text, dictionary.has_word))
    for end, (word, _), (following, kind) in zip(ends, words, words[1:], strict=False):
        if len(word) > 1 and not dictionary.has_word(word):
            word = word[-1]
        if _is_bound(word, following, kind) or (
            _may_be_half(word, following) and dictionary.has_word(text[end - 1 : end + 1])
        ):
            certain.add(end)
        elif len(following) > 1 and not dictionary.has_word(following):  # guessed: it may begin one character later
            first, kind = dictionary.tag(following[0])[0]
            (certain if _is_bound(word, first, kind) else possible).add(end)
        elif word in LIGHT:
            possible.add(end)
    return Insides(frozenset(certain), frozenset(possible))


def dictionary_words(text: str) -> Sequence[str]:
    """A text as the words that the dictionary knows, none guessed."""
    return _dictionary().cut(text, False)


def load_dictionary() -> None:
    """Read the dictionary now: forks of this process share it from then on."""
    insides("日子")


def _is_bound(word: str, following: str, kind: str) -> bool:
    """Whether a reader takes two words of the dictionary as one.

    Args:
        kind: the part of speech of ``following``, as the dictionary names it.
    """
    if not _HAN.fullmatch(word):
        return word in CLOSING_QUOTES and len(following) == 1 and kind in NOUNS  # “晴”字
    if following in LEAN_BACK or (word in NEGATIONS and len(following) == 1):
        return True
    if len(word) > 1:
        return kind in NOUNS and len(following) == 1
    return following in RESULTS and word not in LIGHT


def _may_be_half(word: str, following: str) -> bool:
    """Whether one of two words is a single syllable that may belong to the other: 牙刷|刷, 鸡毛|管."""
    return (len(word) == 1 and word not in LIGHT) or (len(following) == 1 and following not in LIGHT)


def _in_some_word(text: str, is_word: Callable[[str], bool]) -> Iterator[int]:
    for start in range(len(text) - 1):
        for length in range(2, LONGEST_WORD + 1):
            if is_word(text[start : start + length]):
                yield from range(start + 1, start + length)


@lru_cache(maxsize=1)
def _dictionary() -> rjieba.Jieba:
    import rjieba  # only here: it takes a quarter of a second, and what is kept needs no words

    return rjieba.Jieba()

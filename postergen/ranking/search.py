"""Find the options that a searched word is about, the best first, or none.

By words where there are any; by what they mean, where a model is at hand, where there are none. Either language is
understood in the other, after its own.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import regex

from postergen.domain.campaign import Campaign
from postergen.ranking.chinese_search import ChineseTexts, Cut
from postergen.ranking.english_search import EnglishTexts
from postergen.ranking.option_texts import Worths, said_of_options
from postergen.ranking.pinyin import Pinyin
from postergen.ranking.wishes import Meaning

MOST_TYPED = 40  # characters
MOST_FOUND = 24  # options
MOST_KEPT = 4096  # searches
ENOUGH = 0.3  # worth of an option that is shown
OF_THE_BEST = 0.5  # share of what the best is worth, that is shown beside it
MEANT = 2.5  # likeness by meaning (see `Meaning`: two measures and a part of a third) from which on an option is shown
MEANT_WORTH = 0.5

_HAN = regex.compile(r"\p{Han}")


class OptionSearch:
    """Searches the options of one campaign; what is said of them is read at the first search of each language."""

    def __init__(self, campaign: Campaign, pinyin: Pinyin, meaning: Meaning | None = None, cut: Cut = list) -> None:
        """``cut`` parts Chinese into words; without it each character is one."""
        self._campaign, self._pinyin, self._meaning, self._cut = campaign, pinyin, meaning, cut
        self._ids = [option.id for option in campaign.catalogue.options]
        self._is_offered = np.isin(self._ids, [option.id for option in campaign.catalogue.offered])
        self._english = lru_cache(maxsize=1)(self._read_english)
        self._chinese = lru_cache(maxsize=1)(self._read_chinese)
        self._found = lru_cache(maxsize=MOST_KEPT)(self._find)

    def find(self, typed: str, locale: str) -> tuple[str, ...]:
        """The ids of the options that what was typed is about, the best first."""
        words = " ".join(typed[: 4 * MOST_TYPED].split())[:MOST_TYPED].lower()
        return self._found(words, locale) if words else ()

    def _find(self, words: str, locale: str) -> tuple[str, ...]:
        worths = np.where(self._is_offered, self._worths(words, locale), np.float32(0))
        order = np.argsort(-worths, kind="stable")[:MOST_FOUND]
        least = max(ENOUGH, OF_THE_BEST * float(worths[order[0]]))
        return tuple(self._ids[at] for at in order.tolist() if worths[at] >= least)

    def _worths(self, words: str, locale: str) -> Worths:
        if _HAN.search(words):
            return self._chinese().find(words)
        finders = (self._chinese, self._english) if locale == "zh-CN" else (self._english, self._chinese)
        for texts in finders:
            worths = texts().find(words)
            if worths.max() >= ENOUGH:
                return worths
        return self._by_meaning(words)

    def _by_meaning(self, words: str) -> Worths:
        like = self._meaning.option_likeness(words, "en") if self._meaning else None
        if like is None:
            return np.zeros(len(self._ids), dtype=np.float32)
        return np.where(like[:-1] >= MEANT, np.float32(MEANT_WORTH) * like[:-1], np.float32(0))

    def _read_english(self) -> EnglishTexts:
        return EnglishTexts(list(said_of_options(self._campaign, "en")), len(self._ids))

    def _read_chinese(self) -> ChineseTexts:
        return ChineseTexts(list(said_of_options(self._campaign, "zh-CN")), len(self._ids), self._pinyin, self._cut)

"""Stems are the same whoever asks for them, and however many at once."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from postergen.ranking.stems import stem

WORDS = [f"{first}{n}{last}" for n in range(200) for first in ("walk", "dream") for last in ("ing", "ed", "ies")]


def test_forms_of_a_word_have_one_stem() -> None:
    assert stem("walking") == stem("walked") == stem("walks") == "walk"


def test_words_are_stemmed_by_many_threads_at_once() -> None:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(stem, WORDS))
    finally:
        sys.setswitchinterval(before)
    stem.cache_clear()
    assert found == [stem(word) for word in WORDS]

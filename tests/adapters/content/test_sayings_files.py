"""Tables of what is said are kept, and come back as they went."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from postergen.adapters.content.derived_files import DerivedFiles
from postergen.adapters.content.sayings_files import kept_sayings, table_from_bytes, table_to_bytes
from postergen.ranking.pinyin import Pinyin
from postergen.ranking.sayings import Sayings
from postergen.ranking.sayings_table import SayingsTable, tabled
from postergen.ranking.text_units import units_in

SAID = {
    "en": (["fix the dripping tap", "play guitar again", "a nap"], ["guitr", "the tap drips", "nap"]),
    "zh-CN": (["嗦螺蛳粉", "考研上岸 2027", "看海 with Anna"], ["luosifen", "上案", "看海"]),
}
PINYIN = Pinyin({"螺": "luo", "蛳": "si", "粉": "fen", "上": "shang", "岸": "an", "案": "an"})


def table(locale: str) -> SayingsTable:
    return tabled(SAID[locale][0], [0, 1, 1], 2, units_in(locale, PINYIN))


def made(making: list[str], locale: str) -> Callable[[], SayingsTable]:
    def make() -> SayingsTable:
        making.append(locale)
        return table(locale)

    return make


@pytest.mark.parametrize("locale", SAID)
def test_a_kept_table_answers_as_the_one_that_was_made(locale: str, tmp_path: Path) -> None:
    making: list[str] = []
    first, later = (kept_sayings(DerivedFiles(tmp_path), locale, made(making, locale)) for _ in range(2))
    assert making == [locale]
    units = units_in(locale, PINYIN)
    for typed in SAID[locale][1]:
        told, found = (Sayings(one, units).compare(typed) for one in (first, later))
        assert found.likeness.max() > 0
        for part in ("best", "whole", "explained", "odds"):
            np.testing.assert_array_equal(getattr(told, part), getattr(found, part))


def test_nothing_said_is_a_table_too() -> None:
    nothing = tabled([], [], 3, units_in("en", PINYIN))
    found = table_from_bytes(table_to_bytes(nothing))
    assert found is not None
    assert Sayings(found, units_in("en", PINYIN)).compare("a nap").likeness.tolist() == [0, 0, 0]


def test_what_is_no_table_is_made_anew(tmp_path: Path) -> None:
    derived, making = DerivedFiles(tmp_path), list[str]()
    for wrong in (b"", b"no table", table_to_bytes(table("en"))[:-40]):
        derived.put("sayings", "en", wrong)
        kept_sayings(derived, "en", made(making, "en"))
    assert len(making) == 3

"""Words are compared with what others say: by characters, sounds, stems and spelling."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from postergen.ranking.pinyin import Pinyin
from postergen.ranking.sayings import Sayings
from postergen.ranking.sayings_table import tabled
from postergen.ranking.text_units import Units, english_units, units_in

PINYIN = Pinyin(
    {
        "螺": "luo",
        "蛳": "si",
        "丝": "si",
        "粉": "fen",
        "上": "shang",
        "岸": "an",
        "案": "an",
        "嗦": "suo",
        "热": "re",
        "干": "gan",
        "面": "mian",
    }
)
CHINESE = (("嗦螺蛳粉", 0), ("柳州的粉", 0), ("考研上岸", 1), ("拌一碗热干面", 2), ("看海", 3))
ENGLISH = (
    ("fix the dripping tap", 0),
    ("stop that leak", 0),
    ("play guitar again", 1),
    ("adopt a stray cat", 2),
    ("a nap", 3),
)


def sayings_of(said: Sequence[tuple[str, int]], count: int, units: Callable[[str], Units]) -> Sayings:
    return Sayings(tabled([text for text, _ in said], [owner for _, owner in said], count, units), units)


def best(said: tuple[tuple[str, int], ...], locale: str, words: str) -> int | None:
    sayings = sayings_of(said, 4, units_in(locale, PINYIN))
    found = sayings.compare(words).likeness
    return int(found.argmax()) if found.max() > 0 else None


@pytest.mark.parametrize(
    ("words", "owner"),
    [
        ("螺丝粉", 0),
        ("luosifen", 0),
        ("今年一定上案", 1),
        ("shang'an", 1),
        ("来碗热干面", 2),
        ("带爸妈看海", 3),
        ("……", None),
        ("👍", None),
        ("", None),
    ],
)
def test_chinese_is_found_by_its_characters_and_by_ear(words: str, owner: int | None) -> None:
    assert best(CHINESE, "zh-CN", words) == owner


@pytest.mark.parametrize(
    ("words", "owner"),
    [
        ("the tap is dripping", 0),
        ("leaks", 0),
        ("playing gutair", 1),
        ("stop leakeing", 0),
        ("adopting cats", 2),
        ("I just want naps", 3),
        ("DON’T", None),
        ("wdqzx", None),
        ("i want it all", None),
    ],
)
def test_english_is_found_by_its_stems_and_however_it_is_spelled(words: str, owner: int | None) -> None:
    assert best(ENGLISH, "en", words) == owner


def test_words_that_nobody_says_make_a_wish_less_like_anything() -> None:
    sayings = sayings_of(ENGLISH, 4, english_units)
    assert (
        sayings.compare("adopt a cat").likeness.max()
        > sayings.compare("adopt a cat and sue the landlord").likeness.max()
    )


def test_likeness_lies_between_nothing_and_all() -> None:
    sayings = sayings_of(ENGLISH, 4, english_units)
    assert sayings.compare("a nap").likeness[3] == pytest.approx(2)
    assert sayings.compare("a nap").likeness[:3].tolist() == [0, 0, 0]


@pytest.mark.parametrize("words", ["hikng", "bakng", "napinng", "rding"])
def test_a_misspelled_ending_is_found_by_the_word_and_not_by_what_a_stemmer_makes_of_it(words: str) -> None:
    said = ["go hiking", "love baking", "keep napping", "riding home", "save my savings"]
    found = Sayings(tabled(said, range(5), 5, english_units), english_units).compare(words).best
    assert found.argmax() == ["hikng", "bakng", "napinng", "rding"].index(words)
    assert found.max() > 0


def test_what_an_owner_says_of_a_wish_explains_it() -> None:
    sayings = sayings_of(ENGLISH, 4, english_units)
    whole, part = (sayings.compare(words) for words in ("adopt a cat", "adopt a cat and sue the landlord"))
    assert whole.explained[2] == pytest.approx(1, abs=0.2)
    assert 0 < part.explained[2] < 0.5
    assert whole.explained[0] == part.explained[0] == 0
    assert part.units > whole.units


def test_words_that_one_owner_alone_says_tell_more_than_those_that_many_say() -> None:
    said = [("cold tea", 0), ("cold beer", 1), ("cold feet", 2), ("cold hands", 3)]
    sayings = sayings_of(said, 4, english_units)
    shared, own, nothing = (sayings.compare(words).odds for words in ("cold", "tea", "lawsuit"))
    assert np.ptp(shared) == pytest.approx(0)
    assert own[0] > shared[0] > 0
    assert own[1:].tolist() == nothing[1:].tolist() == [0, 0, 0]
    assert nothing[0] == 0


def test_who_says_much_is_no_likelier_to_say_what_all_do() -> None:
    said = [*((f"hot {word}", 0) for word in ("soup", "bread", "tea", "milk", "cocoa")), ("hot bath", 1)]
    odds = sayings_of(said, 2, english_units).compare("hot bath").odds
    assert odds[1] > odds[0] > 0

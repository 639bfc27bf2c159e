"""Words are compared with what others say: by characters, sounds, stems and spelling."""

from __future__ import annotations

import pytest

from postergen.ranking.pinyin import Pinyin
from postergen.ranking.sayings import Sayings, english_units, units_in

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


def best(said: tuple[tuple[str, int], ...], locale: str, words: str) -> int | None:
    sayings = Sayings([t for t, _ in said], [o for _, o in said], 4, units_in(locale, PINYIN))
    found = sayings.likeness(words)
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
    sayings = Sayings([t for t, _ in ENGLISH], [o for _, o in ENGLISH], 4, english_units)
    assert sayings.likeness("adopt a cat").max() > sayings.likeness("adopt a cat and sue the landlord").max()


def test_likeness_lies_between_nothing_and_all() -> None:
    sayings = Sayings([t for t, _ in ENGLISH], [o for _, o in ENGLISH], 4, english_units)
    assert sayings.likeness("a nap")[3] == pytest.approx(2)
    assert sayings.likeness("a nap")[:3].tolist() == [0, 0, 0]

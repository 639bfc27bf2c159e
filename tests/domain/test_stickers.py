"""A line of a sticker has room for ten Han characters or twenty-four letters."""

from __future__ import annotations

import pytest

from postergen.domain.stickers import ROOM, room_of, too_wide


@pytest.mark.parametrize(
    "text", ["今天不加班，晒被子啦", "to be continued after tea", "WiFi 密码在门后", "a" * 24, "汤"]
)
def test_what_one_sends_has_room(text: str) -> None:
    assert too_wide(text, "line") == ""


@pytest.mark.parametrize("text", ["今天不加班，我要晒被子", "a" * 25, "密码在门后面的墙上 ab c"])
def test_one_character_more_has_none(text: str) -> None:
    assert "10 Han characters or 24 letters" in too_wide(text, "line")


def test_a_han_character_takes_what_more_than_two_letters_take_and_a_blank_nothing() -> None:
    assert (room_of("汤"), room_of("！"), room_of("ab"), room_of(" \u3000")) == (12, 12, 10, 0)
    assert room_of("茶") * 10 == ROOM["line"]


def test_the_word_that_finds_it_has_four_or_nine() -> None:
    assert (too_wide("汤在锅里", "meaning"), too_wide("goodnight", "meaning")) == ("", "")
    assert "4 Han characters or 9 letters" in too_wide("汤还在锅里", "meaning")

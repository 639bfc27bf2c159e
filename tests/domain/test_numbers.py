"""Numbers that people send are read without trust."""

from __future__ import annotations

import pytest

from postergen.domain.numbers import whole_number


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("41", 41), ("²", None), ("-1", None), ("", None), ("1" * 5000, None)]
)
def test_a_whole_number_is_short_and_ascii(text: str, number: int | None) -> None:
    assert whole_number(text) == number

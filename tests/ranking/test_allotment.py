"""A few places are shared out among the options that a wish may mean."""

from __future__ import annotations

import pytest

from postergen.ranking.allotment import allotted

MANY = {"sea": 9, "nap": 9, "exam": 9}


@pytest.mark.parametrize(
    ("likely", "places"),
    [
        ((("sea", 0.97), ("nap", 0.02)), ["sea", "sea", "sea", "sea", "sea"]),
        ((("sea", 0.6), ("nap", 0.3), ("exam", 0.1)), ["sea", "nap", "sea", "nap", "sea"]),
        ((("sea", 0.34), ("nap", 0.33), ("exam", 0.3)), ["sea", "nap", "exam", "sea", "nap"]),
        ((), []),
    ],
)
def test_each_text_that_an_option_has_leaves_less_of_it(
    likely: tuple[tuple[str, float], ...], places: list[str]
) -> None:
    assert allotted(likely, MANY, 5) == places


def test_an_option_has_no_more_places_than_texts() -> None:
    assert allotted((("sea", 0.9), ("nap", 0.1)), {"sea": 2, "nap": 1}, 5) == ["sea", "sea", "nap"]
    assert allotted((("sea", 0.9), ("nap", 0.1)), {"sea": 0, "nap": 1}, 5) == ["nap"]

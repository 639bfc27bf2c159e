"""What the figures of a game say in words is what the numbers say."""

from __future__ import annotations

import pytest

from postergen.domain.localized import LOCALES
from postergen.loading import load_words
from postergen.tracking.card_odds import Verdict, drawn_odds
from postergen.web.studio.games.figures import is_alarming, odds_sentence

EVEN = {"lamp": 500_000, "ticket": 500_000}


@pytest.mark.parametrize(
    ("dealt", "verdict", "often"),
    [
        ({"lamp": 50, "ticket": 50}, Verdict.AS_PROMISED, "100"),
        ({"lamp": 60, "ticket": 50}, Verdict.AS_PROMISED, "34"),
        ({"lamp": 65, "ticket": 35}, Verdict.SELDOM, "3"),
        ({"lamp": 75, "ticket": 25}, Verdict.SUSPICIOUS, ""),
        ({"lamp": 3, "ticket": 1}, Verdict.TOO_FEW, ""),
        ({"lamp": 50, "ticket": 50, "ghost": 1}, Verdict.IMPOSSIBLE, ""),
    ],
)
@pytest.mark.parametrize("lang", LOCALES)
def test_the_test_is_told_in_games_of_which_some_stray(
    lang: str, dealt: dict[str, int], verdict: Verdict, often: str
) -> None:
    odds, r = drawn_odds(list(EVEN), [(EVEN, dealt)]), load_words()[lang].pages["studio/games"]
    assert odds.verdict is verdict
    says = odds_sentence(odds, r)
    assert says == r[f"odds_{verdict.value}"].replace("{often}", often)
    assert is_alarming(odds) is (verdict in (Verdict.SUSPICIOUS, Verdict.IMPOSSIBLE))

"""Cards come as often as was promised, and never more than there are."""

from __future__ import annotations

from collections import Counter

from postergen.games.dealing import deal, odds_now
from tests.games.samples import CARDS, a_card

SEED = b"s" * 32


def test_cards_come_as_often_as_their_odds_promise() -> None:
    count = 100_000
    dealt = Counter(card.id for n in range(count) if (card := deal(CARDS[:2], {}, SEED, n, "")))
    whole = sum(card.odds for card in CARDS[:2])
    expected = {card.id: count * card.odds / whole for card in CARDS[:2]}
    # chi-square of one degree stays under 10.83 in 999 of 1,000
    assert sum((dealt[name] - due) ** 2 / due for name, due in expected.items()) < 10.83


def test_a_card_of_which_all_are_dealt_leaves_its_odds_to_the_others() -> None:
    assert odds_now(CARDS, {"envelope": 5}) == {"lamp": 600 / 990, "ticket": 390 / 990, "envelope": 0.0}
    cards = (a_card("common", 1), a_card("rare", 999_999, 3))
    dealt: Counter[str] = Counter()
    for n in range(50):
        card = deal(cards, dealt, SEED, n, "")
        assert card
        dealt[card.id] += 1
    assert dealt == {"common": 47, "rare": 3}


def test_nothing_is_dealt_when_all_are_gone() -> None:
    assert deal((a_card("rare", 1_000_000, 1),), {"rare": 1}, SEED, 1, "") is None


def test_the_same_act_deals_the_same_card() -> None:
    cards = [deal(CARDS, {}, SEED, 3, "nonce") for _ in range(2)]
    assert cards[0] == cards[1]

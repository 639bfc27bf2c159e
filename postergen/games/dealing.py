"""Deal a card of a set: by its odds, as long as there are any of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from postergen.domain.collecting import Card
from postergen.games.fairness import below


def deal(cards: Sequence[Card], dealt: Mapping[str, int], seed: bytes, serial: int, nonce: str) -> Card | None:
    """The card of this deal; None where nothing is left.

    A card of which all are dealt leaves its odds to the others, in proportion.

    Args:
        dealt: how many of each card were dealt before.
        serial: the number of this act in the game's record.
        nonce: what the record says of who acted, which the game's giver cannot choose.
    """
    left = [card for card in cards if card.at_most is None or dealt.get(card.id, 0) < card.at_most]
    if not left:
        return None
    at = below(sum(card.odds for card in left), seed, f"deal/{serial}/{nonce}")
    for card in left:
        at -= card.odds
        if at < 0:
            return card
    raise AssertionError("a number below the sum of all odds is below one of the sums")


def odds_now(cards: Sequence[Card], dealt: Mapping[str, int]) -> dict[str, float]:
    """How likely each card is for whoever is dealt one next."""
    left = {card.id for card in cards if card.at_most is None or dealt.get(card.id, 0) < card.at_most}
    whole = sum(card.odds for card in cards if card.id in left)
    return {card.id: card.odds / whole if card.id in left else 0.0 for card in cards}

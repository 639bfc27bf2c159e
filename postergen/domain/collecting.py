"""A collection: cards that are dealt for what somebody does, and what whoever has one of each gets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from postergen.domain.games import Game, Question, Spot
from postergen.domain.localized import Localized

MILLION = 1_000_000  # odds are whole parts of it, so that they add up exactly


class Way(StrEnum):
    """What somebody does to be dealt a card. All are acts of their own: nothing is given for sharing, inviting or
    following.
    """

    POSTER = "poster"
    CHECK_IN = "check-in"
    QUESTION = "question"
    SPOT = "spot"  # the code that hangs at a place is scanned


class Leftover(StrEnum):
    """Where units go that cannot be shared equally: one more each to whoever was first, or nowhere."""

    FIRST = "first"
    KEPT = "kept"


class EndKind(StrEnum):
    """How whoever has a whole set is thanked: all share a pool, or some are drawn."""

    SHARE = "share"
    DRAW = "draw"


@dataclass(frozen=True, slots=True)
class Card:
    """One of a set. Its picture is a poster of these options with this text, in the game's look.

    ``odds`` are parts per million; ``at_most`` is how many there are, None without end. ``variants`` holds the id of
    its text for each locale.
    """

    id: str
    name: Localized
    options: tuple[str, ...]
    variants: Localized
    odds: int
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How many cards a holder is dealt at most, on one day and in all; and wrong answers on one day."""

    per_day: int
    in_all: int
    wrong_per_day: int = 5


@dataclass(frozen=True, slots=True)
class Ending:
    """What whoever has a whole set gets when the game closes.

    ``pool`` is in units; of a ``draw`` each of ``winners`` gets an equal part. ``most`` is what one person gets at
    most. ``fen`` is what a unit is worth, in hundredths of a yuan; 0 for what has no price.
    """

    kind: EndKind
    pool: int
    unit: Localized
    leftover: Leftover = Leftover.KEPT
    winners: int = 0
    most: int | None = None
    fen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection(Game):
    """A set to be collected."""

    cards: tuple[Card, ...]
    ways: tuple[Way, ...]
    limits: Limits
    ending: Ending
    claim: Localized  # where and how what was won is had, and on which conditions
    questions: tuple[Question, ...] = ()
    spots: tuple[Spot, ...] = ()

    def card(self, name: str) -> Card | None:
        return next((card for card in self.cards if card.id == name), None)

    def question(self, name: str) -> Question | None:
        return next((question for question in self.questions if question.id == name), None)

    def spot(self, name: str) -> Spot | None:
        return next((spot for spot in self.spots if spot.id == name), None)

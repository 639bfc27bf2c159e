"""What a player has, and whether the rules let them go on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from postergen.domain.collecting import Collection
from postergen.domain.games import Game


class Refusal(StrEnum):
    """Why the rules of a game say no."""

    EARLY = "early"  # it has not begun
    OVER = "over"
    GOING_ON = "going-on"  # what is done when it is over cannot be done yet
    PAUSED = "paused"
    DAY_FULL = "day-full"  # the most cards of a day
    ALL_FULL = "all-full"  # the most cards in all
    DONE = "done"  # this very thing was done before
    WRONG = "wrong"  # the answer is not right
    WRONG_FULL = "wrong-full"  # the most wrong answers of a day
    NO_WAY = "no-way"  # the game knows no such way
    EMPTY = "empty"  # all cards are dealt; the pool does not have so many units
    NOT_HELD = "not-held"  # the player does not hold this card, or has it on offer
    OWN = "own"  # what they offered themselves
    GONE = "gone"  # somebody was faster, or it was taken back
    NOT_WHOLE = "not-whole"  # a card of the set is missing
    LYING_FULL = "lying-full"  # so many envelopes of theirs lie somewhere already
    FOUND_FULL = "found-full"  # the most envelopes that are found on a day
    COARSE = "coarse"  # the browser does not know well enough where it is
    COMPLETE = "complete"  # they have laid down a set before
    CHECKED = "checked"  # this day has its check-in
    NEW_DAY = "new-day"  # the day that was meant is over
    NOT_MISSING = "not-missing"  # a day that is to be filled in and is not missing
    OTHER_MONTH = "other-month"  # a missing day of a month that is over
    NO_REPAIRS = "no-repairs"  # all days that may be filled in a month are


class CardState(StrEnum):
    HELD = "held"
    OFFERED = "offered"  # stands behind a link, until it is taken or taken back
    LAID = "laid"  # in a whole set
    LEFT = "left"  # its player was erased


class Held(NamedTuple):
    """A card that was dealt in act ``serial``, and the code of its poster once it was shown."""

    serial: int
    card: str
    player: int
    state: CardState
    poster: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a player was dealt a card or wrong, today and in all, and whether their set is laid down."""

    today: int = 0
    in_all: int = 0
    wrong_today: int = 0
    is_complete: bool = False


def is_open(game: Game, now: datetime, *, paused: bool = False) -> Refusal | None:
    if now < game.opens:
        return Refusal.EARLY
    if now >= game.closes:
        return Refusal.OVER
    return Refusal.PAUSED if paused else None


def is_full(game: Collection, tally: Tally) -> Refusal | None:
    """Whether a player was dealt all that a player may be."""
    if tally.in_all >= game.limits.in_all:
        return Refusal.ALL_FULL
    return Refusal.DAY_FULL if tally.today >= game.limits.per_day else None


def whole_set(game: Collection, cards: Iterable[Held]) -> tuple[int, ...] | None:
    """The serials of a set, the oldest card of each kind; None where one is missing."""
    first: dict[str, int] = {}
    for held in sorted(cards):
        if held.state is CardState.HELD:
            first.setdefault(held.card, held.serial)
    return None if set(first) < {card.id for card in game.cards} else tuple(first[card.id] for card in game.cards)

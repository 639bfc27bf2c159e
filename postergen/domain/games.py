"""The rules of a game that a campaign declares: what is collected, where from, how likely, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

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
class Question:
    """What is asked, and which answers are right: in any language, as `games.answers.plain` makes them."""

    id: str
    asks: Localized
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where a printed code hangs."""

    id: str
    name: Localized


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


@dataclass(frozen=True, slots=True)
class Organiser:
    """Who gives the game, and how they are reached."""

    name: Localized
    contact: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What else people are told beforehand, where a law asks for it (`games.lawful`); None was not said.

    ``who`` may take part; until when what was won is claimed; how it comes to whoever won it; when it is lost, and what
    becomes of it; how a ``voucher`` is used, until when and where.
    """

    who: Localized | None = None
    claim_until: datetime | None = None
    delivery: Localized | None = None
    forfeit: Localized | None = None
    voucher: Localized | None = None


@dataclass(frozen=True, slots=True)
class Game:
    """A set to be collected between two moments (the second is over already); days are those of ``timezone``."""

    id: str
    name: Localized
    about: Localized
    opens: datetime
    closes: datetime
    timezone: str
    look: str
    cards: tuple[Card, ...]
    ways: tuple[Way, ...]
    limits: Limits
    ending: Ending
    organiser: Organiser
    claim: Localized  # where and how what was won is had, and on which conditions
    questions: tuple[Question, ...] = ()
    spots: tuple[Spot, ...] = ()
    notice: Notice = Notice()

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.timezone)).date()

    def card(self, name: str) -> Card | None:
        return next((card for card in self.cards if card.id == name), None)

    def question(self, name: str) -> Question | None:
        return next((question for question in self.questions if question.id == name), None)

    def spot(self, name: str) -> Spot | None:
        return next((spot for spot in self.spots if spot.id == name), None)

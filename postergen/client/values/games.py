"""What the API takes and answers, of games. Made of the OpenAPI document by `make clients`: change it there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Required, TypedDict

from postergen.client.values.shared import (
    CardState,
    Clue,
    Envelope,
    FoundBy,
    GameRefusal,
)

EndKind = Literal["share", "draw"]


@dataclass(frozen=True, slots=True)
class GameAsk:
    """What a day asks, and the options among which somebody picks theirs."""

    id: str
    # a text by locale: `zh-CN` and `en`
    asks: dict[str, str]
    options: tuple[str, ...]
    # its own day; null of those that take turns
    day: date | None


@dataclass(frozen=True, slots=True)
class GameCard:
    """A card of the set, with its odds: as promised, and for the next deal."""

    id: str
    # a text by locale: `zh-CN` and `en`
    name: dict[str, str]
    # of 1, as promised; all add up to 1
    odds: float
    # of 1, for the next deal: what is gone leaves it to others
    odds_now: float
    # how many there are; null without end
    at_most: int | None
    left: int | None
    # a small picture, by locale
    image_urls: dict[str, str]


@dataclass(frozen=True, slots=True)
class GameChance:
    """What may bring a card, and why it does not now."""

    way: Way
    # the id of the question or spot; empty where there is none
    subject: str
    why_not: GameRefusal | None


@dataclass(frozen=True, slots=True)
class GameClaim:
    """How what was won is had."""

    # a text by locale: `zh-CN` and `en`
    how: dict[str, str]
    until: datetime | None
    delivery: dict[str, str] | None
    forfeit: dict[str, str] | None
    voucher: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class GameCollect:
    """What is collected, what brings a card, and what whoever has one of each gets."""

    cards: tuple[GameCard, ...]
    ways: tuple[Way, ...]
    questions: tuple[GameQuestion, ...]
    spots: tuple[GameSpot, ...]
    limits: GameLimits
    ending: GameEnding
    claim: GameClaim


@dataclass(frozen=True, slots=True)
class GameDay:
    """How much somebody did today, and when the next day begins."""

    dealt: int
    wrong: int
    # cards that they may still be dealt today
    left: int
    ends: datetime


class GameDealIn(TypedDict, total=False):
    """What was done, for which a card is wanted."""

    way: Required[Literal["poster", "check-in", "question", "spot"]]
    # the code of the poster, the id of the question or spot
    subject: str
    # the erase token of the poster, the answer as it was typed, what the spot's code carries
    proof: str


@dataclass(frozen=True, slots=True)
class GameDiaryRules:
    """What the days of a diary ask, and how many of a month may be filled in."""

    asks: tuple[GameAsk, ...]
    # days of a month that may be filled in
    repairs: int
    today: date
    # the id of what today asks
    ask: str


@dataclass(frozen=True, slots=True)
class GameEnding:
    """What whoever has a whole set gets when the game closes."""

    kind: EndKind
    # units
    pool: int
    # a text by locale: `zh-CN` and `en`
    unit: dict[str, str]
    # how many are drawn; 0 where all share
    winners: int
    leftover: Leftover
    # units that one person gets at most
    most: int | None
    # what a unit is worth, in hundredths of a yuan; 0 for what has no price
    fen: int


@dataclass(frozen=True, slots=True)
class GameHand:
    """What somebody has of a game, and what they can do."""

    game: str
    # their number in the record; null before their first act
    player: int | None
    cards: tuple[GameMine, ...]
    # that nobody has taken yet
    offers: tuple[GameOffer, ...]
    day: GameDay
    # cards that they were dealt in all
    dealt: int
    # the days on which they did
    checked_in: tuple[date, ...]
    chances: tuple[GameChance, ...]
    set: GameLaid
    # what they were given when the game closed
    units: int | None


@dataclass(frozen=True, slots=True)
class GameHeld:
    """A card that was dealt."""

    # the number of the line of the record that dealt it
    serial: int
    card: str
    # a text by locale: `zh-CN` and `en`
    name: dict[str, str]


@dataclass(frozen=True, slots=True)
class GameHide:
    """What is hidden, and how: a pool from which every envelope is filled."""

    # units
    pool: int
    # units of it that are neither hidden nor found
    left: int
    # a text by locale: `zh-CN` and `en`
    unit: dict[str, str]
    # what a unit is worth, in hundredths of a yuan; 0 for what has no price
    fen: int
    clues: tuple[Clue, ...]
    found_by: tuple[FoundBy, ...]
    limits: HideLimits
    # how long an envelope of a player lies
    hours: int
    # metres that count as there
    near: int
    strips: Strips
    # of whoever gives the game, that lie there now
    envelopes: tuple[Envelope, ...]
    claim: GameClaim


@dataclass(frozen=True, slots=True)
class GameLaid:
    """The set: whether one is laid down, in which line of the record, and why none can be."""

    is_laid: bool
    serial: int | None
    why_not: GameRefusal | None


@dataclass(frozen=True, slots=True)
class GameLimits:
    per_day: int
    in_all: int
    wrong_per_day: int


@dataclass(frozen=True, slots=True)
class GameMine:
    """A card of one's own."""

    # the number of the line of the record that dealt it
    serial: int
    card: str
    # a text by locale: `zh-CN` and `en`
    name: dict[str, str]
    state: CardState
    # of the poster that shows it, once that was asked for
    code: str | None


class GameOfferIn(TypedDict, total=False):
    serial: Required[int]
    # the card that is wanted for it; left out of a gift
    wants: str


@dataclass(frozen=True, slots=True)
class GameOffer:
    """A card behind a link: a gift, or for the card that it `wants`."""

    # whoever knows it may take the card
    id: str
    # a page for it, to be sent to one friend
    url: str
    # the number of the line of the record that dealt it
    serial: int
    card: str
    # a text by locale: `zh-CN` and `en`
    name: dict[str, str]
    # the card that it costs
    wants: str | None
    state: LinkState
    made_at: datetime


@dataclass(frozen=True, slots=True)
class GameOrganiser:
    # a text by locale: `zh-CN` and `en`
    name: dict[str, str]
    contact: str


@dataclass(frozen=True, slots=True)
class Game:
    """A game: its rules, and how it stands."""

    id: str
    # which of the parts below it has
    kind: Literal["collect", "check-in", "hide"]
    campaign: str
    # its page
    url: str
    # `over`: its time is, and `closed`: what there is was shared, too
    state: Literal["early", "open", "paused", "over", "closed"]
    # a text by locale: `zh-CN` and `en`
    name: dict[str, str]
    # a text by locale: `zh-CN` and `en`
    about: dict[str, str]
    # may take part
    who: dict[str, str] | None
    opens: datetime
    closes: datetime
    closed_at: datetime | None
    # of its days
    timezone: str
    organiser: GameOrganiser
    # SHA-256 of the number by which everything is drawn, in hex
    seed_digest: str
    # that number, in hex, once the game is closed
    seed: str | None
    # of a collection
    collect: GameCollect | None
    # of a diary
    check_in: GameDiaryRules | None
    # of hide and find
    hide: GameHide | None


@dataclass(frozen=True, slots=True)
class GamePoster:
    """The poster that shows a card."""

    # the number of the line of the record that dealt it
    serial: int
    card: str
    # a text by locale: `zh-CN` and `en`
    name: dict[str, str]
    code: str
    image_url: str
    share_url: str
    scan_url: str


@dataclass(frozen=True, slots=True)
class GameQuestion:
    id: str
    # a text by locale: `zh-CN` and `en`
    asks: dict[str, str]


@dataclass(frozen=True, slots=True)
class GameSet:
    """A set was laid down, by this player in this line of the record."""

    player: int
    serial: int


@dataclass(frozen=True, slots=True)
class GameSpot:
    id: str
    # a text by locale: `zh-CN` and `en`
    name: dict[str, str]


@dataclass(frozen=True, slots=True)
class Games:
    campaign: str
    games: tuple[Game, ...]


@dataclass(frozen=True, slots=True)
class HideLimits:
    hides_per_day: int
    # envelopes of one player at once
    lying: int
    # of one envelope
    units: int
    # of one envelope
    finders: int
    finds_per_day: int
    wrong_per_day: int


Leftover = Literal["first", "kept"]


LinkState = Literal["open", "taken", "back", "gone"]


@dataclass(frozen=True, slots=True)
class Strips:
    """How a photo comes to be seen."""

    count: int
    at_first: int
    # minutes
    another_after: int


Way = Literal["poster", "check-in", "question", "spot"]

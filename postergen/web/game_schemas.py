"""The shapes of games: the rules of each kind, and how it stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from postergen.domain.collecting import EndKind, Leftover, Way
from postergen.domain.hiding import Clue, FoundBy
from postergen.games.hand import Refusal
from postergen.service.envelope_store import EnvelopeState
from postergen.web.schemas import Shape

MAX_PROOF = 400  # characters; a typed answer, an erase token, what a printed code carries
Both = Annotated[dict[str, str], Field(description="a text by locale: `zh-CN` and `en`")]
Kind = Literal["collect", "check-in", "hide"]
State = Literal["early", "open", "paused", "over", "closed"]
Serial = Annotated[int, Field(description="the number of the line of the record that dealt it")]


class GameCardOut(Shape):
    """A card of the set, with its odds: as promised, and for the next deal."""

    id: str
    name: Both
    odds: Annotated[float, Field(description="of 1, as promised; all add up to 1")]
    odds_now: Annotated[float, Field(description="of 1, for the next deal: what is gone leaves it to others")]
    at_most: Annotated[int | None, Field(description="how many there are; null without end")]
    left: int | None
    image_urls: Annotated[dict[str, str], Field(description="a small picture, by locale")]


class GameQuestionOut(Shape):
    id: str
    asks: Both


class GameSpotOut(Shape):
    id: str
    name: Both


class GameLimitsOut(Shape):
    per_day: int
    in_all: int
    wrong_per_day: int


class GameEndingOut(Shape):
    """What whoever has a whole set gets when the game closes."""

    kind: EndKind
    pool: Annotated[int, Field(description="units")]
    unit: Both
    winners: Annotated[int, Field(description="how many are drawn; 0 where all share")]
    leftover: Leftover
    most: Annotated[int | None, Field(description="units that one person gets at most")]
    fen: Annotated[int, Field(description="what a unit is worth, in hundredths of a yuan; 0 for what has no price")]


class GameOrganiserOut(Shape):
    name: Both
    contact: str


class GameClaimOut(Shape):
    """How what was won is had."""

    how: Both
    until: datetime | None
    delivery: Both | None
    forfeit: Both | None
    voucher: Both | None


class GameCollectOut(Shape):
    """What is collected, what brings a card, and what whoever has one of each gets."""

    cards: list[GameCardOut]
    ways: list[Way]
    questions: list[GameQuestionOut]
    spots: list[GameSpotOut]
    limits: GameLimitsOut
    ending: GameEndingOut
    claim: GameClaimOut


class GameAskOut(Shape):
    """What a day asks, and the options among which somebody picks theirs."""

    id: str
    asks: Both
    options: list[str]
    day: Annotated[date | None, Field(description="its own day; null of those that take turns")]


class GameDiaryRulesOut(Shape):
    """What the days of a diary ask, and how many of a month may be filled in."""

    asks: list[GameAskOut]
    repairs: Annotated[int, Field(description="days of a month that may be filled in")]
    today: date
    ask: Annotated[str, Field(description="the id of what today asks")]


class EnvelopeOut(Shape):
    """An envelope that is hidden: its clue, and how it is found. What finds it is never told."""

    id: Annotated[str, Field(description="whoever knows it may look for it")]
    serial: Annotated[int, Field(description="the number of the line of the record that hid it")]
    url: Annotated[str, Field(description="its page, to be sent on")]
    clue: Clue
    says: Annotated[Both, Field(description="what the clue says, by locale; as it was typed in each, of a player's")]
    photo_url: Annotated[str | None, Field(description="a WebP of the strips that are seen by now")]
    strips: Annotated[int, Field(description="how many of them that are; 0 without a photo")]
    found_by: FoundBy
    units: int
    finders: Annotated[int, Field(description="how many may find it")]
    found: Annotated[int, Field(description="how many have")]
    state: EnvelopeState
    until: Annotated[datetime, Field(description="when it goes back")]


class HideLimitsOut(Shape):
    hides_per_day: int
    lying: Annotated[int, Field(description="envelopes of one player at once")]
    units: Annotated[int, Field(description="of one envelope")]
    finders: Annotated[int, Field(description="of one envelope")]
    finds_per_day: int
    wrong_per_day: int


class StripsOut(Shape):
    """How a photo comes to be seen."""

    count: int
    at_first: int
    another_after: Annotated[int, Field(description="minutes")]


class GameHideOut(Shape):
    """What is hidden, and how: a pool from which every envelope is filled."""

    pool: Annotated[int, Field(description="units")]
    left: Annotated[int, Field(description="units of it that are neither hidden nor found")]
    unit: Both
    fen: Annotated[int, Field(description="what a unit is worth, in hundredths of a yuan; 0 for what has no price")]
    clues: list[Clue]
    found_by: list[FoundBy]
    limits: HideLimitsOut
    hours: Annotated[int, Field(description="how long an envelope of a player lies")]
    near: Annotated[int, Field(description="metres that count as there")]
    strips: StripsOut
    envelopes: Annotated[list[EnvelopeOut], Field(description="of whoever gives the game, that lie there now")]
    claim: GameClaimOut


class GameOut(Shape):
    """A game: its rules, and how it stands."""

    id: str
    kind: Annotated[Kind, Field(description="which of the parts below it has")]
    campaign: str
    url: Annotated[str, Field(description="its page")]
    state: Annotated[State, Field(description="`over`: its time is, and `closed`: what there is was shared, too")]
    name: Both
    about: Both
    who: Annotated[Both | None, Field(description="may take part")]
    opens: datetime
    closes: datetime
    closed_at: datetime | None
    timezone: Annotated[str, Field(description="of its days")]
    organiser: GameOrganiserOut
    seed_digest: Annotated[str, Field(description="SHA-256 of the number by which everything is drawn, in hex")]
    seed: Annotated[str | None, Field(description="that number, in hex, once the game is closed")]
    collect: Annotated[GameCollectOut | None, Field(description="of a collection")] = None
    check_in: Annotated[GameDiaryRulesOut | None, Field(description="of a diary")] = None
    hide: Annotated[GameHideOut | None, Field(description="of hide and find")] = None


class GamesOut(Shape):
    campaign: str
    games: list[GameOut]


class GameRefusalOut(Shape):
    """Why the rules say no."""

    code: Refusal
    texts: Annotated[dict[str, str], Field(description="a sentence for whoever plays, by language")]

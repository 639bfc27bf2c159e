"""The shapes of what somebody has of a collection or a diary, and of what they do."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from postergen.domain.checking_in import LONGEST_LINE
from postergen.domain.collecting import Way
from postergen.domain.localized import DEFAULT_LOCALE
from postergen.games.hand import CardState
from postergen.games.streaks import Mark
from postergen.service.game_store import LinkState
from postergen.web.game_schemas import MAX_PROOF, Both, GameRefusalOut, Serial
from postergen.web.schemas import Name, Shape


class GameHeldOut(Shape):
    """A card that was dealt."""

    serial: Serial
    card: str
    name: Both


class GameMineOut(GameHeldOut):
    """A card of one's own."""

    state: CardState
    code: Annotated[str | None, Field(description="of the poster that shows it, once that was asked for")]


class GameOfferOut(Shape):
    """A card behind a link: a gift, or for the card that it `wants`."""

    id: Annotated[str, Field(description="whoever knows it may take the card")]
    url: Annotated[str, Field(description="a page for it, to be sent to one friend")]
    serial: Serial
    card: str
    name: Both
    wants: Annotated[str | None, Field(description="the card that it costs")]
    state: LinkState
    made_at: datetime


class GameChanceOut(Shape):
    """What may bring a card, and why it does not now."""

    way: Way
    subject: Annotated[str, Field(description="the id of the question or spot; empty where there is none")]
    why_not: GameRefusalOut | None


class GameDayOut(Shape):
    """How much somebody did today, and when the next day begins."""

    dealt: int
    wrong: int
    left: Annotated[int, Field(description="cards that they may still be dealt today")]
    ends: datetime


class GameLaidOut(Shape):
    """The set: whether one is laid down, in which line of the record, and why none can be."""

    is_laid: bool
    serial: int | None
    why_not: GameRefusalOut | None


class GameHandOut(Shape):
    """What somebody has of a game, and what they can do."""

    game: str
    player: Annotated[int | None, Field(description="their number in the record; null before their first act")]
    cards: list[GameMineOut]
    offers: Annotated[list[GameOfferOut], Field(description="that nobody has taken yet")]
    day: GameDayOut
    dealt: Annotated[int, Field(description="cards that they were dealt in all")]
    checked_in: Annotated[list[date], Field(description="the days on which they did")]
    chances: list[GameChanceOut]
    set: GameLaidOut
    units: Annotated[int | None, Field(description="what they were given when the game closed")]


class GameDealIn(Shape):
    """What was done, for which a card is wanted."""

    # a plain string: what the game does not know is refused by its rules, with a sentence
    way: Annotated[str, Field(max_length=40, json_schema_extra={"enum": list(Way)})]
    subject: Annotated[Name, Field(description="the code of the poster, the id of the question or spot")] = ""
    proof: Annotated[
        str,
        Field(
            max_length=MAX_PROOF,
            description="the erase token of the poster, the answer as it was typed, what the spot's code carries",
        ),
    ] = ""


class GameOfferIn(Shape):
    serial: Annotated[int, Field(ge=0, le=2**63 - 1)]
    wants: Annotated[Name, Field(description="the card that is wanted for it; left out of a gift")] = ""


class GameSetOut(Shape):
    """A set was laid down, by this player in this line of the record."""

    player: int
    serial: int


class GamePosterOut(GameHeldOut):
    """The poster that shows a card."""

    code: str
    image_url: str
    share_url: str
    scan_url: str


class GameCheckIn(Shape):
    """A check-in: what was picked of what today asks, and a line of one's own."""

    option: Annotated[Name, Field(description="the id of an option that this game asks for")]
    line: Annotated[str, Field(max_length=MAX_PROOF, description=f"at most {LONGEST_LINE} characters, or none")] = ""
    locale: Annotated[str, Field(description="the language of the poster")] = DEFAULT_LOCALE
    day: Annotated[date | None, Field(description="the day that is meant: refused when it is over")] = None
    scan: Annotated[Name, Field(description="the id of the scan that led here, so that the poster is its child")] = ""


class GameRepairIn(Shape):
    day: Annotated[date, Field(description="that was missed")]


class GameEntryOut(Shape):
    """A day that was kept, or filled in: that one has no option, and no poster."""

    serial: Annotated[int, Field(description="the number of the line of the record that keeps it")]
    day: date
    is_repaired: bool
    option: str | None
    line: str
    code: Annotated[str | None, Field(description="of its poster, once that was made")]


class GameCalendarOut(Shape):
    """A day of the month."""

    day: date
    mark: Annotated[
        Mark, Field(description="`open` is today while it is not kept, `none` before the first day or later")
    ]
    why_not: Annotated[GameRefusalOut | None, Field(description="why it cannot be filled in; null where it can")]


class GameDiaryOut(Shape):
    """What somebody has of a diary, and what they can do."""

    game: str
    player: Annotated[int | None, Field(description="their number in the record; null before their first day")]
    today: date
    ends: Annotated[datetime, Field(description="when the next day begins")]
    streak: Annotated[int, Field(description="days in a row, until today or yesterday")]
    longest: int
    missed: Annotated[int, Field(description="days without anything since the last one, today not counted")]
    entries: Annotated[list[GameEntryOut], Field(description="all days, the first first")]
    month: Annotated[list[GameCalendarOut], Field(description="the days of the month that was asked for, or of this")]
    repairs_left: Annotated[int, Field(description="days of that month that may still be filled in")]
    why_not: Annotated[GameRefusalOut | None, Field(description="why today cannot be kept; null where it can")]


class GameDayPosterOut(Shape):
    """The poster of a day."""

    day: date
    code: str
    image_url: str
    share_url: str
    scan_url: str

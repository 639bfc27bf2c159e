"""The shapes of games: the rules, what somebody has of one, and what they do."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Base64Bytes, BeforeValidator, Field

from postergen.domain.checking_in import LONGEST_LINE
from postergen.domain.collecting import EndKind, Leftover, Way
from postergen.domain.hiding import Clue, FoundBy
from postergen.domain.localized import DEFAULT_LOCALE
from postergen.games.hand import CardState, Refusal
from postergen.games.streaks import Mark
from postergen.service.envelope_store import EnvelopeState
from postergen.service.game_store import LinkState
from postergen.web.schemas import Name, Shape, without_data_scheme

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


class LocationIn(Shape):
    """Where a browser says that it is, as its geolocation tells it. It is compared, and kept nowhere."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    accuracy: Annotated[float, Field(ge=0, description="metres")] = 0


class EnvelopeIn(Shape):
    """An envelope to be hidden."""

    # plain strings: what the game does not know is told with all else that is wrong
    clue: Annotated[str, Field(max_length=40, json_schema_extra={"enum": list(Clue)})] = "sentence"
    found_by: Annotated[str, Field(max_length=40, json_schema_extra={"enum": list(FoundBy)})] = "answer"
    units: Annotated[int, Field(ge=0, le=2**53, description="0 for words alone")]
    finders: Annotated[int, Field(ge=1, le=2**31 - 1)]
    locale: Annotated[Literal["zh-CN", "en"], Field(description="in which it is written")] = "zh-CN"
    says: Annotated[str, Field(max_length=MAX_PROOF, description="the clue, up to 60 characters")] = ""
    words: Annotated[str, Field(max_length=MAX_PROOF, description="for whoever finds it, up to 200")] = ""
    answer: Annotated[str, Field(max_length=MAX_PROOF, description="what is right; several with `/` between")] = ""
    place: Annotated[LocationIn | None, Field(description="where it lies")] = None
    photo: Annotated[
        Base64Bytes | None,
        BeforeValidator(without_data_scheme),
        Field(description="a JPEG, PNG or WebP in base64, or as a `data:` address"),
    ] = None


class HideDayOut(Shape):
    """How much somebody did today, and when the next day begins."""

    hidden: int
    found: int
    wrong: int
    lying: Annotated[int, Field(description="envelopes of theirs that lie somewhere now")]
    ends: datetime


class EnvelopeHiddenOut(EnvelopeOut):
    """An envelope of one's own."""

    code_url: Annotated[str | None, Field(description="what the printed code says that is to lie there; keep it")]


class EnvelopeFindIn(Shape):
    proof: Annotated[
        str,
        Field(max_length=MAX_PROOF, description="the answer as typed, or the last part of the address in the code"),
    ] = ""
    location: Annotated[LocationIn | None, Field(description="where the person is")] = None


class EnvelopeFoundOut(Shape):
    """An envelope that somebody found."""

    envelope: EnvelopeOut
    units: Annotated[int, Field(description="their part of it")]
    words: Both


class PocketsOut(Shape):
    """What somebody has of hide and find, and what they can do."""

    game: str
    player: Annotated[int | None, Field(description="their number in the record; null before their first act")]
    units: Annotated[int, Field(description="that they have found in all")]
    hidden: Annotated[list[EnvelopeHiddenOut], Field(description="by them, the latest first")]
    found: list[EnvelopeFoundOut]
    day: HideDayOut
    hide_why_not: GameRefusalOut | None
    find_why_not: GameRefusalOut | None


class EnvelopePosterOut(Shape):
    """The poster that shows a clue."""

    envelope: str
    code: str
    image_url: str
    share_url: str
    scan_url: str


class NewHolderOut(Shape):
    campaign: str
    token: Annotated[str, Field(description="shown once, for the header `Postergen-Holder`")]


class HolderActOut(Shape):
    at: datetime
    kind: str
    way: str
    card: str
    day: Annotated[str, Field(description="that was kept or filled in; empty of other acts")]


class HolderCardOut(Shape):
    card: str
    state: CardState
    poster: str


class HolderDayOut(Shape):
    """A day that they kept, or filled in: that one has no option."""

    day: str
    option: str
    line: str
    poster: str


class HolderEnvelopeOut(Shape):
    """An envelope that somebody hid, with all that is stored of it."""

    id: str
    clue: str
    found_by: str
    units: int
    finders: int
    found: int
    state: str
    made_at: datetime
    until: datetime
    locale: str
    says: str
    words: str
    answers: list[str]
    latitude: float | None
    longitude: float | None
    photo: Annotated[bool, Field(description="whether one is stored")]
    poster: str


class HolderGameOut(Shape):
    campaign: str
    game: str
    player: int
    units: int | None
    acts: list[HolderActOut]
    cards: list[HolderCardOut]
    days: list[HolderDayOut]
    hidden: list[HolderEnvelopeOut]


class HolderOut(Shape):
    """All that is stored of somebody who plays."""

    phones_since: list[datetime]
    games: list[HolderGameOut]

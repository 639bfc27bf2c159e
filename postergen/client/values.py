"""What the API takes and answers, as values. Made of the OpenAPI document by `make clients`: change it there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Required, TypedDict


@dataclass(frozen=True, slots=True)
class Accepted:
    key: str


class ActIn(TypedDict, total=False):
    campaign: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A line that answers a sticker."""

    sticker: Sticker
    # of the first, the probability with which it was drawn; null for the others
    propensity: float | None


@dataclass(frozen=True, slots=True)
class Answers:
    code: str
    locale: Literal["zh-CN", "en"]
    policy: str
    # at most three, in the order in which they were drawn
    answers: tuple[Answer, ...]
    # send it along with the answer, so that what was to choose from counts
    offered: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """What happened to the posters with one value: a variant, an option, a channel. Only people's hits are `scans`."""

    value: str
    # of a variant: an edit is a new revision
    revision: str | None
    locale: str | None
    # null when the pack no longer has this revision
    headline: str | None
    posters: int
    # posters that at least one person scanned
    posters_scanned: int
    # scans by people, several of one poster included
    scans: int
    # scans by people whose landing page was seen
    confirmations: int
    # posters made after a scan of these
    children: int
    conversions: int
    # all hits, by class
    hits: dict[str, int]
    # value of the conversions, by currency
    values: dict[str, float]
    # posters_scanned / posters
    rate: Rate
    # posters that led to another / posters
    maker_rate: Rate


@dataclass(frozen=True, slots=True)
class Breakdowns:
    campaign: str
    by: str
    rows: tuple[Breakdown, ...]


@dataclass(frozen=True, slots=True)
class Bucket:
    start: datetime
    posters: int
    scans: int
    confirmations: int
    conversions: int
    hits: dict[str, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    variant: Variant
    # which relevance model read this variant
    backend: str
    score: float
    # the probability that the policy draws it; 0 beyond the policy's candidates
    propensity: float
    reasons: tuple[Reason, ...]


CardState = Literal["held", "offered", "laid", "left"]


@dataclass(frozen=True, slots=True)
class Catalogue:
    campaign: str
    version: str
    locale: Literal["zh-CN", "en"]
    title: str
    themes: tuple[Theme, ...]
    places: tuple[Place, ...]
    occasions: tuple[Occasion, ...]
    templates: tuple[Template, ...]
    options: tuple[Option, ...]


Clue = Literal["sentence", "photo", "place"]


class ConversionIn(TypedDict, total=False):
    """What somebody did after a scan. A repeated ``key`` counts once; it is yours, whatever others call theirs."""

    # your own id of it
    key: Required[str]
    # the click id of the landing address
    click: str | None
    # instead of a click id
    coupon: RedeemedIn | None
    # such as order, follow, coupon
    type: Required[str]
    value: Decimal | float | str | None
    # ISO 4217
    currency: str


@dataclass(frozen=True, slots=True)
class Coupon:
    """A code that nobody else has; the same scan gets the same one again."""

    offer: str
    code: str


class DraftsIn(TypedDict, total=False):
    """Texts to ask a language model for."""

    campaign: str | None
    option: Required[str]
    locale: Required[Literal["zh-CN", "en"]]
    tone: Tone
    count: int
    # ask again, also when the same was answered before
    fresh: bool


@dataclass(frozen=True, slots=True)
class Drafts:
    model: str
    prompt: str
    cached: bool
    drafts: tuple[Proposed, ...]
    turned_away: tuple[TurnedAway, ...]
    tokens_left: int
    cost_this_month: float


@dataclass(frozen=True, slots=True)
class DrawnPlace:
    # 1 is the likeliest text of its brief; the last stands for all others
    place: int
    observed: int
    expected: float


@dataclass(frozen=True, slots=True)
class Draws:
    """A sample-ratio test of the drawn words against the probabilities of the policies that drew them."""

    campaign: str
    # that serves now
    policy: str
    # that drew what was checked
    policies: int
    posters: int
    # a named person's brief always draws the same words, and is one draw
    draws: int
    # draws logged with another probability than they have now
    disagreeing: int
    # posters whose policy, ranking or reading of a wish is not there any more
    unchecked: int
    # draws of a text that had no chance
    impossible: int
    chi2: float
    df: int
    p: float | None
    suspicious: bool
    places: tuple[DrawnPlace, ...]


@dataclass(frozen=True, slots=True)
class Duel:
    """Two texts over three days: `better` was ahead on each."""

    first: str
    second: str
    # that the first has the higher rate; null when too young
    chance: float | None
    # the first's rate less the second's; the middle 95 %
    difference: Rate | None
    verdict: Literal["first", "second", "cannot_tell", "too_young"]
    needed: Needed | None


@dataclass(frozen=True, slots=True)
class Edit:
    variant: Variant
    number: int
    state: State
    fits: Fits
    gloss: str
    source: str
    breaks: str
    by: str
    at: datetime
    model: str
    prompt: str
    why: str


class EditsIn(TypedDict, total=False):
    campaign: str | None
    variants: Required[Sequence[VariantIn]]


@dataclass(frozen=True, slots=True)
class Edits:
    edits: tuple[Edit, ...]


EndKind = Literal["share", "draw"]


class EnvelopeFindIn(TypedDict, total=False):
    # the answer as typed, or the last part of the address in the code
    proof: str
    # where the person is
    location: LocationIn | None


@dataclass(frozen=True, slots=True)
class EnvelopeFound:
    """An envelope that somebody found."""

    envelope: Envelope
    # their part of it
    units: int
    # a text by locale: `zh-CN` and `en`
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class EnvelopeHidden:
    """An envelope of one's own."""

    # whoever knows it may look for it
    id: str
    # the number of the line of the record that hid it
    serial: int
    # its page, to be sent on
    url: str
    clue: Clue
    # what the clue says, by locale; as it was typed in each, of a player's
    says: dict[str, str]
    # a WebP of the strips that are seen by now
    photo_url: str | None
    # how many of them that are; 0 without a photo
    strips: int
    found_by: FoundBy
    units: int
    # how many may find it
    finders: int
    # how many have
    found: int
    state: EnvelopeState
    # when it goes back
    until: datetime
    # what the printed code says that is to lie there; keep it
    code_url: str | None


class EnvelopeIn(TypedDict, total=False):
    """An envelope to be hidden."""

    clue: Literal["sentence", "photo", "place"]
    found_by: Literal["code", "answer", "location"]
    # 0 for words alone
    units: Required[int]
    finders: Required[int]
    # in which it is written
    locale: Literal["zh-CN", "en"]
    # the clue, up to 60 characters
    says: str
    # for whoever finds it, up to 200
    words: str
    # what is right; several with `/` between
    answer: str
    # where it lies
    place: LocationIn | None
    # a JPEG, PNG or WebP in base64, or as a `data:` address
    photo: bytes | str | None


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope that is hidden: its clue, and how it is found. What finds it is never told."""

    # whoever knows it may look for it
    id: str
    # the number of the line of the record that hid it
    serial: int
    # its page, to be sent on
    url: str
    clue: Clue
    # what the clue says, by locale; as it was typed in each, of a player's
    says: dict[str, str]
    # a WebP of the strips that are seen by now
    photo_url: str | None
    # how many of them that are; 0 without a photo
    strips: int
    found_by: FoundBy
    units: int
    # how many may find it
    finders: int
    # how many have
    found: int
    state: EnvelopeState
    # when it goes back
    until: datetime


@dataclass(frozen=True, slots=True)
class EnvelopePoster:
    """The poster that shows a clue."""

    envelope: str
    code: str
    image_url: str
    share_url: str
    scan_url: str


EnvelopeState = Literal["lying", "found", "back"]


@dataclass(frozen=True, slots=True)
class FieldError:
    # JSON pointer into the request body
    pointer: str
    # what is wrong, whatever the words: `few`, `many`, `twice`, `option`, `meaning`, `locale`, `look`, `format`,
    # `place`, `occasion`, `channel`, `site`, `scan`, `blank`, `unprintable`, `marks`, `long`, `wide`, `overlong`,
    # `number`, `field`, `no-copy`, `text`, `text-locale`, `text-occasion`, `text-name`, `photo-kind`, `photo-
    # pixels`, `photo-broken`, `photo-heavy`, `shape`, `hide-clue`, `hide-kind`, `hide-photo`, `hide-answer`, `hide-
    # place`, `hide-units`, `hide-finders`, `hide-words`, `day`, `look-back-early`, `look-back-over`, `figure`,
    # `not_possible`, `reason_missing`, `reason_for_remarks`, `four-eyes`, `nothing-approved`, or the id of a rule,
    # such as `user.contact`
    code: str
    # what is wrong, for whoever builds; in English
    detail: str
    # how to mend it, for whoever builds; in English
    remedy: str
    # a sentence for whoever typed it, by language: `zh-CN`, `en`, and others that pages speak
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """Something a look wants to know: a whole number of at most ``most``, or a text of so many characters."""

    name: str
    kind: Literal["number", "text"]
    label: str
    most: int


FigureKind = Literal["number", "theme", "hour"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that has to be given."""

    name: str
    # `number`; `hour`, 0 to 23; `theme`, the id of one
    kind: FigureKind
    # the largest number that it may be
    most: int


@dataclass(frozen=True, slots=True)
class Fits:
    options: tuple[str, ...]
    themes: tuple[str, ...]
    occasions: tuple[str, ...]
    places: tuple[str, ...]
    # `any`: it fits any wish
    wishes: tuple[str, ...]


FoundBy = Literal["code", "answer", "location"]


@dataclass(frozen=True, slots=True)
class Friends:
    """What came of a poster since it was made."""

    visits: int
    made: int
    since: datetime
    # says for a day that this browser made it: for a look back
    own: str


@dataclass(frozen=True, slots=True)
class FrozenPolicy:
    """A frozen state of learning."""

    version: str
    kind: str
    made_at: datetime
    # what served when it was made; null for relevance alone
    parent: str | None
    # what success is: scan, confirmed, maker or conversion
    reward: str
    window_hours: int
    # the share of posters whose text is drawn evenly
    holdout: float
    # the least probability of a candidate
    floor: float
    # revisions of texts that it knows
    texts: int
    # posters that it was made of, weighed for their age and people
    exposed: float
    rewarded: float
    # by locale; of all under the empty name
    priors: dict[str, Prior]


@dataclass(frozen=True, slots=True)
class Funnel:
    campaign: str
    steps: tuple[FunnelStep, ...]


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """How many of the posters reached this step; `note` says why a share is null."""

    step: str
    posters: int
    of_previous: Rate | None
    of_first: Rate | None
    note: str


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
class GameCalendar:
    """A day of the month."""

    day: date
    # `open` is today while it is not kept, `none` before the first day or later
    mark: Mark
    # why it cannot be filled in; null where it can
    why_not: GameRefusal | None


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


class GameCheckIn(TypedDict, total=False):
    """A check-in: what was picked of what today asks, and a line of one's own."""

    # the id of an option that this game asks for
    option: Required[str]
    # at most 40 characters, or none
    line: str
    # the language of the poster
    locale: str
    # the day that is meant: refused when it is over
    day: date | str | None
    # the id of the scan that led here, so that the poster is its child
    scan: str


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


@dataclass(frozen=True, slots=True)
class GameDayPoster:
    """The poster of a day."""

    day: date
    code: str
    image_url: str
    share_url: str
    scan_url: str


class GameDealIn(TypedDict, total=False):
    """What was done, for which a card is wanted."""

    way: Required[Literal["poster", "check-in", "question", "spot"]]
    # the code of the poster, the id of the question or spot
    subject: str
    # the erase token of the poster, the answer as it was typed, what the spot's code carries
    proof: str


@dataclass(frozen=True, slots=True)
class GameDiary:
    """What somebody has of a diary, and what they can do."""

    game: str
    # their number in the record; null before their first day
    player: int | None
    today: date
    # when the next day begins
    ends: datetime
    # days in a row, until today or yesterday
    streak: int
    longest: int
    # days without anything since the last one, today not counted
    missed: int
    # all days, the first first
    entries: tuple[GameEntry, ...]
    # the days of the month that was asked for, or of this
    month: tuple[GameCalendar, ...]
    # days of that month that may still be filled in
    repairs_left: int
    # why today cannot be kept; null where it can
    why_not: GameRefusal | None


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
class GameEntry:
    """A day that was kept, or filled in: that one has no option, and no poster."""

    # the number of the line of the record that keeps it
    serial: int
    day: date
    is_repaired: bool
    option: str | None
    line: str
    # of its poster, once that was made
    code: str | None


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
class GameRefusal:
    """Why the rules say no."""

    code: Refusal
    # a sentence for whoever plays, by language
    texts: dict[str, str]


class GameRepairIn(TypedDict, total=False):
    # that was missed
    day: Required[date | str]


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
class Gates:
    """What it takes before a campaign adapts, and how often it tries to."""

    posters: int
    successes: int
    every_hours: int


@dataclass(frozen=True, slots=True)
class Gone:
    variant: str
    revision: str
    headline: str


@dataclass(frozen=True, slots=True)
class Health:
    status: Literal["ok"]


@dataclass(frozen=True, slots=True)
class HideDay:
    """How much somebody did today, and when the next day begins."""

    hidden: int
    found: int
    wrong: int
    # envelopes of theirs that lie somewhere now
    lying: int
    ends: datetime


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


@dataclass(frozen=True, slots=True)
class HolderAct:
    at: datetime
    kind: str
    way: str
    card: str
    # that was kept or filled in; empty of other acts
    day: str


@dataclass(frozen=True, slots=True)
class HolderCard:
    card: str
    state: CardState
    poster: str


@dataclass(frozen=True, slots=True)
class HolderDay:
    """A day that they kept, or filled in: that one has no option."""

    day: str
    option: str
    line: str
    poster: str


@dataclass(frozen=True, slots=True)
class HolderEnvelope:
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
    answers: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    # whether one is stored
    photo: bool
    poster: str


@dataclass(frozen=True, slots=True)
class HolderGame:
    campaign: str
    game: str
    player: int
    units: int | None
    acts: tuple[HolderAct, ...]
    cards: tuple[HolderCard, ...]
    days: tuple[HolderDay, ...]
    hidden: tuple[HolderEnvelope, ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """All that is stored of somebody who plays."""

    phones_since: tuple[datetime, ...]
    games: tuple[HolderGame, ...]


Hook = Literal["theme", "product", "interest"]


@dataclass(frozen=True, slots=True)
class KFactor:
    """Children for each mature poster, with a 95 % interval over root trees; null when there are fewer than 10
    trees. Of a segment, `trees` counts random groups of trees, of which there are 32.
    """

    segment: str
    k: float | None
    low: float | None
    high: float | None
    posters: int
    children: int
    trees: int


Leftover = Literal["first", "kept"]


@dataclass(frozen=True, slots=True)
class Lift:
    """Posters whose text a policy drew against those of the hold-out, drawn evenly, at the last midnight (UTC)."""

    campaign: str
    drawn: Rate
    held: Rate
    # Newcombe's 95 % interval
    difference: Rate
    # whether the interval leaves out 0
    is_told: bool
    # about how many posters in all would set it apart from 0
    needed: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A text as it stands. Chance and loss are null while it is too young: below 100 posters or 10 successes."""

    variant: str
    revision: str
    # null when the pack no longer has this revision
    headline: str | None
    # posters, young ones in part, as if all texts had met the same people
    exposed: float
    # those that succeeded within the window
    rewarded: float
    # mean and middle 95 % of the posterior
    rate: Rate
    too_young: bool
    # of being the best of those that are old enough
    chance: float | None
    chance_week_ago: float | None
    # it had no posters a week ago
    is_new: bool
    # share of posters that settling on it loses on average
    loss: float | None


@dataclass(frozen=True, slots=True)
class LineResult:
    """How a line of stickers did."""

    # `own` is all that people typed
    line: str
    # null for these, and where the campaign has the line no more
    text: str | None
    locale: str | None
    sent: int
    # of these, stickers that have an answer
    answered: int
    # answered / sent
    share: Rate
    # that began with it
    battles: int
    # the mean number of answers in a row of these, with Student's interval of 95 %
    depth: Rate
    deepest: int


@dataclass(frozen=True, slots=True)
class LineResults:
    campaign: str
    rows: tuple[LineResult, ...]


@dataclass(frozen=True, slots=True)
class Lineage:
    scan: str | None
    parent: str | None
    root: str
    generation: int


@dataclass(frozen=True, slots=True)
class Lines:
    """The texts that can stand on a poster with one option, compared at the last midnight (UTC)."""

    campaign: str
    option: str
    locale: str
    at: datetime
    verdict: Literal["best", "cannot_tell", "too_young"]
    # ahead of the bar three days in a row
    best: str | None
    # the chance that makes the best; null below two texts
    bar: float | None
    needed: Needed | None
    rows: tuple[Line, ...]
    pairs: tuple[Pair, ...]
    # the two texts that were asked for
    pair: Duel | None
    # texts that had posters a week ago and can have none now
    gone: tuple[Gone, ...]
    shares: Shares


LinkState = Literal["open", "taken", "back", "gone"]


@dataclass(frozen=True, slots=True)
class LintFinding:
    """What a rule, or a look, has against a text: `text[start:end]` of this field."""

    rule: str
    severity: Literal["block", "review", "pass"]
    field: str
    start: int
    end: int
    found: str
    problem: Localized
    remedy: Localized
    source: str


class LintIn(TypedDict, total=False):
    text: Required[str]
    locale: Required[Literal["zh-CN", "en"]]
    # `user` for what people type themselves
    audience: Literal["copy", "user"]


@dataclass(frozen=True, slots=True)
class Lint:
    # version of the rules
    rules: str
    findings: tuple[LintFinding, ...]


@dataclass(frozen=True, slots=True)
class Localized:
    zh: str
    en: str


class LocationIn(TypedDict, total=False):
    """Where a browser says that it is, as its geolocation tells it. It is compared, and kept nowhere."""

    latitude: Required[Decimal | float]
    longitude: Required[Decimal | float]
    # metres
    accuracy: Decimal | float


class LookBackIn(TypedDict, total=False):
    """Figures for a look back; every one that it is told by."""

    # the server's own campaign when left out
    campaign: str | None
    # by name; null where there is none, if a page says something of that
    figures: Required[Mapping[str, int | str | None]]
    locale: Literal["zh-CN", "en"]
    # at most 30 characters as people count them
    nickname: str
    # false: the name plays no part in choosing the sentences
    personalised: bool
    # the click id that led here
    scan: str | None


@dataclass(frozen=True, slots=True)
class LookBackMade:
    campaign: str
    look_back: str
    pages: tuple[LookBackPage, ...]
    # a page that shows them; whoever has the address may look
    url: str
    # all of them in one long picture; .png and .webp, too
    long_url: str
    # the first page, moving; .gif, too. Null where it does not
    cover_url: str | None


@dataclass(frozen=True, slots=True)
class LookBack:
    id: str
    # a text by locale: `zh-CN` and `en`
    name: dict[str, str]
    # a text by locale: `zh-CN` and `en`
    about: dict[str, str]
    state: Opening
    # the first day of its year
    first: date
    # the last one
    last: date
    opens: datetime
    # null without end
    closes: datetime | None
    look: str
    figures: tuple[Figure, ...]
    # its page, where a browser's own posters tell it
    url: str


@dataclass(frozen=True, slots=True)
class LookBackPage:
    """A page: a poster like any other."""

    page: str
    # the band of the figure: which sentences may stand there
    band: str
    code: str
    headline: str
    body: str
    variant: str
    revision: str
    propensity: float
    image_url: str
    share_url: str
    scan_url: str
    # lets its bearer have the person erased; only when it is made
    erase_token: str | None


@dataclass(frozen=True, slots=True)
class LookBacks:
    campaign: str
    look_backs: tuple[LookBack, ...]


Mark = Literal["kept", "repaired", "missed", "open", "none"]


@dataclass(frozen=True, slots=True)
class Meant:
    option: str
    text: str
    share: float


@dataclass(frozen=True, slots=True)
class Occasion:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Needed:
    """So many more posters, evenly drawn, tell the best with this chance; null posters: more than 200,000."""

    posters: int | None
    chance: float


@dataclass(frozen=True, slots=True)
class NewHolder:
    campaign: str
    # shown once, for the header `Postergen-Holder`
    token: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Something a person can do about a wish."""

    id: str
    kind: Literal["service", "coupon", "link"]
    title: str
    text: str
    url: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Offers:
    offers: tuple[Offer, ...]


Opening = Literal["early", "open", "over"]


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    theme: str
    text: str
    pictogram: str
    keywords: tuple[str, ...]
    # how people say it: for a search
    aliases: tuple[str, ...]
    place: str | None
    need: Literal["rigid", "soft"]
    frequency: Literal["high", "low"]
    seasons: tuple[str, ...]
    occasions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    first: str
    second: str
    # that the first has the higher rate
    chance: float
    # the first's rate less the second's; the middle 95 %
    difference: Rate


@dataclass(frozen=True, slots=True)
class Person:
    """Everything stored about the person behind a poster."""

    code: str
    campaign: str
    locale: str
    template: str
    format: str
    variant: str
    revision: str
    lines_shown: tuple[str, ...]
    nickname: str
    options: tuple[str, ...]
    wish: str
    wish_means: str
    place: str | None
    site: str
    occasion: str | None
    fields: dict[str, int | str]
    channel: str
    personalised: bool
    # the picture as it was taken in, a WebP in base64
    avatar: str | None
    visitor_key: str
    # what is kept of it: a digest
    idempotency_key: str | None
    request_digest: str
    parent: str | None
    root: str
    generation: int
    made_at: datetime
    made_after_scan: str | None
    first_came_by_scan: str | None
    shared_at: datetime | None
    scanned_at: datetime | None
    confirmed_at: datetime | None
    remade_at: datetime | None
    converted_at: datetime | None
    erased_at: datetime | None
    own_scans: tuple[dict[str, datetime | str | None], ...]
    coupons: tuple[dict[str, datetime | str | None], ...]
    scans_of_the_poster: int
    conversions_of_the_poster: int


@dataclass(frozen=True, slots=True)
class Place:
    id: str
    province: str
    city: str


@dataclass(frozen=True, slots=True)
class Pockets:
    """What somebody has of hide and find, and what they can do."""

    game: str
    # their number in the record; null before their first act
    player: int | None
    # that they have found in all
    units: int
    # by them, the latest first
    hidden: tuple[EnvelopeHidden, ...]
    found: tuple[EnvelopeFound, ...]
    day: HideDay
    hide_why_not: GameRefusal | None
    find_why_not: GameRefusal | None


@dataclass(frozen=True, slots=True)
class PolicyEntry:
    """Something that was done about policies."""

    at: datetime
    # update, refuse, pin, unpin or rollback
    action: str
    version: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Policy:
    """What draws the texts of a campaign."""

    campaign: str
    # what campaign.yaml asks for
    kind: str
    # what serves; null for relevance alone
    version: str | None
    since: datetime | None
    pinned: bool
    # why relevance alone draws where the campaign learns: missing, stale, unreadable or rolled-back
    note: str
    gates: Gates
    policy: FrozenPolicy | None
    # what was done last, the latest first
    history: tuple[PolicyEntry, ...]


class PosterIn(TypedDict, total=False):
    """A poster to be made. ``scan`` is the click id that led here: the scanned poster becomes the parent."""

    # the server's own campaign when left out
    campaign: str | None
    # ids of the chosen options, in order
    options: Sequence[str]
    # one of the person's own, in their words: at most 14 Chinese characters or 42 letters. Options and wish are 1
    # to 6 together
    wish: str
    # which option the person says their wish means, or `none`; read when left out
    wish_means: str
    locale: Literal["zh-CN", "en"]
    # the campaign's first look when left out
    template: str | None
    format: str
    # at most 30 characters as people count them
    nickname: str
    # `province/city`
    place: str | None
    # an occasion, or `today` for that of the day
    occasion: str | None
    # for the occasion `today`; it is not stored
    birthday: date | str | None
    # what the look asks for
    fields: Mapping[str, int | str]
    # where the poster will be shared
    channel: str
    # where it will hang or be handed out: an id of yours, a-z A-Z 0-9 . _ - /
    site: str
    # false: name and place play no part in choosing the copy
    personalised: bool
    scan: str | None
    # a JPEG, PNG or WebP in base64, or as a `data:` address; never fetched from another
    avatar: bytes | str | None
    # a text that the person chose, by its id; without one it is drawn. It has to be in the locale, and in place: of
    # the occasion, and by name only with a name. No draw, and never counted as one
    variant: str | None


@dataclass(frozen=True, slots=True)
class Poster:
    code: str
    campaign: str
    options: tuple[str, ...]
    wish: str
    locale: Literal["zh-CN", "en"]
    template: str
    format: str
    nickname: str
    # what sentences about the poster call its person in its locale: the nickname, with the word of the poster's
    # occasion, if that has one; empty without a name
    called: str
    place: str | None
    occasion: str | None
    fields: dict[str, int | str]
    channel: str
    personalised: bool
    variant: Variant
    policy: str
    propensity: float
    lineage: Lineage
    created_at: datetime
    # with a version `v`, so that it may be kept for long; it is another once the person is erased
    image_url: str
    share_url: str
    scan_url: str
    # told once, when the poster is made: with it the person can be erased
    erase_token: str | None
    texts: tuple[SetText, ...]
    warnings: tuple[PosterWarning, ...]


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed of a text before it was seen: Beta(strength m, strength (1 - m)) with logit m = alpha + beta
    z; z is how far its relevance lies from `centre`, in units of `spread`.
    """

    alpha: float
    beta: float
    # in posters
    strength: float
    centre: float
    spread: float


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: tuple[FieldError, ...]
    # of `refused-by-the-rules`: which rule of the game says no
    code: str | None
    # of the same: a sentence for whoever plays, by language
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class ProposedList:
    edits: tuple[Proposed, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    edit: Edit
    findings: tuple[LintFinding, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """``number`` is 0 when nothing was approved."""

    number: int


@dataclass(frozen=True, slots=True)
class Quartiles:
    first: float | None
    median: float | None
    third: float | None
    count: int


class RankIn(TypedDict, total=False):
    """A brief to rank copy for."""

    # the server's own campaign when left out
    campaign: str | None
    # ids of the chosen options, in order
    options: Sequence[str]
    # one of the person's own, in their words: at most 14 Chinese characters or 42 letters. Options and wish are 1
    # to 6 together
    wish: str
    # which option the person says their wish means, or `none`; read when left out
    wish_means: str
    locale: Literal["zh-CN", "en"]
    # the campaign's first look when left out
    template: str | None
    format: str
    # at most 30 characters as people count them
    nickname: str
    # `province/city`
    place: str | None
    # an occasion, or `today` for that of the day
    occasion: str | None
    # for the occasion `today`; it is not stored
    birthday: date | str | None
    # what the look asks for
    fields: Mapping[str, int | str]
    # where the poster will be shared
    channel: str
    # where it will hang or be handed out: an id of yours, a-z A-Z 0-9 . _ - /
    site: str
    # false: name and place play no part in choosing the copy
    personalised: bool
    count: int


@dataclass(frozen=True, slots=True)
class Ranking:
    campaign: str
    # which relevance model answered; variants written since its index was made say `lexical`
    backend: str
    # how the wish was read: as the person said, by a model, or by its words
    wish_reading: Literal["", "person", "embedded", "lexical"]
    # what the wish was understood as; null where there is none
    wish_read_as: Wish | None
    # what draws now: the version of the policy, and the state of the ranker
    policy: str
    policy_version: str
    # why relevance alone draws, where the campaign wants to learn; empty where all is well
    policy_note: Literal["", "missing", "stale", "unreadable", "rolled-back"]
    # the share of posters whose text is drawn evenly among the candidates instead
    holdout: float
    # what stands in where no text is relevant: texts for a place that the wish names, for a theme of the options or
    # of what the wish may mean, for any wish, for nothing in particular, or, where there are none, any
    fallback: Literal["", "place", "theme", "wish", "campaign", "any"]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % Wilson interval; null when there was nothing to count."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Reason:
    """``kind`` is the tag by which the variant fits, or the relevance backend."""

    kind: str
    subject: str
    score: float


class RedeemedIn(TypedDict, total=False):
    """A coupon that somebody brought: it says by itself which scan it was handed out after."""

    offer: Required[str]
    code: Required[str]
    campaign: str | None


@dataclass(frozen=True, slots=True)
class Referrals:
    campaign: str
    window_hours: int
    k: KFactor
    # posters that have not had their window yet
    young: int
    # 1 / (1 - K), when K is surely below 1
    amplification: float | None
    # from a poster to its child
    cycle_seconds: Quartiles
    # posters by generation, roots first
    generations: tuple[int, ...]
    # children that look odd, by reason
    odd: dict[str, int]
    segments: tuple[KFactor, ...]
    # after an update, earlier posters are still being counted
    is_counting: bool


Refusal = Literal[
    "early",
    "over",
    "going-on",
    "paused",
    "day-full",
    "all-full",
    "done",
    "wrong",
    "wrong-full",
    "no-way",
    "empty",
    "not-held",
    "own",
    "gone",
    "not-whole",
    "lying-full",
    "found-full",
    "coarse",
    "complete",
    "checked",
    "new-day",
    "not-missing",
    "other-month",
    "no-repairs",
]


@dataclass(frozen=True, slots=True)
class Series:
    campaign: str
    step: Literal["hour", "day"]
    buckets: tuple[Bucket, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """Why a text gets its share of the posters with this option alone: `share` is `earned` + `floor` + `held`."""

    variant: str
    revision: str
    headline: str
    # how well it fits the option, 0 to 1
    relevance: float
    # the rate that relevance alone lets the policy expect
    prior_mean: float | None
    # the posters that this expectation weighs as much as
    prior_strength: float | None
    # posters that the policy has counted, weighed
    exposed: float | None
    rewarded: float | None
    # what comes of both: mean and middle 95 %
    posterior: Rate | None
    # of the posters that are drawn for this option alone
    share: float
    # because of what is known of it
    earned: float
    # because every candidate gets that much
    floor: float
    # of the hold-out, which is drawn evenly
    held: float
    # by the policy of then
    share_week_ago: float | None


@dataclass(frozen=True, slots=True)
class Shares:
    """How posters with this option alone, of people without name or place, are shared out now."""

    policy_version: str
    kind: str
    # why relevance alone draws where the campaign learns; else empty
    policy_note: str
    # null when relevance alone draws
    made_at: datetime | None
    pinned: bool
    # two updates or more did not come
    late: bool
    # made before the posters that the standings count
    behind: bool
    holdout: float
    rows: tuple[Share, ...]


State = Literal["draft", "checked", "approved", "live", "paused", "retired", "rejected"]


@dataclass(frozen=True, slots=True)
class Sticker:
    """A reply picture: a line that a figure says; ``files`` are its addresses by extension."""

    id: str
    text: str
    meaning: str
    emoji: str
    figure: str
    movement: str
    tone: str
    options: tuple[str, ...]
    themes: tuple[str, ...]
    files: dict[str, str]


class StickerSentIn(TypedDict, total=False):
    """A sticker to send: a line of the campaign, or words of one's own."""

    # the server's usual one when left out
    campaign: str | None
    # the id of a sticker
    line: str
    # instead of it: at most 10 Han characters or 24 letters
    words: str
    # who says the words; the campaign's first when left out
    figure: str
    # of the words
    locale: Literal["zh-CN", "en"]
    # the code of the sticker that this one answers
    answers: str
    # the click id of the scan that led here
    scan: str | None
    # as `answers` of that sticker gave it: what was to choose from
    offered: str


@dataclass(frozen=True, slots=True)
class StickerSent:
    """A sticker that was sent, with a code of its own."""

    code: str
    campaign: str
    # the id of the line; `own` where its person typed it
    line: str
    # empty once its person was erased
    text: str
    locale: Literal["zh-CN", "en"]
    figure: str
    movement: str
    # the campaign has the line no more
    is_withdrawn: bool
    lineage: Lineage
    created_at: datetime
    # the sticker alone, on nothing, by extension
    files: dict[str, str]
    # a JPEG of the sticker with its code, 1080 pixels square
    card_url: str
    # the short link to send: it leads to the page with the answers
    share_url: str
    # told once: with it words of one's own are taken back, as a poster's person is
    erase_token: str | None


@dataclass(frozen=True, slots=True)
class Stickers:
    campaign: str
    version: str
    locale: Literal["zh-CN", "en"]
    name: str
    about: str
    stickers: tuple[Sticker, ...]


@dataclass(frozen=True, slots=True)
class Strips:
    """How a photo comes to be seen."""

    count: int
    at_first: int
    # minutes
    another_after: int


@dataclass(frozen=True, slots=True)
class Template:
    id: str
    version: str
    name: str
    idea: str
    formats: tuple[str, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class SetText:
    """How a text of the poster was set, in pixels of its format; `given_up` is what it lost to fit its box."""

    element: str
    size: float
    lines: tuple[str, ...]
    given_up: tuple[Literal["size", "words"], ...]


@dataclass(frozen=True, slots=True)
class Theme:
    id: str
    name: str
    question: str
    pictogram: str


Tone = Literal["warm", "playful", "plain", "nostalgic", "wry", "lyrical"]


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A text of the model that was not kept."""

    variant: Variant
    findings: tuple[LintFinding, ...]


class VariantIn(TypedDict, total=False):
    """A text, as a pack has it. ``based_on`` is the number of the edit that was seen; 0 is the pack's own text."""

    id: Required[str]
    locale: Required[Literal["zh-CN", "en"]]
    hook: Required[Hook]
    tone: Required[Tone]
    fits: Required[Fits]
    headline: Required[str]
    body: Required[str]
    call_to_action: Required[str]
    gloss: str
    # where the fact of a text stands: an address or a citation
    source: str
    # passages of the text, | where a line may end, ~ where it must not
    breaks: str
    based_on: int


@dataclass(frozen=True, slots=True)
class Variant:
    id: str
    revision: str
    locale: Literal["zh-CN", "en"]
    hook: str
    tone: str
    author: Literal["person", "model"]
    headline: str
    body: str
    call_to_action: str


@dataclass(frozen=True, slots=True)
class PosterWarning:
    """Something given up so that the poster could be made: a truncated text, a missing glyph."""

    element: str
    kind: Literal["truncated", "missing-glyph", "unshaped", "not-shown"]
    detail: str


Way = Literal["poster", "check-in", "question", "spot"]


@dataclass(frozen=True, slots=True)
class Wish:
    # that the first option is what was meant
    chance: float
    # whether copy is ranked by it; if not, texts for any wish stand in
    is_sure: bool
    # the likeliest first; shares sum to 1
    options: tuple[Meant, ...]

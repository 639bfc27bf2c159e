"""What the API takes and answers, of envelopes. Made of the OpenAPI document by `make clients`: change it there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, Required, TypedDict

from postergen.client.values.shared import (
    Clue,
    Envelope,
    EnvelopeState,
    FoundBy,
    GameRefusal,
)


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
class EnvelopePoster:
    """The poster that shows a clue."""

    envelope: str
    code: str
    image_url: str
    share_url: str
    scan_url: str


@dataclass(frozen=True, slots=True)
class HideDay:
    """How much somebody did today, and when the next day begins."""

    hidden: int
    found: int
    wrong: int
    # envelopes of theirs that lie somewhere now
    lying: int
    ends: datetime


class LocationIn(TypedDict, total=False):
    """Where a browser says that it is, as its geolocation tells it. It is compared, and kept nowhere."""

    latitude: Required[Decimal | float]
    longitude: Required[Decimal | float]
    # metres
    accuracy: Decimal | float


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

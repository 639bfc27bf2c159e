"""What the API takes and answers, of holders. Made of the OpenAPI document by `make clients`: change it there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from postergen.client.values.shared import (
    CardState,
)


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


@dataclass(frozen=True, slots=True)
class NewHolder:
    campaign: str
    # shown once, for the header `Postergen-Holder`
    token: str

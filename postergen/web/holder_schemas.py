"""The shapes of holders: whoever is new, and all that is stored of one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from postergen.games.hand import CardState
from postergen.web.schemas import Shape


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

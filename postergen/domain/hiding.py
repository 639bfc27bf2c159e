"""Hide and find: envelopes that somebody hides behind a clue, and whose units are split at random among the finders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from postergen.domain.games import Game
from postergen.domain.localized import Localized
from postergen.domain.places import Place

LONGEST_CLUE, LONGEST_WORDS = 60, 200  # characters; a clue stands on a poster, in large letters


class Clue(StrEnum):
    """What leads to an envelope."""

    SENTENCE = "sentence"
    PHOTO = "photo"  # shown in strips, more of them from hour to hour
    PLACE = "place"  # what a place is called


class FoundBy(StrEnum):
    """How somebody proves that they found it. All are acts of their own."""

    CODE = "code"  # a printed code lies there, and is scanned
    ANSWER = "answer"
    LOCATION = "location"  # the browser says that they are near


@dataclass(frozen=True, slots=True)
class HideLimits:
    """What one player may do: envelopes that they hide on a day and have lying at once, units and finders of each,
    envelopes that they find and wrong tries on a day.
    """

    hides_per_day: int
    lying: int
    units: int
    finders: int
    finds_per_day: int
    wrong_per_day: int = 5


@dataclass(frozen=True, slots=True)
class Strips:
    """How a photo comes to be seen: so many strips, some of them at first, and another after each of these minutes."""

    count: int = 8
    at_first: int = 2
    another_after: int = 60

    def shown(self, lying: timedelta) -> int:
        """How many are seen of a photo that has been lying so long."""
        return min(self.count, self.at_first + max(0, int(lying / timedelta(minutes=self.another_after))))


@dataclass(frozen=True, slots=True)
class Envelope:
    """One that whoever gives the game has hidden: it lies from the opening on, until it is found or the game closes.

    ``words`` are read by whoever finds it. ``answers`` are right in any language; ``place`` is where it lies.
    """

    id: str
    clue: Localized
    found_by: FoundBy
    units: int
    finders: int
    words: Localized | None = None
    answers: tuple[str, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the poster of an envelope shows beside its clue: options, and the id of a text for each locale."""

    options: tuple[str, ...]
    variants: Localized


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunt(Game):
    """A game of hide and find. ``pool`` is in units, and all envelopes are filled from it; ``fen`` is what a unit is
    worth, in hundredths of a yuan, 0 for what has no price. An envelope of a player lies for ``hours``. ``near`` is
    how near counts as there, in metres.
    """

    poster: Shown
    pool: int
    unit: Localized
    clues: tuple[Clue, ...]
    found_by: tuple[FoundBy, ...]
    limits: HideLimits
    claim: Localized  # where and how what was found is had, and on which conditions
    fen: int = 0
    hours: int = 24
    near: int = 100
    strips: Strips = Strips()
    envelopes: tuple[Envelope, ...] = ()

    def envelope(self, name: str) -> Envelope | None:
        return next((one for one in self.envelopes if one.id == name), None)

    def lies_until(self, hidden_at: datetime, *, by_player: bool) -> datetime:
        """When an envelope that nobody found goes back: that of a player after its hours, any when the game closes."""
        return min(self.closes, hidden_at + timedelta(hours=self.hours)) if by_player else self.closes

"""What hide and find needs of a store: the envelopes that were hidden, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from postergen.domain.hiding import Clue, FoundBy
from postergen.domain.places import Place
from postergen.games.hide_hand import HideTally


class EnvelopeState(StrEnum):
    LYING = "lying"
    FOUND = "found"  # by as many as may find it
    BACK = "back"  # what was left of it is in the pool again


class Hidden(NamedTuple):
    """An envelope that was hidden in line ``serial``, by this player; 0 is whoever gives the game, whose rules have
    the rest of it under ``name``. ``says`` is its clue, ``words`` are for finders; ``found`` is how many there were.

    What would find it (``answers``, ``place``, its photo) is kept while it lies.
    """

    id: str
    serial: int
    nonce: str
    player: int
    name: str
    clue: Clue
    found_by: FoundBy
    units: int
    finders: int
    found: int
    state: EnvelopeState
    made_at: datetime
    until: datetime
    locale: str = ""
    says: str = ""
    words: str = ""
    answers: tuple[str, ...] = ()
    place: Place | None = None
    poster: str = ""
    has_photo: bool = False


class EnvelopeTable(Protocol):
    """The envelopes of one game, in the transaction of its table (`game_store.GameTable`)."""

    def get(self, id: str) -> Hidden | None: ...

    def hidden_in(self, serial: int) -> Hidden | None:
        """That of this line of the record."""

    def put(self, envelope: Hidden, photo: bytes | None = None) -> None: ...

    def note_found(self, envelope: Hidden) -> Hidden:
        """One more has found it; after the last one what would find it is deleted."""

    def end(self, envelope: Hidden) -> None:
        """It is back, and what would find it is deleted."""

    def lying(self, player: int | None = None) -> Sequence[Hidden]:
        """Those of this player or of everybody, the first first."""

    def due(self, now: datetime) -> Sequence[Hidden]:
        """Those whose time is over."""

    def tally(self, player: int, since: datetime) -> HideTally: ...

    def note_poster(self, envelope: Hidden, code: str) -> bool:
        """Remember which poster shows it; False where whoever hid it was erased meanwhile."""

    def silence(self, envelope: Hidden) -> None:
        """Delete what was typed for it."""

    def forget(self, player: int) -> Sequence[str]:
        """Delete what this player typed; the codes of posters that showed it."""

    def forget_texts(self) -> None:
        """Delete what players typed: the game is closed."""


class EnvelopeStore(Protocol):
    """The same to be read beside the table. `Unavailable` when it does not answer."""

    def envelope(self, campaign: str, game: str, id: str) -> Hidden | None: ...

    def hidden_in(self, campaign: str, game: str, serial: int) -> Hidden | None: ...

    def photo(self, campaign: str, game: str, id: str) -> bytes | None: ...

    def of_player(self, campaign: str, game: str, player: int) -> Sequence[Hidden]:
        """Those that they hid, the latest first."""

    def found_by(self, campaign: str, game: str, player: int) -> Sequence[tuple[Hidden, int]]:
        """Those that they found, each with their units, the latest first."""

    def all(self, campaign: str, game: str) -> Sequence[Hidden]:
        """Every one, in the order of the record."""

    def tally(self, campaign: str, game: str, player: int, since: datetime) -> HideTally: ...

    def due(self, now: datetime) -> Sequence[tuple[str, str]]:
        """Campaign and game of each game in which an envelope is to go back."""

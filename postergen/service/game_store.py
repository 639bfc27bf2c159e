"""What games need of a store: a table at which one player acts at a time, and what can be read beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, NamedTuple, Protocol, TypeVar

from postergen.domain.games import Game
from postergen.games.acts import Act
from postergen.games.hand import CardState, Held, Tally
from postergen.service.envelope_store import EnvelopeTable

UNITS = "units"  # by which the pool of a game without cards counts what was taken


class RunState(StrEnum):
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


Rules = TypeVar("Rules", bound=Game, covariant=True)


@dataclass(frozen=True, slots=True)
class Run(Generic[Rules]):
    """A game as it is played: the rules of its opening, and where its record stands."""

    campaign: str
    rules: Rules
    seed: bytes = field(repr=False)
    seed_digest: str
    state: RunState
    serial: int
    head: str  # the digest of the last line
    last_at: datetime
    players: int
    closed_at: datetime | None = None


class Player(NamedTuple):
    """A holder's number in a game; ``complete`` is the line that laid down their set, ``units`` what they were paid."""

    number: int
    holder: int | None
    made_at: datetime
    complete: int | None = None
    units: int | None = None


class LinkState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    BACK = "back"  # taken back
    GONE = "gone"  # its player was erased, or the game is over


class Link(NamedTuple):
    """A card on offer, for whoever has the id: a gift, or for another card (``wants``)."""

    id: str
    player: int
    serial: int
    wants: str
    state: LinkState
    made_at: datetime


class Entry(NamedTuple):
    """A day that a player kept in line ``serial``: what they picked, a line of their own, and their language.

    One without an option was filled in, and has no poster. ``scan`` led here; ``poster`` is its code, once it was made.
    """

    serial: int
    player: int
    day: date
    option: str = ""
    line: str = ""
    locale: str = ""
    scan: str = ""
    poster: str = ""

    @property
    def is_repaired(self) -> bool:
        return not self.option


class GameTable(Protocol):
    """One game during one transaction: nobody else acts in it meanwhile, and all of it happens, or nothing."""

    run: Run[Game]

    @property
    def envelopes(self) -> EnvelopeTable:
        """What is hidden in it."""

    def player(self, holder: int) -> Player | None: ...

    def player_by_number(self, number: int) -> Player: ...

    def join(self, holder: int, now: datetime) -> Player:
        """The next number, for this holder; `NotFound` for one who was erased meanwhile."""

    def tally(self, player: Player, since: datetime) -> Tally:
        """How often this one acted; ``since`` is when their day began."""

    def standing(self, player: Player, since: datetime, evidence: str) -> tuple[Tally, bool]:
        """`tally` and `is_used` in one question."""

    def dealt(self) -> Mapping[str, int]:
        """How many of each card were dealt."""

    def find(self, key: str, holder: int) -> tuple[tuple[Act, str | None] | None, Player | None]:
        """`known` and `player` in one question."""

    def known(self, key: str) -> tuple[Act, str | None] | None:
        """What was done under this key before, and what for."""

    def is_used(self, evidence: str) -> bool: ...

    def write(self, act: Act, key: str | None = None, evidence: str | None = None) -> Act:
        """Add a line to the record. Its serial is the next one whatever it says; its moment never goes back."""

    def deal(self, act: Act) -> None:
        """Take this act's card from the pool, and give it to its player."""

    def cards(self, player: int) -> Sequence[Held]: ...

    def card(self, serial: int) -> Held | None: ...

    def move(self, serial: int, player: int, state: CardState) -> None: ...

    def link(self, id: str) -> Link | None: ...

    def put_link(self, link: Link) -> None: ...

    def end_link(self, id: str, state: LinkState) -> None: ...

    def end_links(self, player: int | None, state: LinkState) -> None:
        """All that are open, of this player or of everybody."""

    def entries(self, player: int) -> Sequence[Entry]:
        """The days that they kept, the first first."""

    def keep(self, entry: Entry) -> None: ...

    def note_day_poster(self, serial: int, code: str) -> bool:
        """Remember which poster shows a day; False where its player was erased meanwhile."""

    def complete(self, player: Player, act: Act) -> None:
        """Note which line laid down their set."""

    def completed(self) -> Sequence[int]:
        """The players who have a whole set and were not erased, the first first."""

    def fill(self, units: int) -> None:
        """Take so many units from the pool (`dealt` has them under `UNITS`), or put them back."""

    def give(self, player: Player, units: int) -> None:
        """Note that this one has so many units more."""

    def pay(self, units: Mapping[int, int], acts: Sequence[Act]) -> None:
        """Add these lines, and note what each player gets."""

    def leave(self, player: Player) -> None:
        """Let nothing lead from this number to a holder."""

    def set_state(self, state: RunState, now: datetime) -> None: ...


class GameStore(Protocol):
    """`Unavailable` when it does not answer; then nothing was done."""

    def run(self, campaign: str, game: str) -> Run[Game] | None: ...

    def runs(self) -> Sequence[Run[Game]]: ...

    def open(self, run: Run[Game]) -> Run[Game]:
        """Begin this run; the one that is there, if there is one."""

    def replace_rules(self, campaign: str, rules: Game) -> None:
        """Of a game in which nothing was done yet."""

    def table(self, campaign: str, game: str) -> AbstractContextManager[GameTable]:
        """`NotFound` for no such run."""

    def secret(self, campaign: str) -> bytes:
        """What digests of this campaign are made with; made when it is first asked for."""

    def rules_as_json(self, run: Run[Game]) -> object: ...

    def record(self, campaign: str, game: str) -> Iterator[tuple[Act, str]]:
        """Every line with its digest, in order."""

    def dealt(self, campaign: str, game: str) -> Mapping[str, int]: ...

    def player(self, campaign: str, game: str, holder: int) -> Player | None: ...

    def cards(self, campaign: str, game: str, player: int) -> Sequence[Held]: ...

    def card(self, campaign: str, game: str, serial: int) -> Held | None: ...

    def links(self, campaign: str, game: str, player: int) -> Sequence[Link]: ...

    def link(self, campaign: str, game: str, id: str) -> Link | None: ...

    def tally(self, campaign: str, game: str, player: Player, since: datetime) -> Tally: ...

    def used(self, campaign: str, game: str, evidence: Sequence[str]) -> frozenset[str]:
        """Which of these cards were dealt for."""

    def entries(self, campaign: str, game: str, player: int) -> Sequence[Entry]:
        """The days that they kept, the first first."""

    def all_entries(self, campaign: str, game: str) -> Iterator[Entry]:
        """The days of all players, each one's together, and in order."""

    def days(self, campaign: str, game: str, player: int) -> Sequence[datetime]:
        """When this player checked in."""

    def note_poster(self, campaign: str, game: str, serial: int, code: str) -> None:
        """Remember which poster shows a card."""

"""Count what a game's record says, day by day, so that its figures need no line of it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from postergen.domain.collecting import Collection
from postergen.domain.games import Game
from postergen.games.acts import Act, Kind

ACTIVE, NEW = "active", "new"  # counted beside the kinds of lines: who acted on a day, and for the first time ever
OWN = frozenset(  # what a player does themselves
    {
        *(Kind.DEAL, Kind.WRONG, Kind.GIVE, Kind.SWAP, Kind.COMPLETE),
        *(Kind.HIDE, Kind.FIND),
        *(Kind.CHECK, Kind.REPAIR),
    }
)


class Cell(NamedTuple):
    """What is counted: lines of one kind (or `ACTIVE`, `NEW` players) on a day of the game's zone.

    ``phase`` is how many kinds of cards were used up when a card was dealt: what is left changes the odds.
    """

    day: date
    kind: str
    way: str = ""
    card: str = ""
    phase: int = 0


Cells = Mapping[Cell, int]


@dataclass(frozen=True, slots=True)
class Before:
    """What the lines before said: how many of each card were dealt, how many players there were, and which of them had
    acted on the day of the first line that follows.
    """

    dealt: Mapping[str, int]
    players: int
    acted: frozenset[int]


def counted(game: Game, lines: Sequence[Act], before: Before) -> Counter[Cell]:
    """What these lines, which follow each other, add to the counts."""
    cells, dealt, players, acted, day = Counter[Cell](), Counter(before.dealt), before.players, set(before.acted), None
    for act in lines:
        today = game.day_of(act.at)
        if day is not None and today != day:
            acted = set()
        day = today
        if act.kind is Kind.DEAL:
            cells[Cell(day, act.kind, act.way, act.card, len(_used_up(game, dealt)))] += 1
            dealt[act.card] += 1
        else:
            cells[Cell(day, act.kind)] += 1
        if act.kind in OWN and act.player:  # 0 is whoever gives the game
            if act.player not in acted:
                cells[Cell(day, ACTIVE)] += 1
                acted.add(act.player)
            if act.player > players:  # players are numbered as they come
                cells[Cell(day, NEW)] += 1
                players = act.player
    return cells


def _used_up(game: Game, dealt: Mapping[str, int]) -> set[str]:
    cards = game.cards if isinstance(game, Collection) else ()
    return {card.id for card in cards if card.at_most is not None and dealt.get(card.id, 0) >= card.at_most}


def dealt_in(cells: Cells) -> Counter[str]:
    """How many of each card."""
    found = Counter[str]()
    for cell, count in cells.items():
        if cell.kind == Kind.DEAL:
            found[cell.card] += count
    return found


def by_way(cells: Cells) -> Counter[str]:
    """How many cards each way brought."""
    found = Counter[str]()
    for cell, count in cells.items():
        if cell.kind == Kind.DEAL:
            found[cell.way] += count
    return found


def of_kind(cells: Cells, kind: str) -> int:
    return sum(count for cell, count in cells.items() if cell.kind == kind)


@dataclass(frozen=True, slots=True)
class Day:
    """Who acted on a day, how many of them for the first time, and the cards that were dealt for each way."""

    day: date
    active: int
    new: int
    dealt: Mapping[str, int]
    sets: int

    @property
    def all_dealt(self) -> int:
        return sum(self.dealt.values())


def days(cells: Cells) -> list[Day]:
    """From the first day on which somebody acted to the last, without gaps."""
    known = [cell.day for cell in cells if cell.kind in OWN]
    if not known:
        return []
    found = {min(known) + timedelta(n): Counter[tuple[str, str]]() for n in range((max(known) - min(known)).days + 1)}
    for cell, count in cells.items():
        if cell.day in found:
            found[cell.day][cell.kind, cell.way] += count
    return [_day(day, counts) for day, counts in found.items()]


def _day(day: date, counts: Mapping[tuple[str, str], int]) -> Day:
    dealt = {way: count for (kind, way), count in counts.items() if kind == Kind.DEAL}
    said = {kind: count for (kind, way), count in counts.items() if not way}
    return Day(day, said.get(ACTIVE, 0), said.get(NEW, 0), dealt, said.get(Kind.COMPLETE, 0))


class Phase(NamedTuple):
    """A stretch in which the same cards were left: their odds in millionths, and how many of each were dealt."""

    odds: Mapping[str, int]
    dealt: Mapping[str, int]


def phases(game: Collection, cells: Cells) -> list[Phase]:
    """The stretches of a game, in order. A card that is used up was last dealt in the stretch that it ended."""
    dealt: dict[int, Counter[str]] = {}
    for cell, count in cells.items():
        if cell.kind == Kind.DEAL:
            dealt.setdefault(cell.phase, Counter())[cell.card] += count
    gone = _used_up(game, dealt_in(cells))
    last = {card: max(phase for phase, counts in dealt.items() if counts[card]) for card in gone}
    return [
        Phase({card.id: card.odds for card in game.cards if last.get(card.id, phase) >= phase}, counts)
        for phase, counts in sorted(dealt.items())
    ]

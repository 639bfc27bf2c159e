"""A diary: one check-in a day, each with a small wish of that day, and a poster for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from postergen.domain.games import Game
from postergen.domain.localized import Localized

LONGEST_LINE = 40  # characters that somebody may write to their day


@dataclass(frozen=True, slots=True)
class Ask:
    """What a day asks, and the options among which somebody picks theirs; ``day`` is its own, None of those that
    take turns.
    """

    id: str
    asks: Localized
    options: tuple[str, ...]
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary(Game):
    """One check-in a day; ``repairs`` is how many missing days of a month may be filled in."""

    asks: tuple[Ask, ...]
    repairs: int

    def ask_of(self, day: date) -> Ask:
        """What this day asks: its own, or the next one in turn since the game opened."""
        own = next((one for one in self.asks if one.day == day), None)
        turns = [one for one in self.asks if one.day is None]
        return own or turns[(day - self.day_of(self.opens)).days % len(turns)]

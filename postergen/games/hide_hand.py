"""What a player of hide and find has done today, and whether the rules let them hide or find one more envelope."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from postergen.domain.hiding import Hunt
from postergen.domain.places import Place, distance
from postergen.games.hand import Refusal

COARSEST = 300.0  # metres: whoever does not know better where they are than that is told so


class Back(StrEnum):
    """Why an envelope goes back to the pool."""

    LATE = "late"  # its time is over
    OWN = "own"  # whoever hid it took it back
    LEFT = "left"  # whoever hid it was erased
    REMOVED = "removed"  # whoever runs the game took it away
    CLOSED = "closed"  # the game is over


@dataclass(frozen=True, slots=True)
class HideTally:
    """Envelopes that a player hid, found and failed to find today; how many of theirs lie somewhere."""

    hidden: int = 0
    lying: int = 0
    found: int = 0
    wrong: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a browser says that it is, and how far off that may be, in metres."""

    place: Place
    accuracy: float

    @property
    def is_coarse(self) -> bool:
        return not 0 <= self.accuracy <= COARSEST


def is_near(rules: Hunt, there: Place, seen: Seen) -> bool:
    """Whether somebody may be there: what their browser does not know is in their favour, as far as the rules call
    near.
    """
    return distance(there, seen.place) <= rules.near + min(seen.accuracy, rules.near)


def why_not_hide(rules: Hunt, tally: HideTally) -> Refusal | None:
    if tally.hidden >= rules.limits.hides_per_day:
        return Refusal.DAY_FULL
    return Refusal.LYING_FULL if tally.lying >= rules.limits.lying else None


def why_not_find(rules: Hunt, tally: HideTally) -> Refusal | None:
    if tally.found >= rules.limits.finds_per_day:
        return Refusal.FOUND_FULL
    return Refusal.WRONG_FULL if tally.wrong >= rules.limits.wrong_per_day else None

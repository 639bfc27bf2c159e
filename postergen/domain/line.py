"""What a page shows before there is a poster: a line, and what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from postergen.domain.poster import Choice


class Turn(StrEnum):
    """What is asked of a line."""

    STAY = ""
    NEXT = "next"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Line:
    """A line on a page.

    Args:
        asked: for which choice it was drawn (`service.lines.asked_of`).
        drawn: what was drawn first; None where nobody vouches for how it came: then it is chosen, and no more is said.
        shown: the texts that were shown, in that order.
        at: which of them stands there.
        revision: its words.
        named, place: what of the person played a part when it came.
    """

    asked: str
    drawn: Choice | None
    shown: tuple[str, ...]
    at: int
    revision: str
    named: bool = False
    place: str = ""

    @property
    def variant(self) -> str:
        return self.shown[self.at]

"""What all games that a campaign declares have in common: when they go on, who gives them, what is told beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from postergen.domain.localized import Localized


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and which answers are right: in any language, as `games.answers.plain` makes them."""

    id: str
    asks: Localized
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where a printed code hangs."""

    id: str
    name: Localized


@dataclass(frozen=True, slots=True)
class Organiser:
    """Who gives the game, and how they are reached."""

    name: Localized
    contact: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What else people are told beforehand, where a law asks for it (`games.lawful`); None was not said.

    ``who`` may take part; until when what was won is claimed; how it comes to whoever won it; when it is lost, and what
    becomes of it; how a ``voucher`` is used, until when and where.
    """

    who: Localized | None = None
    claim_until: datetime | None = None
    delivery: Localized | None = None
    forfeit: Localized | None = None
    voucher: Localized | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Game:
    """What all games have. It goes on between two moments (the second is over already); days are those of ``timezone``.

    ``look`` is that of its posters.
    """

    id: str
    name: Localized
    about: Localized
    opens: datetime
    closes: datetime
    timezone: str
    look: str
    organiser: Organiser
    notice: Notice = Notice()

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.timezone)).date()

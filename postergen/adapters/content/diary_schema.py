"""The shape of the file of a diary: what its days ask, and how many missing days may be filled in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from postergen.adapters.content.file_shapes import FileModel, LocalizedText
from postergen.adapters.content.game_schema import GameFile, Name
from postergen.adapters.content.pack_schema import Slug

MOST_ASKS = 366
MOST_CHOICES = 8
MOST_REPAIRS = 3  # of a month


def _day(written: object) -> date:
    if isinstance(written, date) and not isinstance(written, datetime):
        return written
    try:
        return date.fromisoformat(str(written))
    except ValueError as exc:
        raise ValueError(f"should be a day such as 2027-02-06, not {str(written)[:40]!r}") from exc


def _prize(_written: object) -> None:
    raise ValueError("nothing is given for a check-in but the poster of the day: take this out")


Day = Annotated[date, BeforeValidator(_day)]
Prize = Annotated[None, BeforeValidator(_prize)]


class AskFile(FileModel):
    id: Name
    asks: LocalizedText
    options: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=MOST_CHOICES)]
    day: Day | None = None


class DiaryFile(GameFile):
    """``kind: check-in``. What a prize would need is refused."""

    kind: Literal["check-in"]
    asks: Annotated[tuple[AskFile, ...], Field(min_length=1, max_length=MOST_ASKS)]
    repairs: Annotated[int, Field(strict=True, ge=0, le=MOST_REPAIRS)] = 1
    ending: Prize = None
    prize: Prize = None
    prizes: Prize = None
    reward: Prize = None
    pool: Prize = None
    winners: Prize = None

"""The shape of what the files of all games have: moments as people write them, numbers that have an end, questions."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field

from postergen.adapters.content.file_shapes import FileModel, LocalizedText, Text
from postergen.adapters.content.pack_schema import Slug

MOST = 1_000_000_000_000  # of anything that is counted
LONGEST_ID = 30  # of a game and of a card: "game/card" is the site of a card's poster, which has at most 64 characters

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{1,2}):(\d{2})")


def read_moment(written: object) -> datetime:
    """A moment of the campaign's zone, written without one; ``24:00`` ends a day. `ValueError` for anything else."""
    if isinstance(written, datetime):
        if written.tzinfo is not None:
            raise ValueError("is written with a time zone: leave it out, times are those of the campaign")
        return written
    if isinstance(written, date):
        raise ValueError(f"says no time of the day: write {written} 00:00, or 24:00 for its end")
    found = _MOMENT.fullmatch(str(written).strip())
    if found is None:
        raise ValueError(f"should look like 2027-01-20 00:00, not {str(written)[:40]!r}")
    day, hour, minute = found.groups()
    try:
        start = datetime.fromisoformat(day)
    except ValueError as exc:
        raise ValueError(f"{day} is no day of the calendar") from exc
    if int(minute) > 59 or timedelta(hours=int(hour), minutes=int(minute)) > timedelta(hours=24):
        raise ValueError(f"{hour}:{minute} is no time of the day")
    return start + timedelta(hours=int(hour), minutes=int(minute))


def _answer(written: object) -> object:
    return str(written) if type(written) is int else written


def _contact(written: object) -> object:
    if isinstance(written, int):
        raise ValueError("is read as a number, which loses zeros at its beginning: put it in quotes")
    return written


Count = Annotated[int, Field(strict=True, ge=1, le=MOST)]
Name = Annotated[Slug, Field(max_length=LONGEST_ID)]
Contact = Annotated[Text, BeforeValidator(_contact)]
Moment = Annotated[datetime, BeforeValidator(read_moment)]
Answers = Annotated[tuple[Annotated[Text, BeforeValidator(_answer)], ...], Field(min_length=1)]


class AnswersFile(FileModel):
    """Right answers; whichever the page's language is, all of them are."""

    zh_CN: Annotated[Answers, Field(alias="zh-CN")]
    en: Answers


class QuestionFile(FileModel):
    id: Name
    asks: LocalizedText
    answers: AnswersFile


class SpotFile(FileModel):
    id: Name
    name: LocalizedText


class OrganiserFile(FileModel):
    name: LocalizedText
    contact: Contact


class GameFile(FileModel):
    """What the file of every game says, ``games/<id>.yaml``. What a law asks for, and other places do not, may be left
    out: `games.lawful` says so.
    """

    name: LocalizedText
    about: LocalizedText
    who: LocalizedText | None = None
    opens: Moment
    closes: Moment
    look: Slug
    organiser: OrganiserFile
    retired: bool = False

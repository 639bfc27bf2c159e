"""Turn the file of a diary into its rules, and say what people read in them."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from postergen.adapters.content.diary_schema import DiaryFile
from postergen.adapters.content.game_checks import moment_in
from postergen.adapters.content.shape_problems import Path
from postergen.domain.checking_in import LONGEST_LINE, Ask, Diary
from postergen.domain.games import Notice, Organiser
from postergen.domain.localized import Localized

LONGEST_MONTH = 37  # signs: 31 days, and 6 of the week before
LONGEST_LUNAR = 6  # 闰十二月廿一
MOST_DAYS = 9999


def diary_of(game: str, file: DiaryFile, zone: str) -> Diary:
    at = ZoneInfo(zone)
    return Diary(
        id=game,
        name=file.name.value(),
        about=file.about.value(),
        opens=moment_in(file.opens, at),
        closes=moment_in(file.closes, at),
        timezone=zone,
        look=file.look,
        organiser=Organiser(file.organiser.name.value(), file.organiser.contact),
        notice=Notice(None if file.who is None else file.who.value()),
        asks=tuple(Ask(one.id, one.asks.value(), one.options, one.day) for one in file.asks),
        repairs=file.repairs,
    )


def asked_by(game: Diary) -> Iterator[tuple[Path, Localized | None]]:
    """What people read beside what all games say, with its place in the file."""
    yield from ((("asks", i, "asks"), one.asks) for i, one in enumerate(game.asks))


def told_of_day(_game: Diary) -> dict[str, tuple[str, int]]:
    """What a day tells its look: the kind of each field, and its longest text in characters or its largest number."""
    return {
        "streak": ("number", MOST_DAYS),
        "days": ("number", MOST_DAYS),
        "date": ("text", len("2027-01-20")),
        "month": ("text", LONGEST_MONTH),
        "lunar": ("text", LONGEST_LUNAR),
        "line": ("text", LONGEST_LINE),
    }

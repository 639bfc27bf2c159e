"""What the parts of the file of any game say of each other: moments in order, ids once, answers that can be typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from postergen.adapters.content.game_parts import Parts
from postergen.adapters.content.shape_problems import Path
from postergen.errors import Finding


class Mistake(NamedTuple):
    """Where it stands in the file, what is wrong, and how to mend it; pages have a sentence for its kind and values."""

    path: Path
    problem: str
    remedy: str = ""
    kind: str = ""
    values: tuple[tuple[str, int | str], ...] = ()

    def at(self, where: str) -> Finding:
        """As a finding at a line of the file."""
        return Finding(where, self.problem, self.remedy, self.kind, self.values)


def place_in(where: str) -> Path:
    """A place in a file as the law has it, ``envelopes/0/units``, as its keys and numbers."""
    return tuple(int(part) if part.isdigit() else part for part in where.split("/"))


def moment_in(moment: datetime, zone: ZoneInfo) -> datetime:
    """A moment of this zone's clocks, in UTC."""
    return moment.replace(tzinfo=zone).astimezone(UTC)


def ids(parts: Parts) -> Iterator[Mistake]:
    """Ids that stand twice."""
    for part in ("cards", "questions", "spots", "asks", "envelopes"):  # those that this kind has
        first: dict[str, int] = {}
        for i, name in enumerate(parts.each(part, "id")):
            if name in first:
                problem = f"the id {name!r} stands already in item {first[name] + 1} of {part}"
                yield Mistake((part, i, "id"), problem, "ids are unique", "id_twice", (("name", name),))
            elif name is not None:
                first[name] = i


def answers(parts: Parts) -> Iterator[Mistake]:
    """Answers of questions that nobody can type."""
    yield from no_letters(parts, "questions")


def no_letters(parts: Parts, asked: str) -> Iterator[Mistake]:
    """Answers that nobody can type, of each item of this list."""
    for i, right in enumerate(parts.each(asked, "answers")):
        for field, locale in (("zh_CN", "zh-CN"), ("en", "en")):
            for n, answer in enumerate(getattr(right, field, ())):
                if not any(character.isalnum() for character in answer):
                    where = (asked, i, "answers", locale, n)
                    problem = f"{answer!r} has no letter and no digit, so nobody can type it"
                    yield Mistake(where, problem, kind="answer_untypable", values=(("answer", answer),))


def times(parts: Parts, zone: ZoneInfo | None) -> Iterator[Mistake]:
    """Moments in the wrong order, or that no clock shows once.

    Args:
        zone: the campaign's; None where it cannot be read.
    """
    opens, closes, until = parts.value("opens"), parts.value("closes"), parts.within("claim", "until")
    if opens is not None and closes is not None and closes <= opens:
        problem = f"closes at {closes:%Y-%m-%d %H:%M}, and opens at {opens:%Y-%m-%d %H:%M} only"
        yield Mistake(("closes",), problem, kind="closes_first")
    if closes is not None and until is not None and until <= closes:
        problem = f"what is won when it closes, at {closes:%Y-%m-%d %H:%M}, is claimed later"
        yield Mistake(("claim", "until"), problem, kind="until_early")
    said: tuple[tuple[Path, datetime | None], ...] = (
        (("opens",), opens),
        (("closes",), closes),
        (("claim", "until"), until),
    )
    for path, moment in said:
        if moment is None or zone is None:
            continue
        if moment_in(moment, zone).astimezone(zone).replace(tzinfo=None) != moment:
            problem = f"{moment:%Y-%m-%d %H:%M} is left out in {zone}, where clocks are put forward"
            yield Mistake(path, problem, kind="no_such_time", values=(("zone", str(zone)),))
        elif moment.replace(tzinfo=zone).utcoffset() != moment.replace(tzinfo=zone, fold=1).utcoffset():
            problem = f"{moment:%Y-%m-%d %H:%M} comes twice in {zone}, where clocks are put back"
            yield Mistake(path, problem, kind="time_twice", values=(("zone", str(zone)),))


def repeated(items: Iterable[str]) -> list[str]:
    """Those that stand twice or more."""
    return [item for item, count in Counter(items).items() if count > 1]

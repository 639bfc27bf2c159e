"""The shape of what the files of all games have: moments as people write them, numbers that have an end, questions."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, Field

from postergen.adapters.content.file_shapes import FileModel, LocalizedText, Text
from postergen.adapters.content.pack_schema import Slug, VariantId
from postergen.domain.localized import Localized

Word = TypeVar("Word", bound=StrEnum)

MOST = 1_000_000_000_000  # of anything that is counted
LONGEST_ID = 30  # of a game and of a card: "game/card" is the site of a card's poster, which has at most 64 characters

LIKE = 0.6  # how alike a word that nobody knows and one of ours are, to be the same one misspelt

# What is somebody else's act, or advertising of ours: nothing is given for it.
BAIT = (
    *("share", "forward", "repost", "retweet", "invit", "follow", "subscri", "like", "friend", "refer"),
    *("转发", "分享", "邀请", "关注", "点赞", "集赞", "助力", "拉新", "朋友圈", "好友", "推荐"),
)
WHY_NOT = (
    "nothing is given for sharing, inviting or following: it is nobody's own act, and WeChat blocks pages that do it "
    "(《微信外部链接内容管理规范》, 诱导分享, 诱导关注)"
)
_WORTH = re.compile(r"(\d+(?:\.\d+)?)\s*(?:CNY|RMB|yuan|元)")
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


def _worth(written: object) -> int:
    """Hundredths of a yuan; 0 for what has no price."""
    text = unicodedata.normalize("NFKC", str(written)).strip()
    found = _WORTH.fullmatch(text)
    if text == "nothing":
        return 0
    if found is None:
        raise ValueError(f"should look like 0.01 CNY, or be nothing for what has no price, not {text[:40]!r}")
    fen = Fraction(found.group(1)) * 100
    if fen.denominator != 1 or fen == 0:
        raise ValueError(f"{text} is no whole number of fen: 0.01 CNY is the least; for what has no price say nothing")
    return int(fen)


def _pool(written: object) -> object:
    if type(written) is not int:
        raise ValueError("has no end: say how many units there are, as a whole number")
    if written < 1:
        raise ValueError(f"{written} is nothing to give")
    return written


def one_of(words: type[Word], written: object, what: str) -> Word:
    """The word of these that is written; ValueError for another, and for what nothing is given for."""
    text = str(written).strip()
    if text in {word.value for word in words}:
        return words(text)
    if any(word in text.casefold() for word in BAIT):
        raise ValueError(f"{text[:40]!r}: {WHY_NOT}")
    near = get_close_matches(text, [word.value for word in words], 1, LIKE)
    meant = f"is it {near[0]!r}?" if near else f"{what}s are {', '.join(words)}"
    raise ValueError(f"{text[:40]!r} is no {what}; {meant}")


Count = Annotated[int, Field(strict=True, ge=1, le=MOST)]
Name = Annotated[Slug, Field(max_length=LONGEST_ID)]
Contact = Annotated[Text, BeforeValidator(_contact)]
Pool = Annotated[int, BeforeValidator(_pool), Field(le=MOST)]
Worth = Annotated[int, BeforeValidator(_worth)]
Moment = Annotated[datetime, BeforeValidator(read_moment)]
Answers = Annotated[tuple[Annotated[Text, BeforeValidator(_answer)], ...], Field(min_length=1)]


class AnswersFile(FileModel):
    """Right answers; whichever the page's language is, all of them are."""

    zh_CN: Annotated[Answers, Field(alias="zh-CN")]
    en: Answers

    def all(self) -> tuple[str, ...]:
        """Those of every language, each once."""
        return tuple(dict.fromkeys((*self.zh_CN, *self.en)))


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


class VariantsFile(FileModel):
    """The id of a poster's text in each locale."""

    zh_CN: Annotated[VariantId, Field(alias="zh-CN")]
    en: VariantId

    def value(self) -> Localized:
        return Localized({"zh-CN": self.zh_CN, "en": self.en})


class ClaimFile(FileModel):
    how: LocalizedText
    until: Moment | None = None
    delivery: LocalizedText | None = None
    forfeit: LocalizedText | None = None


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


def value_of(text: LocalizedText | None) -> Localized | None:
    """What was written; None where nothing was."""
    return None if text is None else text.value()

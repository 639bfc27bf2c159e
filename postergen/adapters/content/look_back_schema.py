"""The shape of the file of a look back: days, figures, and for each band of a page the sentences in both languages."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from postergen.adapters.content.file_shapes import FileModel, LocalizedText, Text
from postergen.adapters.content.game_schema import Moment
from postergen.adapters.content.pack_schema import LimitedText, Slug
from postergen.adapters.content.sheet_files import SheetName
from postergen.domain.catalogue import MAX_PICKS, MIN_PICKS
from postergen.domain.lengths import too_long
from postergen.domain.look_backs import MOST_FIGURE
from postergen.domain.variant import FIGURE, Tone

LONGEST_ID = 20  # of a look back, a page and a band: together they are the site of a poster, which has 64 characters
FEWEST_PAGES, MOST_PAGES = 5, 7
MOST_TEXTS = 12  # of a band, in a language
_PERCENT = re.compile(r"([1-9]?\d) ?%")


def _day(written: object) -> object:
    if isinstance(written, date) and not isinstance(written, datetime):
        return written
    raise ValueError(f"should be a day such as 2026-01-01, not {str(written)[:40]!r}")


def _least(written: object) -> object:
    """A number, or ``90 %``: as many as so many of a hundred people do not have."""
    if type(written) is int and 0 <= written <= MOST_FIGURE:
        return written
    found = _PERCENT.fullmatch(str(written).strip()) if isinstance(written, str) else None
    if found is None:
        raise ValueError(f"should be a whole number from 0 to {MOST_FIGURE}, or 90 %, not {str(written)[:40]!r}")
    return f"{int(found[1])} %"


def percent_of(least: str) -> int:
    return int(least.removesuffix(" %"))


Name = Annotated[Slug, Field(max_length=LONGEST_ID)]
FigureName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Number = Annotated[int, Field(strict=True, ge=0, le=MOST_FIGURE)]


class SentenceFile(FileModel):
    """What a page says: as it may be said of any figure of its band."""

    headline: Text
    body: Text
    tone: Tone = Tone.WARM


class SentencesFile(FileModel):
    """The sentences among which one is drawn, by locale."""

    zh_CN: Annotated[tuple[SentenceFile, ...], Field(alias="zh-CN", min_length=1, max_length=MOST_TEXTS)]
    en: Annotated[tuple[SentenceFile, ...], Field(min_length=1, max_length=MOST_TEXTS)]

    @field_validator("zh_CN", "en")
    @classmethod
    def _short_enough(cls, texts: tuple[SentenceFile, ...], info: ValidationInfo) -> tuple[SentenceFile, ...]:
        locale = str(info.field_name).replace("_", "-")
        for number, text in enumerate(texts, start=1):
            for part in ("headline", "body"):
                if problem := too_long(getattr(text, part).replace(FIGURE, ""), part, locale):
                    raise ValueError(f"text {number}: its {part} {problem}")
        return texts


class BandFile(FileModel):
    id: Name
    least: Annotated[int | str | None, Field(alias="from"), BeforeValidator(_least)] = None
    themes: Annotated[tuple[Slug, ...], Field(alias="is")] = ()
    missing: bool = False
    texts: SentencesFile


class PageFile(FileModel):
    id: Name
    sheet: SheetName
    figure: FigureName | None = None
    percentiles: Annotated[dict[Annotated[int, Field(ge=1, le=99)], Number], Field(default_factory=dict)]
    bands: Annotated[tuple[BandFile, ...], Field(min_length=1)]


class GivenFile(FileModel):
    """A figure that a program or a table gives: a number up to ``most``."""

    most: Annotated[int, Field(strict=True, ge=1, le=MOST_FIGURE)] = MOST_FIGURE


class CallText(LimitedText):
    kind = "call_to_action"


class LookBackFile(FileModel):
    """``look-backs/<id>.yaml``."""

    name: LocalizedText
    about: LocalizedText
    first: Annotated[date, Field(alias="from"), BeforeValidator(_day)]
    last: Annotated[date, Field(alias="to"), BeforeValidator(_day)]
    opens: Moment
    closes: Moment | None = None
    look: Slug
    options: Annotated[tuple[Slug, ...], Field(min_length=MIN_PICKS, max_length=MAX_PICKS)]
    call_to_action: CallText
    figures: dict[FigureName, GivenFile] = Field(default_factory=dict)
    pages: tuple[PageFile, ...]

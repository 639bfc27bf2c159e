"""The shape of the file of a collection: odds and worths as people write them, a pool that has an end."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from postergen.adapters.content.file_shapes import FileModel, LocalizedText
from postergen.adapters.content.game_schema import (
    ClaimFile,
    Count,
    GameFile,
    Name,
    Pool,
    QuestionFile,
    SpotFile,
    VariantsFile,
    Worth,
    one_of,
)
from postergen.adapters.content.pack_schema import Slug
from postergen.domain.catalogue import MAX_PICKS, MIN_PICKS
from postergen.domain.collecting import MILLION, Leftover, Way

_NUMBER = r"\d+(?:\.\d+)?"
_ODDS = re.compile(rf"({_NUMBER})(?:\s*(%)|\s*/\s*([1-9]\d*))?")


def _odds(written: object) -> int:
    """Whole parts per million of ``30 %``, ``0.3`` or ``3/10``."""
    text = "" if isinstance(written, bool) else unicodedata.normalize("NFKC", _as_text(written)).strip()
    found = _ODDS.fullmatch(text)
    if found is None:
        raise ValueError(f"should look like 30 %, 0.3 or 3/10, not {str(written)[:40]!r}")
    number, percent, parts_of = found.groups()
    odds = Fraction(number) / (100 if percent else int(parts_of or 1))
    if odds == 0:
        raise ValueError("is 0: a card that nobody is dealt makes a set that nobody completes")
    if odds > 1:
        meant = f" (is it {text} %?)" if not percent and odds <= 100 and parts_of is None else ""
        raise ValueError(f"{text} is above 1, and all odds together are 1{meant}")
    parts = odds * MILLION
    if parts.denominator != 1:
        raise ValueError(f"{text} is no whole number of millionths: write {_percent(round(parts))}")
    return int(parts)


def _as_text(written: object) -> str:
    """A float as its author wrote it, or nearly so."""
    return f"{Decimal(repr(written)):f}" if isinstance(written, float) else str(written)


def _percent(parts: int) -> str:
    return f"{Decimal(parts) / (MILLION // 100):f} %"


def _way(written: object) -> Way:
    return one_of(Way, written, "way")


Odds = Annotated[int, BeforeValidator(_odds)]


class CardFile(FileModel):
    id: Name
    name: LocalizedText
    options: Annotated[tuple[Slug, ...], Field(min_length=MIN_PICKS, max_length=MAX_PICKS)]
    variants: VariantsFile
    odds: Odds
    at_most: Count | None = None


class LimitsFile(FileModel):
    per_day: Count
    in_all: Count
    wrong_per_day: Count = 5


class EndingFile(FileModel):
    kind: Literal["share", "draw"]
    pool: Pool
    unit: LocalizedText
    worth: Worth
    leftover: Leftover = Leftover.KEPT
    winners: Count | None = None
    most: Count | None = None
    voucher: LocalizedText | None = None


class CollectFile(GameFile):
    """``kind: collect``, or no kind."""

    kind: Literal["collect"] = "collect"
    cards: tuple[CardFile, ...]
    ways: tuple[Annotated[Way, BeforeValidator(_way)], ...]
    questions: tuple[QuestionFile, ...] = ()
    spots: tuple[SpotFile, ...] = ()
    limits: LimitsFile
    ending: EndingFile
    claim: ClaimFile

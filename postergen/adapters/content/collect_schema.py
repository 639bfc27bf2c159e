"""The shape of the file of a collection: odds and worths as people write them, a pool that has an end."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from postergen.adapters.content.file_shapes import FileModel, LocalizedText
from postergen.adapters.content.game_schema import MOST, Count, GameFile, Moment, Name, QuestionFile, SpotFile
from postergen.adapters.content.pack_schema import Slug, VariantId
from postergen.domain.catalogue import MAX_PICKS, MIN_PICKS
from postergen.domain.collecting import MILLION, Leftover, Way

LIKE = 0.6  # how alike a way that nobody knows and one of ours are, to be the same one misspelt

# What is somebody else's act, or advertising of ours: nothing is given for it.
BAIT = (
    *("share", "forward", "repost", "retweet", "invit", "follow", "subscri", "like", "friend", "refer"),
    *("转发", "分享", "邀请", "关注", "点赞", "集赞", "助力", "拉新", "朋友圈", "好友", "推荐"),
)
WHY_NOT = (
    "nothing is given for sharing, inviting or following: it is nobody's own act, and WeChat blocks pages that do it "
    "(《微信外部链接内容管理规范》, 诱导分享, 诱导关注)"
)
_NUMBER = r"\d+(?:\.\d+)?"
_ODDS = re.compile(rf"({_NUMBER})(?:\s*(%)|\s*/\s*([1-9]\d*))?")
_WORTH = re.compile(rf"(?:({_NUMBER})\s*(?:CNY|RMB|yuan|元))")


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


def _way(written: object) -> Way:
    text = str(written).strip()
    if text in {way.value for way in Way}:
        return Way(text)
    if any(word in text.casefold() for word in BAIT):
        raise ValueError(f"{text[:40]!r}: {WHY_NOT}")
    near = get_close_matches(text, [way.value for way in Way], 1, LIKE)
    meant = f"is it {near[0]!r}?" if near else f"ways are {', '.join(Way)}"
    raise ValueError(f"{text[:40]!r} is no way; {meant}")


Odds = Annotated[int, BeforeValidator(_odds)]


class VariantsFile(FileModel):
    """The id of a card's text in each locale."""

    zh_CN: Annotated[VariantId, Field(alias="zh-CN")]
    en: VariantId


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
    pool: Annotated[int, BeforeValidator(_pool), Field(le=MOST)]
    unit: LocalizedText
    worth: Annotated[int, BeforeValidator(_worth)]
    leftover: Leftover = Leftover.KEPT
    winners: Count | None = None
    most: Count | None = None
    voucher: LocalizedText | None = None


class ClaimFile(FileModel):
    how: LocalizedText
    until: Moment | None = None
    delivery: LocalizedText | None = None
    forfeit: LocalizedText | None = None


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

"""What the API takes and answers, of battles. Made of the OpenAPI document by `make clients`: change it there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypedDict

from postergen.client.values.shared import (
    Lineage,
    Sticker,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A line that answers a sticker."""

    sticker: Sticker
    # of the first, the probability with which it was drawn; null for the others
    propensity: float | None


@dataclass(frozen=True, slots=True)
class Answers:
    code: str
    locale: Literal["zh-CN", "en"]
    policy: str
    # at most three, in the order in which they were drawn
    answers: tuple[Answer, ...]
    # send it along with the answer, so that what was to choose from counts
    offered: str


class StickerSentIn(TypedDict, total=False):
    """A sticker to send: a line of the campaign, or words of one's own."""

    # the server's usual one when left out
    campaign: str | None
    # the id of a sticker
    line: str
    # instead of it: at most 10 Han characters or 24 letters
    words: str
    # who says the words; the campaign's first when left out
    figure: str
    # of the words
    locale: Literal["zh-CN", "en"]
    # the code of the sticker that this one answers
    answers: str
    # the click id of the scan that led here
    scan: str | None
    # as `answers` of that sticker gave it: what was to choose from
    offered: str


@dataclass(frozen=True, slots=True)
class StickerSent:
    """A sticker that was sent, with a code of its own."""

    code: str
    campaign: str
    # the id of the line; `own` where its person typed it
    line: str
    # empty once its person was erased
    text: str
    locale: Literal["zh-CN", "en"]
    figure: str
    movement: str
    # the campaign has the line no more
    is_withdrawn: bool
    lineage: Lineage
    created_at: datetime
    # the sticker alone, on nothing, by extension
    files: dict[str, str]
    # a JPEG of the sticker with its code, 1080 pixels square
    card_url: str
    # the short link to send: it leads to the page with the answers
    share_url: str
    # told once: with it words of one's own are taken back, as a poster's person is
    erase_token: str | None

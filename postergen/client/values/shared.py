"""What the API takes and answers, of several. Made of the OpenAPI document by `make clients`: change it there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

CardState = Literal["held", "offered", "laid", "left"]


Clue = Literal["sentence", "photo", "place"]


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope that is hidden: its clue, and how it is found. What finds it is never told."""

    # whoever knows it may look for it
    id: str
    # the number of the line of the record that hid it
    serial: int
    # its page, to be sent on
    url: str
    clue: Clue
    # what the clue says, by locale; as it was typed in each, of a player's
    says: dict[str, str]
    # a WebP of the strips that are seen by now
    photo_url: str | None
    # how many of them that are; 0 without a photo
    strips: int
    found_by: FoundBy
    units: int
    # how many may find it
    finders: int
    # how many have
    found: int
    state: EnvelopeState
    # when it goes back
    until: datetime


EnvelopeState = Literal["lying", "found", "back"]


@dataclass(frozen=True, slots=True)
class FieldError:
    # JSON pointer into the request body
    pointer: str
    # what is wrong, whatever the words: `few`, `many`, `twice`, `option`, `meaning`, `locale`, `look`, `format`,
    # `place`, `occasion`, `channel`, `site`, `scan`, `blank`, `unprintable`, `marks`, `long`, `wide`, `overlong`,
    # `number`, `field`, `no-copy`, `text`, `text-locale`, `text-occasion`, `text-name`, `photo-kind`, `photo-
    # pixels`, `photo-broken`, `photo-heavy`, `shape`, `hide-clue`, `hide-kind`, `hide-photo`, `hide-answer`, `hide-
    # place`, `hide-units`, `hide-finders`, `hide-words`, `day`, `look-back-early`, `look-back-over`, `figure`,
    # `not_possible`, `reason_missing`, `reason_for_remarks`, `four-eyes`, `nothing-approved`, or the id of a rule,
    # such as `user.contact`
    code: str
    # what is wrong, for whoever builds; in English
    detail: str
    # how to mend it, for whoever builds; in English
    remedy: str
    # a sentence for whoever typed it, by language: `zh-CN`, `en`, and others that pages speak
    texts: dict[str, str]


FoundBy = Literal["code", "answer", "location"]


@dataclass(frozen=True, slots=True)
class GameRefusal:
    """Why the rules say no."""

    code: Refusal
    # a sentence for whoever plays, by language
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Lineage:
    scan: str | None
    parent: str | None
    root: str
    generation: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: tuple[FieldError, ...]
    # of `refused-by-the-rules`: which rule of the game says no
    code: str | None
    # of the same: a sentence for whoever plays, by language
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % Wilson interval; null when there was nothing to count."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Reason:
    """``kind`` is the tag by which the variant fits, or the relevance backend."""

    kind: str
    subject: str
    score: float


Refusal = Literal[
    "early",
    "over",
    "going-on",
    "paused",
    "day-full",
    "all-full",
    "done",
    "wrong",
    "wrong-full",
    "no-way",
    "empty",
    "not-held",
    "own",
    "gone",
    "not-whole",
    "lying-full",
    "found-full",
    "coarse",
    "complete",
    "checked",
    "new-day",
    "not-missing",
    "other-month",
    "no-repairs",
]


@dataclass(frozen=True, slots=True)
class Sticker:
    """A reply picture: a line that a figure says; ``files`` are its addresses by extension."""

    id: str
    text: str
    meaning: str
    emoji: str
    figure: str
    movement: str
    tone: str
    options: tuple[str, ...]
    themes: tuple[str, ...]
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Variant:
    id: str
    revision: str
    locale: Literal["zh-CN", "en"]
    hook: str
    tone: str
    author: Literal["person", "model"]
    headline: str
    body: str
    call_to_action: str

"""What the API takes and answers, of posters. Made of the OpenAPI document by `make clients`: change it there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Required, TypedDict

from postergen.client.values.shared import (
    Lineage,
    Reason,
    Sticker,
    Variant,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    variant: Variant
    # which relevance model read this variant
    backend: str
    score: float
    # the probability that the policy draws it; 0 beyond the policy's candidates
    propensity: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    campaign: str
    version: str
    locale: Literal["zh-CN", "en"]
    title: str
    themes: tuple[Theme, ...]
    places: tuple[Place, ...]
    occasions: tuple[Occasion, ...]
    templates: tuple[Template, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """Something a look wants to know: a whole number of at most ``most``, or a text of so many characters."""

    name: str
    kind: Literal["number", "text"]
    label: str
    most: int


FigureKind = Literal["number", "theme", "hour"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that has to be given."""

    name: str
    # `number`; `hour`, 0 to 23; `theme`, the id of one
    kind: FigureKind
    # the largest number that it may be
    most: int


class LookBackIn(TypedDict, total=False):
    """Figures for a look back; every one that it is told by."""

    # the server's own campaign when left out
    campaign: str | None
    # by name; null where there is none, if a page says something of that
    figures: Required[Mapping[str, int | str | None]]
    locale: Literal["zh-CN", "en"]
    # at most 30 characters as people count them
    nickname: str
    # false: the name plays no part in choosing the sentences
    personalised: bool
    # the click id that led here
    scan: str | None


@dataclass(frozen=True, slots=True)
class LookBackMade:
    campaign: str
    look_back: str
    pages: tuple[LookBackPage, ...]
    # a page that shows them; whoever has the address may look
    url: str
    # all of them in one long picture; .png and .webp, too
    long_url: str
    # the first page, moving; .gif, too. Null where it does not
    cover_url: str | None


@dataclass(frozen=True, slots=True)
class LookBack:
    id: str
    # a text by locale: `zh-CN` and `en`
    name: dict[str, str]
    # a text by locale: `zh-CN` and `en`
    about: dict[str, str]
    state: Opening
    # the first day of its year
    first: date
    # the last one
    last: date
    opens: datetime
    # null without end
    closes: datetime | None
    look: str
    figures: tuple[Figure, ...]
    # its page, where a browser's own posters tell it
    url: str


@dataclass(frozen=True, slots=True)
class LookBackPage:
    """A page: a poster like any other."""

    page: str
    # the band of the figure: which sentences may stand there
    band: str
    code: str
    headline: str
    body: str
    variant: str
    revision: str
    propensity: float
    image_url: str
    share_url: str
    scan_url: str
    # lets its bearer have the person erased; only when it is made
    erase_token: str | None


@dataclass(frozen=True, slots=True)
class LookBacks:
    campaign: str
    look_backs: tuple[LookBack, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    option: str
    text: str
    share: float


@dataclass(frozen=True, slots=True)
class Occasion:
    id: str
    name: str


Opening = Literal["early", "open", "over"]


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    theme: str
    text: str
    pictogram: str
    keywords: tuple[str, ...]
    # how people say it: for a search
    aliases: tuple[str, ...]
    place: str | None
    need: Literal["rigid", "soft"]
    frequency: Literal["high", "low"]
    seasons: tuple[str, ...]
    occasions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    id: str
    province: str
    city: str


class PosterIn(TypedDict, total=False):
    """A poster to be made. ``scan`` is the click id that led here: the scanned poster becomes the parent."""

    # the server's own campaign when left out
    campaign: str | None
    # ids of the chosen options, in order
    options: Sequence[str]
    # one of the person's own, in their words: at most 42 letters in English and 28 in Chinese, of which a Chinese
    # character takes two. Options and wish are 1 to 6 together
    wish: str
    # which option the person says their wish means, or `none`; read when left out
    wish_means: str
    locale: Literal["zh-CN", "en"]
    # the campaign's first look when left out
    template: str | None
    format: str
    # at most 30 characters as people count them
    nickname: str
    # `province/city`
    place: str | None
    # an occasion, or `today` for that of the day
    occasion: str | None
    # for the occasion `today`; it is not stored
    birthday: date | str | None
    # what the look asks for
    fields: Mapping[str, int | str]
    # where the poster will be shared
    channel: str
    # where it will hang or be handed out: an id of yours, a-z A-Z 0-9 . _ - /
    site: str
    # false: name and place play no part in choosing the copy
    personalised: bool
    scan: str | None
    # a JPEG, PNG or WebP in base64, or as a `data:` address; never fetched from another
    avatar: bytes | str | None
    # a text that the person chose, by its id; without one it is drawn. It has to be in the locale, and in place: of
    # the occasion, and by name only with a name. No draw, and never counted as one
    variant: str | None


@dataclass(frozen=True, slots=True)
class Poster:
    code: str
    campaign: str
    options: tuple[str, ...]
    wish: str
    locale: Literal["zh-CN", "en"]
    template: str
    format: str
    nickname: str
    # what sentences about the poster call its person in its locale: the nickname, with the word of the poster's
    # occasion, if that has one; empty without a name
    called: str
    place: str | None
    occasion: str | None
    fields: dict[str, int | str]
    channel: str
    personalised: bool
    variant: Variant
    policy: str
    propensity: float
    lineage: Lineage
    created_at: datetime
    # with a version `v`, so that it may be kept for long; it is another once the person is erased
    image_url: str
    share_url: str
    scan_url: str
    # told once, when the poster is made: with it the person can be erased
    erase_token: str | None
    texts: tuple[SetText, ...]
    warnings: tuple[PosterWarning, ...]


class RankIn(TypedDict, total=False):
    """A brief to rank copy for."""

    # the server's own campaign when left out
    campaign: str | None
    # ids of the chosen options, in order
    options: Sequence[str]
    # one of the person's own, in their words: at most 42 letters in English and 28 in Chinese, of which a Chinese
    # character takes two. Options and wish are 1 to 6 together
    wish: str
    # which option the person says their wish means, or `none`; read when left out
    wish_means: str
    locale: Literal["zh-CN", "en"]
    # the campaign's first look when left out
    template: str | None
    format: str
    # at most 30 characters as people count them
    nickname: str
    # `province/city`
    place: str | None
    # an occasion, or `today` for that of the day
    occasion: str | None
    # for the occasion `today`; it is not stored
    birthday: date | str | None
    # what the look asks for
    fields: Mapping[str, int | str]
    # where the poster will be shared
    channel: str
    # where it will hang or be handed out: an id of yours, a-z A-Z 0-9 . _ - /
    site: str
    # false: name and place play no part in choosing the copy
    personalised: bool
    count: int


@dataclass(frozen=True, slots=True)
class Ranking:
    campaign: str
    # which relevance model answered; variants written since its index was made say `lexical`
    backend: str
    # how the wish was read: as the person said, by a model, or by its words
    wish_reading: Literal["", "person", "embedded", "lexical"]
    # what the wish was understood as; null where there is none
    wish_read_as: Wish | None
    # what draws now: the version of the policy, and the state of the ranker
    policy: str
    policy_version: str
    # why relevance alone draws, where the campaign wants to learn; empty where all is well
    policy_note: Literal["", "missing", "stale", "unreadable", "rolled-back"]
    # the share of posters whose text is drawn evenly among the candidates instead
    holdout: float
    # what stands in where no text is relevant: texts for a place that the wish names, for a theme of the options or
    # of what the wish may mean, for any wish, for nothing in particular, or, where there are none, any
    fallback: Literal["", "place", "theme", "wish", "campaign", "any"]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Stickers:
    campaign: str
    version: str
    locale: Literal["zh-CN", "en"]
    name: str
    about: str
    stickers: tuple[Sticker, ...]


@dataclass(frozen=True, slots=True)
class Template:
    id: str
    version: str
    name: str
    idea: str
    formats: tuple[str, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class SetText:
    """How a text of the poster was set, in pixels of its format; `given_up` is what it lost to fit its box."""

    element: str
    size: float
    lines: tuple[str, ...]
    given_up: tuple[Literal["size", "words"], ...]


@dataclass(frozen=True, slots=True)
class Theme:
    id: str
    name: str
    question: str
    pictogram: str


@dataclass(frozen=True, slots=True)
class PosterWarning:
    """Something given up so that the poster could be made: a truncated text, a missing glyph."""

    element: str
    kind: Literal["truncated", "missing-glyph", "unshaped", "not-shown"]
    detail: str


@dataclass(frozen=True, slots=True)
class Wish:
    # that the first option is what was meant
    chance: float
    # whether copy is ranked by it; if not, texts for any wish stand in
    is_sure: bool
    # the likeliest first; shares sum to 1
    options: tuple[Meant, ...]

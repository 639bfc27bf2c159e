"""The shapes of requests and answers; the OpenAPI document is made from them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Base64Bytes, BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, StrictStr

from postergen.domain.briefs import MAX_CHANNEL, BriefRequest
from postergen.domain.catalogue import MAX_PICKS, MIN_PICKS
from postergen.domain.findings import Kind
from postergen.domain.localized import DEFAULT_LOCALE, LOCALES
from postergen.domain.scan import MAX_CLICK
from postergen.service.orders import Order


class Shape(BaseModel):
    """Part of a request or answer: every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_DATA_SCHEME = re.compile(r"\A\s*data:[\w.+/-]*(?:;[\w.+=-]+)*;base64,", re.I)
Name = Annotated[str, Field(max_length=80)]
Locale = Literal["zh-CN", "en"]


class BriefIn(Shape):
    """What a poster is asked for."""

    campaign: Annotated[Name | None, Field(description="the server's own campaign when left out")] = None
    options: Annotated[
        list[Name],
        Field(max_length=MAX_PICKS, description="ids of the chosen options, in order"),
    ] = []
    wish: Annotated[
        str,
        Field(
            max_length=400,
            description="one of the person's own, in their words: at most 42 letters in English and 28 in Chinese, "
            "of which a Chinese character takes two. "
            f"Options and wish are {MIN_PICKS} to {MAX_PICKS} together",
        ),
    ] = ""
    wish_means: Annotated[
        Name, Field(description="which option the person says their wish means, or `none`; read when left out")
    ] = ""
    # a plain string, so that a wrong one is reported together with everything else that is wrong
    locale: Annotated[str, Field(max_length=16, json_schema_extra={"enum": list(LOCALES)})] = DEFAULT_LOCALE
    template: Annotated[Name | None, Field(description="the campaign's first look when left out")] = None
    format: Name = "story"
    nickname: Annotated[str, Field(max_length=400, description="at most 30 characters as people count them")] = ""
    place: Annotated[Name | None, Field(description="`province/city`")] = None
    occasion: Annotated[Name | None, Field(description="an occasion, or `today` for that of the day")] = None
    birthday: Annotated[date | None, Field(description="for the occasion `today`; it is not stored")] = None
    fields: Annotated[
        dict[Name, StrictInt | StrictStr], Field(max_length=20, description="what the look asks for")
    ] = {}
    channel: Annotated[str, Field(max_length=MAX_CHANNEL, description="where the poster will be shared")] = ""
    site: Annotated[
        str,
        Field(max_length=64, description="where it will hang or be handed out: an id of yours, a-z A-Z 0-9 . _ - /"),
    ] = ""
    personalised: Annotated[bool, Field(description="false: name and place play no part in choosing the copy")] = True

    def order(
        self,
        campaign: str,
        scan: str | None = None,
        idempotency_key: str | None = None,
        avatar: bytes | None = None,
        maker: str = "",
    ) -> Order:
        request = BriefRequest(
            options=tuple(self.options),
            locale=self.locale,
            template=self.template,
            format=self.format,
            nickname=self.nickname,
            place=self.place,
            occasion=self.occasion,
            birthday=self.birthday,
            fields=tuple(sorted(self.fields.items())),
            channel=self.channel,
            personalised=self.personalised,
            wish=self.wish,
            wish_means=self.wish_means,
            site=self.site,
        )
        return Order(self.campaign or campaign, request, scan, idempotency_key, avatar, maker)


def without_data_scheme(value: object) -> object:
    """What a page has at hand is often a ``data:`` address (RFC 2397): what counts is behind it."""
    return _DATA_SCHEME.sub("", value, count=1) if isinstance(value, str) else value


class PosterIn(BriefIn):
    """A poster to be made. ``scan`` is the click id that led here: the scanned poster becomes the parent."""

    scan: Annotated[str | None, Field(max_length=MAX_CLICK)] = None
    avatar: Annotated[
        Base64Bytes | None,
        BeforeValidator(without_data_scheme),
        Field(description="a JPEG, PNG or WebP in base64, or as a `data:` address; never fetched from another"),
    ] = None
    variant: Annotated[
        Name | None,
        Field(
            description="a text that the person chose, by its id; without one it is drawn. It has to be in the locale, "
            "and in place: of the occasion, and by name only with a name. No draw, and never counted as one"
        ),
    ] = None


class SignedBriefIn(BriefIn):
    """The brief inside the address of a signed picture. The campaign stands in the address itself."""

    campaign: None = None
    birthday: None = None
    expires: Annotated[StrictInt, Field(ge=0, le=253_402_300_799, description="seconds since 1970, in UTC")]
    caller: Annotated[
        str,
        Field(alias="for", max_length=128, description="whom it is for, in your own words; two are two posters"),
    ] = ""


class RankIn(BriefIn):
    """A brief to rank copy for."""

    count: Annotated[int, Field(ge=1, le=40)] = 10


class VariantOut(Shape):
    id: str
    revision: str
    locale: Locale
    hook: str
    tone: str
    author: Literal["person", "model"]
    headline: str
    body: str
    call_to_action: str


class ReasonOut(Shape):
    """``kind`` is the tag by which the variant fits, or the relevance backend."""

    kind: str
    subject: str
    score: float


class CandidateOut(Shape):
    variant: VariantOut
    backend: Annotated[str, Field(description="which relevance model read this variant")]
    score: Annotated[float, Field(ge=0, le=1)]
    propensity: Annotated[
        float,
        Field(ge=0, le=1, description="the probability that the policy draws it; 0 beyond the policy's candidates"),
    ]
    reasons: list[ReasonOut]


class MeantOut(Shape):
    option: str
    text: str
    share: Annotated[float, Field(ge=0, le=1)]


class WishOut(Shape):
    chance: Annotated[float, Field(ge=0, le=1, description="that the first option is what was meant")]
    is_sure: Annotated[bool, Field(description="whether copy is ranked by it; if not, texts for any wish stand in")]
    options: Annotated[list[MeantOut], Field(description="the likeliest first; shares sum to 1")]


class RankOut(Shape):
    campaign: str
    backend: Annotated[
        str,
        Field(description="which relevance model answered; variants written since its index was made say `lexical`"),
    ]
    wish_reading: Annotated[
        Literal["", "person", "embedded", "lexical"],
        Field(description="how the wish was read: as the person said, by a model, or by its words"),
    ]
    wish_read_as: Annotated[
        WishOut | None, Field(description="what the wish was understood as; null where there is none")
    ]
    policy: Annotated[str, Field(description="what draws now: the version of the policy, and the state of the ranker")]
    policy_version: str
    policy_note: Annotated[
        Literal["", "missing", "stale", "unreadable", "rolled-back"],
        Field(description="why relevance alone draws, where the campaign wants to learn; empty where all is well"),
    ]
    holdout: Annotated[
        float,
        Field(ge=0, le=1, description="the share of posters whose text is drawn evenly among the candidates instead"),
    ]
    fallback: Annotated[
        Literal["", "place", "theme", "wish", "campaign", "any"],
        Field(
            description="what stands in where no text is relevant: texts for a place that the wish names, for a theme "
            "of the options or of what the wish may mean, for any wish, for nothing in particular, or, where there are "
            "none, any"
        ),
    ]
    candidates: list[CandidateOut]


class FriendsOut(Shape):
    """What came of a poster since it was made."""

    visits: int
    made: int
    since: datetime
    own: Annotated[str, Field(description="says for a day that this browser made it: for a look back")]


class OptionsFound(Shape):
    """The ids of the options that a search is about, the best first."""

    options: tuple[str, ...]


class LineageOut(Shape):
    scan: str | None
    parent: str | None
    root: str
    generation: int


class WarningOut(Shape):
    """Something given up so that the poster could be made: a truncated text, a missing glyph."""

    element: str
    kind: Literal["truncated", "missing-glyph", "unshaped", "not-shown"]
    detail: str


class TextOut(Shape):
    """How a text of the poster was set, in pixels of its format; `given_up` is what it lost to fit its box."""

    element: str
    size: Annotated[float, Field(gt=0)]
    lines: list[str]
    given_up: list[Literal["size", "words"]]


class PosterOut(Shape):
    code: str
    campaign: str
    options: list[str]
    wish: str
    locale: Locale
    template: str
    format: str
    nickname: str
    called: Annotated[
        str,
        Field(
            description="what sentences about the poster call its person in its locale: the nickname, with the word of "
            "the poster's occasion, if that has one; empty without a name"
        ),
    ]
    place: str | None
    occasion: str | None
    fields: dict[str, int | str]
    channel: str
    personalised: bool
    variant: VariantOut
    policy: str
    propensity: float
    lineage: LineageOut
    created_at: datetime
    image_url: Annotated[
        str,
        Field(
            description="with a version `v`, so that it may be kept for long; it is another once the person is erased"
        ),
    ]
    share_url: str
    scan_url: str
    erase_token: Annotated[
        str | None, Field(description="told once, when the poster is made: with it the person can be erased")
    ]
    texts: list[TextOut]
    warnings: list[WarningOut]


class PersonOut(Shape):
    """Everything stored about the person behind a poster."""

    code: str
    campaign: str
    locale: str
    template: str
    format: str
    variant: str
    revision: str
    lines_shown: list[str]
    nickname: str
    options: list[str]
    wish: str
    wish_means: str
    place: str | None
    site: str
    occasion: str | None
    fields: dict[str, int | str]
    channel: str
    personalised: bool
    avatar: Annotated[str | None, Field(description="the picture as it was taken in, a WebP in base64")]
    visitor_key: str
    idempotency_key: Annotated[str | None, Field(description="what is kept of it: a digest")]
    request_digest: str
    parent: str | None
    root: str
    generation: int
    made_at: datetime
    made_after_scan: str | None
    first_came_by_scan: str | None
    shared_at: datetime | None
    scanned_at: datetime | None
    confirmed_at: datetime | None
    remade_at: datetime | None
    converted_at: datetime | None
    erased_at: datetime | None
    own_scans: list[dict[str, datetime | str | None]]
    coupons: list[dict[str, datetime | str | None]]
    scans_of_the_poster: int
    conversions_of_the_poster: int


class FieldErrorOut(Shape):
    pointer: Annotated[str, Field(description="JSON pointer into the request body")]
    code: Annotated[
        str,
        Field(
            description="what is wrong, whatever the words: "
            f"{', '.join(f'`{kind}`' for kind in Kind)}, or the id of a rule, such as `user.contact`"
        ),
    ]
    detail: Annotated[str, Field(description="what is wrong, for whoever builds; in English")]
    remedy: Annotated[str, Field(description="how to mend it, for whoever builds; in English")]
    texts: Annotated[
        dict[str, str],
        Field(
            description="a sentence for whoever typed it, by language: `zh-CN`, `en`, and others that pages speak",
            examples=[{"zh-CN": "太长了，最多 30 个字。", "en": "It is too long. At most 30 characters."}],
        ),
    ]


class ProblemOut(Shape):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldErrorOut] = []
    code: Annotated[str | None, Field(description="of `refused-by-the-rules`: which rule of the game says no")] = None
    texts: Annotated[dict[str, str], Field(description="of the same: a sentence for whoever plays, by language")] = {}


class HealthOut(Shape):
    status: Literal["ok"]

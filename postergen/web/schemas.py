"""The shapes of requests and answers; the OpenAPI document is made from them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, StrictInt, StrictStr

from postergen.domain.briefs import MAX_CHANNEL, BriefRequest
from postergen.domain.catalogue import MAX_PICKS, MIN_PICKS
from postergen.domain.localized import DEFAULT_LOCALE, LOCALES
from postergen.service.posters import Order


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Name = Annotated[str, Field(max_length=80)]
Locale = Literal["zh-CN", "en"]


class BriefIn(_Model):
    """What a poster is asked for."""

    campaign: Annotated[Name | None, Field(description="the server's own campaign when left out")] = None
    options: Annotated[
        list[Name],
        Field(min_length=MIN_PICKS, max_length=MAX_PICKS, description="ids of the chosen options, in order"),
    ]
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
    personalised: Annotated[bool, Field(description="false: name and place play no part in choosing the copy")] = True

    def order(
        self,
        campaign: str,
        scan: str | None = None,
        idempotency_key: str | None = None,
        avatar: bytes | None = None,
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
        )
        return Order(self.campaign or campaign, request, scan, idempotency_key, avatar)


class PosterIn(BriefIn):
    """A poster to be made. ``scan`` is the click id that led here: the scanned poster becomes the parent."""

    scan: Annotated[str | None, Field(max_length=40)] = None
    avatar: Annotated[
        Base64Bytes | None, Field(description="a JPEG, PNG or WebP in base64; never fetched from an address")
    ] = None


class RankIn(BriefIn):
    """A brief to rank copy for."""

    count: Annotated[int, Field(ge=1, le=40)] = 10


class VariantOut(_Model):
    id: str
    revision: str
    locale: Locale
    hook: str
    tone: str
    author: Literal["person", "model"]
    headline: str
    body: str
    call_to_action: str


class ReasonOut(_Model):
    """``kind`` is the tag by which the variant fits, or the relevance backend."""

    kind: str
    subject: str
    score: float


class CandidateOut(_Model):
    variant: VariantOut
    score: Annotated[float, Field(ge=0, le=1)]
    propensity: Annotated[float, Field(ge=0, le=1, description="0 beyond the policy's candidates")]
    reasons: list[ReasonOut]


class RankOut(_Model):
    campaign: str
    backend: Annotated[str, Field(description="which relevance model answered")]
    policy: str
    candidates: list[CandidateOut]


class LineageOut(_Model):
    scan: str | None
    parent: str | None
    root: str
    generation: int


class WarningOut(_Model):
    """Something given up so that the poster could be made: a truncated text, a missing glyph."""

    element: str
    kind: Literal["truncated", "missing-glyph", "unshaped", "not-shown"]
    detail: str


class PosterOut(_Model):
    code: str
    campaign: str
    options: list[str]
    locale: Locale
    template: str
    format: str
    nickname: str
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
    image_url: str
    share_url: str
    scan_url: str
    warnings: list[WarningOut]


class ThemeOut(_Model):
    id: str
    name: str
    question: str
    pictogram: str


class PlaceOut(_Model):
    id: str
    province: str
    city: str


class OptionOut(_Model):
    id: str
    theme: str
    text: str
    pictogram: str
    keywords: list[str]
    place: str | None
    need: Literal["rigid", "soft"]
    frequency: Literal["high", "low"]
    seasons: list[str]
    occasions: list[str]


class NamedOut(_Model):
    id: str
    name: str


class FieldOut(_Model):
    """Something a look wants to know: a whole number of at most ``most``, or a text of so many characters."""

    name: str
    kind: Literal["number", "text"]
    most: int


class TemplateOut(_Model):
    id: str
    version: str
    name: str
    idea: str
    formats: list[str]
    fields: list[FieldOut]


class CatalogueOut(_Model):
    campaign: str
    version: str
    locale: Locale
    title: str
    themes: list[ThemeOut]
    places: list[PlaceOut]
    occasions: list[NamedOut]
    templates: list[TemplateOut]
    options: list[OptionOut]


class RateOut(_Model):
    """A share with its 95 % Wilson interval; null when there was nothing to count."""

    value: float | None
    low: float | None
    high: float | None


class VariantStatsOut(_Model):
    variant: str
    revision: str
    locale: str | None
    headline: Annotated[str | None, Field(description="null when the pack no longer has this revision")]
    posters: int
    posters_scanned: Annotated[int, Field(description="posters that at least one person scanned")]
    scans: Annotated[int, Field(description="scans by people, several of one poster included")]
    rate: Annotated[RateOut, Field(description="posters_scanned / posters")]


class VariantsStatsOut(_Model):
    campaign: str
    variants: list[VariantStatsOut]


class FieldErrorOut(_Model):
    pointer: Annotated[str, Field(description="JSON pointer into the request body")]
    detail: str
    remedy: str


class ProblemOut(_Model):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldErrorOut] = []


class HealthOut(_Model):
    status: Literal["ok"]

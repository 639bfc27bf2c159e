"""The shapes of battles of stickers; the OpenAPI document is made from them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from postergen.domain.localized import DEFAULT_LOCALE, LOCALES
from postergen.service.battles import Throw
from postergen.web.catalogue_schemas import StickerOut
from postergen.web.report_schemas import RateOut
from postergen.web.schemas import LineageOut, Locale, Name, Shape


class StickerSentIn(Shape):
    """A sticker to send: a line of the campaign, or words of one's own."""

    campaign: Annotated[Name | None, Field(description="the server's usual one when left out")] = None
    line: Annotated[Name, Field(description="the id of a sticker")] = ""
    words: Annotated[
        str, Field(max_length=400, description="instead of it: at most 10 Han characters or 24 letters")
    ] = ""
    figure: Annotated[Name, Field(description="who says the words; the campaign's first when left out")] = ""
    locale: Annotated[
        str, Field(max_length=16, json_schema_extra={"enum": list(LOCALES)}, description="of the words")
    ] = DEFAULT_LOCALE
    answers: Annotated[str, Field(max_length=40, description="the code of the sticker that this one answers")] = ""
    scan: Annotated[str | None, Field(max_length=40, description="the click id of the scan that led here")] = None
    offered: Annotated[
        str, Field(max_length=8192, description="as `answers` of that sticker gave it: what was to choose from")
    ] = ""

    def throw(self, campaign: str) -> Throw:
        return Throw(
            self.campaign or campaign,
            self.locale,
            line=self.line,
            words=self.words,
            figure=self.figure,
            answers=self.answers,
            scan=self.scan,
        )


class StickerSentOut(Shape):
    """A sticker that was sent, with a code of its own."""

    code: str
    campaign: str
    line: Annotated[str, Field(description="the id of the line; `own` where its person typed it")]
    text: Annotated[str, Field(description="empty once its person was erased")]
    locale: Locale
    figure: str
    movement: str
    is_withdrawn: Annotated[bool, Field(description="the campaign has the line no more")]
    lineage: LineageOut
    created_at: datetime
    files: Annotated[dict[str, str], Field(description="the sticker alone, on nothing, by extension")]
    card_url: Annotated[str, Field(description="a JPEG of the sticker with its code, 1080 pixels square")]
    share_url: Annotated[str, Field(description="the short link to send: it leads to the page with the answers")]
    erase_token: Annotated[
        str | None, Field(description="told once: with it words of one's own are taken back, as a poster's person is")
    ]


class AnswerOut(Shape):
    """A line that answers a sticker."""

    sticker: StickerOut
    propensity: Annotated[
        float | None, Field(description="of the first, the probability with which it was drawn; null for the others")
    ]


class AnswersOut(Shape):
    code: str
    locale: Locale
    policy: str
    answers: Annotated[list[AnswerOut], Field(description="at most three, in the order in which they were drawn")]
    offered: Annotated[str, Field(description="send it along with the answer, so that what was to choose from counts")]


class LineResultOut(Shape):
    """How a line of stickers did."""

    line: Annotated[str, Field(description="`own` is all that people typed")]
    text: Annotated[str | None, Field(description="null for these, and where the campaign has the line no more")]
    locale: str | None
    sent: int
    answered: Annotated[int, Field(description="of these, stickers that have an answer")]
    share: Annotated[RateOut, Field(description="answered / sent")]
    battles: Annotated[int, Field(description="that began with it")]
    depth: Annotated[
        RateOut, Field(description="the mean number of answers in a row of these, with Student's interval of 95 %")
    ]
    deepest: int


class LineResultsOut(Shape):
    campaign: str
    rows: list[LineResultOut]

"""The shapes of look backs: which there are, the figures that one is told by, and its pages as they were made."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StrictInt, StrictStr

from postergen.domain.localized import DEFAULT_LOCALE, LOCALES
from postergen.domain.look_backs import FigureKind, Opening
from postergen.domain.scan import MAX_CLICK
from postergen.web.game_schemas import Both
from postergen.web.schemas import Name, Shape


class FigureOut(Shape):
    """A figure that has to be given."""

    name: str
    kind: Annotated[FigureKind, Field(description="`number`; `hour`, 0 to 23; `theme`, the id of one")]
    most: Annotated[int, Field(description="the largest number that it may be")]


class LookBackOut(Shape):
    id: str
    name: Both
    about: Both
    state: Opening
    first: Annotated[date, Field(description="the first day of its year")]
    last: Annotated[date, Field(description="the last one")]
    opens: datetime
    closes: Annotated[datetime | None, Field(description="null without end")]
    look: str
    figures: list[FigureOut]
    url: Annotated[str, Field(description="its page, where a browser's own posters tell it")]


class LookBacksOut(Shape):
    campaign: str
    look_backs: list[LookBackOut]


class LookBackIn(Shape):
    """Figures for a look back; every one that it is told by."""

    campaign: Annotated[Name | None, Field(description="the server's own campaign when left out")] = None
    figures: Annotated[
        dict[Name, StrictInt | StrictStr | None],
        Field(max_length=20, description="by name; null where there is none, if a page says something of that"),
    ]
    locale: Annotated[str, Field(max_length=16, json_schema_extra={"enum": list(LOCALES)})] = DEFAULT_LOCALE
    nickname: Annotated[str, Field(max_length=400, description="at most 30 characters as people count them")] = ""
    personalised: Annotated[bool, Field(description="false: the name plays no part in choosing the sentences")] = True
    scan: Annotated[str | None, Field(max_length=MAX_CLICK, description="the click id that led here")] = None


class LookBackPageOut(Shape):
    """A page: a poster like any other."""

    page: str
    band: Annotated[str, Field(description="the band of the figure: which sentences may stand there")]
    code: str
    headline: str
    body: str
    variant: str
    revision: str
    propensity: float
    image_url: str
    share_url: str
    scan_url: str
    erase_token: Annotated[
        str | None, Field(description="lets its bearer have the person erased; only when it is made")
    ]


class LookBackMadeOut(Shape):
    campaign: str
    look_back: str
    pages: list[LookBackPageOut]
    url: Annotated[str, Field(description="a page that shows them; whoever has the address may look")]
    long_url: Annotated[str, Field(description="all of them in one long picture; .png and .webp, too")]
    cover_url: Annotated[str | None, Field(description="the first page, moving; .gif, too. Null where it does not")]

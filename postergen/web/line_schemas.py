"""The shapes of texts against each other; the OpenAPI document is made from them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from postergen.web.report_schemas import RateOut
from postergen.web.schemas import Shape


class LineOut(Shape):
    """A text as it stands. Chance and loss are null while it is too young: below 100 posters or 10 successes."""

    variant: str
    revision: str
    headline: Annotated[str | None, Field(description="null when the pack no longer has this revision")]
    exposed: Annotated[float, Field(description="posters, young ones in part, as if all texts had met the same people")]
    rewarded: Annotated[float, Field(description="those that succeeded within the window")]
    rate: Annotated[RateOut, Field(description="mean and middle 95 % of the posterior")]
    too_young: bool
    chance: Annotated[float | None, Field(description="of being the best of those that are old enough")]
    chance_week_ago: float | None
    is_new: Annotated[bool, Field(description="it had no posters a week ago")]
    loss: Annotated[float | None, Field(description="share of posters that settling on it loses on average")]


class NeededOut(Shape):
    """So many more posters, evenly drawn, tell the best with this chance; null posters: more than 200,000."""

    posters: int | None
    chance: float


class PairOut(Shape):
    first: str
    second: str
    chance: Annotated[float, Field(description="that the first has the higher rate")]
    difference: Annotated[RateOut, Field(description="the first's rate less the second's; the middle 95 %")]


class DuelOut(Shape):
    """Two texts over three days: `better` was ahead on each."""

    first: str
    second: str
    chance: Annotated[float | None, Field(description="that the first has the higher rate; null when too young")]
    difference: Annotated[RateOut | None, Field(description="the first's rate less the second's; the middle 95 %")]
    verdict: Literal["first", "second", "cannot_tell", "too_young"]
    needed: NeededOut | None


class ShareOut(Shape):
    """Why a text gets its share of the posters with this option alone: `share` is `earned` + `floor` + `held`."""

    variant: str
    revision: str
    headline: str
    relevance: Annotated[float, Field(description="how well it fits the option, 0 to 1")]
    prior_mean: Annotated[float | None, Field(description="the rate that relevance alone lets the policy expect")]
    prior_strength: Annotated[float | None, Field(description="the posters that this expectation weighs as much as")]
    exposed: Annotated[float | None, Field(description="posters that the policy has counted, weighed")]
    rewarded: float | None
    posterior: Annotated[RateOut | None, Field(description="what comes of both: mean and middle 95 %")]
    share: Annotated[float, Field(description="of the posters that are drawn for this option alone")]
    earned: Annotated[float, Field(description="because of what is known of it")]
    floor: Annotated[float, Field(description="because every candidate gets that much")]
    held: Annotated[float, Field(description="of the hold-out, which is drawn evenly")]
    share_week_ago: Annotated[float | None, Field(description="by the policy of then")]


class SharesOut(Shape):
    """How posters with this option alone, of people without name or place, are shared out now."""

    policy_version: str
    kind: str
    policy_note: Annotated[str, Field(description="why relevance alone draws where the campaign learns; else empty")]
    made_at: Annotated[datetime | None, Field(description="null when relevance alone draws")]
    pinned: bool
    late: Annotated[bool, Field(description="two updates or more did not come")]
    behind: Annotated[bool, Field(description="made before the posters that the standings count")]
    holdout: float
    rows: list[ShareOut]


class GoneOut(Shape):
    variant: str
    revision: str
    headline: str


class LinesOut(Shape):
    """The texts that can stand on a poster with one option, compared at the last midnight (UTC)."""

    campaign: str
    option: str
    locale: str
    at: datetime
    verdict: Literal["best", "cannot_tell", "too_young"]
    best: Annotated[str | None, Field(description="ahead of the bar three days in a row")]
    bar: Annotated[float | None, Field(description="the chance that makes the best; null below two texts")]
    needed: NeededOut | None
    rows: list[LineOut]
    pairs: list[PairOut]
    pair: Annotated[DuelOut | None, Field(description="the two texts that were asked for")]
    gone: Annotated[list[GoneOut], Field(description="texts that had posters a week ago and can have none now")]
    shares: SharesOut

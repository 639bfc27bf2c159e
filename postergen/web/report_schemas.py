"""The shapes of statistics; the OpenAPI document is made from them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from postergen.web.schemas import Shape


class RateOut(Shape):
    """A share with its 95 % Wilson interval; null when there was nothing to count."""

    value: float | None
    low: float | None
    high: float | None


class BreakdownOut(Shape):
    """What happened to the posters with one value: a variant, an option, a channel. Only people's hits are `scans`."""

    value: str
    revision: Annotated[str | None, Field(description="of a variant: an edit is a new revision")]
    locale: str | None
    headline: Annotated[str | None, Field(description="null when the pack no longer has this revision")]
    posters: int
    posters_scanned: Annotated[int, Field(description="posters that at least one person scanned")]
    scans: Annotated[int, Field(description="scans by people, several of one poster included")]
    confirmations: Annotated[int, Field(description="scans by people whose landing page was seen")]
    children: Annotated[int, Field(description="posters made after a scan of these")]
    conversions: int
    hits: Annotated[dict[str, int], Field(description="all hits, by class")]
    values: Annotated[dict[str, float], Field(description="value of the conversions, by currency")]
    rate: Annotated[RateOut, Field(description="posters_scanned / posters")]
    maker_rate: Annotated[RateOut, Field(description="posters that led to another / posters")]


class BreakdownsOut(Shape):
    campaign: str
    by: str
    rows: list[BreakdownOut]


class BucketOut(Shape):
    start: datetime
    posters: int
    scans: int
    confirmations: int
    conversions: int
    hits: dict[str, int]


class SeriesOut(Shape):
    campaign: str
    step: Literal["hour", "day"]
    buckets: list[BucketOut]


class FunnelStepOut(Shape):
    """How many of the posters reached this step; `note` says why a share is null."""

    step: str
    posters: int
    of_previous: RateOut | None
    of_first: RateOut | None
    note: str


class FunnelOut(Shape):
    campaign: str
    steps: list[FunnelStepOut]


class KFactorOut(Shape):
    """Children for each mature poster, with a 95 % interval over root trees; null when there are fewer than 10 trees.

    Of a segment, `trees` counts random groups of trees, of which there are 32.
    """

    segment: str
    k: float | None
    low: float | None
    high: float | None
    posters: int
    children: int
    trees: int


class QuartilesOut(Shape):
    first: float | None
    median: float | None
    third: float | None
    count: int


class ReferralsOut(Shape):
    campaign: str
    window_hours: int
    k: KFactorOut
    young: Annotated[int, Field(description="posters that have not had their window yet")]
    amplification: Annotated[float | None, Field(description="1 / (1 - K), when K is surely below 1")]
    cycle_seconds: Annotated[QuartilesOut, Field(description="from a poster to its child")]
    generations: Annotated[list[int], Field(description="posters by generation, roots first")]
    odd: Annotated[dict[str, int], Field(description="children that look odd, by reason")]
    segments: list[KFactorOut]
    is_counting: Annotated[bool, Field(description="after an update, earlier posters are still being counted")]


class DrawnPlaceOut(Shape):
    place: Annotated[int, Field(description="1 is the likeliest text of its brief; the last stands for all others")]
    observed: int
    expected: float


class DrawsOut(Shape):
    """A sample-ratio test of the drawn words against the probabilities of the policies that drew them."""

    campaign: str
    policy: Annotated[str, Field(description="that serves now")]
    policies: Annotated[int, Field(description="that drew what was checked")]
    posters: int
    draws: Annotated[int, Field(description="a named person's brief always draws the same words, and is one draw")]
    disagreeing: Annotated[int, Field(description="draws logged with another probability than they have now")]
    unchecked: Annotated[
        int, Field(description="posters whose policy, ranking or reading of a wish is not there any more")
    ]
    impossible: Annotated[int, Field(description="draws of a text that had no chance")]
    chi2: float
    df: int
    p: float | None
    suspicious: bool
    places: list[DrawnPlaceOut]


class LiftOut(Shape):
    """Posters whose text a policy drew against those of the hold-out, drawn evenly, at the last midnight (UTC)."""

    campaign: str
    drawn: RateOut
    held: RateOut
    difference: Annotated[RateOut, Field(description="Newcombe's 95 % interval")]
    is_told: Annotated[bool, Field(description="whether the interval leaves out 0")]
    needed: Annotated[int | None, Field(description="about how many posters in all would set it apart from 0")]

"""What the API takes and answers, of results. Made of the OpenAPI document by `make clients`: change it there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from postergen.client.values.shared import (
    Rate,
)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """What happened to the posters with one value: a variant, an option, a channel. Only people's hits are `scans`."""

    value: str
    # of a variant: an edit is a new revision
    revision: str | None
    locale: str | None
    # null when the pack no longer has this revision
    headline: str | None
    posters: int
    # posters that at least one person scanned
    posters_scanned: int
    # scans by people, several of one poster included
    scans: int
    # scans by people whose landing page was seen
    confirmations: int
    # posters made after a scan of these
    children: int
    conversions: int
    # all hits, by class
    hits: dict[str, int]
    # value of the conversions, by currency
    values: dict[str, float]
    # posters_scanned / posters
    rate: Rate
    # posters that led to another / posters
    maker_rate: Rate


@dataclass(frozen=True, slots=True)
class Breakdowns:
    campaign: str
    by: str
    rows: tuple[Breakdown, ...]


@dataclass(frozen=True, slots=True)
class Bucket:
    start: datetime
    posters: int
    scans: int
    confirmations: int
    conversions: int
    hits: dict[str, int]


@dataclass(frozen=True, slots=True)
class DrawnPlace:
    # 1 is the likeliest text of its brief; the last stands for all others
    place: int
    observed: int
    expected: float


@dataclass(frozen=True, slots=True)
class Draws:
    """A sample-ratio test of the drawn words against the probabilities of the policies that drew them."""

    campaign: str
    # that serves now
    policy: str
    # that drew what was checked
    policies: int
    posters: int
    # a named person's brief always draws the same words, and is one draw
    draws: int
    # draws logged with another probability than they have now
    disagreeing: int
    # posters whose policy, ranking or reading of a wish is not there any more
    unchecked: int
    # draws of a text that had no chance
    impossible: int
    chi2: float
    df: int
    p: float | None
    suspicious: bool
    places: tuple[DrawnPlace, ...]


@dataclass(frozen=True, slots=True)
class Funnel:
    campaign: str
    steps: tuple[FunnelStep, ...]


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """How many of the posters reached this step; `note` says why a share is null."""

    step: str
    posters: int
    of_previous: Rate | None
    of_first: Rate | None
    note: str


@dataclass(frozen=True, slots=True)
class KFactor:
    """Children for each mature poster, with a 95 % interval over root trees; null when there are fewer than 10
    trees. Of a segment, `trees` counts random groups of trees, of which there are 32.
    """

    segment: str
    k: float | None
    low: float | None
    high: float | None
    posters: int
    children: int
    trees: int


@dataclass(frozen=True, slots=True)
class Lift:
    """Posters whose text a policy drew against those of the hold-out, drawn evenly, at the last midnight (UTC)."""

    campaign: str
    drawn: Rate
    held: Rate
    # Newcombe's 95 % interval
    difference: Rate
    # whether the interval leaves out 0
    is_told: bool
    # about how many posters in all would set it apart from 0
    needed: int | None


@dataclass(frozen=True, slots=True)
class LineResult:
    """How a line of stickers did."""

    # `own` is all that people typed
    line: str
    # null for these, and where the campaign has the line no more
    text: str | None
    locale: str | None
    sent: int
    # of these, stickers that have an answer
    answered: int
    # answered / sent
    share: Rate
    # that began with it
    battles: int
    # the mean number of answers in a row of these, with Student's interval of 95 %
    depth: Rate
    deepest: int


@dataclass(frozen=True, slots=True)
class LineResults:
    campaign: str
    rows: tuple[LineResult, ...]


@dataclass(frozen=True, slots=True)
class Quartiles:
    first: float | None
    median: float | None
    third: float | None
    count: int


@dataclass(frozen=True, slots=True)
class Referrals:
    campaign: str
    window_hours: int
    k: KFactor
    # posters that have not had their window yet
    young: int
    # 1 / (1 - K), when K is surely below 1
    amplification: float | None
    # from a poster to its child
    cycle_seconds: Quartiles
    # posters by generation, roots first
    generations: tuple[int, ...]
    # children that look odd, by reason
    odd: dict[str, int]
    segments: tuple[KFactor, ...]
    # after an update, earlier posters are still being counted
    is_counting: bool


@dataclass(frozen=True, slots=True)
class Series:
    campaign: str
    step: Literal["hour", "day"]
    buckets: tuple[Bucket, ...]

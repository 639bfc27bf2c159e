"""What the API takes and answers, of lines. Made of the OpenAPI document by `make clients`: change it there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from postergen.client.values.shared import (
    Rate,
)


@dataclass(frozen=True, slots=True)
class Duel:
    """Two texts over three days: `better` was ahead on each."""

    first: str
    second: str
    # that the first has the higher rate; null when too young
    chance: float | None
    # the first's rate less the second's; the middle 95 %
    difference: Rate | None
    verdict: Literal["first", "second", "cannot_tell", "too_young"]
    needed: Needed | None


@dataclass(frozen=True, slots=True)
class Gone:
    variant: str
    revision: str
    headline: str


@dataclass(frozen=True, slots=True)
class Line:
    """A text as it stands. Chance and loss are null while it is too young: below 100 posters or 10 successes."""

    variant: str
    revision: str
    # null when the pack no longer has this revision
    headline: str | None
    # posters, young ones in part, as if all texts had met the same people
    exposed: float
    # those that succeeded within the window
    rewarded: float
    # mean and middle 95 % of the posterior
    rate: Rate
    too_young: bool
    # of being the best of those that are old enough
    chance: float | None
    chance_week_ago: float | None
    # it had no posters a week ago
    is_new: bool
    # share of posters that settling on it loses on average
    loss: float | None


@dataclass(frozen=True, slots=True)
class Lines:
    """The texts that can stand on a poster with one option, compared at the last midnight (UTC)."""

    campaign: str
    option: str
    locale: str
    at: datetime
    verdict: Literal["best", "cannot_tell", "too_young"]
    # ahead of the bar three days in a row
    best: str | None
    # the chance that makes the best; null below two texts
    bar: float | None
    needed: Needed | None
    rows: tuple[Line, ...]
    pairs: tuple[Pair, ...]
    # the two texts that were asked for
    pair: Duel | None
    # texts that had posters a week ago and can have none now
    gone: tuple[Gone, ...]
    shares: Shares


@dataclass(frozen=True, slots=True)
class Needed:
    """So many more posters, evenly drawn, tell the best with this chance; null posters: more than 200,000."""

    posters: int | None
    chance: float


@dataclass(frozen=True, slots=True)
class Pair:
    first: str
    second: str
    # that the first has the higher rate
    chance: float
    # the first's rate less the second's; the middle 95 %
    difference: Rate


@dataclass(frozen=True, slots=True)
class Share:
    """Why a text gets its share of the posters with this option alone: `share` is `earned` + `floor` + `held`."""

    variant: str
    revision: str
    headline: str
    # how well it fits the option, 0 to 1
    relevance: float
    # the rate that relevance alone lets the policy expect
    prior_mean: float | None
    # the posters that this expectation weighs as much as
    prior_strength: float | None
    # posters that the policy has counted, weighed
    exposed: float | None
    rewarded: float | None
    # what comes of both: mean and middle 95 %
    posterior: Rate | None
    # of the posters that are drawn for this option alone
    share: float
    # because of what is known of it
    earned: float
    # because every candidate gets that much
    floor: float
    # of the hold-out, which is drawn evenly
    held: float
    # by the policy of then
    share_week_ago: float | None


@dataclass(frozen=True, slots=True)
class Shares:
    """How posters with this option alone, of people without name or place, are shared out now."""

    policy_version: str
    kind: str
    # why relevance alone draws where the campaign learns; else empty
    policy_note: str
    # null when relevance alone draws
    made_at: datetime | None
    pinned: bool
    # two updates or more did not come
    late: bool
    # made before the posters that the standings count
    behind: bool
    holdout: float
    rows: tuple[Share, ...]
